"""One field of one form, as defined. Values live in records; what a value may be is its kind's business."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from saas.kit.i18n import in_locale
from saas.kit.text import fold

if TYPE_CHECKING:
    from saas.fields.kind import FieldKind

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Field:
    """A field definition, read-only; `id` never changes and names the column."""

    id: int
    form_id: int
    name: str
    label: Mapping[str, str]
    kind: "FieldKind"
    options: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    required: bool = False
    unique: bool = False
    protected: bool = False
    default: Any = None
    help: Mapping[str, str] = field(default_factory=dict)
    section: str = ""
    position: int = 0

    @cached_property
    def column(self) -> str:
        """Name the record table's column, which a new label never touches."""
        return f"f_{self.id}"

    @property
    def text(self) -> str:
        """Give the label in the current language."""
        return in_locale(self.label)

    @property
    def help_text(self) -> str:
        """Give the help sentence in the current language."""
        return in_locale(self.help) if self.help else ""

    @cached_property
    def choices(self) -> dict[str, "Choice"]:
        """List a choice field's options by key, in their order; records may still hold those that were removed."""
        return {c["key"]: Choice(**c) for c in self.options.get("choices", ())}

    @cached_property
    def offered(self) -> dict[str, "Choice"]:
        """List the options that may be chosen anew."""
        return {key: choice for key, choice in self.choices.items() if not choice.archived}

    @cached_property
    def whole(self) -> "Field":
        """Give this field as if no option had been removed, for whoever asks after old values."""
        if len(self.offered) == len(self.choices):
            return self
        choices = [{**choice, "archived": False} for choice in self.options["choices"]]
        return replace(self, options={**self.options, "choices": choices})

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Map every spelling of every option, folded, to its key: keys first, then labels, then aliases."""
        found: dict[str, str] = {}
        options = self.offered.values()
        for rank in zip(*(option.spellings for option in options), strict=True):
            for option, spellings in zip(options, rank, strict=True):
                for spelling in spellings:
                    found.setdefault(fold(spelling), option.key)
        return found


@dataclass(frozen=True)
class Choice:
    """One option of a choice field: the stored key, what people read, other spellings, and a dot's colour.

    An archived one was removed: records that have it keep it, and it is not offered any more.
    """

    key: str
    label: Mapping[str, str]
    colour: str = ""
    aliases: tuple[str, ...] | list[str] = ()
    archived: bool = False

    @property
    def text(self) -> str:
        """Give the label in the current language."""
        return in_locale(self.label)

    @property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """List what people may write for it: the key, the labels in all languages, other spellings."""
        labels = (self.label,) if isinstance(self.label, str) else tuple(self.label.values())
        return (self.key,), labels, tuple(self.aliases)
