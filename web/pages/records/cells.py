"""Values as people see them in tables and on a record's page."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from saas.fields.field import Field
from saas.kit.i18n import _, listed
from saas.people.directory import Directory
from saas.records.record import Masked, Record, value_of
from web.components.cells import Cell
from web.components.formats import day, days_late, moment, short_day
from web.components.rows import drawn
from web.components.values import option_words

Shown = str | Cell
NOTHING = drawn(Cell("—", "mute"))


class Row(NamedTuple):
    """A record as a table's row, its cells written."""

    id: str
    title: str
    cells: Sequence[Markup]


def rows_of(
    records: Sequence[Record],
    fields: Sequence[Field],
    directory: Directory,
    href: Callable[[Record], str],
    title: Field | None,
) -> list[Row]:
    """Write records as rows; the title leads to the record."""
    untitled = _("Without a title")
    rows = []
    for record in records:
        cells = [
            drawn(
                Cell(record.title or untitled, "link", href=href(record))
                if field is title
                else cell_of(record, field, directory)
            )
            for field in fields
        ]
        rows.append(Row(str(record.id), record.title, cells))
    return rows


def cell_of(record: Record, field: Field, directory: Directory) -> Shown:
    """Write one value of a record."""
    value = value_of(record, field)
    if value is None or value == []:
        return _trashed(field, record) if field.name in record.trashed else NOTHING
    if isinstance(value, Masked):
        return Cell(value, "mute")
    drawn = DRAWN.get(field.kind.widget)
    return drawn(value, field, record, directory) if drawn else field.kind.show(value, field)


def _choice(value: Any, field: Field, record: Record, directory: Directory) -> Shown:
    choice = field.offered.get(value)
    if choice is None:
        return Cell(option_words(value, field), "mute")
    if field.options.get("badge"):
        return Cell(choice.text, "level")
    return Cell(choice.text, "tag", choice.colour) if choice.colour else choice.text


def _choices(value: Any, field: Field, record: Record, directory: Directory) -> Shown:
    return listed(option_words(key, field) for key in value)


def _member(value: Any, field: Field, record: Record, directory: Directory) -> Shown:
    return Cell(directory.name(value) or _("Someone who left"), "person")


def _link(value: Any, field: Field, record: Record, directory: Directory) -> Shown:
    title = record.titles[field.name] or _("Without a title")
    return Cell(title, "link", href=f"/f/{field.options['form']}/{value}")


def _trashed(field: Field, record: Record) -> Shown:
    there = record.trashed[field.name]
    return Cell(there.title or _("Without a title"), "trashed", href=f"/f/{field.options['form']}/{there.id}?trash=1")


def _date(value: Any, field: Field, record: Record, directory: Directory) -> Shown:
    if not field.options.get("due"):
        return day(value)
    late = days_late(value)
    return Cell(late, "late") if late else short_day(value)


def _moment(value: Any, field: Field, record: Record, directory: Directory) -> Shown:
    return moment(value)


def _switch(value: Any, field: Field, record: Record, directory: Directory) -> Shown:
    return _("Yes") if value else _("No")


def _long(value: Any, field: Field, record: Record, directory: Directory) -> Shown:
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else text[:79] + "…"


DRAWN: dict[str, Callable[[Any, Field, Record, Directory], Shown]] = {
    "choice": _choice,
    "choices": _choices,
    "member": _member,
    "link": _link,
    "date": _date,
    "datetime": _moment,
    "switch": _switch,
    "textarea": _long,
}
