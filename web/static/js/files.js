// A place to drop files: lists what was chosen and refuses what is too large before it is sent.
const over = (drop, state) => drop.classList.toggle("over", state);
const megabytes = (bytes) => (bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0);

const list = (drop, files) => {
  const shown = find(".drop-list", drop);
  const template = find("template", drop);
  shown.replaceChildren(...[...files].map((file) => {
    const line = template.content.firstElementChild.cloneNode(true);
    find("[data-file-name]", line).textContent = file.name;
    find("[data-file-size]", line).textContent = `${megabytes(file.size)} MB`;
    return line;
  }));
};

const check = (drop, input) => {
  const most = Number(drop.dataset.maxBytes || Infinity);
  const large = [...input.files].find((file) => file.size > most);
  const message = large ? drop.dataset.tooLarge.replace("{name}", large.name) : "";
  input.setCustomValidity(message);
  const error = find(".field-error", drop);
  error.hidden = !message;
  find("[data-error-text]", error).textContent = message;
  list(drop, input.files);
};

on("change", ".drop input[type=file]", (event, input) => check(input.closest(".drop"), input));

for (const type of ["dragenter", "dragover"]) {
  on(type, ".drop", (event, drop) => {
    event.preventDefault();
    over(drop, true);
  });
}
on("dragleave", ".drop", (event, drop) => {
  if (!drop.contains(event.relatedTarget)) over(drop, false);
});
on("drop", ".drop", (event, drop) => {
  event.preventDefault();
  over(drop, false);
  const input = find("input[type=file]", drop);
  const offered = new DataTransfer();
  for (const file of input.multiple ? event.dataTransfer.files : [...event.dataTransfer.files].slice(0, 1)) offered.items.add(file);
  input.files = offered.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
