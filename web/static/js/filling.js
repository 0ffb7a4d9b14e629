// Choosing a linked record fills other inputs beside it: a product the name and price of its line. The combobox says
// where to ask, in data-fills; the answer is by field name: value, text of a link, and whether it goes over what another
// chosen record filled in. What somebody wrote before choosing stays.
const siblings = (combo) => {
  const name = find("[data-combobox-value]", combo).name;
  const start = name.slice(0, name.lastIndexOf(".") + 1);
  return (field) => find(`[name="${CSS.escape(start + field)}"]`, combo.closest("form"));
};

const enter = (input, { value, text }) => {
  input.value = value;
  const combo = input.closest("[data-combobox]");
  if (combo) find("[role=combobox]", combo).value = text;
  input.dispatchEvent(new Event("change", { bubbles: true }));
};

on("focusin", "[data-fills]", (event, combo) => {
  combo.dataset.before = find("[data-combobox-value]", combo).value || combo.dataset.before || "";
});

on("combobox:pick", "[data-fills]", async (event, combo) => {
  const { value } = event.detail;
  const before = combo.dataset.before || value;
  combo.dataset.before = value;
  const answer = await fetch(`${combo.dataset.fills}?${new URLSearchParams({ value })}`);
  if (!answer.ok || find("[data-combobox-value]", combo).value !== value) return;
  const near = siblings(combo);
  for (const [field, filled] of Object.entries(await answer.json())) {
    const input = near(field);
    if (!input) continue;
    const untouched = !near("id") && input.value === input.defaultValue && filled.value; // Holds a default.
    if (!input.value || (filled.anew && (before !== value || untouched))) enter(input, filled);
  }
});

// Suggestions keep to what belongs to records that were chosen in the same form: contacts of the customer.
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  const combo = sourceElement.closest?.("[data-within]");
  if (!combo || !sourceElement.matches("[role=combobox]")) return;
  const near = siblings(combo);
  for (const [link, field] of Object.entries(JSON.parse(combo.dataset.within))) {
    const value = near(field)?.value;
    if (value) request.body.set(`within.${link}`, value);
  }
});
