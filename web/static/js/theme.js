// Light, dark or the system's: shown at once, kept by the server through the form around the buttons.
on("click", "[data-theme-choice]", (event, button) => {
  const choice = button.dataset.themeChoice;
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  for (const other of findAll("[data-theme-choice]")) other.setAttribute("aria-pressed", String(other === button));
  document.dispatchEvent(new CustomEvent("theme:change"));
});
