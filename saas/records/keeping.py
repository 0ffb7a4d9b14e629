"""Values that one form's records keep up to date on another's: a customer's last follow-up.

A field says so in `kept_by`: which form, through which of its links, from which of its fields; `latest` takes the greatest
value of all linked records, `newest` the value that was just written.
"""

from typing import Any

from sqlalchemy import func, select, update

from saas.forms.form import Form
from saas.records.changes import Values
from saas.records.view import FormView
from tenants.sessions import TenantSession


async def keep_up(db: TenantSession, view: FormView, values: Values, stored: Any = None) -> None:
    """Bring up what other forms keep from this form's records, after one of them was written."""
    for form in view.forms.all:
        for field in form.fields:
            kept = field.options.get("kept_by")
            if not kept or kept["form"] != view.name:
                continue
            link, source = view.form.by_name[kept["link"]], view.form.by_name[kept["field"]]
            target = values.get(link) or (stored[link.column] if stored else None)
            if target is None or (kept["take"] == "newest" and values.get(source) is None):
                continue
            value = (
                values[source] if kept["take"] == "newest" else _latest(view.form, link.column, source.column, target)
            )
            table = form.table
            await db.execute(update(table).where(table.c.id == target).values({field.column: value}))


def _latest(form: Form, link: str, source: str, target: Any) -> Any:
    table = form.table
    linked = select(func.max(table.c[source])).where(table.c[link] == target, table.c.deleted_at.is_(None))
    return linked.scalar_subquery()
