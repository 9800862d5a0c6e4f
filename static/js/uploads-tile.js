// The tile of a photo on its way: how far it is, or what went wrong and the one thing to do about it.
(() => {
  const uploads = window.kringUploads;
  if (!uploads?.show) return;
  const { words, filled, say } = uploads;
  const part = (job, name) => job.tile.querySelector(`[data-${name}]`);

  const look = (job, state, text) => {
    job.state = state;
    job.tile.className = `k-tegel ${state === "failed" ? "is-fout" : "is-bezig"}`;
    part(job, "state").textContent = text;
    job.tile.querySelector("progress").hidden = state === "failed";
    job.tile.querySelectorAll("[data-act]").forEach((button) => { button.hidden = true; });
  };
  // The cross in the corner leaves a photo out, whatever its state.
  const fail = (job, reason, act) => {
    look(job, "failed", words.failed);
    part(job, "name").textContent = `${job.file.name}: ${reason}`;
    job.tile.querySelector(`[data-act=${act}]`).hidden = false;
    say(`${job.file.name}: ${reason}`);
  };
  const queue = (job) => {
    job.sent = job.offset;
    part(job, "name").textContent = job.file.name;
    look(job, "waiting", words.waits);
  };
  const move = (job, sent) => {
    const percent = Math.round((job.file.size ? sent / job.file.size : 1) * 100);
    job.sent = sent;
    job.tile.querySelector("progress").value = percent;
    part(job, "state").textContent = percent < 100 ? `${percent}%` : words.checks;
  };
  const make = (file, act) => {
    const tile = document.getElementById("upload-tile").content.firstElementChild.cloneNode(true);
    tile.querySelector(".k-tegel__weg").setAttribute("aria-label", filled(words.leave, { name: file.name }));
    const job = { file, tile, offset: 0, sent: 0 };
    job.moved = (sent) => move(job, sent);
    tile.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) act(job, button.dataset.act ?? "drop");
    });
    return job;
  };
  // The answer is the tile as the server draws it, and behind it the parts of the page that count photos.
  const place = (html) => {
    const answer = document.createElement("template");
    answer.innerHTML = html;
    const tile = answer.content.querySelector("li.k-tegel");
    for (const counted of answer.content.querySelectorAll("[hx-swap-oob]")) {
      counted.removeAttribute("hx-swap-oob");
      document.getElementById(counted.id)?.replaceWith(counted);
    }
    if (!tile || document.getElementById(tile.id)) return tile;
    document.getElementById("photos").append(tile);
    window.htmx?.process(tile);
    return tile;
  };

  Object.assign(uploads, { tile: { make, look, fail, queue, place } });
})();
