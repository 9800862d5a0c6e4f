// The journey of one photo: in pieces, so that a line that breaks costs one piece and never the whole photo.
(() => {
  const LARGEST = 4 * 1024 * 1024, SMALLEST = 256 * 1024, PATIENCE = 30000, QUICK = 3000, NO_PROGRESS = 3;
  let pieceSize = LARGEST / 4;

  // The server knows a photo by what is in it. Without https the browser cannot tell, and the photo goes whole.
  const digest = async (file) => {
    if (!window.crypto?.subtle || !file.size) return "";
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // Wi-Fi that falls silent raises no error for minutes: half a minute without a byte is a line that is gone.
  const post = (url, body, job, moved) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let timer;
    const watch = () => { clearTimeout(timer); timer = setTimeout(() => request.abort(), PATIENCE); };
    request.open("POST", url);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", ({ loaded, total }) => { watch(); moved(loaded / total); });
    request.addEventListener("loadend", () => { clearTimeout(timer); resolve(request); });
    job.stop = () => request.abort();
    watch();
    request.send(body);
  });

  const piece = ({ file, sha256 }, offset, token) => {
    const end = sha256 ? Math.min(file.size, offset + pieceSize) : file.size, body = new FormData();
    body.append("csrfmiddlewaretoken", token);
    body.append("photo", file.slice(offset, end), "photo");
    if (sha256) for (const [name, value] of Object.entries({ sha256, offset, size: file.size })) body.append(name, value);
    return [body, end];
  };

  // Answers { status, text }; status 0 is a line that was lost, -1 a file the browser may not read (any more).
  const send = async (job, url, token, isThere) => {
    try { job.sha256 ??= await digest(job.file); } catch { return { status: -1 }; }
    if (job.sha256 && isThere(job.sha256)) return { status: 200, text: "" };
    for (let stuck = 0; !job.gone && stuck < NO_PROGRESS;) {
      const from = job.offset, start = Date.now(), [body, end] = piece(job, from, token);
      const { status, responseText } = await post(url, body, job, (part) => job.moved(from + part * (end - from)));
      if (status === 0) pieceSize = SMALLEST;
      if (status !== 202) return { status, text: responseText };
      if (Date.now() - start < QUICK) pieceSize = Math.min(LARGEST, pieceSize * 2);
      job.offset = Number(responseText);
      stuck = job.offset > from ? 0 : stuck + 1;
      job.landed();
    }
    return { status: 500 };
  };

  window.kringUploads = { send };
})();
