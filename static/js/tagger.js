// Frames on a photo, drawn and moved with a pointer or with keys. The server keeps every change.
(() => {
  const canvas = document.getElementById("canvas");
  const say = document.getElementById("say");
  if (!canvas || !say) return;
  const STEP = 0.01, LEAST = 0.015, CORNER = 22, PAUSE = 500;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const SWAP = { target: "#region-form", swap: "outerHTML" };
  let timer = null, grip = null, before = null, wantsName = false;

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const read = ({ dataset }) => ({ x: +dataset.x, y: +dataset.y, w: +dataset.w, h: +dataset.h });
  const form = () => document.querySelector("#region-form form");
  const isOpen = (frame) => form().getAttribute("hx-post") === frame.dataset.change;
  const percents = ({ x, y, w, h }) => ({ left: x * 100, top: y * 100, width: w * 100, height: h * 100 });
  const token = () => ({ csrfmiddlewaretoken: form().elements.csrfmiddlewaretoken.value });
  const tell = (words, frame) => { say.textContent = say.dataset[words].replace("{number}", frame.dataset.number); };
  const post = (url, values) => htmx.ajax("POST", url, { ...SWAP, values: { ...token(), ...values } });
  const open = (frame) => { wantsName = true; htmx.ajax("GET", frame.dataset.open, SWAP); };

  const place = (frame, spot) => {
    const w = clamp(spot.w, LEAST, 1), h = clamp(spot.h, LEAST, 1), x = clamp(spot.x, 0, 1 - w), y = clamp(spot.y, 0, 1 - h);
    Object.assign(frame.dataset, { x, y, w, h });
    Object.assign(frame.style, { left: `${x * 100}%`, top: `${y * 100}%`, width: `${w * 100}%`, height: `${h * 100}%` });
    if (!frame.dataset.change || !isOpen(frame)) return;
    for (const [name, value] of Object.entries(percents({ x, y, w, h }))) form().elements[name].value = value.toFixed(2);
  };

  // The open form is sent as it stands, name included; any other frame is sent with what it carries.
  const save = (frame) => {
    clearTimeout(timer);
    timer = before = null;
    if (isOpen(frame)) htmx.trigger(form(), "submit");
    else post(frame.dataset.change, { ...percents(read(frame)), child: frame.dataset.child, shape: frame.dataset.shape });
  };
  const saveSoon = (frame) => { clearTimeout(timer); timer = setTimeout(() => save(frame), PAUSE); };

  const nudge = (frame, [dx, dy], resize) => {
    const spot = read(frame);
    before ??= spot;
    const [a, b] = resize ? ["w", "h"] : ["x", "y"];
    place(frame, { ...spot, [a]: spot[a] + dx * STEP, [b]: spot[b] + dy * STEP });
    tell(resize ? "sized" : "moved", frame);
    saveSoon(frame);
  };

  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: clamp((event.clientX - box.left) / box.width, 0, 1), y: clamp((event.clientY - box.top) / box.height, 0, 1) };
  };
  const isCorner = (event, frame) => {
    const box = frame.getBoundingClientRect();
    return box.right - event.clientX < CORNER && box.bottom - event.clientY < CORNER;
  };
  const newFrame = () => canvas.appendChild(Object.assign(document.createElement("div"), { className: "k-gezicht is-open" }));

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const frame = event.target.closest("button.k-gezicht");
    const at = point(event);
    grip = frame
      ? { frame, at, from: read(frame), resize: isCorner(event, frame) }
      : { frame: newFrame(), at, from: { ...at, w: 0, h: 0 }, fresh: true };
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
    grip = null;
    if (fresh && moved) post(canvas.dataset.add, { ...percents(read(frame)), child: "", shape: "ellipse" });
    if (fresh) { wantsName = moved; frame.remove(); }
    else if (frame) { frame.focus(); if (moved) save(frame); else open(frame); }
  });
  canvas.addEventListener("pointercancel", () => {
    if (grip?.fresh) grip.frame.remove();
    else if (grip) place(grip.frame, grip.from);
    grip = null;
  });
  // Enter and the space bar: a click without a pointer.
  canvas.addEventListener("click", (event) => {
    const frame = event.target.closest("button.k-gezicht");
    if (frame && event.detail === 0) open(frame);
  });
  canvas.addEventListener("keydown", (event) => {
    const frame = event.target.closest("button.k-gezicht");
    if (!frame) return;
    if (ARROWS[event.key]) { event.preventDefault(); nudge(frame, ARROWS[event.key], event.shiftKey); }
    if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); tell("gone", frame); post(frame.dataset.delete, {}); }
    if (event.key === "Escape" && before) { place(frame, before); save(frame); }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move], [data-size]");
    const frame = button && canvas.querySelector('[aria-pressed="true"]');
    if (frame && button.dataset.move) nudge(frame, ARROWS[button.dataset.move], false);
    else if (frame) nudge(frame, [+button.dataset.size, +button.dataset.size], true);
  });

  // An answer to an older change may not push a frame back that is being moved.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => { if (timer || grip) detail.shouldSwap = false; });
  document.addEventListener("htmx:configRequest", () => { clearTimeout(timer); timer = null; });
  document.addEventListener("htmx:sendError", () => { say.textContent = say.dataset.lost; });

  const start = () => {
    canvas.querySelector(".k-kaders")?.remove();
    canvas.querySelectorAll("button.k-gezicht").forEach((frame) => { place(frame, read(frame)); frame.hidden = false; });
    document.querySelectorAll("[data-with-script][hidden]").forEach((part) => { part.hidden = false; });
    if (wantsName && document.querySelector("#region-form [hx-trigger*=change]")) document.getElementById("id_child").focus();
    wantsName = false;
  };
  canvas.classList.add("is-levend");
  start();
  document.addEventListener("htmx:afterSettle", start);
})();
