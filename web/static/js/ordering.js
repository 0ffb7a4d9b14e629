// Lists whose items a person puts in order: [data-sortable] with [data-move=up|down] buttons in its items.
on("click", "[data-move]", (event, button) => {
  const item = button.closest("li");
  if (button.dataset.move === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
});
