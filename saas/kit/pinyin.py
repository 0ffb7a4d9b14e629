"""Write Chinese in pinyin without tones, to search and to sort by: a reading a character, a few words apart.

The readings are pypinyin's single characters. Its own module is loaded by path because importing the package
also loads 47,000 phrases (0.4 s and 40 MB), while a name needs two microseconds a character.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import chain
from pathlib import Path

from saas.kit.readings import BUSINESSES, READINGS, SURNAMES, WORDS
from saas.kit.text import CJK, all_chinese

_words = re.compile("|".join([*sorted(WORDS, key=len, reverse=True), f"(?:{'|'.join(BUSINESSES)})行"]))
_token = re.compile(rf"[{CJK}]|[^\W_]+?(?=[{CJK}]|\W|_|$)")
_person = re.compile(rf"[{CJK}]{{2,3}}").fullmatch
_cjk = re.compile(rf"[{CJK}]").match


def syllables(text: str) -> list[str]:
    """Take text apart into syllables of its Chinese characters and lower-cased runs of anything else."""
    return list(_spoken(text)[1])


def full(text: str) -> str:
    """Write 厦门ABC as xiamenabc."""
    return "".join(_spoken(text)[1])


def initials(text: str) -> str:
    """Write 厦门ABC as xmabc."""
    return "".join(said[0] if _cjk(token) else said for token, said in zip(*_spoken(text), strict=True))


def full_and_initials(text: str) -> tuple[str, str]:
    """Write both at once, for the search index."""
    tokens, spoken = _spoken(text)
    if isinstance(tokens, str):
        return "".join(spoken), "".join([said[0] for said in spoken])
    short = [said[0] if len(token) == 1 else said for token, said in zip(tokens, spoken, strict=True)]
    return "".join(spoken), "".join(short)


def sort_key(text: str) -> str:
    """Write a text so that bytes sort as a phone book does: by syllable, same characters together."""
    tokens, spoken = _spoken(text[:60])
    pairs = zip(spoken, tokens, strict=True)
    if isinstance(tokens, str):
        return " ".join(chain.from_iterable(pairs))
    return " ".join([f"{said} {token}" if _cjk(token) else said for said, token in pairs])


@lru_cache(maxsize=64)  # A title is spoken twice: to be searched and to be sorted.
def _spoken(text: str) -> tuple[Sequence[str], Sequence[str]]:
    """Give the tokens, which are the text itself when all of it is Chinese, and how each is said."""
    readings = _readings()
    tokens: Sequence[str] = text
    if all_chinese(text):
        said = list(map(readings.__getitem__, text))
    else:
        tokens = _token.findall(unicodedata.normalize("NFKC", text).casefold())
        said = [readings[token] if len(token) == 1 else token for token in tokens]
    if text[:1] in SURNAMES and _person(text):
        said[0] = SURNAMES[text[0]]
    if _doubtful()(text):
        _apply_words(tokens, said)
    return tokens, said


def _apply_words(tokens: Sequence[str], said: list[str]) -> None:
    line = tokens if isinstance(tokens, str) else "".join(token if len(token) == 1 else "\0" for token in tokens)
    for match in _words.finditer(line):
        if word := WORDS.get(match[0]):
            said[match.start() : match.end()] = word.split()
        else:
            said[match.end() - 1] = "hang"


class _Readings(dict[str, str]):
    """Readings by character, worked out at their first use."""

    def __init__(self, table: dict[int, str]) -> None:
        super().__init__(READINGS)
        self.table = table

    def __missing__(self, character: str) -> str:
        marked = self.table.get(ord(character))
        self[character] = said = _toneless(marked) if marked else character
        return said


@cache
def _doubtful() -> Callable[[str], object]:
    """Make a search for the characters for whose sake there are words: most texts have none and skip them."""
    readings = _readings()
    spoken = {
        character
        for word, said in WORDS.items()
        for character, syllable in zip(word, said.split(), strict=False)
        if readings[character] != syllable
    }
    return re.compile(f"[{''.join(spoken)}行]").search


@cache
def _readings() -> _Readings:
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ImportError("pypinyin is not installed")
    spec = spec_from_file_location("_pinyin_dict", Path(package.origin).with_name("pinyin_dict.py"))
    if spec is None or spec.loader is None:
        raise ImportError("pypinyin has no single characters")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return _Readings(module.pinyin_dict)


def _toneless(readings: str) -> str:
    first = readings.partition(",")[0]
    for marked in "üǖǘǚǜ":
        first = first.replace(marked, "v")
    return "".join(c for c in unicodedata.normalize("NFD", first) if c.isascii())
