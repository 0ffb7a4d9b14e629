// Whoever called from a record's page and comes back to it is asked what came of it.
const CALLED = "called";

on("click", "a[href^='tel:']", () => {
  try {
    sessionStorage.setItem(CALLED, location.pathname);
  } catch {
    // Nobody is asked, then.
  }
});

const back = () => {
  const box = find("#write");
  try {
    if (document.hidden || !box || sessionStorage.getItem(CALLED) !== location.pathname) return;
    sessionStorage.removeItem(CALLED);
  } catch {
    return;
  }
  find(".called", box).hidden = false;
  const way = find("[name=way]", box);
  if (way && find("[value=phone]", way)) way.value = "phone";
  find("[name=content]", box).focus();
};

document.addEventListener("visibilitychange", back);
window.addEventListener("pageshow", back);
