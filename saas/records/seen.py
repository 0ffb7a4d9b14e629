"""What a link reads as: nothing, when its target is in the trash or out of the reader's sight.

Lists, filters, sorts and groups all ask here, so that none of them tells of a record that another hides. A page may say
that what a link led to is in the trash, to whom could see it there.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, and_, case, cast, false, func, literal, select

from saas.fields.field import Field
from saas.records.scope import rows_in
from saas.records.view import FormView

TRASHED = "\x01"
"""Stands before the title of a record in the trash on its way from the database; no text that people wrote has it."""


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
    """Select the title of what a link points to, or null when its reader cannot see that; TRASHED marks the trash."""
    target = target_form(view, field)
    if target is None or target.title is None:
        return select(view.table.c.title_key).where(false()).scalar_subquery()
    other = target.table.alias()
    mark = case((other.c.deleted_at.is_not(None), literal(TRASHED)), else_=literal(""))
    title = select(func.concat(mark, cast(other.c[target.title.column], Text)))
    scope = rows_in(other, target.access.scope("read"))
    return title.where(other.c.id == source.c[field.column], scope).correlate(source).scalar_subquery()


def target_of(view: FormView, field: Field, column: ColumnElement[Any]) -> Select[Any] | None:
    """Select the id of the record that a link leads to; None when its form is out of sight."""
    target = target_form(view, field)
    if target is None:
        return None
    other = target.table.alias()
    return select(other.c.id).where(in_sight(target, other, column)).correlate_except(other)


def target_form(view: FormView, field: Field) -> FormView | None:
    """Give the form that a link leads to, or None when its records have no title that the reader may see."""
    target = view.other(field.options["form"])
    return target if target and target.title and not target.masks(target.title) else None


def in_sight(target: FormView, other: FromClause, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Write that a row of the target's table is what a link means, is alive and in its reader's scope."""
    return and_(other.c.id == column, other.c.deleted_at.is_(None), rows_in(other, target.access.scope("read")))
