// Says when a part of the page may have changed: an element with data-live="conversation:<id> post" gets the event
// live:ring and asks for itself again. One stream while the page is looked at; without one, a ring every 20 seconds.
(() => {
  const address = document.body.dataset.liveTicket;
  const TRIES = 3, TRY_AGAIN = 15, POLL = 20000, PATIENCE = 50000, FIRST_PATIENCE = 10000, SETTLED = 100;
  let source = null, timer = 0, turn = 0, tries = 0, isOn = false;

  const parts = () => document.querySelectorAll("[data-live]");
  const fits = (words, about) => about === "*"
    || words.split(/\s+/).some((word) => about === word || about.startsWith(`${word}:`));
  const late = new Set();
  const ring = (about) => parts().forEach((part) => {
    if (!fits(part.dataset.live, about)) return;
    // What is on its way to this part may be from before this ring: it is rung again once that is there.
    if (part.classList.contains("htmx-request")) late.add(about);
    else part.dispatchEvent(new CustomEvent("live:ring", { detail: { about } }));
  });
  const ringLate = () => {
    const abouts = [...late];
    late.clear();
    abouts.forEach(ring);
  };

  const wait = (then, milliseconds) => { clearTimeout(timer); timer = setTimeout(then, milliseconds); };
  const stop = () => {
    turn += 1;
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  // Not all at the same moment: everybody's stream ends when the server starts again.
  const later = (milliseconds = 1000 + Math.random() * 2000) => { stop(); wait(start, milliseconds); };
  const lose = () => { tries += 1; later(); };

  const listen = (url) => {
    source = new EventSource(url);
    // A line that says nothing for so long has fallen away, or something on the way keeps what is said.
    const hear = (name, act) => source.addEventListener(name, (event) => { wait(lose, PATIENCE); act(event); });
    hear("beat", () => { tries = 0; });
    hear("ring", ({ data }) => ring(data));
    hear("end", () => later());
    hear("full", () => { tries = TRIES; later(); });
    source.addEventListener("error", lose);
    wait(lose, FIRST_PATIENCE);
  };
  const poll = () => { tries += 1; ring("*"); later(POLL); };

  const start = async () => {
    stop();
    isOn = Boolean(address) && !document.hidden && parts().length > 0;
    if (!isOn) return;
    const mine = turn;
    const answer = await fetch(address, { redirect: "manual", cache: "no-store" }).catch(() => null);
    if (mine !== turn) return;
    if (!answer || answer.status >= 500) return later(POLL);
    // Signed out, or no longer let in: nothing is asked any more.
    if (!answer.ok) return;
    const stream = (await answer.json()).address;
    if (mine !== turn) return;
    if (stream && window.EventSource && (tries < TRIES || tries % TRY_AGAIN === 0)) listen(stream);
    else poll();
  };

  const look = () => { tries = 0; start(); };
  document.addEventListener("visibilitychange", look);
  document.addEventListener("htmx:load", () => { if (!isOn) start(); });
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, xhr } }) => {
    setTimeout(ringLate, SETTLED);
    // What could not be fetched is asked for again.
    if (elt.dataset.live && (xhr.status === 0 || xhr.status >= 500)) setTimeout(ring, POLL, "*");
  });
  window.addEventListener("online", look);
  start();
})();
