// Menus are <details>: they open without script. This closes them, keeps one open, and moves among items by arrow keys.
const close = (menu, refocus) => {
  menu.open = false;
  if (refocus) find("summary", menu).focus();
};

document.addEventListener("click", (event) => {
  const inside = event.target.closest?.(".menu");
  for (const menu of findAll(".menu[open]")) if (menu !== inside) close(menu);
  if (event.target.closest?.(".menu-item:not([data-stay])")) {
    const menu = event.target.closest(".menu");
    if (menu) setTimeout(() => close(menu));
  }
});

on("keydown", ".menu", (event, menu) => {
  if (event.key === "Escape" && menu.open) {
    event.stopPropagation();
    close(menu, true);
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || typing(event.target)) return;
  event.preventDefault();
  menu.open = true;
  const items = findAll(".menu-item", menu);
  const next = items.indexOf(document.activeElement) + step;
  items.at(next < 0 ? -1 : next % items.length)?.focus();
});
