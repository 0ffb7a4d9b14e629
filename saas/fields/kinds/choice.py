"""One of the field's options. Stored by key, so that an option can be renamed and translated."""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, Text, func, literal

from saas.fields.field import Field
from saas.fields.kind import CHOICE, FieldKind, Rejects, Unreadable, quote
from saas.kit.i18n import N_, _
from saas.kit.text import clean_line, fold, is_blank
from saas.kit.traditional import to_simplified

LONGEST_KEY = 200
_suffix = re.compile(r"(?<=.)(?:[类類级級等型档檔](?:客[户戶])?|客[户戶])$")
_detail = re.compile(r"[-·:/|(]")


class SingleChoice(FieldKind):
    """One option, read by key, by label in any language, or by another spelling of it."""

    name, label, icon, widget = "choice", N_("Single choice"), "circle-dot", "choice"
    operators, settings = CHOICE, ("choices",)
    telling = 0.55
    examples = {
        "a": "a",
        "甲": "a",
        " Ａ类 ": "a",
        "Alpha": "a",
        "乙-2024广交会": "b",
        "重点": "a",
        "甲类客户": "a",
        "重點": "a",
        "甲乙": Rejects,
        "类": Rejects,
        "丙": Rejects,
    }

    def parse(self, typed: str, field: Field) -> str:
        """Find the option meant; raise Unreadable when there is none."""
        key = find_option(typed, field)
        if key is None:
            raise Unreadable(_("%(value)s is not one of the options.", value=quote(typed, field)))
        return key

    def recall(self, raw: object, field: Field) -> str | None:
        """Take also a key that is no option any more: records may hold it."""
        return find_stored(raw, field) or self.read(raw, field)

    def show(self, value: str, field: Field) -> str:
        """Write the option's label; one that was removed shows its key."""
        return option_text(value, field)

    def blank(self, raw: object, field: Field) -> bool:
        """Take 无 for nothing unless it is an option."""
        return is_blank(raw) and (not isinstance(raw, str) or find_option(raw, field) is None)

    def leftover(self, raw: object, field: Field) -> str:
        """Give what stood behind the place: 苏州市 of 江苏省苏州市."""
        if not isinstance(raw, str) or not field.options.get("places"):
            return ""
        text = fold(raw)
        if any(wanted in field.spellings for wanted in ways_to_say(text)):
            return ""
        place = place_in(text, field)
        return text[len(place) :] if place else ""

    def order(self, column: ColumnElement[Any], field: Field) -> ColumnElement[Any]:
        """Sort as the options stand in the form."""
        return func.array_position(literal(list(field.choices), ARRAY(Text)), column, type_=Integer)


def find_option(typed: str, field: Field) -> str | None:
    """Find an option's key: exactly, then without a suffix such as 类, then without detail behind - or /."""
    text = fold(typed)
    for wanted in ways_to_say(text):
        if wanted and (key := field.spellings.get(wanted)):
            return key
    return field.spellings.get(place_in(text, field))


def find_stored(raw: object, field: Field) -> str | None:
    """Take text that names no option for the key of one that was removed; None when an option is meant, or nothing."""
    text = clean_line(raw)[:LONGEST_KEY] if isinstance(raw, str) else ""
    return text if text and (text in field.choices or find_option(text, field) is None) else None


def ways_to_say(text: str) -> Iterator[str]:
    """List what may be meant, likeliest first."""
    short = _suffix.sub("", text)
    yield from (text, short, _suffix.sub("", _detail.split(text, maxsplit=1)[0]))
    if (simplified := to_simplified(text)) != text:
        yield from (simplified, _suffix.sub("", simplified))


def place_in(text: str, field: Field) -> str:
    """Find the place at the beginning of a longer address such as 江苏省苏州市, where options are `places`; else ""."""
    if not field.options.get("places") or "族" in text:  # 海南藏族自治州 is not in 海南.
        return ""
    text = to_simplified(text)
    within = (text[:end] for end in range(len(text) - 1, 1, -1))
    return next((start for start in within if start in field.spellings), "")


def option_text(key: str, field: Field) -> str:
    """Give an option's label in the current language."""
    choice = field.choices.get(key)
    return choice.text if choice else str(key)
