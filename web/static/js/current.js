// Where tabs or stages do not fit, the current one is brought into view.
whenever(() => {
  for (const row of findAll(".stages, .tabs")) {
    const now = find("[aria-current]", row);
    if (!now || row.scrollWidth <= row.clientWidth) continue;
    const box = now.getBoundingClientRect();
    row.scrollLeft += box.left - row.getBoundingClientRect().left - (row.clientWidth - box.width) / 2;
  }
});
