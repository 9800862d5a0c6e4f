// A name picked by pointer or touch leads to the next face at once. By keys the choice passes other names on its
// way, and each of those would count for a moment: there Enter keeps the name and leads on, leaving only keeps it.
(() => {
  let isKeyed = false, isLoose = false;
  const isName = (part) => part?.matches?.("#region-form :is([name=child], [name=person])");
  document.addEventListener("keydown", (event) => {
    if (!isName(event.target)) return;
    isKeyed = true;
    if (event.key !== "Enter") return;
    event.preventDefault();
    const { form, value } = event.target;
    event.target.dataset.sent = value;
    form.querySelector("[data-keep]").click();
  });
  document.addEventListener("pointerdown", () => { isKeyed = false; });
  document.addEventListener("change", (event) => {
    // One name: who chooses an adult does not mean the child that was chosen before.
    const { name, value, form, dataset } = event.target;
    if (!isName(event.target)) return;
    if (value) form.elements[name === "child" ? "person" : "child"].value = "";
    if (!isKeyed) return;
    event.stopPropagation();
    // Some browsers tell of typed letters only when the list goes away: after Enter that is old news.
    isLoose = dataset.sent !== value;
  }, true);
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const form = isLoose && target.closest("#region-form form[hx-trigger]");
    if (form && !form.contains(relatedTarget)) htmx.trigger(form, "submit");
  });
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    isLoose = false;
    const isPicked = detail.triggeringEvent?.type === "change" && isName(detail.triggeringEvent.target);
    if (isPicked && !isKeyed) detail.parameters.then = "next";
  });
})();
