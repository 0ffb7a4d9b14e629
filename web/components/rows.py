"""Write the rows of a table. A list page has 500 cells: in a template they took more time than all the rest of it."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from markupsafe import Markup

from saas.kit.i18n import _
from web.components.cells import Cell


def table_rows(
    rows: Iterable[Any],
    openings: Sequence[str],
    write: Callable[[Any, Any], str] | None,
    columns: Sequence[Any],
    select: str | None,
    form: str | None,
    row_label: Callable[[Any], str] | None,
    href: Callable[[Any], str] | None,
) -> Markup:
    """Write rows with the attributes of each column's cells; see table.html. `write` writes a cell."""
    ticked = _tick_box(select, form) if select else None
    written = []
    for row in rows:
        cells = [write(row, column) for column in columns] if write else map(drawn, row.cells)
        tds = "".join([f"<td{opening}>{cell}</td>" for opening, cell in zip(openings, cells, strict=True)])
        box = ticked(row, row_label) if ticked else ""
        leads = f' data-href="{escape(href(row))}"' if href else ""
        written.append(f"<tr{leads}>{box}{tds}</tr>\n")
    return Markup("".join(written))  # noqa: S704 - each part is escaped where it is written


def drawn(cell: str | Cell) -> Markup:
    """Write a cell; only what is marked as safe stays as it is."""
    return cell if type(cell) is Markup else Markup(_drawn(cell))  # noqa: S704 - escaped there


def _drawn(cell: str | Cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    look, text = cell.look, cell.text if type(cell.text) is Markup else escape(cell.text)
    if look == "link":
        return f'<a href="{escape(cell.href)}" data-row-link>{text}</a>'
    if look == "trashed":
        return f'<a class="trashed" href="{escape(cell.href)}" title="{escape(_("In the trash"))}">{text}</a>'
    if look == "tag":
        return _tag(text, cell.colour)
    if look == "tags":
        return f'<span class="tags">{"".join([_tag(escape(one), colour) for one, colour in cell.items])}</span>'
    if look == "person":
        return f'<span class="face small" aria-hidden="true">{escape(cell.text[:1])}</span> {text}'
    return f'<span class="{look}">{text}</span>' if look else text


def _tag(text: str, colour: str) -> str:
    return f'<span class="tag c-{escape(colour or "ink")}">{text}</span>'


def _tick_box(name: str, form: str | None) -> Callable[[Any, Callable[[Any], str] | None], str]:
    of = f' form="{escape(form)}"' if form else ""
    box = f'<td class="pick"><label><input type="checkbox" name="{escape(name)}" data-pick{of}'

    def write(row: Any, label: Callable[[Any], str] | None) -> str:
        id = str(row["id"] if isinstance(row, dict) else row.id)
        words = escape(_("Select %(name)s", name=label(row) if label else id))
        return f'{box} value="{escape(id)}" aria-label="{words}"></label></td>'

    return write
