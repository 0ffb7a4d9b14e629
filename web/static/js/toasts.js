// Toasts leave by themselves, later when there is something to undo, and not while someone points at them.
const SHORT = 6000;
const LONG = 12000;

const start = (toast) => {
  clearTimeout(toast.leaving);
  toast.leaving = setTimeout(() => toast.remove(), find("form", toast) ? LONG : SHORT);
};

const watch = () => {
  for (const toast of findAll(".toast:not([data-watched])")) {
    toast.dataset.watched = "";
    start(toast);
  }
};

whenever(watch);
document.addEventListener("toast:new", watch);
on("pointerover", ".toast", (event, toast) => clearTimeout(toast.leaving));
on("focusin", ".toast", (event, toast) => clearTimeout(toast.leaving));
on("pointerout", ".toast", (event, toast) => start(toast));
on("focusout", ".toast", (event, toast) => start(toast));
on("click", "[data-dismiss]", (event, button) => {
  const notice = button.closest(".toast, .banner");
  // A form that is no longer on the page would not be sent.
  if (button.type === "submit") notice.hidden = true;
  else notice?.remove();
});

document.addEventListener("htmx:error", (event) => {
  const region = find("#toasts");
  if (region && !event.detail.ctx?.response) say(region.dataset.offline, "error");
});
