// From the search box the arrow keys go down into what was found, and up again.
on("keydown", ".find", (event, form) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = findAll(".find-results a", form);
  if (event.key === "Escape") document.activeElement.blur();
  if (!step || !links.length) return;
  event.preventDefault();
  const next = links.indexOf(document.activeElement) + step;
  if (next < 0) find("input", form).focus();
  else links[Math.min(next, links.length - 1)].focus();
});
