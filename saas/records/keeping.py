"""Values that one form's records keep up to date on another's: a customer's last follow-up.

A field says so in `kept_by`: which form, through which of its links, from which of its fields; `latest` takes the
greatest value of all linked records, `newest` the value that was just written.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Uuid, any_, bindparam, func, select, update

from saas.fields.field import Field
from saas.forms.form import Form
from saas.kit.arrays import Many
from saas.kit.clock import today
from saas.records.changes import Values
from saas.records.view import FormView
from tenants.sessions import TenantSession


async def keep_up(db: TenantSession, view: FormView, values: Values, stored: Any = None) -> None:
    """Bring up what other forms keep from this form's records, after one that was `stored` so was written."""
    for form, field, kept in _kept_from(view):
        link, source = view.form.by_name[kept["link"]], view.form.by_name[kept["field"]]
        target = values.get(link) or (stored[link.column] if stored else None)
        if target is None:
            continue
        table, column = form.table, form.table.c[field.column]
        statement = update(table).where(table.c.id == target)
        if kept["take"] == "latest":
            statement = statement.values({column: _latest(view.form, link.column, source.column, target)})
        elif values.get(source) is not None:
            statement = statement.values({column: values[source]})
        elif stored is None and field.options.get("due"):
            # What was due is done, and nothing new was agreed.
            statement = statement.where(column <= today()).values({column: None})
        else:
            continue
        await db.execute(statement)


async def keep_up_many(db: TenantSession, view: FormView, ids: bytes) -> None:
    """Bring up what other forms keep from this form's records, after many new ones were written at once."""
    for form, field, kept in _kept_from(view):
        table, own = form.table, view.form.table
        link, source = (own.c[view.form.by_name[kept[name]].column] for name in ("link", "field"))
        alive = select(source).where(link == table.c.id, own.c.deleted_at.is_(None)).correlate(table)
        newest = alive.order_by(own.c.id.desc()).limit(1)
        greatest = alive.with_only_columns(func.max(source))
        value = greatest if kept["take"] == "latest" else newest
        written = select(link).where(own.c.id == any_(bindparam("_ids", type_=Many(Uuid()))))
        statement = update(table).where(table.c.id.in_(written)).values({field.column: value.scalar_subquery()})
        await db.execute(statement, {"_ids": ids})


def _kept_from(view: FormView) -> Iterator[tuple[Form, Field, Mapping[str, str]]]:
    """Walk the fields of other forms that follow this form's records."""
    for form in view.forms.all:
        for field in form.fields:
            kept = field.options.get("kept_by")
            # A rule whose fields were taken away rests until they are back.
            if kept and kept["form"] == view.name and {kept["link"], kept["field"]} <= view.form.by_name.keys():
                yield form, field, kept


def _latest(form: Form, link: str, source: str, target: Any) -> Any:
    table = form.table
    linked = select(func.max(table.c[source])).where(table.c[link] == target, table.c.deleted_at.is_(None))
    return linked.scalar_subquery()
