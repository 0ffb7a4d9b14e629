// Copy a text and say so.
on("click", "[data-copy]", async (event, button) => {
  const source = find(`#${CSS.escape(button.dataset.copy)}`);
  const text = source ? (source.value ?? source.textContent.trim()) : "";
  try {
    await navigator.clipboard.writeText(text);
    say(button.dataset.copied);
  } catch {
    getSelection().selectAllChildren(source);
  }
});
