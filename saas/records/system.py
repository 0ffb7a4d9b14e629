"""The fields that every record has: whose it is, and who made and changed it when."""

from saas.fields.field import Field
from saas.fields.registry import field_kinds
from saas.kit.i18n import DEFAULT


class SystemField(Field):
    """A field whose column is the record table's own."""

    @property
    def column(self) -> str:
        """Name the system column."""
        return str(self.options["column"])


def _system(number: int, name: str, kind: str, column: str, *labels: str, **options: object) -> SystemField:
    label = dict(zip((DEFAULT, "zh-Hant", "en"), labels, strict=True))
    return SystemField(-number, 0, name, label, field_kinds()[kind], options={"column": column, **options})


OWNER_HEADINGS = [
    "归属人",
    "所属人",
    "所属销售",
    "负责销售",
    "销售",
    "销售员",
    "销售代表",
    "业务员",
    "客户经理",
    "跟进人",
]
"""What spreadsheets call the column that says whose a record is, besides its labels."""
OWNER = _system(1, "owner", "member", "owner_id", "负责人", "負責人", "Owner", aliases=OWNER_HEADINGS)
CREATED_AT = _system(2, "created_at", "datetime", "created_at", "创建时间", "建立時間", "Created")
CREATED_BY = _system(3, "created_by", "member", "created_by", "创建人", "建立者", "Created by")
UPDATED_AT = _system(4, "updated_at", "datetime", "updated_at", "更新时间", "更新時間", "Updated")
UPDATED_BY = _system(5, "updated_by", "member", "updated_by", "更新人", "更新者", "Updated by")
SYSTEM = (OWNER, CREATED_AT, CREATED_BY, UPDATED_AT, UPDATED_BY)
