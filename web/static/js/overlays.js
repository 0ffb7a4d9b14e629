// Dialogs and drawers: [data-open=id] opens one on the page; a swap into #dialog or #drawer opens that;
// the answer header "HX-Trigger: closeOverlay" closes what is open. Their forms also work as pages of their own.
const loaded = "dialog[data-loaded]";

const shut = (dialog) => {
  if (dialog.dispatchEvent(new CustomEvent("overlay:leave", { bubbles: true, cancelable: true }))) dialog.close();
};

on("click", "[data-open]", (event, opener) => {
  const dialog = document.getElementById(opener.dataset.open);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});

on("click", "[data-close]", (event, button) => {
  const dialog = button.closest("dialog");
  if (!dialog) return;
  event.preventDefault();
  shut(dialog);
});

let pressedOn = null;
document.addEventListener("pointerdown", (event) => {
  pressedOn = event.target;
});
document.addEventListener("click", (event) => {
  const outside = event.target.matches?.("dialog[open]") && pressedOn === event.target;
  if (outside) shut(event.target);
});

document.addEventListener("cancel", (event) => {
  if (!event.target.matches("dialog")) return;
  event.preventDefault();
  shut(event.target);
}, true);

document.addEventListener("close", (event) => {
  if (event.target.matches(loaded)) event.target.replaceChildren();
}, true);

document.addEventListener("htmx:after:swap", () => {
  for (const dialog of findAll(loaded)) {
    if (!dialog.open && dialog.childElementCount) {
      dialog.showModal();
      find("[autofocus], [aria-invalid=true], .dialog-body input:not([type=hidden]), .dialog-body textarea", dialog)?.focus();
    }
  }
});

document.addEventListener("closeOverlay", () => {
  for (const dialog of findAll("dialog[open]")) dialog.close();
});
