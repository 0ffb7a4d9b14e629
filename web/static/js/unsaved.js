// Ask before leaving a form[data-guard] whose values were changed and not yet sent.
const changed = (root = document) => findAll("form[data-changed]", root);
const settle = (form) => form?.removeAttribute("data-changed");

for (const type of ["input", "change"]) on(type, "form[data-guard]", (event, form) => form.setAttribute("data-changed", ""));
on("submit", "form[data-guard]", (event, form) => {
  if (!event.defaultPrevented || form.matches("[hx-post], [hx-put], [hx-patch]")) settle(form);
});

window.addEventListener("beforeunload", (event) => {
  if (changed().length) event.preventDefault();
});

document.addEventListener("overlay:leave", (event) => {
  const [form] = changed(event.target);
  if (form && !window.confirm(form.dataset.guard)) event.preventDefault();
});

whenever(() => {
  for (const form of findAll("form[data-guard]:has([aria-invalid=true])")) form.setAttribute("data-changed", "");
});
