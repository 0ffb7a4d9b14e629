"""The customers of the first page as tables."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from saas.people.directory import Directory
from saas.records.record import Record
from saas.records.view import FormView
from web.pages.records.cells import Row, rows_of

SLOTS = {"name": "title", "next_follow_up": "end", "updated_at": "end", "stage": "sub", "owner": "sub-end"}
"""Where a phone shows what."""


class Table(NamedTuple):
    """A table's columns and rows."""

    columns: Sequence[dict[str, Any]]
    rows: Sequence[Row]


def href_of(record: Record | Row) -> str:
    """Give a customer's address."""
    return f"/f/customer/{record.id}"


def table_of(view: FormView, names: Sequence[str], records: Sequence[Record], directory: Directory) -> Table:
    """Write customers as a table, with those of the columns that this viewer has."""
    fields = [view.by_name[name] for name in names if name in view.by_name]
    columns = [
        {"key": field.name, "label": field.text}
        | ({"slot": SLOTS[field.name]} if field.name in SLOTS else {})
        | ({"kind": "name"} if field is view.title else {})
        for field in fields
    ]
    return Table(columns, rows_of(records, fields, directory, href_of, view.title))
