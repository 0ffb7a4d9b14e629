// Where a record stands is in sight, also where the stages are wider than the screen.
for (const now of findAll(".stages [aria-current=step]")) {
  const bar = now.closest(".stages");
  bar.scrollLeft = now.offsetLeft - (bar.clientWidth - now.offsetWidth) / 2;
}
