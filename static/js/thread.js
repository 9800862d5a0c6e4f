// An open conversation: what was looked at is seen, what comes in moves nothing under the fingers.
// Without this script the page works with its links and buttons.
(() => {
  const tail = () => document.getElementById("tail");
  const composer = () => document.getElementById("composer");

  // Seen is what stood on a page somebody looked at for a moment.
  const LOOKED_AT = 1500;
  let looking = 0;
  const look = () => {
    clearTimeout(looking);
    const form = document.getElementById("seen");
    if (form && !document.hidden) looking = setTimeout(() => form.dispatchEvent(new Event("seen")), LOOKED_AT);
  };

  // Two minutes after sending nothing is taken back any more.
  const expire = () => document.querySelectorAll("[data-until]").forEach((bar) => {
    setTimeout(() => bar.remove(), Math.max(0, new Date(bar.dataset.until) - Date.now()));
  });

  // Lines that come in push the part to write in down; the page moves along, so that it stays where it was.
  let before = null;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const writes = composer()?.contains(document.activeElement);
    before = detail.target === tail() && writes ? composer().getBoundingClientRect().top : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (before !== null) window.scrollBy(0, composer().getBoundingClientRect().top - before);
    before = null;
    goOn();
  });

  // What is asked while sending comes back with what was sent: it is not put on the page twice.
  document.addEventListener("htmx:beforeRequest", ({ target }) => {
    if (target.matches("#composer-form")) tail()?.dispatchEvent(new Event("htmx:abort"));
  });

  // An answer that never came: sending the same again gives one message. (A field called id hides the form's own.)
  const lose = ({ detail }) => {
    const said = document.getElementById("lost");
    if (!detail.requestConfig.elt.matches("#composer-form") || detail.xhr.status === 422 || !said) return;
    said.hidden = false;
    said.textContent = said.dataset.said;
  };
  document.addEventListener("htmx:sendError", lose);
  document.addEventListener("htmx:responseError", lose);

  // What was typed goes on at its end.
  const goOn = () => {
    const field = document.activeElement;
    if (field?.id === "id_text") field.setSelectionRange(field.value.length, field.value.length);
  };

  const start = () => { look(); expire(); };
  document.addEventListener("visibilitychange", look);
  document.addEventListener("htmx:load", start);
  start();
})();
