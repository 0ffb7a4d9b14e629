"""What a link reads as: nothing, when its target is in the trash or out of the reader's sight.

Lists, filters, sorts and groups all ask here, so that none of them tells of a record that another hides.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, and_, cast, false, func, select

from saas.fields.field import Field
from saas.records.scope import rows_in
from saas.records.view import FormView


def is_link(view: FormView, field: Field) -> bool:
    """Tell whether a field holds the id of a record that may be out of sight; a masked one shows that it is filled."""
    return "form" in field.options and field.kind.column is not None and not view.masks(field)


def is_seen(view: FormView, field: Field, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Write that a link leads to a record that its reader can see."""
    found = target_of(view, field, column)
    return false() if found is None else found.exists()


def reads_as(view: FormView, field: Field) -> ColumnElement[Any]:
    """Write what a field of the view's table reads as."""
    column = view.table.c[field.column]
    if not is_link(view, field):
        return column
    found = target_of(view, field, column)
    hidden = select(column).where(false()).correlate(view.table)
    return (hidden if found is None else found).scalar_subquery()


def title_of(view: FormView, field: Field, source: FromClause) -> ColumnElement[Any]:
    """Select the title of what a link points to, or null when its reader cannot see that."""
    found = target_of(view, field, source.c[field.column], title=True)
    return select(view.table.c.title_key).where(false()).scalar_subquery() if found is None else found.scalar_subquery()


def target_of(view: FormView, field: Field, column: ColumnElement[Any], *, title: bool = False) -> Select[Any] | None:
    """Select the id, or the title, of the record that a link leads to; None when its form is out of sight."""
    target = target_form(view, field)
    if target is None or target.title is None:
        return None
    other = target.table.alias()
    wanted = func.coalesce(cast(other.c[target.title.column], Text), "") if title else other.c.id
    return select(wanted).where(in_sight(target, other, column)).correlate_except(other)


def target_form(view: FormView, field: Field) -> FormView | None:
    """Give the form that a link leads to, or None when its records have no title that the reader may see."""
    target = view.other(field.options["form"])
    return target if target and target.title and not target.masks(target.title) else None


def in_sight(target: FormView, other: FromClause, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Write that a row of the target's table is what a link means, is alive and in its reader's scope."""
    return and_(other.c.id == column, other.c.deleted_at.is_(None), rows_in(other, target.access.scope("read")))
