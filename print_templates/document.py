"""What a template prints. Every value is a ready display string: formatting and permission come before.

What a person may not see is absent: no column, no line, no total. An empty string or tuple prints nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


class RaggedRow(ValueError):
    """A row does not have one cell per column, so a value could stand under the wrong head."""


@dataclass(frozen=True)
class Letterhead:
    """Who issues the document: name, lines of address and contact, and a PNG, JPEG, GIF or WebP logo."""

    name: str
    lines: tuple[str, ...] = ()
    logo: bytes | None = None


@dataclass(frozen=True)
class Party:
    """One side of the document, such as 甲方 or 乙方, with label and value pairs: address, phone, bank …"""

    role: str
    name: str
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of the line table; shares are relative and need not add up to anything."""

    label: str
    numeric: bool = False
    share: float = 1.0


@dataclass(frozen=True)
class Document:
    """Everything a quote or a contract shows; each row has one cell per column, else RaggedRow."""

    template: str
    title: str
    number: str
    date: str
    locale: str
    letterhead: Letterhead
    parties: tuple[Party, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    totals: tuple[tuple[str, str], ...] = ()
    amount_in_words: str = ""
    clauses: tuple[tuple[str, str], ...] = ()
    notes: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise RaggedRow(self.number)
