"""What belongs to a record: the records of other forms that link to it, each through the viewer's own view."""

from dataclasses import dataclass

from saas.audit.log import log
from saas.fields.field import Field
from saas.people.viewer import Viewer
from saas.records.plans import plan_for, read_row
from saas.records.record import Record
from saas.records.scope import scope_params
from saas.records.view import FormView
from tenants.sessions import TenantSession

SHOWN = 20


@dataclass(frozen=True)
class Related:
    """The newest records of one form that link to a record, and whether there are more."""

    view: FormView
    link: Field
    records: list[Record]
    more: bool


async def related_to(db: TenantSession, viewer: Viewer, view: FormView, record: Record) -> list[Related]:
    """Read what belongs to a record, and log it as one act."""
    found = []
    params = await scope_params(db, viewer)
    for form, field in view.forms.links_to(view.form):
        other = view.other(form.name)
        if other is None or form.parent is not None or field not in other.fields:
            continue
        table, plan = other.table, plan_for(other)
        query = plan.select.where(table.c[field.column] == record.id, table.c.deleted_at.is_(None), other.rows("read"))
        rows = (await db.execute(query.order_by(table.c.id.desc()).limit(SHOWN + 1), params)).all()
        records = [read_row(row, other, plan, db.cipher) for row in rows[:SHOWN]]
        found.append(Related(other, field, records, len(rows) > SHOWN))
    ids = [each.id for related in found for each in related.records]
    if ids:
        detail = {related.view.name: len(related.records) for related in found if related.records}
        await log(db, viewer, "list_related", form=view.name, record=record.id, records=ids, detail=detail)
    return found
