// A name picked by pointer or touch leads to the next face at once. By keys the choice passes other names on its
// way, so there the button "Keep" leads on.
(() => {
  let isKeyed = false;
  const isName = (part) => part?.matches?.("#region-form [name=child]");
  document.addEventListener("keydown", ({ target }) => { if (isName(target)) isKeyed = true; });
  document.addEventListener("pointerdown", () => { isKeyed = false; });
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const isPicked = detail.triggeringEvent?.type === "change" && isName(detail.triggeringEvent.target);
    if (isPicked && !isKeyed) detail.parameters.then = "next";
  });
})();
