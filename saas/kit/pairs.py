"""What a title is searched by, and which pairs of characters a query asks for: Chinese words have two, unspaced."""

import re
import unicodedata
from operator import add

from saas.kit.companies import company_core
from saas.kit.pinyin import spoken
from saas.kit.text import CJK, INVISIBLE, all_chinese, close_gaps
from saas.kit.traditional import to_simplified

LONGEST = 200
"""Characters of a title, or of a query, that count."""

EVERYWHERE = frozenset(("公司", "有限", "限公"))
"""Pairs of so many names that looking for them in the index takes longer than looking through the table."""

_character = re.compile(f"[{CJK}]")
_run = re.compile(rf"[{CJK}]+|(?:(?![{CJK}])[^\W_])+")


def normalise(text: str, *, close: bool = True) -> str:
    """Fold case, width and traditional characters, and close the gaps between Chinese ones."""
    if len(text) <= LONGEST and all_chinese(text):
        return to_simplified(text)
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text[:LONGEST])).casefold()
    text = to_simplified(" ".join(text.split()))
    return close_gaps(text) if close else text


def title_texts(title: str) -> tuple[str, str]:
    """Give what a title is sorted by, and what it is searched by: itself, folded, then its pinyin, then its initials.

    The database cuts the second text into all its pairs and single characters for the index, and checks finds with it.
    """
    name = normalise(title)
    said = spoken(name)
    return said.key, " ".join(filter(None, (f"{name} {said.full} {said.initials}", said.otherwise)))


def query_words(query: str) -> list[str]:
    """Take a query apart into the runs that must each stand in the text, without its legal form."""
    words = normalise(query, close=False)
    core = company_core(words) if " " not in words and len(words) > 4 else words
    return list(dict.fromkeys(_run.findall(core) or _run.findall(words)))


def query_tokens(query: str) -> list[str]:
    """List the tokens that narrow a search down; a find has them all. A single letter does not, nor does 公司."""
    tokens = dict.fromkeys(
        token for word in query_words(query) for token in _pairs_of(word) or _character.findall(word)
    )
    return [token for token in tokens if token not in EVERYWHERE]


def _pairs_of(run: str) -> list[str]:
    return list(map(add, run, run[1:]))
