// What the formulas of a form give is shown while people type: the server computes it, as it will when the form is saved.
const PAUSE = 250; // Milliseconds after the last key.
let pause = 0;
let asking = null;

const compute = async (form) => {
  asking?.abort();
  asking = new AbortController();
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.provisional, { method: "POST", body, signal: asking.signal });
    if (!answer.ok) return;
    for (const [name, words] of Object.entries(await answer.json())) {
      const output = find(`[data-computed="${CSS.escape(name)}"]`, form);
      if (output) output.value = words;
    }
  } catch {
    // Asked again, or away: the next key asks anew, and saving computes in any case.
  }
};

const soon = (event, form) => {
  clearTimeout(pause);
  pause = setTimeout(compute, PAUSE, form);
};

on("input", "form[data-provisional]", soon);
on("change", "form[data-provisional]", soon);
for (const form of findAll("form[data-provisional-now]")) compute(form);
