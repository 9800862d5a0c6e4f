// Kring as an app on this device: the worker that helps without internet, the offer to install, and signing out.
(() => {
  const { worker, signOut } = document.body.dataset;
  const LATER = "kring-install-later";
  let offer = null, registration = null;

  // Without the worker everything works as well, only not the page without internet.
  const register = () => navigator.serviceWorker?.register(worker, { scope: "/" })
    .then((made) => { registration = made; }).catch(() => {});
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register);

  // A page that was loaded past the worker has no controller, and can reach it all the same.
  const helper = () => registration?.active ?? navigator.serviceWorker?.controller;

  // A notification counted what was new; whoever opens Kring looks at it now.
  const seen = () => { if (!document.hidden) navigator.clearAppBadge?.().catch(() => {}); };
  document.addEventListener("visibilitychange", seen);
  seen();

  document.addEventListener("submit", ({ target }) => {
    const address = new URL(target.getAttribute("action") ?? "", location.href);
    if (address.pathname === signOut) helper()?.postMessage("sign-out");
  });
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data === "push-changed") document.dispatchEvent(new CustomEvent("kring:push-changed"));
  });

  const parts = () => document.querySelectorAll("[data-install]");
  const show = () => parts().forEach((part) => {
    part.hidden = Boolean(localStorage.getItem(LATER));
    part.querySelector("[data-install-now]").hidden = !offer;
    part.querySelector("[data-install-later]").hidden = false;
  });

  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    show();
  });
  window.addEventListener("appinstalled", () => parts().forEach((part) => part.remove()));
  document.addEventListener("click", async ({ target }) => {
    if (target.closest("[data-install-now]")) {
      await offer.prompt();
      offer = null;
      show();
    }
    if (target.closest("[data-install-later]")) {
      localStorage.setItem(LATER, "yes");
      show();
    }
  });
  show();
})();
