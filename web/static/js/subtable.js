// Rows of a sub-table: added from its <template>, where __n__ stands for the row's number, and taken away.
const renumber = (table) => {
  for (const [index, cell] of findAll("tbody .row-no", table).entries()) cell.textContent = index + 1;
};

const fill = (row, n) => {
  for (const element of [row, ...findAll("*", row)]) {
    for (const attribute of [...element.attributes]) {
      if (attribute.value.includes("__n__")) element.setAttribute(attribute.name, attribute.value.replaceAll("__n__", n));
    }
  }
};

on("click", "[data-add-row]", (event, button) => {
  const table = button.closest(".subtable");
  const row = find("template", table).content.firstElementChild.cloneNode(true);
  const n = Number(table.dataset.next || findAll("tbody tr", table).length);
  fill(row, n);
  table.dataset.next = n + 1;
  find("tbody", table).append(row);
  window.htmx?.process(row);
  renumber(table);
  find("input:not([type=hidden]), select, textarea", row)?.focus();
  table.dispatchEvent(new Event("change", { bubbles: true }));
});

on("click", "[data-remove-row]", (event, button) => {
  const table = button.closest(".subtable");
  button.closest("tr").remove();
  renumber(table);
  table.dispatchEvent(new Event("change", { bubbles: true }));
  find("[data-add-row]", table)?.focus();
});
