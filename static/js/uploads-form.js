// Where photos come from (the button, a drop), and the form that waits until they are in.
(() => {
  if (!window.kringUploads?.take) return;
  const { zone, words, say, take, isBusy } = window.kringUploads;
  const [form, input] = ["post-form", "id_photos"].map((id) => document.getElementById(id));
  let held = null;

  const mark = (over) => (event) => { event.preventDefault(); zone.classList.toggle("is-boven", over); };
  zone.addEventListener("dragover", mark(true));
  zone.addEventListener("dragleave", mark(false));
  zone.addEventListener("drop", (event) => { mark(false)(event); take(event.dataTransfer.files); });
  input.addEventListener("change", () => { take([...input.files]); input.value = ""; });

  form.addEventListener("submit", (event) => {
    if (!isBusy()) return;
    event.preventDefault();
    held = event.submitter;
    say(words.wait);
    document.getElementById("photo-count").textContent = words.wait;
  });
  // A photo that failed is for the writer to decide about; only a clean arrival sends the form by itself.
  zone.addEventListener("kring:sent", (event) => {
    const button = held;
    held = null;
    if (button && !event.detail.failed) form.requestSubmit(button);
  });
  // A tile asks by itself how far its photo is; without an answer it asks again.
  const askAgain = ({ target }) => {
    if (target.matches?.("#photos > li")) setTimeout(() => window.htmx.trigger(target, "again"), 5000);
  };
  document.addEventListener("htmx:sendError", askAgain);
  document.addEventListener("htmx:responseError", askAgain);
  window.addEventListener("beforeunload", (event) => { if (isBusy()) event.preventDefault(); });

  zone.querySelectorAll("[data-without-script]").forEach((part) => { part.hidden = true; });
  zone.querySelectorAll("[data-with-script]").forEach((part) => { part.hidden = false; });
})();
