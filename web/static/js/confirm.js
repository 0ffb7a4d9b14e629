// Ask before what cannot be undone: hx-confirm and form[data-confirm] use the page's own dialog.
const ask = (question, go) => {
  const dialog = find("#confirm");
  if (!dialog) return go(window.confirm(question));
  find("[data-confirm-text]", dialog).textContent = question;
  dialog.returnValue = "";
  dialog.addEventListener("close", () => go(dialog.returnValue === "yes"), { once: true });
  dialog.showModal();
};

document.addEventListener("htmx:confirm", (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  if (!ctx.confirm) return;
  event.preventDefault();
  ask(ctx.confirm, (yes) => (yes ? issueRequest() : dropRequest()));
});

on("submit", "form[data-confirm]:not([hx-confirm])", (event, form) => {
  if (form.dataset.confirmed === "yes") {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  ask(form.dataset.confirm, (yes) => {
    if (!yes) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
  });
}, true);
