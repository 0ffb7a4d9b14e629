// Rows that come and go: of a sub-table, or in any [data-repeat] that holds a <template> and a [data-rows].
// In the template __n__ stands for the row's number.
const whole = (element) => element.closest(".subtable, [data-repeat]");
const rowsOf = (table) => find("tbody, [data-rows]", table);
const changed = (table) => table.dispatchEvent(new Event("change", { bubbles: true }));

const renumber = (table) => {
  for (const [index, cell] of findAll(".row-no", rowsOf(table)).entries()) cell.firstChild.textContent = index + 1;
};

const fill = (row, n) => {
  for (const element of [row, ...findAll("*", row)]) {
    for (const attribute of [...element.attributes]) {
      if (attribute.value.includes("__n__")) element.setAttribute(attribute.name, attribute.value.replaceAll("__n__", n));
    }
  }
};

on("click", "[data-add-row]", (event, button) => {
  const table = whole(button);
  const row = find("template", table).content.firstElementChild.cloneNode(true);
  const n = Number(table.dataset.next || rowsOf(table).children.length);
  fill(row, n);
  table.dataset.next = n + 1;
  rowsOf(table).append(row);
  window.htmx?.process(row);
  renumber(table);
  find("input:not([type=hidden]), select, textarea", row)?.focus();
  changed(table);
});

on("click", "[data-remove-row]", (event, button) => {
  const table = whole(button);
  button.closest("tr, [data-row]").remove();
  renumber(table);
  changed(table);
  find("[data-add-row]", table)?.focus();
});
