"""A form as defined, read-only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Table

from saas.fields.field import Field
from saas.forms.tables import Shape, record_table
from saas.kit.errors import NotFound
from saas.kit.i18n import in_locale


class FormNotFound(NotFound):
    """There is no such form, or you do not have access to it."""

    code = "form_not_found"


@dataclass(frozen=True, eq=False)
class Form:
    """A form definition. Line forms have a parent and are edited inside it."""

    id: int
    name: str
    label: Mapping[str, str]
    icon: str
    position: int
    settings: Mapping[str, Any]
    fields: tuple[Field, ...]
    indexed: bool = False
    """Whether the table has become big and has an index to search by."""

    @property
    def text(self) -> str:
        """Give the label in the current language."""
        return in_locale(self.label)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Find fields by API name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def title(self) -> Field:
        """Name the field that stands for a record in links and lists."""
        return self.by_name[self.settings["title"]]

    @property
    def parent(self) -> str | None:
        """Name the form whose sub-table this is."""
        return self.settings.get("parent")

    @property
    def sections(self) -> list[Mapping[str, Any]]:
        """List the sections in order, each with a key and a label."""
        return list(self.settings.get("sections", ()))

    @cached_property
    def table(self) -> Table:
        """Give the record table; companies whose forms have the same shape share one object."""
        return record_table(self.id, tuple(Shape.of(field) for field in self.fields))


@dataclass(frozen=True, eq=False)
class Forms:
    """All forms of a company at one revision."""

    all: tuple[Form, ...]

    @cached_property
    def by_name(self) -> dict[str, Form]:
        """Find forms by API name."""
        return {form.name: form for form in self.all}

    @cached_property
    def by_id(self) -> dict[int, Form]:
        """Find forms by id."""
        return {form.id: form for form in self.all}

    def get(self, name: str) -> Form:
        """Find a form, or raise FormNotFound."""
        try:
            return self.by_name[name]
        except KeyError:
            raise FormNotFound from None

    def links_to(self, target: Form) -> Iterator[tuple[Form, Field]]:
        """Walk the fields of other forms that link to this one."""
        for form in self.all:
            for field in form.fields:
                if field.options.get("form") == target.name and field.kind.column is not None:
                    yield form, field
