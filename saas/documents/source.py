"""A record as it is written on paper: text by field name, and which fields were used."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.fields.field import Field
from saas.people.directory import Directory, directory_of
from saas.people.viewer import Viewer
from saas.records.query import RecordNotFound, peek_record
from saas.records.record import Masked, Record
from saas.records.view import FormView
from tenants.sessions import TenantSession


@dataclass(frozen=True)
class Source:
    """A record through the viewer's own view: what they may not see gives no text, what is masked stays masked."""

    view: FormView
    record: Record
    directory: Directory
    used: set[str] = field(default_factory=set)

    def text(self, name: str) -> str:
        """Write a field's value, or nothing."""
        found = self.view.by_name.get(name)
        if found is None:
            return ""
        text = self._shown(found, self.value(name))
        if text:
            self.used.add(name)
        return text

    def plain(self, name: str) -> str:
        """Write a value that says nothing when it is masked, such as a phone number, or nothing."""
        return "" if isinstance(self.value(name), Masked) else self.text(name)

    def value(self, name: str) -> Any:
        """Give a field's value; None when it is empty or not for this viewer."""
        found = self.view.by_name.get(name)
        if found is None:
            return None
        return self.record.values.get(name) if found.id > 0 else getattr(self.record, found.column)

    def number(self, name: str) -> Decimal | None:
        """Give a number to compute with; a masked one is none."""
        value = self.value(name)
        return value if isinstance(value, Decimal) else None

    def label(self, name: str) -> str:
        """Give a visible field's label."""
        return self.view.by_name[name].text

    def has(self, name: str) -> bool:
        """Tell whether the field exists for this viewer."""
        return name in self.view.by_name

    def _shown(self, found: Field, value: Any) -> str:
        if value is None or value == []:
            return ""
        if isinstance(value, Masked):
            return str(value)
        if "form" in found.options:
            return self.record.titles.get(found.name, "")
        if found.kind.widget == "member":
            return self.directory.name(value)
        return found.kind.formal(value, found)


async def source_of(db: TenantSession, viewer: Viewer, view: FormView, id: UUID, *, action: str = "read") -> Source:
    """Read a record to write it on paper. Raise RecordNotFound."""
    record = await peek_record(db, viewer, view, id, action=action)
    return Source(view, record, await directory_of(db))


async def linked(db: TenantSession, viewer: Viewer, source: Source, name: str) -> Source | None:
    """Read the record that a link field leads to, or None when there is none that this viewer may see."""
    id = source.value(name)
    if not isinstance(id, UUID):
        return None
    view = source.view.other(source.view.by_name[name].options["form"])
    try:
        return await source_of(db, viewer, view, id) if view else None
    except RecordNotFound:
        return None


def lines_of(source: Source, name: str) -> list[Source]:
    """Give the rows of a sub-table."""
    view = source.view.other(source.view.by_name[name].options["form"]) if source.has(name) else None
    rows = source.record.lines.get(name, ())
    return [Source(view, row, source.directory) for row in rows] if view else []
