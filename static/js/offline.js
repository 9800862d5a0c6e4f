// The page without internet stands at the address that could not be reached: asking again is loading that address.
(() => {
  const button = document.querySelector("[data-retry]");
  // Opened by its own address there is nothing to come back to: the link leads to the front page.
  if (location.pathname === button.dataset.retry) return;
  button.addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
  window.addEventListener("online", () => location.reload());
})();
