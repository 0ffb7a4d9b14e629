"""Cut text into pairs of characters for the search index: Chinese words have two, and no spaces between."""

import re
import unicodedata
from functools import lru_cache
from itertools import chain
from operator import add

from saas.kit.companies import company_core
from saas.kit.pinyin import full_and_initials, syllables
from saas.kit.text import CJK, INVISIBLE, all_chinese, close_gaps
from saas.kit.traditional import to_simplified

LONGEST = 200
"""Characters of a title, or of a query, that count."""

EVERYWHERE = frozenset(("公司", "有限", "限公"))
"""Pairs of so many names that looking for them in the index takes longer than looking through the table."""

ENDING = 6
"""Characters at the end of a Chinese name that are cut up once for all who have them: 科技有限公司."""

_character = re.compile(f"[{CJK}]")
_run = re.compile(rf"[{CJK}]+|(?:(?![{CJK}])[^\W_])+")


def normalise(text: str, *, close: bool = True) -> str:
    """Fold case, width and traditional characters, and close the gaps between Chinese ones."""
    if len(text) <= LONGEST and all_chinese(text):
        return to_simplified(text)
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text[:LONGEST])).casefold()
    text = to_simplified(" ".join(text.split()))
    return close_gaps(text) if close else text


def search_document(title: str) -> tuple[str, str]:
    """Give what a title is indexed by, tokens with a space between, and the text that a find is checked against.

    The tokens are the pairs of adjacent characters in every run of Chinese characters, letters or digits, and every
    Chinese character alone. A token may come twice.
    """
    name = normalise(title)
    spoken, short = full_and_initials(name)
    text = f"{name} {spoken} {short}"
    if all_chinese(name):
        head, said = name[:-ENDING], syllables(name)
        sounds = map(_sound_pairs, said[:-ENDING], short[1:])
        ending = _tokens_of_ending(name[-ENDING:], tuple(said[-ENDING:]))
        return " ".join([*head, *map(add, head, name[1:]), *sounds, ending]), text
    runs = [*_run.findall(name), spoken, short]
    return " ".join([*_character.findall(name), *chain.from_iterable(map(_pairs_of, runs))]), text


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


@lru_cache(maxsize=4096)
def _tokens_of_ending(ending: str, said: tuple[str, ...]) -> str:
    """Give the tokens of the last characters of a name, which many have in common."""
    sounds = map(_sound_pairs, said, [*(one[0] for one in said[1:]), ""])
    return " ".join([*ending, *map(add, ending, ending[1:]), *sounds])


@lru_cache(maxsize=8192)  # More than Chinese has syllables times initials.
def _sound_pairs(said: str, following: str) -> str:
    """Give the pairs of a syllable and its way to the next, and of both initials; a last `a` or `e` stands alone."""
    initials = [said[0] + following] if following else []
    return " ".join(_pairs_of(said + following) + initials) or said


def _pairs_of(run: str) -> list[str]:
    return list(map(add, run, run[1:]))
