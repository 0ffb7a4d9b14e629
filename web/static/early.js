// Runs before the first paint: says that scripts work, and restores the width of the sidebar.
"use strict";
document.documentElement.classList.add("js");
try {
  if (localStorage.getItem("side") === "narrow") document.documentElement.dataset.side = "narrow";
} catch {
  // Storage may be forbidden; the sidebar is then wide.
}
