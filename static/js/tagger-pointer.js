// Frames on a photo, by pointer: drag on the photo draws one, drag a frame moves it, its corner sizes it.
(() => {
  if (!window.kringTagger) return;
  const { canvas, clamp, read, place, save, open, add } = window.kringTagger;
  const CORNER = 22;
  let grip = null;

  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width, y = (event.clientY - box.top) / box.height;
    return { x: clamp(x, 0, 1), y: clamp(y, 0, 1) };
  };
  const isCorner = (event, frame) => {
    const box = frame.getBoundingClientRect();
    return box.right - event.clientX < CORNER && box.bottom - event.clientY < CORNER;
  };
  const newFrame = () => {
    const frame = document.createElement("div");
    frame.className = "k-gezicht is-open";
    return canvas.appendChild(frame);
  };
  const letGo = () => { grip = null; delete canvas.dataset.grip; };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const frame = event.target.closest("button.k-gezicht");
    const at = point(event);
    grip = frame
      ? { frame, at, from: read(frame), resize: isCorner(event, frame) }
      : { frame: newFrame(), at, from: { ...at, w: 0, h: 0 }, fresh: true };
    canvas.dataset.grip = "yes";
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const { frame, at, from, fresh, resize } = grip;
    const to = point(event), dx = to.x - at.x, dy = to.y - at.y;
    grip.moved ||= Math.hypot(dx * canvas.clientWidth, dy * canvas.clientHeight) > 4;
    if (fresh) place(frame, { x: Math.min(at.x, to.x), y: Math.min(at.y, to.y), w: Math.abs(dx), h: Math.abs(dy) });
    else if (!grip.moved) return;
    else if (resize) place(frame, { ...from, w: from.w + dx, h: from.h + dy });
    else place(frame, { ...from, x: from.x + dx, y: from.y + dy });
  });
  canvas.addEventListener("pointerup", () => {
    const { frame, fresh, moved } = grip ?? {};
    letGo();
    if (!frame) return;
    if (fresh && moved) add(frame);
    if (fresh) return frame.remove();
    frame.focus();
    if (moved) save(frame); else open(frame);
  });
  canvas.addEventListener("pointercancel", () => {
    if (grip?.fresh) grip.frame.remove();
    else if (grip) place(grip.frame, grip.from);
    letGo();
  });
  canvas.classList.add("is-levend");
})();
