// Matching columns of a file: a choice made by hand says so at once, and so do two columns that go to one field.
const partner = (row, rows) => {
  const { value } = find("select", row);
  const others = rows.filter((other) => other !== row && find("select", other).value === value);
  return value && others.find((other) => other.dataset.series !== row.dataset.series);
};

const mark = (table) => {
  const rows = findAll("tbody tr", table);
  for (const row of rows) {
    const select = find("select", row);
    const twin = partner(row, rows);
    find(".field-error", row)?.remove();
    select.toggleAttribute("aria-invalid", Boolean(twin));
    if (twin) {
      select.setAttribute("aria-invalid", "true");
      const said = document.createElement("p");
      said.className = "field-error";
      said.textContent = table.dataset.twice.replace("{column}", twin.dataset.name);
      select.after(said);
    }
    row.classList.toggle("unmatched", !select.value);
  }
};

on("change", "[data-match] select", (event, select) => {
  const table = select.closest("[data-match]");
  const why = find(".why", select.closest("tr"));
  const tag = document.createElement("span");
  tag.className = "tag indigo";
  tag.textContent = table.dataset.chosen;
  why.replaceChildren(...(select.value ? [tag] : []));
  mark(table);
});
