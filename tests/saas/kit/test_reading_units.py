"""Units that a heading or a line above a table says."""

from decimal import Decimal

import pytest

from saas.kit.units import times, unit_above, unit_in


@pytest.mark.parametrize(
    ("heading", "factor"),
    [
        ("预计成交额(万元)", 10_000),
        ("金额（单位：万元）", 10_000),
        ("金额（人民币：万元）", 10_000),
        ("金額萬元", 10_000),
        ("销售情况 / 合同额/千元", 1_000),
        ("Amount (K)", 1_000),
        ("规模-百万元", 1_000_000),
        ("投资【亿】", 100_000_000),
    ],
)
def test_a_heading_says_in_what_its_numbers_are(heading: str, factor: int) -> None:
    assert unit_in(heading) == factor


@pytest.mark.parametrize(
    "heading", ["金额（元）", "合同金额/元", "金额", "万科订单金额", "Item-M", "Amount(USD)", "万能险"]
)
def test_other_headings_say_no_unit(heading: str) -> None:
    assert unit_in(heading) is None


def test_a_line_above_the_table_says_it_too() -> None:
    assert unit_above("金额单位：人民币万元  2025年6月") == 10_000
    assert unit_above("单位：元") is None
    assert unit_above("填报单位：万科集团") is None


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        (12.5, Decimal(125_000)),
        ("１２", Decimal(120_000)),
        ("约12", Decimal(120_000)),
        ("¥1,200", Decimal(12_000_000)),
        ("RMB 3", Decimal(30_000)),
        ("12万", "12万"),
        ("120000元", "120000元"),
        ("12k", "12k"),
        ("12-15", "12-15"),
        ("面议", "面议"),
        (True, True),
    ],
)
def test_only_mere_numbers_are_multiplied(cell: object, wanted: object) -> None:
    assert times(cell, Decimal(10_000)) == wanted
