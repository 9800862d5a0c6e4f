// A photo that is too big for the server, made smaller in the browser. What the browser cannot read stays as it is.
(() => {
  if (!window.kringUploads) return;
  const LONGEST = 4032, QUALITY = 0.9;

  const shrink = async (file) => {
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
      return blob && new File([blob], file.name, { type: blob.type });
    } catch {
      return null;
    }
  };

  Object.assign(window.kringUploads, { shrink });
})();
