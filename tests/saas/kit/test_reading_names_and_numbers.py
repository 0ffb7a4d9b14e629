"""Company names that are the same one, and mobile numbers that a program mangled."""

import pytest

from saas.kit.companies import company_key
from saas.kit.phones import read_mobiles


@pytest.mark.parametrize(
    "name",
    [
        "厦门甲乙商贸（有限公司）",
        "厦门甲乙商贸(有限公司)",
        "厦门甲乙商贸有限公司*",
        "厦门甲乙商贸有限公司。",
        "厦门甲乙商贸有限公司（王总）*",
        "廈門甲乙商貿有限公司",
        "厦门甲乙\u200b商贸 有限公司\n",
    ],
)
def test_the_same_company_in_other_dress(name: str) -> None:
    assert company_key(name) == company_key("厦门甲乙商贸有限公司")


@pytest.mark.parametrize("name", ["厦门甲乙商贸（二厂）", "厦门甲乙丙商贸有限公司", "甲乙（厦门）商贸有限公司"])
def test_other_companies(name: str) -> None:
    assert company_key(name) != company_key("厦门甲乙商贸有限公司")


def test_marks_alone_are_still_a_name() -> None:
    assert company_key("***") == "***"


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1.3812345678E10", "13812345678"), ("1.381234567e+10", "13812345670"), ("1.3812E+10", None)],
)
def test_a_mobile_number_written_as_a_power_of_ten_counts_when_it_is_whole(cell: str, number: str | None) -> None:
    assert read_mobiles(cell)[0] == number
