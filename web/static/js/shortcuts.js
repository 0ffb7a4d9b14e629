// Ctrl K and / go to the search, Ctrl Enter sends the form one is in, a control with data-shortcut answers to that key,
// ? lists them all. Single keys can be switched off.
const search = () => {
  const input = find("#find");
  input?.focus();
  input?.select();
  return input;
};

const send = (form) => {
  form?.requestSubmit(find("[data-save]", form));
  return form;
};

const pressed = (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return send(event.target.closest("form[method=post]"));
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return search();
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || find("dialog[open]")) return null;
  if (recall("single-keys") === "off") return null;
  if (event.key === "/") return search();
  if (event.key === "?") {
    find("#shortcuts")?.showModal();
    return find("#shortcuts");
  }
  const control = find(`[data-shortcut="${CSS.escape(event.key)}"]`);
  control?.click();
  return control;
};

document.addEventListener("keydown", (event) => {
  if (!event.isComposing && pressed(event)) event.preventDefault();
});

on("change", "[data-single-keys]", (event, box) => remember("single-keys", box.checked ? null : "off"));
whenever(() => {
  for (const box of findAll("[data-single-keys]")) box.checked = recall("single-keys") !== "off";
});
