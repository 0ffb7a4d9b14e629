"""Add options to a choice field, as an import does with words that are not among them yet."""

from collections.abc import Collection

from sqlalchemy import select

from saas.audit.log import log
from saas.fields.field import Field
from saas.forms.form import Form
from saas.forms.model import FieldRow
from saas.kit.i18n import DEFAULT
from saas.kit.text import clean_line, fold
from saas.people.viewer import Viewer
from saas.roles.access import require
from tenants.revisions import bump_revision
from tenants.sessions import TenantSession

LONGEST = 60


async def add_options(db: TenantSession, viewer: Viewer, form: Form, field: Field, words: Collection[str]) -> None:
    """Add options at the end of a field's; those that are there already stay as they are. Raise Forbidden."""
    await require(db, viewer, "manage_forms")
    row = (await db.execute(select(FieldRow).where(FieldRow.id == field.id).with_for_update())).scalar_one()
    added: dict[str, str] = {}
    for word in words:
        text = clean_line(word)[:LONGEST]
        if text and fold(text) not in field.spellings:
            added.setdefault(fold(text), text)
    if not added or not field.choices:
        return
    back = {field.whole.spellings[word] for word in added if word in field.whole.spellings}
    new = [
        {"key": text, "label": {DEFAULT: text}, "colour": "", "aliases": []}
        for word, text in added.items()
        if word not in field.whole.spellings
    ]
    kept = [{**one, "archived": False} if one["key"] in back else one for one in row.options["choices"]]
    row.options = {**row.options, "choices": [*kept, *new]}
    await db.flush()
    await bump_revision(db)
    await log(db, viewer, "change_field", form=form.name, fields=[field.name], detail={"options": len(added)})
