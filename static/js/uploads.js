// Each chosen photo is sent by itself, three at a time: one that fails costs one photo, and typing goes on.
// A line that is lost is waited for; nothing of a photo is kept in the browser.
(() => {
  const zone = document.getElementById("drop"), uploads = window.kringUploads;
  if (!zone || !uploads?.tile) return;
  const byId = (id) => document.getElementById(id);
  const { words, filled } = uploads, { make, look, fail, queue, place } = uploads.tile;
  const AT_ONCE = 3, MEGABYTE = 1024 * 1024, MAX_BYTES = 25 * MEGABYTE, FIRST_WAIT = 2000, LONGEST_WAIT = 30000;
  const jobs = [], isWaiting = (job) => job.state === "waiting", isSending = (job) => job.state === "sending";
  const pending = () => jobs.filter((job) => isWaiting(job) || isSending(job));
  let done = 0, bytes = 0, wait = FIRST_WAIT, lost = false, timer = 0;

  const show = () => {
    const left = pending();
    byId("uploading").hidden = !jobs.length;
    uploads.show({ pending: left, done, bytes, lost, all: done + left.length });
    if (left.length) return;
    zone.dispatchEvent(new CustomEvent("kring:sent", { detail: { failed: jobs.length } }));
    done = bytes = 0;
  };
  const forget = (job) => {
    job.gone = true;
    job.stop?.();
    job.tile.remove();
    jobs.splice(jobs.indexOf(job), 1);
  };
  const arrive = (job, html) => {
    if (html && !place(html)) return fail(job, words.out, "drop");
    // From now on the page has an address to come back to.
    if (zone.dataset.edit) history.replaceState(history.state, "", zone.dataset.edit);
    done += 1;
    bytes += job.file.size;
    forget(job);
  };

  // While the line is away one photo at a time tries whether it is back.
  const goOn = () => {
    clearTimeout(timer);
    if (!lost) return;
    if (navigator.onLine && !jobs.some(isSending)) jobs.filter(isWaiting).slice(0, 1).forEach(go);
    timer = setTimeout(goOn, wait);
    wait = Math.min(LONGEST_WAIT, wait * 2);
  };
  const lose = (job) => {
    queue(job);
    if (!lost) wait = FIRST_WAIT;
    lost = true;
    clearTimeout(timer);
    timer = setTimeout(goOn, wait);
  };
  const receive = (job, { status, text }) => {
    if ([0, 502, 503, 504].includes(status)) return lose(job);
    lost = false;
    if (status === 200) arrive(job, text);
    else if (status === 422) fail(job, text, "drop");
    else if (status === -1) fail(job, words.unreadable, "drop");
    else if (status === 401 || status === 403) fail(job, words.out, "drop");
    else fail(job, words.fault, "retry");
  };

  const landed = () => {
    if (!lost) return;
    lost = false;
    next();
  };
  const isThere = (sha256) => byId("photos").querySelector(`[data-sha="${sha256}"]`) !== null;
  const go = async (job) => {
    look(job, "sending", words.waits);
    const token = byId("post-form").elements.csrfmiddlewaretoken.value;
    const answer = await uploads.send(job, zone.dataset.url, token, isThere);
    if (!job.gone) receive(job, answer);
    next();
  };
  const next = () => {
    const room = lost ? 0 : Math.max(0, AT_ONCE - jobs.filter(isSending).length);
    jobs.filter(isWaiting).slice(0, room).forEach(go);
    show();
  };

  const acts = {
    drop: forget,
    retry: queue,
    shrink: async (job) => {
      const smaller = await uploads.shrink(job.file);
      if (!smaller || smaller.size > MAX_BYTES) return fail(job, words.unreadable, "drop");
      job.file = smaller;
      queue(job);
    },
  };
  const act = async (job, name) => {
    await acts[name](job);
    next();
  };
  const take = (files) => {
    for (const file of files) {
      const full = byId("photos").children.length + jobs.length >= Number(zone.dataset.limit);
      const job = Object.assign(make(file, act), { landed });
      jobs.push(job);
      byId("uploading").append(job.tile);
      queue(job);
      if (full) fail(job, words.limit, "drop");
      else if (file.size > MAX_BYTES) fail(job, filled(words.size, { size: Math.ceil(file.size / MEGABYTE) }), "shrink");
    }
    next();
  };

  window.addEventListener("online", () => { wait = FIRST_WAIT; goOn(); });
  window.addEventListener("offline", () => { jobs.filter(isSending).forEach((job) => job.stop?.()); });
  Object.assign(uploads, { zone, take, isBusy: () => pending().length > 0 });
})();
