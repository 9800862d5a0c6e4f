// What can be chosen about photos is there once there is one.
(() => {
  const photos = document.getElementById("photos");
  const choices = document.querySelector("[data-with-photos]");
  if (!choices?.hidden || !photos) return;
  const show = () => { choices.hidden = !document.querySelector("#photos > li"); };
  new MutationObserver(show).observe(photos.parentElement, { childList: true, subtree: true });
})();

// The draft keeps itself through htmx; this file says so when that does not work, and tries again.
(() => {
  const form = document.getElementById("post-form");
  if (!form?.hasAttribute("hx-post")) return;
  const AGAIN_AFTER = 15000;
  let failed = false;

  const retry = () => failed && form.dispatchEvent(new Event("input", { bubbles: true }));
  const lost = () => {
    failed = true;
    document.getElementById("saved").textContent = form.dataset.lost;
    setTimeout(retry, AGAIN_AFTER);
  };

  // Signed out meanwhile: the answer is the page to sign in, not the line that says "kept".
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.requestConfig.elt !== form || detail.xhr.status === 204) return;
    failed = false;
    if (detail.serverResponse.includes('id="saved"')) return;
    detail.shouldSwap = false;
    lost();
  });
  form.addEventListener("htmx:sendError", (event) => event.target === form && lost());
  form.addEventListener("htmx:responseError", (event) => {
    if (event.target === form && event.detail.xhr.status !== 422) lost();
  });
  window.addEventListener("online", retry);
})();
