// A thin line at the top while something is on its way; it shows only when the answer takes a moment.
let waiting = 0;
const show = (change) => {
  waiting = Math.max(0, waiting + change);
  find(".page-progress")?.classList.toggle("busy", waiting > 0);
};
document.addEventListener("htmx:before:request", () => show(1));
document.addEventListener("htmx:finally:request", () => show(-1));
