"""Load form definitions, once per company and revision."""

from itertools import groupby
from types import MappingProxyType

from sqlalchemy import func, select

from saas.fields.field import Field
from saas.fields.registry import field_kinds
from saas.forms.form import Form, Forms
from saas.forms.model import FieldRow, FormRow
from tenants.revisions import PerRevision
from tenants.sessions import TenantSession


@PerRevision
async def forms_of(db: TenantSession) -> Forms:
    """Load the company's forms as of this transaction's revision."""
    index = func.to_regclass(func.concat(f"{db.company.schema}.r_", FormRow.id, "_search"))
    rows = (await db.execute(select(FormRow, index.is_not(None)).order_by(FormRow.position, FormRow.id))).all()
    living = select(FieldRow).where(FieldRow.removed_at.is_(None))
    found = (await db.execute(living.order_by(FieldRow.form_id, FieldRow.position, FieldRow.id))).scalars()
    fields = {form: tuple(map(as_field, group)) for form, group in groupby(found, lambda row: row.form_id)}
    return Forms(tuple(as_form(row, fields.get(row.id, ()), indexed) for row, indexed in rows))


def as_form(row: FormRow, fields: tuple[Field, ...], indexed: bool) -> Form:
    """Freeze a form definition."""
    settings = MappingProxyType(row.settings)
    return Form(row.id, row.name, row.label, row.icon, row.position, settings, fields, indexed)


def as_field(row: FieldRow) -> Field:
    """Freeze a field definition."""
    return Field(
        id=row.id,
        form_id=row.form_id,
        name=row.name,
        label=row.label,
        kind=field_kinds()[row.kind],
        options=MappingProxyType(row.options),
        required=row.required,
        unique=row.unique,
        protected=row.protected,
        default=row.default,
        help=row.help,
        section=row.section,
        position=row.position,
    )
