// Frames on a photo: their place, their keys, and keeping every change on the server.
(() => {
  const canvas = document.getElementById("canvas");
  const say = document.getElementById("say");
  if (!canvas || !say) return;
  const LEAST = 0.015, PAUSE = 500;
  // From the canvas, which stays: an answer to a form that was replaced meanwhile would find no page to go to.
  const FROM = { source: "#canvas", swap: "outerHTML" };
  let timer = null, moved = null, isChanged = false, wantsName = false, focused = "";
  // The strict policy refuses style attributes; htmx would copy them while it swaps.
  htmx.config.attributesToSettle = ["class"];

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const read = ({ dataset }) => ({ x: +dataset.x, y: +dataset.y, w: +dataset.w, h: +dataset.h });
  const form = () => document.querySelector("#region-form form[hx-trigger]");
  const isOpen = (frame) => form().getAttribute("hx-post") === frame.dataset.change;
  const percents = ({ x, y, w, h }) => ({ left: x * 100, top: y * 100, width: w * 100, height: h * 100 });
  const numbersOf = (frame) => percents(read(frame));
  const namesOf = ({ dataset: { child, person, shape } }) => ({ child, person, shape });
  const isNew = () => form().getAttribute("hx-post") === canvas.dataset.add;
  const token = () => ({ csrfmiddlewaretoken: form().elements.csrfmiddlewaretoken.value });
  const tell = (words, { dataset }) => { say.textContent = say.dataset[words].replace("{number}", dataset.number); };
  const post = (url, values) => htmx.ajax("POST", url, { ...FROM, values: { ...token(), ...values } });
  const open = (frame) => {
    wantsName = true;
    if (timer) save(frame); else htmx.ajax("GET", frame.dataset.open, FROM);
  };

  const place = (frame, spot) => {
    const w = clamp(spot.w, LEAST, 1), h = clamp(spot.h, LEAST, 1);
    const x = clamp(spot.x, 0, 1 - w), y = clamp(spot.y, 0, 1 - h);
    const numbers = percents({ x, y, w, h });
    Object.assign(frame.dataset, { x, y, w, h });
    for (const [side, value] of Object.entries(numbers)) frame.style[side] = `${value}%`;
    if (!frame.dataset.change || !isOpen(frame)) return;
    for (const [name, value] of Object.entries(numbers)) form().elements[name].value = value.toFixed(2);
  };

  // The open form is sent as it stands, name included; any other frame is sent with what it carries.
  const save = (frame) => {
    clearTimeout(timer);
    timer = null;
    if (isOpen(frame)) htmx.trigger(form(), "submit");
    else post(frame.dataset.change, { ...numbersOf(frame), ...namesOf(frame) });
  };
  const add = (frame) => {
    wantsName = true;
    post(canvas.dataset.add, { ...numbersOf(frame), child: "", shape: isNew() ? form().elements.shape.value : "ellipse" });
  };
  const saveSoon = (frame) => { clearTimeout(timer); moved = frame; timer = setTimeout(() => save(frame), PAUSE); };

  // Who goes on to something else within the pause loses nothing.
  document.addEventListener("focusout", () => { if (timer) save(moved); });

  // An answer to an older change may not push a frame back that is being moved, nor a choice made since.
  const isOfFrame = (part) => part.closest("#region-form [hx-trigger*=change]") !== null;
  document.addEventListener("change", ({ target }) => { isChanged ||= isOfFrame(target); }, true);
  document.addEventListener("submit", ({ target }) => {
    if (!target.closest("#region-form")) return;
    isChanged = true;
    wantsName ||= !isOfFrame(target);
  }, true);
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (timer || isChanged || canvas.dataset.grip) detail.shouldSwap = false;
    focused = document.activeElement === document.body ? "" : document.activeElement.id || "region-title";
  });
  document.addEventListener("htmx:configRequest", () => { clearTimeout(timer); timer = null; isChanged = false; });
  document.addEventListener("htmx:sendError", () => { say.textContent = say.dataset.lost; });

  const start = () => {
    canvas.querySelector(".k-kaders")?.remove();
    for (const frame of canvas.querySelectorAll("button.k-gezicht")) {
      place(frame, read(frame));
      frame.hidden = false;
    }
    document.querySelectorAll("[data-with-script][hidden]").forEach((part) => { part.hidden = false; });
    const asked = document.getElementById("sure");
    const aim = document.getElementById(document.getElementById("region-form").dataset.aim);
    const named = wantsName && document.querySelector("#region-form [hx-trigger*=change] #id_child");
    if (asked ?? aim) (asked ?? aim).focus();
    else if (named) named.focus();
    else if (focused && document.activeElement === document.body) {
      (document.getElementById(focused) ?? document.getElementById("region-title")).focus({ preventScroll: true });
    }
    wantsName = false;
  };
  window.kringTagger = { canvas, clamp, read, place, save, saveSoon, open, add, post, tell };
  start();
  document.addEventListener("htmx:afterSettle", start);
})();
