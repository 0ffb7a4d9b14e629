// A click anywhere on a row follows its link, unless it was meant for something else there or for selecting text.
on("click", "tr[data-href]", (event, row) => {
  if (event.defaultPrevented || event.target.closest("a, button, input, label, select, textarea, summary, .pick, .tools")) return;
  if (String(getSelection())) return;
  const link = find("a[data-row-link]", row);
  if (event.ctrlKey || event.metaKey) open(row.dataset.href, "_blank", "noopener");
  else if (link) link.click();
  else location.assign(row.dataset.href);
});
