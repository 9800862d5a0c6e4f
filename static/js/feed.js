// Reading aloud, and telling the school's server that the new posts were seen. The page works without it.
(() => {
  const SEEN_AFTER = 4000;

  const speak = (button) => {
    const synth = window.speechSynthesis;
    const isReading = button.dataset.reading === "yes";
    synth.cancel();
    if (isReading) return;
    const text = button.closest("article").querySelector("[data-said]").innerText;
    const words = new SpeechSynthesisUtterance(text);
    words.lang = document.documentElement.lang === "nl" ? "nl-NL" : "nl";
    words.onstart = () => show(button, true);
    words.onend = words.onerror = () => show(button, false);
    synth.speak(words);
  };

  const show = (button, reading) => {
    button.dataset.reading = reading ? "yes" : "no";
    button.querySelector("[data-start]").hidden = reading;
    button.querySelector("[data-stop]").hidden = !reading;
  };

  const offerToRead = (root) => {
    if (!("speechSynthesis" in window)) return;
    root.querySelectorAll("[data-read-aloud][hidden]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => speak(button));
    });
  };

  // The labels stay for this visit; only the next one starts without them.
  const tellSeen = async (form) => {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "HX-Request": "true" },
    });
    if (answer.ok) form.hidden = true;
  };

  const watch = (form) => {
    let waiting;
    const look = () => {
      clearTimeout(waiting);
      if (!document.hidden && !form.hidden) waiting = setTimeout(() => tellSeen(form).catch(() => {}), SEEN_AFTER);
    };
    document.addEventListener("visibilitychange", look);
    look();
  };

  offerToRead(document);
  document.addEventListener("htmx:load", (event) => offerToRead(event.detail.elt));
  document.querySelectorAll("[data-seen]").forEach(watch);
  window.addEventListener("pagehide", () => window.speechSynthesis?.cancel());
})();
