// Each chosen photo is sent by itself, three at a time: one that fails costs one photo, and typing goes on.
(() => {
  const zone = document.getElementById("drop");
  if (!zone) return;
  const byId = (id) => document.getElementById(id);
  const [form, input, sent, progress] = ["post-form", "id_photos", "uploading", "upload-progress"].map(byId);
  const words = byId("upload-words").dataset;
  const AT_ONCE = 3, MEGABYTE = 1024 * 1024, MAX_BYTES = 25 * MEGABYTE;
  const waiting = [];
  let busy = 0, all = 0, done = 0, quarter = 0, failed = 0;

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const say = (text) => { byId("upload-say").textContent = text; };

  const summarise = () => {
    const line = progress.querySelector("[data-count]"), text = filled(line.dataset.count, { done, all });
    progress.hidden = !busy;
    sent.hidden = !sent.children.length;
    line.textContent = text;
    progress.querySelector("progress").value = all ? (done / all) * 100 : 0;
    const reached = all ? Math.floor((done / all) * 4) : 0;
    if (reached !== quarter) say(text);
    quarter = reached;
  };

  const look = ({ tile }, state, mayRetry) => {
    tile.className = `k-tegel ${state}`;
    tile.querySelector("progress").hidden = state === "is-fout";
    tile.querySelector("[data-retry]").hidden = !mayRetry;
    tile.querySelector("[data-drop]").hidden = state !== "is-fout";
  };

  const fail = (job, reason, mayRetry) => {
    failed += 1;
    look(job, "is-fout", mayRetry);
    job.tile.querySelector("b").textContent = words.failed;
    job.tile.querySelector("[data-name]").textContent = `${job.file.name}: ${reason}`;
    say(`${job.file.name}: ${reason}`);
  };

  // The answer is the tile as the server draws it, and behind it the parts of the page that count photos.
  const arrive = (job, html) => {
    const answer = document.createElement("template");
    answer.innerHTML = html;
    const tile = answer.content.querySelector("li.k-tegel");
    if (!tile) return fail(job, words.lost, true);
    for (const part of answer.content.querySelectorAll("[hx-swap-oob]")) {
      part.removeAttribute("hx-swap-oob");
      byId(part.id)?.replaceWith(part);
    }
    if (!byId(tile.id)) {
      byId("photos").append(tile);
      window.htmx?.process(tile);
    }
    done += 1;
    job.tile.remove();
  };

  const finish = () => {
    busy -= 1;
    next();
    summarise();
    if (!busy) zone.dispatchEvent(new CustomEvent("kring:sent", { detail: { failed } }));
  };

  const send = (job) => {
    const request = new XMLHttpRequest(), body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("photo", job.file);
    request.open("POST", zone.dataset.url);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      const percent = Math.round((event.loaded / event.total) * 100);
      job.tile.querySelector("progress").value = percent;
      job.tile.querySelector("b").textContent = filled(words.busy, { percent: `${percent}%` });
    });
    request.addEventListener("load", () => {
      if (request.status === 200) arrive(job, request.responseText);
      else fail(job, request.status === 422 ? request.responseText : words.lost, request.status !== 422);
    });
    request.addEventListener("error", () => fail(job, words.lost, true));
    request.addEventListener("loadend", finish);
    request.send(body);
  };

  const next = () => {
    for (; busy < AT_ONCE && waiting.length; busy += 1) send(waiting.shift());
  };

  const queue = (job) => { look(job, "is-bezig", false); waiting.push(job); };

  const take = (files) => {
    for (const file of files) {
      const tile = byId("upload-tile").content.firstElementChild.cloneNode(true);
      const job = { file, tile };
      tile.querySelector("[data-name]").textContent = file.name;
      tile.addEventListener("click", ({ target }) => {
        if (!target.matches("[data-retry], [data-drop]")) return;
        failed -= 1;
        if (target.matches("[data-retry]")) { queue(job); next(); } else { tile.remove(); all -= 1; }
        summarise();
      });
      const full = byId("photos").children.length + sent.children.length >= Number(zone.dataset.limit);
      sent.append(tile);
      all += 1;
      if (full) fail(job, words.limit, false);
      else if (file.size > MAX_BYTES) fail(job, filled(words.size, { size: Math.ceil(file.size / MEGABYTE) }), false);
      else queue(job);
    }
    next();
    summarise();
  };

  window.kringUploads = { zone, form, input, words, say, take, isBusy: () => busy > 0 };
})();
