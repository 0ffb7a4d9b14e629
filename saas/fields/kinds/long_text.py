"""Text of many lines: notes, descriptions, minutes."""

from saas.fields.field import Field
from saas.fields.kind import FieldKind, Rejects, Unreadable
from saas.kit.i18n import N_, _
from saas.kit.text import clean_lines

LONGEST = 20_000


class LongText(FieldKind):
    """Text with its line breaks; nothing in it is read as blank but nothing itself."""

    name, label, icon, widget = "long_text", N_("Long text"), "align-left", "textarea"
    settings = ("max_length",)
    tidy = staticmethod(clean_lines)
    examples = {
        "老板姓王，喜欢喝茶\r\n下周再打 ": "老板姓王，喜欢喝茶\n下周再打",
        "无": "无",
        '=HYPERLINK("http://evil.example")': '=HYPERLINK("http://evil.example")',
        "很" * 20_001: Rejects,
    }

    def parse(self, typed: str, field: Field) -> str:
        """Hold to the length."""
        longest = int(field.options.get("max_length") or LONGEST)
        if len(typed) > longest:
            raise Unreadable(_("At most %(max)s characters.", max=longest))
        return typed

    def blank(self, raw: object, field: Field) -> bool:
        """Keep every word: in a note even 无 was meant."""
        return raw is None or (isinstance(raw, str) and not raw.strip())
