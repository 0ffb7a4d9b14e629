// Drag the edge of a head cell to size its column; a double click fits it to its content. Widths stay in this browser.
const NARROWEST = 56;
const key = (table) => `widths:${table.dataset.resize}`;
const columns = (table) => findAll("col[data-column]", table);

const freeze = (table) => {
  const heads = findAll("thead th", table);
  for (const [index, col] of findAll("col", table).entries()) col.style.width = `${heads[index].offsetWidth}px`;
  fix(table);
};

const fix = (table) => {
  const total = findAll("col", table).reduce((sum, col) => sum + parseFloat(col.style.width || col.width || 0), 0);
  table.classList.add("fixed");
  table.style.width = `${total}px`;
  table.style.minWidth = "100%";
};

const keep = (table) => {
  remember(key(table), JSON.stringify(Object.fromEntries(columns(table).map((col) => [col.dataset.column, parseFloat(col.style.width)]))));
};

const restore = (table) => {
  const widths = JSON.parse(recall(key(table)) || "null");
  if (!widths || table.classList.contains("fixed")) return;
  freeze(table);
  for (const col of columns(table)) if (widths[col.dataset.column]) col.style.width = `${widths[col.dataset.column]}px`;
  fix(table);
};

const column = (grip) => find(`col[data-column="${CSS.escape(grip.dataset.grip)}"]`, grip.closest("table"));

on("pointerdown", ".grip", (event, grip) => {
  const table = grip.closest("table");
  freeze(table);
  const col = column(grip);
  const from = event.clientX;
  const width = parseFloat(col.style.width);
  const move = (moved) => {
    col.style.width = `${Math.max(NARROWEST, width + moved.clientX - from)}px`;
    fix(table);
  };
  const stop = () => {
    grip.classList.remove("dragging");
    grip.removeEventListener("pointermove", move);
    keep(table);
  };
  event.preventDefault();
  grip.classList.add("dragging");
  grip.setPointerCapture(event.pointerId);
  grip.addEventListener("pointermove", move);
  grip.addEventListener("lostpointercapture", stop, { once: true });
});

on("dblclick", ".grip", (event, grip) => {
  const table = grip.closest("table");
  const index = grip.closest("th").cellIndex;
  freeze(table);
  const widest = Math.max(...[...table.rows].map((row) => row.cells[index]?.scrollWidth ?? 0));
  column(grip).style.width = `${Math.max(NARROWEST, widest + 4)}px`;
  fix(table);
  keep(table);
});

whenever(() => {
  for (const table of findAll("table[data-resize]")) restore(table);
});
