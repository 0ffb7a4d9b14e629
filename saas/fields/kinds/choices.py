"""Several of the field's options."""

import re
from typing import Any

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY

from saas.fields.field import Field
from saas.fields.kind import SETS, FieldKind, Rejects, Unreadable, quote
from saas.fields.kinds.choice import find_option, find_stored, option_text
from saas.kit.i18n import N_, _
from saas.kit.text import is_blank

_between = re.compile(r"[、，,;；/|\n]")


class MultipleChoice(FieldKind):
    """A set of options, kept in the options' own order."""

    name, label, icon, widget = "choices", N_("Multiple choice"), "list-checks", "choices"
    column, operators, settings = ARRAY(Text()), SETS, ("choices",)
    api_type = {"type": "array", "items": {"type": "string"}}
    telling = 0.5
    examples = {
        "甲": ["a"],
        "乙、甲类": ["a", "b"],
        "a,b;a": ["a", "b"],
        "甲、丙": Rejects,
    }

    def read(self, raw: object, field: Field) -> list[str] | None:
        """Take a list, or text with the options one behind another; nothing chosen is empty."""
        if isinstance(raw, list | tuple | set | frozenset):
            found = [key for one in raw for key in super(MultipleChoice, self).read(one, field) or ()]
            return in_order(found, field) or None
        keys: list[str] | None = super().read(raw, field)
        return keys or None

    def recall(self, raw: object, field: Field) -> list[str] | None:
        """Take also a key that is no option any more: records may hold it."""
        try:
            return self.read(raw, field)
        except Unreadable:
            if stored := find_stored(raw, field):
                return [stored]
            raise

    def parse(self, typed: str, field: Field) -> list[str]:
        """Find every option named; raise Unreadable at the first that is none."""
        if whole := field.spellings.get(typed.strip().casefold()):
            return [whole]
        found = []
        for part in filter(None, (part.strip() for part in _between.split(typed))):
            key = find_option(part, field)
            if key is None:
                raise Unreadable(_("%(value)s is not one of the options.", value=quote(part, field)))
            found.append(key)
        return in_order(found, field)

    def replace(self, raw: object, field: Field, before: Any) -> list[str] | None:
        """Read a list; what was in the set already may stay."""
        if not isinstance(raw, list | tuple):
            return self.read(raw, field)
        kept = [key for key in raw if key in (before or ())]
        added = self.read([key for key in raw if key not in kept], field)
        return in_order([*kept, *(added or ())], field) or None

    def typed(self, value: list[str], field: Field) -> list[str]:
        """Give the keys, one for each box."""
        return list(value)

    def gives_back(self, raw: object, value: Any, field: Field) -> bool:
        """Compare as sets."""
        return isinstance(raw, list) and sorted(map(str, raw)) == sorted(value)

    def show(self, value: list[str], field: Field) -> str:
        """Write the labels one behind another."""
        return _(", ").join(option_text(key, field) for key in value)

    def blank(self, raw: object, field: Field) -> bool:
        """Take 无 for nothing unless it is an option."""
        return is_blank(raw) and (not isinstance(raw, str) or find_option(raw, field) is None)

    def key(self, value: Any, field: Field) -> str:
        """Compare as sets."""
        return ",".join(sorted(value))


def in_order(keys: list[str], field: Field) -> list[str]:
    """Put keys into the options' order, each once; what is no option at all comes last."""
    chosen = dict.fromkeys(keys)
    return [key for key in field.choices if key in chosen] + [key for key in chosen if key not in field.choices]
