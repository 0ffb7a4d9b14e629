"""Tidying text, phones and company names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.kit.companies import company_core, company_key
from saas.kit.phones import read_mobiles
from saas.kit.text import clean_line, clean_lines, close_gaps, close_single_gaps, fold, is_blank
from saas.kit.traditional import SIMPLIFIED, TRADITIONAL, to_simplified


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  ＡＢ１２＠ｃ．ｃｎ ", "AB12@c.cn"),
        ("甲，乙（丙）：丁！", "甲，乙（丙）：丁！"),
        ("a\tb\r\nc\u3000d", "a b c d"),
        ("x\x00\u200b\u202ey", "xy"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_a_line_is_tidied(text: str, wanted: str) -> None:
    assert clean_line(text) == wanted


@given(st.text())
def test_tidying_twice_changes_nothing_and_the_result_can_be_stored(text: str) -> None:
    for tidy in (clean_line, clean_lines):
        once = tidy(text)
        assert tidy(once) == once
        assert "\x00" not in once
        once.encode()


def test_gaps_in_padded_names_close_and_gaps_between_words_stay() -> None:
    assert close_single_gaps("张 三") == "张三"
    assert close_single_gaps("制造 业") == "制造业"
    assert close_single_gaps("张三 李四") == "张三 李四"
    assert close_single_gaps("ABC 公司") == "ABC 公司"
    assert close_gaps("内蒙古海 程 机械") == "内蒙古海程机械"


@pytest.mark.parametrize(
    "cell", [None, "", " ", "-", "—", "——", "/", "无", "暂无", "N/A", "n/a", "NULL", "None", "空", "…"]
)
def test_words_for_nothing_are_blank(cell: object) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize("cell", [0, False, "0", "无锡公司", "Na", "*", "a-b"])
def test_other_words_are_not(cell: object) -> None:
    assert not is_blank(cell)


@pytest.mark.parametrize(
    "name",
    [
        "厦门卡比龙供应链管理有限公司",
        " 厦门卡比龙供应链管理有限责任公司 ",
        "厦门卡比龙供应 链管理股份有限公司(唐总)",
        "廈門卡比龍供應鏈管理公司",
        "厦门（卡比龙）供应链管理股份",
        "厦门【卡比龙】供应链管理有限公司（王经理）",
        "厦门卡比龙供应链管理",
    ],
)
def test_the_same_company_has_one_key_however_it_is_written(name: str) -> None:
    assert company_key(name) == "厦门卡比龙供应链管理"


def test_different_companies_have_different_keys() -> None:
    names = ["厦门电信", "厦门电信(中国)", "厦门电信集团", "有限公司", "公司", "（）", "ABC Ltd", "ABD Ltd."]
    assert len({company_key(name) for name in names}) == len(names)
    assert company_core("Apple Inc.") == "apple"


@given(st.text(min_size=1))
def test_a_name_with_something_in_it_has_a_key(name: str) -> None:
    assert company_key(name) or not clean_line(name)


@pytest.mark.parametrize(
    ("cell", "number", "rest"),
    [
        ("0755-84352349/13974352349", "13974352349", ["0755-84352349"]),
        ("13812345678 13912345678", "13812345678", ["13912345678"]),
        ("13812345678\n13912345678", "13812345678", ["13912345678"]),
        ("电话138-1234-5678转801", "13812345678", ["电话 转801"]),
        ("138\u200b12345678", "13812345678", []),
        ("(+86)13812345678", "13812345678", []),
        ("00852 9123 4567", "+85291234567", []),
        ("张三13812345678", "13812345678", ["张三"]),
        ("+86 10 12345678", None, ["+86 10 12345678"]),
        ("1381234567890", None, ["1381234567890"]),
        ("13٨١٢٣٤٥٦٧٨", None, ["13٨١٢٣٤٥٦٧٨"]),
    ],
)
def test_the_first_mobile_number_of_a_cell_is_taken(cell: str, number: str | None, rest: list[str]) -> None:
    assert read_mobiles(cell) == (number, rest)


def test_traditional_characters_fold_one_to_one() -> None:
    assert len(TRADITIONAL) == len(SIMPLIFIED) == len(set(TRADITIONAL))
    assert to_simplified("臺北黃志強聯絡人級別") == "台北黄志强联络人级别"
    assert fold(" Ａ 类 ") == "a类"
