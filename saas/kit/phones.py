"""Read mobile numbers: mainland ones as 11 digits, foreign ones in E.164, several in one cell apart."""

import re
import unicodedata

import phonenumbers

from saas.kit.text import INVISIBLE

_separators = re.compile(r"[、,;|/\n\t]|或|和|(?<=\d{7}) +(?=\+|00|1[3-9]\d)")
_noise = re.compile(r"[\s().‐-―·-]+")
_label = re.compile(r"^(?:手机号?码?|移动电话|联系电话|电话|mobile|phone|tel|mob)\s*[:.]?\s*", re.IGNORECASE)
_mainland = re.compile(r"(?:\+86|0086|86|0)?(1[3-9]\d{9})", re.ASCII).fullmatch
_plain = re.compile(r"(?:(?:\+86|0086|86)[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})", re.ASCII).fullmatch
_inside = re.compile(r"(?<!\d)(?:\+86|0086)?[ -]?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)", re.ASCII)
_scientific = re.compile(r"(1)\.([3-9]\d{8,9})e\+?10", re.ASCII | re.IGNORECASE).fullmatch
"""A number that a program took for an amount; one with fewer digits has lost some."""
_foreign = re.compile(r"(?:\+|00)([1-9]\d{6,14})", re.ASCII).fullmatch


_taiwan = re.compile(r"(?<![\d+])0?9\d{2}[ .-]?\d{3}[ .-]?\d{3}(?!\d)", re.ASCII)


def with_taiwan(text: str) -> str:
    """Write +886 before each number that is a mobile in Taiwan: 0912-345-678, or 912345678 of a number cell."""

    def written(match: re.Match[str]) -> str:
        return "+886" + _noise.sub("", match[0]).removeprefix("0")

    return text if "+886" in text else _taiwan.sub(written, unicodedata.normalize("NFKC", text))


def split_numbers(text: str) -> list[str]:
    """Take a cell apart into what may be one number each."""
    if text.isascii() and text.isdigit():
        return [text]
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return [part.strip() for part in _separators.split(text) if part.strip()]


def read_mobile(text: str) -> str | None:
    """Read one number: 11 digits for the mainland, E.164 for anywhere else, None for what is neither."""
    if match := _mainland(text):
        return match[1]
    digits = _noise.sub("", _label.sub("", unicodedata.normalize("NFKC", text)))
    if match := _scientific(text.strip()):
        return "".join(match.groups()).ljust(11, "0")
    if match := _mainland(digits):
        return match[1]
    return _international(digits)


def _international(digits: str) -> str | None:
    match = _foreign(digits)
    if not match or match[1].startswith("86"):
        return None
    try:
        number = phonenumbers.parse("+" + match[1])
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_mobiles(text: str) -> tuple[str | None, list[str]]:
    """Pick the first mobile number out of a cell, also from between words; give it and the rest."""
    if match := _plain(text):
        return "".join(match.groups()), []
    parts = split_numbers(text)
    for position, part in enumerate(parts):
        if number := read_mobile(part):
            return number, parts[:position] + parts[position + 1 :]
    for position, part in enumerate(parts):
        if match := _inside.search(part):
            words = f"{part[: match.start()]} {part[match.end() :]}".strip(" ()-:,.")
            return _noise.sub("", match[1]), [
                *parts[:position],
                *([words] if words else []),
                *parts[position + 1 :],
            ]
    return None, parts
