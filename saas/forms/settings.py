"""Read a field's settings as an administrator sends them. What is not sent stays; what is sent empty is cleared."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from saas.fields.field import Choice, Field
from saas.fields.kind import FieldKind
from saas.kit.errors import Invalid
from saas.kit.i18n import _, current_locale
from saas.kit.text import clean_line, fold

COLOURS = ("indigo", "jade", "amber", "plum", "cinnabar", "ink")
MOST_OPTIONS = 200
LONGEST = 60
PATTERN = "{yyyy}-{n:4}"


def new_options(kind: FieldKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read the settings of a new field. Raise Invalid."""
    options = _plain(kind, given)
    if "choices" in kind.settings:
        options["choices"] = _choices(given.get("choices"), [])
    if "form" in kind.settings:
        options["form"] = str(given.get("form") or "")
    if "pattern" in kind.settings:
        options.setdefault("pattern", PATTERN)
    return {name: value for name, value in options.items() if value is not None}


def changed_options(field: Field, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read changed settings over those that a field has. Raise Invalid."""
    options = {**field.options, **_plain(field.kind, given)}
    if "choices" in field.kind.settings and "choices" in given:
        options["choices"] = _choices(given["choices"], field.options.get("choices", ()))
    return {name: value for name, value in options.items() if value is not None}


def shown_choices(field: Field) -> str:
    """Write the offered options as they are edited: `key = words`, one a line."""
    return "\n".join(map(_line, field.offered.values()))


def shown_default(field: Field) -> str:
    """Write a default as it is edited, exactly."""
    if field.default is None or field.default in ("today", "now"):
        return field.default or ""
    if field.default is True:
        return "true"
    typed = field.kind.typed(field.kind.load(field.default, field), field)
    return "、".join(typed) if isinstance(typed, list) else typed


def _plain(kind: FieldKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read what is one number or one text; None is cleared."""
    options: dict[str, Any] = {}
    if "decimals" in kind.settings and "decimals" in given:
        typed = clean_line(str(given["decimals"]))
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 3):
            raise Invalid({"decimals": _("This must be a whole number.")})
        options["decimals"] = min(int(typed), 6) if typed else None
    if "unit" in kind.settings and "unit" in given:
        options["unit"] = clean_line(str(given["unit"]))[:10] or None
    if "pattern" in kind.settings and "pattern" in given:
        options["pattern"] = clean_line(str(given["pattern"]))[:LONGEST] or PATTERN
    return options


def _choices(given: Any, before: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Read options, one a line, over those that there are; those left out are archived, since records may have them.

    `key = words` keeps an option while its words change in the current language; all else about it stays.
    """
    lines = given if isinstance(given, list) else str(given or "").splitlines()
    known = {option["key"]: dict(option) for option in before}
    coloured = not known or any(option.get("colour") for option in known.values())
    found: dict[str, dict[str, Any]] = {}
    for n, line in enumerate(filter(None, (clean_line(str(line)) for line in lines))):
        key, words = _read_line(line, list(known.values()))
        option = known.get(key) or found.get(key)
        if option is None:
            option = {"key": key, "label": {}, "colour": COLOURS[n % len(COLOURS)] if coloured else "", "aliases": []}
        if words != _words(option):
            option["label"] = {**option["label"], current_locale(): words}
        found[key] = {name: value for name, value in option.items() if name != "archived"}
    if not found or len(found) > MOST_OPTIONS:
        raise Invalid({"choices": _("Write between 1 and 200 options, one on each line.")})
    return [*found.values(), *({**option, "archived": True} for key, option in known.items() if key not in found)]


def _read_line(line: str, known: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Tell which option a line means and its words; a new one is its own key."""
    for option in sorted(known, key=lambda option: -len(option["key"])):
        start = clean_line(option["key"])
        between, equals, words = line[len(start) :].partition("=")
        if line.startswith(start) and equals and not between.strip() and words.strip():
            return option["key"], words.strip()[:LONGEST]
    for option in known:
        if fold(line) in (fold(option["key"]), fold(_words(option))):
            return option["key"], _words(option)
    key, equals, words = line.partition("=")
    if equals and key.strip() and words.strip():
        return key.strip()[:LONGEST], words.strip()[:LONGEST]
    return line[:LONGEST], line[:LONGEST]


def _words(option: Mapping[str, Any]) -> str:
    return clean_line(Choice(option["key"], option["label"]).text) if option["label"] else ""


def _line(choice: Choice) -> str:
    return f"{clean_line(choice.key)} = {clean_line(choice.text)}"
