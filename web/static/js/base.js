// What every behaviour needs. Events are caught on the document, so that they also work for content swapped in later.
const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];

const on = (type, selector, handle, options) =>
  document.addEventListener(type, (event) => {
    const hit = event.target.closest?.(selector);
    if (hit) handle(event, hit);
  }, options);

// Runs now and after every swap; what it does must bear being done twice.
const whenever = (act) => {
  act();
  document.addEventListener("htmx:after:swap", act);
};

const remember = (key, value) => {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage may be full or forbidden; nothing is remembered then.
  }
};

const recall = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

const typing = (element) => element.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

const say = (text, kind = "") => {
  const template = find("#toast-template");
  if (!template) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  find(".toast-text", toast).textContent = text;
  if (kind) toast.classList.add(kind);
  find("#toasts").append(toast);
  document.dispatchEvent(new CustomEvent("toast:new"));
};
