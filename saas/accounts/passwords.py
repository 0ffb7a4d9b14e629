"""Which passwords we accept: long enough, not on the lists that attackers try first, not built from what they know."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from saas.kit.i18n import _
from saas.kit.pinyin import full, initials

SHORTEST, LONGEST = 10, 200
LIST = Path(__file__).with_name("common_passwords.txt")
ROWS = (
    *("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"),
    *("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "qweasdzxc"),
    *("!@#$%^&*()_+", "q1w2e3r4t5y6u7i8o9p0", "147258369", "741852963", "abcd1234efgh5678"),
)
LOOKALIKES = str.maketrans("@4031!$5", "aaoeiiss")
HUNG_ON = 8  # So many digits and signs around a common word do not make it uncommon.
NEW_AT_LEAST = 5  # Characters that must remain when what everybody knows is taken away.


def password_problem(password: str, *, known: Iterable[str] = ()) -> str:
    """Say what is wrong with a new password, in the current language; nothing when it will do.

    `known` is what an attacker knows: the person's e-mail address and name, the company and its host name.
    """
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST:
        return _("Use at least %(count)s characters.", count=SHORTEST)
    if len(text) > LONGEST:
        return _("Use at most %(count)s characters.", count=LONGEST)
    folded = text.casefold()
    if folded.isdigit() and len(folded) < 16:
        return _("Only digits are guessed quickly. Add letters or signs.")
    if _monotonous(folded):
        return _("This repeats itself or follows the keyboard. Choose something less regular.")
    if is_common(folded):
        return _("This password is among those that attackers try first. Choose another one.")
    if len(_without(folded, known)) < NEW_AT_LEAST:
        return _("This is too close to your name, company or e-mail address.")
    return ""


def is_common(folded: str) -> bool:
    """Tell whether a password, or the word at its heart, is on the list of the most used ones."""
    plain = folded.translate(LOOKALIKES)
    if not {folded, plain}.isdisjoint(common_passwords()):
        return True
    hearts = (_heart(folded), _heart(folded).translate(LOOKALIKES), _heart(plain))
    return any(
        len(heart) >= 4 and len(folded) - len(heart) <= HUNG_ON and heart in common_passwords() for heart in hearts
    )


@cache
def common_passwords() -> frozenset[str]:
    """Read the list: whole passwords, and the words people hang digits on."""
    return frozenset(LIST.read_text("utf-8").split())


def _monotonous(folded: str) -> bool:
    if len(set(folded)) < 4:
        return True
    if any(folded == (folded[:size] * len(folded))[: len(folded)] for size in range(1, 5)):
        return True
    return any(_along(row, folded) or _along(row[::-1], folded) for row in ROWS)


def _along(row: str, folded: str) -> bool:
    """Tell whether a password is stretches of one row with a few characters added."""
    rest, longest = folded, min(len(row), len(folded))
    for size in range(longest, 3, -1):
        for start in range(len(row) - size + 1):
            rest = rest.replace(row[start : start + size], "")
    return len(rest) <= 2


def _without(folded: str, known: Iterable[str]) -> str:
    parts = {part for each in known for part in _parts(each)}
    for part in sorted(parts, key=len, reverse=True):
        folded = folded.replace(part, "")
    return _heart(folded) if parts else folded


def _heart(text: str) -> str:
    """Take the digits and signs off both ends."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _parts(known: str) -> Iterable[str]:
    text = known.casefold()
    spoken = (full(text), initials(text)) if not text.isascii() else ()
    for part in (*re.split(r"[\W_]+", text), text, *spoken):
        if len(part) >= (2 if not part.isascii() else 4):
            yield part
