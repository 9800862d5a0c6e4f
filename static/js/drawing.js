// A photo that is still being drawn is asked for again. No photo is as wide as the drawing that stands in its place.
(() => {
  const WIDEST = 1000, WAIT = 1500, TIMES = 8;

  const fresh = (address, nth) => address.replace(/(\/\d+\/)(\?again=\d+)?(?=$|\s)/, `$1?again=${nth}`);

  const askAgain = (img) => {
    const nth = Number(img.dataset.again || 0) + 1;
    if (nth > TIMES) return;
    img.dataset.again = nth;
    if (img.srcset) img.srcset = fresh(img.srcset, nth);
    img.src = fresh(img.getAttribute("src"), nth);
  };

  const look = (img) => {
    if (img.naturalWidth <= WIDEST || !/\/photos\//.test(img.currentSrc)) return;
    setTimeout(() => askAgain(img), WAIT * (1 + Number(img.dataset.again || 0)));
  };

  document.addEventListener("load", (event) => {
    if (event.target instanceof HTMLImageElement) look(event.target);
  }, true);
  for (const img of document.images) if (img.complete) look(img);
})();
