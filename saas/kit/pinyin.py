"""Write Chinese in pinyin without tones, to search and to sort by: a reading a character, a few words apart.

The readings are pypinyin's single characters. Its own module is loaded by path because importing the package
also loads 47,000 phrases (0.4 s and 40 MB), while a name needs a microsecond a character.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import NamedTuple

from saas.kit.readings import BUSINESSES, READINGS, SURNAMES, WORDS
from saas.kit.text import CJK, all_chinese

LONGEST_KEY = 400
"""Characters; an entry of an index may have 2,700 bytes."""

ENDING = 6
"""Characters at the end of a name that are said once for all who have them: 科技有限公司."""

_family = rf"[{''.join(SURNAMES)}](?=氏|[记記](?![录錄者忆憶]))"
_words = re.compile("|".join([*sorted(WORDS, key=len, reverse=True), f"(?:{'|'.join(BUSINESSES)})行", _family]))
_house = re.compile(r".家(?![电電具居政教庭])").match
_run = re.compile(rf"([{CJK}]+)|(?:(?![{CJK}])[^\W_])+")
_person = re.compile(rf"[{CJK}]{{2,3}}").fullmatch


class Spoken(NamedTuple):
    """A text in pinyin. 厦门ABC is xiamenabc in full, its initials are xmabc.

    By the bytes of their keys texts sort as in a phone book: by syllable, same characters together.
    """

    full: str
    initials: str
    key: str
    otherwise: str = ""
    """What it may also be called, in full and by its initials: 乐家 is lejia and yuejia."""


def full(text: str) -> str:
    """Write 厦门ABC as xiamenabc."""
    return spoken(text).full


def initials(text: str) -> str:
    """Write 厦门ABC as xmabc."""
    return spoken(text).initials


def sort_key(text: str) -> str:
    """Write a text so that bytes sort as a phone book does."""
    return spoken(text).key


def spoken(text: str) -> Spoken:
    """Say a text's Chinese characters, and its runs of letters and digits as they are, in lower case."""
    if text[:1] not in SURNAMES:
        return _said(text)
    usual, family = _said(text), _said(text, SURNAMES[text[0]])
    first, second = (family, usual) if _person(text) or _house(text) else (usual, family)
    return first if first.full == second.full else first._replace(otherwise=f"{second.full} {second.initials}")


def _said(text: str, surname: str = "") -> Spoken:
    if all_chinese(text) and surname:
        said = _by_words(text, surname)
        return said._replace(key=said.key[:LONGEST_KEY])
    if all_chinese(text):
        said = _chinese(text)
        return said if len(said.key) <= LONGEST_KEY else said._replace(key=said.key[:LONGEST_KEY])
    runs = _run.finditer(unicodedata.normalize("NFKC", text).casefold())
    parts = [_part(run, surname if run.start() == 0 else "") for run in runs]
    key = " ".join([part.key for part in parts])
    return Spoken("".join([part.full for part in parts]), "".join([part.initials for part in parts]), key[:LONGEST_KEY])


def _part(run: re.Match[str], surname: str) -> Spoken:
    if not run[1]:
        return Spoken(run[0], run[0], run[0])
    return _by_words(run[0], surname) if surname else _chinese(run[0])


def _chinese(run: str) -> Spoken:
    if _doubtful()(run):
        return _by_words(run)
    head, ending = run[:-ENDING], _ending(run[-ENDING:])
    if not head:
        return ending
    full, initials, key = _by_characters(head)
    return Spoken(full + ending.full, initials + ending.initials, f"{key} {ending.key}")


def _by_characters(run: str) -> tuple[str, str, str]:
    return (
        "".join(map(_syllable.__getitem__, run)),
        "".join(map(_initial.__getitem__, run)),
        " ".join(map(_keyed.__getitem__, run)),
    )


@lru_cache(maxsize=4096)
def _ending(run: str) -> Spoken:
    return Spoken(*_by_characters(run))


def _by_words(run: str, surname: str = "") -> Spoken:
    said = list(map(_syllable.__getitem__, run))
    if surname:
        said[0] = surname
    for match in _words.finditer(run):
        if word := WORDS.get(match[0]):
            said[match.start() : match.end()] = word.split()
        elif match[0] in SURNAMES:
            said[match.start()] = SURNAMES[match[0]]
        else:
            said[match.end() - 1] = "hang"
    key = " ".join([f"{one} {character}" for one, character in zip(said, run, strict=True)])
    return Spoken("".join(said), "".join([one[0] for one in said]), key)


class _Written(dict[str, str]):
    """What is written for a character, worked out at its first use."""

    def __init__(self, write: Callable[[str], str], **known: str) -> None:
        super().__init__(known)
        self._write = write

    def __missing__(self, character: str) -> str:
        self[character] = written = self._write(character)
        return written


def _read(character: str) -> str:
    marked = _marked().get(ord(character))
    return _toneless(marked) if marked else character


_syllable = _Written(_read, **READINGS)
_initial = _Written(lambda character: _syllable[character][0])
_keyed = _Written(lambda character: f"{_syllable[character]} {character}")


@cache
def _doubtful() -> Callable[[str], object]:
    """Make a search for the characters for whose sake there are words: most texts have none and skip them."""
    spoken = {
        character
        for word, said in WORDS.items()
        for character, syllable in zip(word, said.split(), strict=False)
        if _syllable[character] != syllable
    }
    return re.compile(f"[{''.join(spoken)}行]|{_family}").search


@cache
def _marked() -> dict[int, str]:
    """Load the readings, with tone marks, by code point."""
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ImportError("pypinyin is not installed")
    spec = spec_from_file_location("_pinyin_dict", Path(package.origin).with_name("pinyin_dict.py"))
    if spec is None or spec.loader is None:
        raise ImportError("pypinyin has no single characters")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(module.pinyin_dict)


def _toneless(readings: str) -> str:
    first = readings.partition(",")[0]
    for marked in "üǖǘǚǜ":
        first = first.replace(marked, "v")
    return "".join(c for c in unicodedata.normalize("NFD", first) if c.isascii())
