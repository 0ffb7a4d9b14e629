// Copy a text and say so: that of the element named, or what stands before the button.
on("click", "[data-copy]", async (event, button) => {
  const source = button.dataset.copy ? find(`#${CSS.escape(button.dataset.copy)}`) : button.previousElementSibling;
  const text = source ? (source.value ?? source.textContent.trim()) : "";
  try {
    await navigator.clipboard.writeText(text);
    say(button.dataset.copied);
  } catch {
    getSelection().selectAllChildren(source);
  }
});
