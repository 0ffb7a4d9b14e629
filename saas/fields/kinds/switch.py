"""Yes or no."""

from sqlalchemy import Boolean

from saas.fields.column import Column, Rewrite, plain_number
from saas.fields.field import Field
from saas.fields.kind import TRUTH, FieldKind, Rejects, Unreadable, quote
from saas.kit.i18n import N_, _
from saas.kit.text import fold

YES = {"是", "有", "对", "對", "真", "已", "开", "開", "启用", "啟用"} | set("1yt√✓✔☑") | {"true", "yes", "on"}
NO = {"否", "无", "無", "没有", "沒有", "不", "不是", "错", "錯", "假", "未", "关", "關", "停用"} | set("0nfx×✗✘☐")
NO |= {"false", "no", "off"}


class Switch(FieldKind):
    """True or false; never asked is empty."""

    name, label, icon, widget = "switch", N_("Switch"), "toggle-right", "switch"
    column, operators = Boolean(), TRUTH
    api_type = {"type": "boolean"}
    telling = 0.3
    examples = {
        "是": True,
        "√": True,
        "YES": True,
        1: True,
        "否": False,
        "无": False,
        "×": False,
        False: False,
        "也许": Rejects,
        2: Rejects,
    }

    def read(self, raw: object, field: Field) -> bool | None:
        """Take a truth value as it is, or read a word."""
        if isinstance(raw, bool):
            return raw
        value: bool | None = super().read(raw, field)
        return value

    def parse(self, typed: str, field: Field) -> bool:
        """Read a word or a mark."""
        word = fold(typed)
        if word in YES:
            return True
        if word in NO:
            return False
        raise Unreadable(_("%(value)s is neither yes nor no.", value=quote(typed, field)))

    def show(self, value: bool, field: Field) -> str:
        """Write yes or no."""
        return _("Yes") if value else _("No")

    def typed(self, value: bool, field: Field) -> str:
        """Write what a box sends: nothing when it is not ticked."""
        return "true" if value else ""

    def judge(self, column: Column, field: Field) -> Rewrite:
        """Take a truth value as it is."""
        return plain_number

    def blank(self, raw: object, field: Field) -> bool:
        """Take 无 for no, and only nothing for nothing."""
        return raw is None or (isinstance(raw, str) and raw.strip() in ("", "-", "—", "/"))
