"""Pinyin and the pairs of the search index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.kit.pairs import normalise, query_tokens, query_words, search_document
from saas.kit.pinyin import full, full_and_initials, initials, sort_key


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
    assert full_and_initials(text) == (spoken, short)


def test_names_sort_like_a_phone_book() -> None:
    names = ["123公司", "ABC公司", "安然", "本杰", "楚月", "李安", "李娜", "黎安", "林安", "张三", "赵四"]
    assert sorted(set(names), key=sort_key) == names


def test_tokens_stay_within_runs() -> None:
    tokens, text = search_document("厦门ABC公司")
    assert text == "厦门abc公司 xiamenabcgongsi xmabcgs"
    parts = ("厦门", "abc", "公司", "xiamenabcgongsi", "xmabcgs")
    assert set(tokens.split(" ")) == {*"厦门公司"}.union(*map(pairs, parts))
    assert search_document("") == ("", "  ")


@pytest.mark.parametrize("name", ["厦门银行", "重庆长城", "曾国藩", "李", "快行线物流有限公司", "龘龘", "㐀吉"])
def test_tokens_of_chinese_names_are_those_of_their_parts(name: str) -> None:
    tokens, text = search_document(name)
    assert set(tokens.split(" ")) == {*name}.union(*map(pairs, text.split(" ")))


def test_a_last_syllable_of_one_letter_is_no_empty_token() -> None:
    assert search_document("阿娥") == ("阿 娥 阿娥 ae ae e", "阿娥 ae ae")


def pairs(run: str) -> set[str]:
    """Take a run apart."""
    return {run[at : at + 2] for at in range(len(run) - 1)}


def matches(query: str, title: str) -> bool:
    """Find as the database does: every token in the index, every word in the text."""
    tokens, text = search_document(title)
    words = query_words(query)
    return bool(words) and {*query_tokens(query)} <= {*tokens.split(" ")} and all(word in text for word in words)


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
    tokens, line = search_document(text)
    assert "" not in tokens.split(" ") or not tokens
    assert "\x00" not in line + sort_key(text)
    assert not {*"\\\t\r\n\0"} & {*tokens, *sort_key(text)}
    (line + tokens + "".join(query_tokens(text)) + normalise(text)).encode()
