"""One line of text: names, titles, addresses."""

import unicodedata

from saas.fields.field import Field
from saas.fields.kind import FieldKind, Rejects, Unreadable
from saas.kit.companies import company_key
from saas.kit.i18n import N_, _
from saas.kit.text import close_gaps, close_single_gaps

LONGEST = 200


class TextLine(FieldKind):
    """A line of at most `max_length` characters; with `company` set, equal names are the same company."""

    name, label, icon = "text", N_("Text"), "type"
    settings = ("max_length", "company")
    examples = {
        " 张 三 ": "张三",
        "ＡＢＣ１２３": "ABC123",
        "北京（中国）公司": "北京（中国）公司",
        "a\x00b\u202ec": "abc",
        "=cmd|' /C calc'!A0": "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>": "<script>alert(1)</script>",
        "很" * 201: Rejects,
    }

    def parse(self, typed: str, field: Field) -> str:
        """Close gaps between Chinese characters and hold to the length."""
        text = (close_gaps if field.options.get("company") else close_single_gaps)(typed)
        longest = int(field.options.get("max_length") or LONGEST)
        if len(text) > longest:
            raise Unreadable(_("At most %(max)s characters.", max=longest))
        return text

    def key(self, value: str, field: Field) -> str:
        """Fold width, case and spaces; of a company's name also the legal form and a contact in brackets."""
        if field.options.get("company"):
            return company_key(value)
        return " ".join(unicodedata.normalize("NFKC", value).casefold().split())
