"""Translate what people read. English message ids in the code, catalogs in `saas/kit/locales/<locale>/*.po`."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

DEFAULT = "zh-Hans"
LOCALES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
FOLDER = Path(__file__).parent / "locales"

_current: ContextVar[str] = ContextVar("locale", default=DEFAULT)


def N_(message: str) -> str:
    """Mark a message for translation where it is shown rather than where it is written."""
    return message


def _(message: str, **params: object) -> str:
    """Translate into the current person's language and fill in `%(name)s` parameters."""
    text = catalog(_current.get()).get(message, message)
    return text % params if params else text


def ngettext(singular: str, plural: str, n: int, **params: object) -> str:
    """Translate a message that counts; Chinese has one form, English two."""
    return _(singular if n == 1 else plural, num=n, **params)


def current_locale() -> str:
    """Name the language of the running request or job."""
    return _current.get()


def set_locale(locale: str) -> None:
    """Speak `locale` for the rest of this request or job."""
    _current.set(locale if locale in LOCALES else DEFAULT)


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Speak `locale` inside the block."""
    token = _current.set(locale if locale in LOCALES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(token)


def in_locale(label: Mapping[str, str] | str, locale: str | None = None) -> str:
    """Pick a stored label's text: the asked language, else Chinese, else whatever there is."""
    if isinstance(label, str):
        return label
    wanted = locale or _current.get()
    return label.get(wanted) or label.get(DEFAULT) or next(iter(label.values()), "")


def listed(texts: Iterable[str]) -> str:
    """Write some texts one after the other as the current language does: A、B, or A, B in English."""
    return (", " if _current.get() == "en" else "、").join(texts)


@cache
def catalog(locale: str) -> dict[str, str]:
    """Read all catalogs of one language, message id to text."""
    texts: dict[str, str] = {}
    for path in sorted((FOLDER / locale).glob("*.po")):
        with path.open("rb") as file:
            texts |= {str(m.id): str(m.string) for m in read_po(file, charset="utf-8") if m.id and m.string}
    return texts
