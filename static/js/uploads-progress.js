// One line for all photos together: how many are in, how long it still takes, and whether the line is there.
(() => {
  const progress = document.getElementById("upload-progress");
  if (!progress || !window.kringUploads) return;
  const words = document.getElementById("upload-words").dataset;
  const part = (name) => progress.querySelector(`[data-${name}]`);
  const SETTLED = 3, MINUTE = 60;
  let quarter = 0, seconds = 0, state = { pending: [], done: 0, all: 0, lost: false, bytes: 0 };

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const say = (text) => { document.getElementById("upload-say").textContent = text; };

  const left = () => {
    const waiting = state.pending.reduce((sum, { file, sent }) => sum + file.size - sent, 0);
    const sent = state.bytes + state.pending.reduce((sum, job) => sum + job.sent, 0);
    if (seconds < SETTLED || !sent || state.lost) return "";
    const minutes = (waiting * seconds) / sent / MINUTE;
    return minutes < 1 ? words.soon : filled(words.left, { minutes: Math.ceil(minutes) });
  };

  // Who hears the page instead of seeing it is told four times, not at every photo.
  const show = (news) => {
    if (news.lost && !state.lost) say(words.lost);
    state = news;
    const { pending, done, all, lost } = state, count = filled(words.count, { done, all });
    const reached = all ? Math.floor((done / all) * 4) : 0;
    if (reached > quarter) say(count);
    quarter = pending.length ? reached : 0;
    progress.hidden = !pending.length;
    part("count").textContent = count;
    part("left").textContent = left();
    part("lost").hidden = !lost;
    progress.querySelector("progress").value = all ? (done / all) * 100 : 0;
  };

  setInterval(() => {
    if (!state.pending.length) seconds = 0;
    else if (!state.lost) seconds += 1;
    part("left").textContent = left();
  }, 1000);

  Object.assign(window.kringUploads, { words, filled, say, show });
})();
