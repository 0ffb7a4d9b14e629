// Dates: what is typed in words becomes digits as the server reads them; a calendar opens on request, loaded when it
// first does. Each date input sits in [data-dated], which says "time" where a time belongs to the day.
const calendar = () => find("#calendar");
const DIGITS = /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d)?$/;
const LANGUAGES = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW", en: "en-GB" };
let field = null;

const timed = (input) => input.closest("[data-dated]").dataset.dated === "time";

const digits = async (typed, input) => {
  const answer = await fetch(`/days?${new URLSearchParams({ typed, ...(timed(input) && { time: "1" }) })}`);
  return answer.ok ? answer.text() : typed;
};

const put = (input, value) => {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
};

// Before anybody else hears of the change: whoever does is to find digits.
document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches?.("[data-dated] > input")) return;
  const typed = input.value.trim();
  if (!typed || DIGITS.test(typed) || input.dataset.read === typed) return;
  event.stopImmediatePropagation();
  input.dataset.read = typed;
  const written = await digits(typed, input).catch(() => typed);
  if (input.value.trim() === typed) put(input, written);
}, true);

const place = (popover, input) => {
  const at = input.closest("[data-dated]").getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const below = at.bottom + 4 + height <= innerHeight;
  popover.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  popover.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`;
};

const open = async (button) => {
  const popover = calendar();
  field = find("input", button.closest("[data-dated]"));
  await import(popover.dataset.script);
  const days = find("calendar-date", popover);
  const [day, time] = DIGITS.test(field.value) ? field.value.split(/[ T]/) : ["", ""];
  days.locale = LANGUAGES[popover.dataset.locale];
  days.value = day;
  days.focusedDate = day || undefined;
  find(".calendar-time", popover).hidden = !timed(field);
  find("[type=time]", popover).value = time || "09:00";
  popover.showPopover();
  await days.updated;
  place(popover, field);
  requestAnimationFrame(() => days.focus());
};

const choose = (value) => {
  calendar().hidePopover();
  put(field, value);
  field.focus();
};

const withTime = (day) => (timed(field) ? `${day} ${find("[type=time]", calendar()).value || "09:00"}` : day);

on("click", "[data-calendar-open]", (event, button) => open(button));
on("click", "#calendar [data-day]", async (event, button) => {
  const said = button.dataset.day;
  if (!said) return choose("");
  const day = (await digits(said, field)).slice(0, 10);
  return choose(withTime(day));
});
// The calendar's own change does not bubble.
on("change", "#calendar calendar-date", (event, days) => choose(withTime(days.value)), { capture: true });
on("change", "#calendar [type=time]", (event, time) => {
  const day = find("calendar-date", calendar()).value;
  if (day) put(field, `${day} ${time.value}`);
});
on("keydown", "[data-dated] > input", (event, input) => {
  if (event.key === "ArrowDown" && !event.defaultPrevented) {
    event.preventDefault();
    open(find("[data-calendar-open]", input.parentElement));
  }
});
