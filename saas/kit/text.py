"""Tidy what people typed or pasted: full-width forms, stray spaces, characters nobody can see."""

import re
import unicodedata

HALF_WIDTH = str.maketrans(
    {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | {ord(c): chr(ord(c) - 0xFEE0) for c in "＠＆＋－．／＿％＃＊＝"}
    | {0x3000: " "}
)
"""Letters, digits and signs that an input method made wide. Chinese punctuation stays as it is."""

CJK = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    r"\u2066-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, marks that turn text around, and what PostgreSQL or UTF-8 cannot hold."""

all_chinese = re.compile(r"[\u4e00-\u9fff]+").fullmatch
"""Tell text of Chinese characters alone, as most names are: nothing in it has a width, a case or a mark to fold."""
_plain = re.compile(r"[\u4e00-\u9fff0-9A-Za-z（）().,:@_-]*").fullmatch
_nothing = re.compile(r"[-—–―_/\\.。、?？…\s]*").fullmatch
_single_gap = re.compile(rf"(?<=[{CJK}]) (?=[{CJK}](?: |$))|(?:(?<=^)|(?<= ))([{CJK}]) (?=[{CJK}])")
_gap = re.compile(rf"(?<=[{CJK}])\s+(?=[{CJK}])")

BLANK_WORDS = frozenset(
    (
        *("无", "無", "暂无", "暫無", "没有", "沒有", "空", "空白", "(空)", "（空）"),
        *("未知", "不详", "不詳", "未填", "未填写", "未填寫"),
        *("n/a", "#n/a", "null", "none", "nil", "(null)", "(blank)"),
    )
)
_first_of_nothing = frozenset("-—–―_/\\.。、?？…") | {word[0] for word in BLANK_WORDS} | {"N"}


def clean_line(text: str) -> str:
    """Tidy one line: wide letters narrowed, invisible characters dropped, spaces and breaks collapsed."""
    if _plain(text):
        return text
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", INVISIBLE.sub("", text).translate(HALF_WIDTH))
    return " ".join(text.split())


def clean_lines(text: str) -> str:
    """Tidy many lines: breaks kept, invisible characters and spaces at line ends dropped."""
    if _plain(text):
        return text
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def close_gaps(text: str) -> str:
    """Drop the spaces between Chinese characters."""
    return _gap.sub("", text) if " " in text else text


def close_single_gaps(text: str) -> str:
    """Drop a space that only pads one Chinese character, as in 张 三, and keep the one in 张三 李四."""
    return _single_gap.sub(r"\1", text) if " " in text else text


def fold(text: str) -> str:
    """Reduce text to what counts when spellings are compared: NFKC, no spaces, no case."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_blank(cell: object) -> bool:
    """Tell whether a cell says that there is nothing: empty, a dash, or a word such as 无 or n/a."""
    if not isinstance(cell, str):
        return cell is None
    text = cell.strip()
    if not text or text[0] not in _first_of_nothing:  # Nearly every cell of an import ends here.
        return not text
    return _nothing(text) is not None or text.casefold() in BLANK_WORDS
