"""Pinyin and the pairs of the search index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.kit.pairs import normalise, query_tokens, query_words, title_texts
from saas.kit.pinyin import full, initials, sort_key


@pytest.mark.parametrize(
    ("text", "spoken", "short"),
    [
        ("厦门银行", "xiamenyinhang", "xmyh"),
        ("重庆长城", "chongqingchangcheng", "cqcc"),
        ("成长教育", "chengzhangjiaoyu", "czjy"),
        ("曾国藩", "zengguofan", "zgf"),
        ("单位", "danwei", "dw"),
        ("吕氏ABC-12", "lvshiabc12", "lsabc12"),
        ("臺北黃志強", "taibeihuangzhiqiang", "tbhzq"),
        ("快行线", "kuaixingxian", "kxx"),
        ("ＩＴ公司", "itgongsi", "itgs"),
        ("", "", ""),
    ],
)
def test_names_are_spoken(text: str, spoken: str, short: str) -> None:
    assert full(text) == spoken
    assert initials(text) == short


def test_names_sort_like_a_phone_book() -> None:
    names = ["123公司", "ABC公司", "安然", "本杰", "楚月", "李安", "李娜", "黎安", "林安", "张三", "赵四"]
    assert sorted(set(names), key=sort_key) == names


def test_a_title_is_searched_as_written_in_pinyin_and_by_initials() -> None:
    assert title_texts("廈門ABC公司") == ("xia 厦 men 门 abc gong 公 si 司", "厦门abc公司 xiamenabcgongsi xmabcgs")
    assert title_texts("") == ("", "  ")


def matches(query: str, title: str) -> bool:
    """Find as the database does: every token in the index, every word in the text."""
    (_, text), words = title_texts(title), query_words(query)
    indexed = {text[at : at + length] for at in range(len(text)) for length in (1, 2)}
    return bool(words) and {*query_tokens(query)} <= indexed and all(word in text for word in words)


@pytest.mark.parametrize(
    "query",
    [
        "卡比",
        "龙ABC",
        "廈門",
        "xmkbl",
        "xiamen",
        "kabilong",
        "厦门 物流",
        "卡比龙公司",
        "厦门卡比龙ABC有限责任公司",
        "ABC",
        "龙",
        "x",
        "公司",
        "xm物流",
    ],
)
def test_a_company_is_found_by_any_two_characters_pinyin_or_initials(query: str) -> None:
    assert matches(query, "厦门卡比龙ABC物流有限公司")


@pytest.mark.parametrize("query", ["卡龙", "比卡", "马", "公司厦门", "厦门 银行", "kbm", "%_", ""])
def test_a_company_is_not_found_by_what_it_is_not(query: str) -> None:
    assert not matches(query, "厦门卡比龙ABC物流有限公司")


@given(st.text())
def test_anything_can_be_indexed_and_searched(text: str) -> None:
    key, line = title_texts(text)
    assert not {*"\\\t\r\n\0"} & {*key}
    assert "\0" not in line
    (key + line + "".join(query_tokens(text)) + normalise(text)).encode()
