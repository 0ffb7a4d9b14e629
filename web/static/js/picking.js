// Tick rows, all of them or a run with Shift, and see how many are ticked in the bar of the table.
let last = null;
const boxes = (scope) => findAll("[data-pick]", scope);
const scopeOf = (element) => element.closest("[data-picking], main");

const count = (scope) => {
  const all = boxes(scope);
  const ticked = all.filter((box) => box.checked).length;
  const head = find("[data-pick-all]", scope);
  if (head) {
    head.checked = ticked > 0 && ticked === all.length;
    head.indeterminate = ticked > 0 && ticked < all.length;
  }
  for (const bar of findAll(".picked-bar", scope)) bar.classList.toggle("on", ticked > 0);
  for (const text of findAll("[data-picked-text]", scope)) text.textContent = text.dataset.pickedText.replace("{n}", ticked);
};

on("click", "[data-pick]", (event, box) => {
  const all = boxes(scopeOf(box));
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const between of all.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
});

on("change", "[data-pick], [data-pick-all]", (event, box) => {
  const scope = scopeOf(box);
  if (box.matches("[data-pick-all]")) for (const each of boxes(scope)) each.checked = box.checked;
  count(scope);
});

on("click", "[data-pick-none]", (event, button) => {
  const scope = scopeOf(button);
  for (const box of boxes(scope)) box.checked = false;
  count(scope);
});

whenever(() => {
  for (const scope of new Set(findAll("[data-pick]").map(scopeOf))) count(scope);
});
