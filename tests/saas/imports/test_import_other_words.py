"""Other words than the samples use: what else sales people write above and into the columns of a customer list."""

from typing import Any

import pytest

from saas.fields.field import Field
from saas.fields.kind import Unreadable
from saas.fields.registry import field_kinds
from saas.imports.headers import ColumnGuess, Table
from saas.imports.matching import match_columns
from saas.packs.crm.customers import CUSTOMER
from saas.records.system import OWNER

FIELDS = {
    one.name: Field(at, 1, one.name, one.label, field_kinds()[one.kind], one.options)
    for at, one in enumerate(CUSTOMER.fields, 1)
}
VALUES: dict[str, list[Any]] = {
    "name": [f"厦门{c}有限公司" for c in "甲乙丙丁戊己庚"],
    "contact_name": ["陈玉珍", "潘涛", "李建", "陆桂珍", "彭芳"],
    "mobile": [f"138{n:08}" for n in range(9)],
    "email": [f"a{n}@example.cn" for n in range(9)],
    "province": ["江苏省", "浙江", "Jiangsu", "粤", "上海市"],
    "city": ["苏州", "杭州", "深圳", "上海"],
    "level": ["A级", "B类", "C", "重点"],
    "amount": [12.0, "5万", 30000.0, "约36万"],
    "first_contact": ["2024.1.5", "2024年1月6日", 45322.0],
    "last_follow_up": ["2024.2.5", "2024年2月6日", 45352.0],
    "next_follow_up": ["2027.2.5", "2027年2月6日", 46450.0],
    "source": ["展会", "官网", "转介绍"],
    "note": ["竞品：用友", "需要专票", "老板姓王"],
    "owner": ["安然", "本杰"],
}
HEADINGS = (
    "客户全称 联系人姓名 手机号码 电邮 省/市 所在城市 客户等级 合同金额/元 首次联系时间 备注说明 来源渠道",
    "公司 对接人 联系电话 电子邮箱 所在地 城市 重要程度 预计成交额(万元) 登记日期 情况 获客渠道",
    "客戶名稱 聯絡人 手提電話 電郵地址 地區 城市 客戶等級 預計金額 首次聯絡日期 備註 客戶來源",
    "Company_Name Contact_Person Mobile_No. E-mail_Address Province City Level Deal_Amount Date Remarks Lead_Source",
    "Client Name Tel E-mail State City Tier Amount First_contact_date Comments Channel",
)
WANTED = [
    "name",
    "contact_name",
    "mobile",
    "email",
    "province",
    "city",
    "level",
    "amount",
    "first_contact",
    "note",
    "source",
]


def suggested(headings: list[str], names: list[str]) -> list[str | None]:
    columns = [ColumnGuess(at, each, VALUES[name]) for at, (each, name) in enumerate(zip(headings, names, strict=True))]
    matches = match_columns(Table("表", 1, columns, []), [*FIELDS.values(), OWNER], {"安然", "本杰"})
    return [match.field_name for match in matches]


@pytest.mark.parametrize("line", HEADINGS)
def test_other_headings_are_understood(line: str) -> None:
    assert suggested([heading.replace("_", " ") for heading in line.split()], WANTED) == WANTED


def test_first_last_and_next_contact_are_kept_apart_and_our_people_own() -> None:
    names = ["first_contact", "last_follow_up", "next_follow_up", "contact_name", "owner"]
    assert suggested(["首次联系时间", "最近跟进日期", "下次联系", "联系人", "负责销售"], names) == names


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("苏", "jiangsu"),
        ("江苏省", "jiangsu"),
        ("Jiangsu Province", "jiangsu"),
        ("江苏省苏州市", "jiangsu"),
        ("江蘇省蘇州市", "jiangsu"),
        ("北京北京市", "beijing"),
        ("广西壮族自治区", "guangxi"),
        ("臺灣", "taiwan"),
        ("海南藏族自治州", None),
        ("苏州", None),
    ],
)
def test_a_province_is_read_in_every_way_people_write_it(cell: str, key: str | None) -> None:
    kind, field = FIELDS["province"].kind, FIELDS["province"]
    if key is None:
        with pytest.raises(Unreadable):
            kind.read(cell, field)
    else:
        assert kind.read(cell, field) == key


def test_what_stood_behind_the_province_is_told() -> None:
    kind, field = FIELDS["province"].kind, FIELDS["province"]
    assert kind.leftover("江苏省苏州市", field) == "苏州市"
    assert kind.leftover("江苏省", field) == ""
    assert kind.leftover("火星", field) == ""


@pytest.mark.parametrize(
    ("cell", "key"), [("A类客户", "A"), ("B级", "B"), ("VIP客户", "A"), ("重點", "A"), ("★★★", None), ("AB", None)]
)
def test_levels(cell: str, key: str | None) -> None:
    kind, field = FIELDS["level"].kind, FIELDS["level"]
    if key is None:
        with pytest.raises(Unreadable):
            kind.read(cell, field)
    else:
        assert kind.read(cell, field) == key
