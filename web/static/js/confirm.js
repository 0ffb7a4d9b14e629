// Ask before what cannot be undone: hx-confirm and form[data-confirm] use the page's own dialog.
let asking = null;

const ask = (question, element, submitter, go) => {
  const dialog = find("#confirm");
  if (!dialog) return go(window.confirm(question));
  find("[data-confirm-text]", dialog).textContent = question;
  // Title and button name what is about to be done, as the button that was pressed does.
  const act = (submitter ?? find("button[type=submit]", element) ?? element).innerText.trim();
  for (const place of findAll("[data-confirm-act]", dialog)) place.textContent = act || place.dataset.confirmAct;
  dialog.returnValue = "";
  asking = element;
  dialog.addEventListener("close", () => {
    asking = null;
    go(dialog.returnValue === "yes");
  }, { once: true });
  dialog.showModal();
};

// What was asked about may have ended in the meantime, such as an import that somebody was about to stop.
document.addEventListener("htmx:after:swap", () => {
  if (asking && !asking.isConnected) find("#confirm").close();
});

document.addEventListener("htmx:confirm", (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  if (!ctx.confirm) return;
  event.preventDefault();
  ask(ctx.confirm, ctx.sourceElement, null, (yes) => (yes ? issueRequest() : dropRequest()));
});

on("submit", "form[data-confirm]:not([hx-confirm])", (event, form) => {
  if (form.dataset.confirmed === "yes") {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  ask(form.dataset.confirm, form, submitter, (yes) => {
    if (!yes) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
  });
}, true);
