// Lists whose items a person puts in order: [data-sortable] with [data-move=up|down] buttons in its items,
// or dragged by their .grip-handle.
on("click", "[data-move]", (event, button) => {
  const item = button.closest("li");
  if (button.dataset.move === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
  item.parentElement.dispatchEvent(new Event("change", { bubbles: true }));
});

const follow = (item, y) => {
  const { previousElementSibling: before, nextElementSibling: after } = item;
  if (before && y < before.getBoundingClientRect().bottom - before.offsetHeight / 2) before.before(item);
  else if (after && y > after.getBoundingClientRect().top + after.offsetHeight / 2) after.after(item);
};

on("pointerdown", "[data-sortable] .grip-handle", (event, grip) => {
  const item = grip.closest("li");
  const move = (moved) => follow(item, moved.clientY);
  event.preventDefault();
  item.classList.add("dragged");
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", () => {
    item.classList.remove("dragged");
    document.removeEventListener("pointermove", move);
    item.parentElement.dispatchEvent(new Event("change", { bubbles: true }));
  }, { once: true });
});
