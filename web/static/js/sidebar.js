// The sidebar folds to its icons on a wide screen; on a phone it opens by its address (#side) without any script.
on("click", "[data-side-toggle]", (event, button) => {
  const root = document.documentElement;
  const narrow = root.dataset.side !== "narrow";
  if (narrow) root.dataset.side = "narrow";
  else delete root.dataset.side;
  button.setAttribute("aria-expanded", String(!narrow));
  remember("side", narrow ? "narrow" : null);
});

whenever(() => {
  const open = String(document.documentElement.dataset.side !== "narrow");
  for (const button of findAll("[data-side-toggle]")) button.setAttribute("aria-expanded", open);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && location.hash === "#side") location.hash = "main";
});
