// Frames on a photo, by keys: arrows move, Shift and arrows size, Enter opens, Delete removes, Esc takes back.
(() => {
  if (!window.kringTagger) return;
  const { canvas, read, place, save, saveSoon, open, post, tell } = window.kringTagger;
  const STEP = 0.01;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  let moving = null, before = null;

  const nudge = (frame, [dx, dy], resize) => {
    const spot = read(frame);
    if (moving !== frame) [moving, before] = [frame, spot];
    const [a, b] = resize ? ["w", "h"] : ["x", "y"];
    place(frame, { ...spot, [a]: spot[a] + dx * STEP, [b]: spot[b] + dy * STEP });
    tell(resize ? "sized" : "moved", frame);
    saveSoon(frame);
  };
  const takeBack = () => {
    if (moving) { place(moving, before); save(moving); } else document.getElementById("undo-button")?.click();
  };
  // What was sent is no longer a move that Esc stops halfway; from then on it takes the change back.
  document.addEventListener("htmx:configRequest", () => { moving = null; });

  // Enter and the space bar: a click without a pointer.
  canvas.addEventListener("click", (event) => {
    const frame = event.target.closest("button.k-gezicht");
    if (frame && event.detail === 0) open(frame);
  });
  canvas.addEventListener("keydown", (event) => {
    const frame = event.target.closest("button.k-gezicht");
    if (!frame) return;
    if (ARROWS[event.key]) { event.preventDefault(); nudge(frame, ARROWS[event.key], event.shiftKey); }
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      post(frame.dataset.delete, {});
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!event.target.closest(".k-tagger") || event.target.matches("input, select, textarea")) return;
    if (event.key === "Escape" || (event.key === "z" && (event.ctrlKey || event.metaKey))) takeBack();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move], [data-size]");
    const frame = button && canvas.querySelector('[aria-pressed="true"]');
    if (frame && button.dataset.move) nudge(frame, ARROWS[button.dataset.move], false);
    else if (frame) nudge(frame, [+button.dataset.size, +button.dataset.size], true);
  });
})();
