// Small things every page shares. Nothing here is needed to read a page or send a form.
(() => {
  // A password that can be read while typing; the button exists only where this script runs.
  const offerToShow = (root) => root.querySelectorAll("[data-show-password][hidden]").forEach((button) => {
    const field = document.getElementById(button.dataset.showPassword);
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = field.type === "text";
      field.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!shown));
    });
  });

  // Printing is for a browser that can; the button exists only where this script runs.
  const offerToPrint = (root) => root.querySelectorAll("[data-print][hidden]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // The summary of what is wrong takes the focus, so that a screen reader and the eye start there.
  const focusOnErrors = (root) => root.querySelector("#errors")?.focus();

  // A second click within a few seconds does not send a form twice.
  const sendOnce = (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  };

  const closeMenus = (event) => document.querySelectorAll(".k-menu[open]").forEach((menu) => {
    if (event.key === "Escape") menu.querySelector("summary").focus();
    if (event.key === "Escape" || (event.type === "click" && !menu.contains(event.target))) menu.open = false;
  });

  const start = (root) => { offerToShow(root); offerToPrint(root); focusOnErrors(root); };
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  document.addEventListener("submit", sendOnce);
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", closeMenus);
})();
