// On a narrow screen the funnel shows the stage that is now.
whenever(() => {
  for (const row of findAll(".stages")) {
    const now = find("[aria-current]", row)?.closest(".stage");
    if (now) row.scrollLeft = now.offsetLeft - (row.clientWidth - now.offsetWidth) / 2 - row.offsetLeft;
  }
});
