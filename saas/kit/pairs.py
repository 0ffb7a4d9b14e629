"""Cut text into pairs of characters for the search index: Chinese words have two, and no spaces between."""

import re
import unicodedata
from collections.abc import Iterable
from operator import add

from saas.kit.companies import company_core
from saas.kit.pinyin import full_and_initials
from saas.kit.text import CJK, INVISIBLE, all_chinese, close_gaps
from saas.kit.traditional import to_simplified

LONGEST = 200
"""Characters of a title, or of a query, that count."""

_run = re.compile(rf"[{CJK}]+|(?:(?![{CJK}])[^\W_])+")


def normalise(text: str, *, close: bool = True) -> str:
    """Fold case, width and traditional characters, and close the gaps between Chinese ones."""
    if len(text) <= LONGEST and all_chinese(text):
        return to_simplified(text)
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text[:LONGEST])).casefold()
    text = to_simplified(" ".join(text.split()))
    return close_gaps(text) if close else text


def pairs(text: str) -> list[str]:
    """List the adjacent pairs of every run of Chinese characters, letters or digits, each once.

    The last character of a run is listed too, so that a prefix search for one character finds it anywhere.
    """
    return list(dict.fromkeys(_pairs(_run.findall(normalise(text)))))


def search_document(title: str) -> tuple[list[str], str]:
    """Give the index tokens of a title, and the text against which a find is checked with LIKE."""
    name = normalise(title)
    spoken, short = full_and_initials(name)
    text = f"{name} {spoken} {short}"
    runs = (name, spoken, short) if all_chinese(name) else _run.findall(text)
    return list(dict.fromkeys(_pairs(runs))), text


def query_words(query: str) -> list[str]:
    """Take a query apart into the runs that must each stand in the text, without its legal form."""
    words = normalise(query, close=False)
    core = company_core(words) if " " not in words and len(words) > 4 else words
    return list(dict.fromkeys(_run.findall(core) or _run.findall(words)))


def query_tokens(query: str) -> list[str]:
    """List the tokens that all must be in the index; a single character is meant as a prefix."""
    return list(dict.fromkeys(token for word in query_words(query) for token in _pairs_of(word) or [word]))


def _pairs(runs: Iterable[str]) -> list[str]:
    found: list[str] = []
    for run in runs:
        found += map(add, run, run[1:])
        found.append(run[-1])
    return found


def _pairs_of(run: str) -> list[str]:
    return list(map(add, run, run[1:]))
