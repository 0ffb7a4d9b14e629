// A form that was sent is not sent again by a second click, unless nothing came of it (a download, a server that is gone).
const PATIENCE = 4000;

const ready = (form) => {
  delete form.dataset.sent;
  for (const button of findAll("[aria-disabled=true]", form)) button.removeAttribute("aria-disabled");
};

on("submit", "form", (event, form) => {
  if (event.defaultPrevented || form.method === "dialog" || form.hasAttribute("data-repeatable")) return;
  const button = event.submitter;
  if (button) setTimeout(() => button.setAttribute("aria-disabled", "true"));
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => ready(form), PATIENCE);
});

window.addEventListener("pageshow", () => findAll("form[data-sent]").forEach(ready));
