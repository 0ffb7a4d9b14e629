// Suggestions below an input. htmx fetches the options with ?q=; this moves among them, picks one, and keeps its value
// in the hidden input. Without script the typed text is sent under its own name and the server looks it up.
const box = (element) => element.closest("[data-combobox]");
const entry = (combo) => find("[role=combobox]", combo);
const listOf = (combo) => find("[role=listbox]", combo);
const optionsOf = (combo) => findAll("[role=option]", combo);

// In the top layer no scrolling box cuts it off, so its place is ours to find.
const settle = (combo) => {
  const list = listOf(combo);
  const at = entry(combo).getBoundingClientRect();
  const below = innerHeight - at.bottom - 8;
  const above = at.top - 8;
  const height = Math.min(280, Math.max(below, above));
  list.style.maxHeight = `${height}px`;
  list.style.width = `${Math.min(Math.max(at.width, 240), innerWidth - 16)}px`;
  list.style.left = `${Math.max(8, Math.min(at.left, innerWidth - list.offsetWidth - 8))}px`;
  list.style.top = `${below >= list.offsetHeight || below >= above ? at.bottom + 4 : at.top - list.offsetHeight - 4}px`;
};

const expand = (combo, open) => {
  const list = listOf(combo);
  list.togglePopover(open);
  if (open) settle(combo);
  entry(combo).setAttribute("aria-expanded", String(open && optionsOf(combo).length > 0));
  if (!open) entry(combo).removeAttribute("aria-activedescendant");
};

const point = (combo, option) => {
  for (const other of optionsOf(combo)) other.setAttribute("aria-selected", String(other === option));
  if (!option) return;
  entry(combo).setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
};

const current = (combo) => find("[aria-selected=true]", combo);

const addPick = (combo, option) => {
  const picked = find(".picked", combo);
  if (findAll("input", picked).some((input) => input.value === option.dataset.value)) return;
  const chip = find("template", combo).content.firstElementChild.cloneNode(true);
  find(".chip-value", chip).textContent = option.dataset.label;
  find("input", chip).value = option.dataset.value;
  picked.append(chip);
};

const pick = (combo, option) => {
  const input = entry(combo);
  if (combo.hasAttribute("data-multiple")) {
    addPick(combo, option);
    input.value = "";
  } else {
    find("[data-combobox-value]", combo).value = option.dataset.value;
    input.value = option.dataset.label;
  }
  expand(combo, false);
  input.dispatchEvent(new Event("change", { bubbles: true }));
  combo.dispatchEvent(new CustomEvent("combobox:pick", { bubbles: true, detail: { value: option.dataset.value } }));
};

document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  if (!sourceElement.matches?.("[role=combobox]")) return;
  const text = sourceElement.value;
  for (const name of [...request.body.keys()]) request.body.delete(name);
  request.body.set("q", text);
});

document.addEventListener("htmx:after:swap", () => {
  for (const combo of findAll("[data-combobox]:focus-within")) {
    for (const [index, option] of optionsOf(combo).entries()) option.id ||= `${listOf(combo).id}-${index}`;
    expand(combo, true);
    const options = optionsOf(combo);
    point(combo, options.find((option) => option.dataset.value === combo.dataset.walkedTo) ?? options[0]);
  }
});

on("input", "[role=combobox]", (event, input) => {
  delete box(input).dataset.walkedTo;
  const value = find("[data-combobox-value]", box(input));
  if (value) value.value = "";
});

for (const type of ["scroll", "resize"]) {
  addEventListener(type, (event) => {
    for (const list of findAll("[data-combobox] > .options:popover-open")) {
      if (event.target !== list) settle(box(list));
    }
  }, { capture: true, passive: true });
}

on("mousedown", "[data-combobox] [role=option]", (event, option) => {
  event.preventDefault();
  pick(box(option), option);
});

on("click", "[data-combobox] .chip-remove", (event, button) => button.closest(".chip").remove());

on("focusout", "[data-combobox]", (event, combo) => {
  if (!combo.contains(event.relatedTarget)) expand(combo, false);
});

on("keydown", "[role=combobox]", (event, input) => {
  const combo = box(input);
  const options = optionsOf(combo);
  const open = input.getAttribute("aria-expanded") === "true";
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && options.length) {
    event.preventDefault();
    if (!open) expand(combo, true);
    const next = options.indexOf(current(combo)) + step;
    point(combo, options.at(next < 0 ? -1 : next % options.length));
    combo.dataset.walkedTo = current(combo).dataset.value; // Stays, should a later answer bring it again.
  } else if (event.key === "Enter" && open && current(combo)) {
    event.preventDefault();
    pick(combo, current(combo));
  } else if (event.key === "Escape" && open) {
    event.preventDefault();
    event.stopPropagation();
    expand(combo, false);
  }
});
