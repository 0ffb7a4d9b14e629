"""The words a pack is written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Label = Mapping[str, str]


def label(hans: str, hant: str, en: str) -> Label:
    """Write a label in the three languages."""
    return {"zh-Hans": hans, "zh-Hant": hant, "en": en}


@dataclass(frozen=True)
class FieldDefinition:
    """A field that a pack brings."""

    name: str
    kind: str
    label: Label
    options: Mapping[str, Any] = field(default_factory=dict)
    section: str = "main"
    required: bool = False
    unique: bool = False
    default: Any = None
    help: Label = field(default_factory=dict)


@dataclass(frozen=True)
class FormDefinition:
    """A form that a pack brings. `list` names the columns that its list starts with."""

    name: str
    label: Label
    icon: str
    title: str
    fields: Sequence[FieldDefinition]
    group: str = "sales"
    sections: Sequence[tuple[str, Label]] = ()
    list: Sequence[str] = ()
    parent: str | None = None
    stages: str | None = None
    closing: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The stages that end it, and the fields that are asked then."""


def choice(key: str, hans: str, hant: str, en: str, colour: str = "", aliases: Sequence[str] = ()) -> dict[str, Any]:
    """Write an option of a choice field."""
    return {"key": key, "label": label(hans, hant, en), "colour": colour, "aliases": list(aliases)}
