"""Whatever people read is there in all three languages."""

from collections.abc import Iterator
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from pkgutil import walk_packages

import pytest
from babel.messages.extract import extract_from_dir

import saas
import web
from saas.kit.errors import Refusal
from saas.kit.i18n import LOCALES, catalog

ROOT = Path(__file__).parents[2]
METHODS = [("**/locales/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}}


def messages() -> set[str]:
    """Extract every message id from code, templates and the docstrings of refusals."""
    found: set[str] = set(refusals())
    for package in ("saas", "web"):
        extracted = extract_from_dir(ROOT / package, METHODS, OPTIONS, KEYWORDS)
        for _file, _line, ids, _comments, _context in extracted:
            found.update([ids] if isinstance(ids, str) else ids)
    return {message for message in found if message}


def refusals() -> Iterator[str]:
    """Write the sentences of all broken rules."""
    for package in (saas, web):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    classes = [Refusal]
    while classes:
        one = classes.pop()
        classes += one.__subclasses__()
        if one.__module__.startswith(("saas", "web")):
            yield cleandoc(one.__doc__ or "").partition("\n\n")[0].replace("\n", " ")


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_every_message_is_translated(locale: str) -> None:
    missing = sorted(messages() - catalog(locale).keys())
    assert missing == []


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_translations_keep_the_parameters(locale: str) -> None:
    texts = catalog(locale)
    wrong = [key for key, text in texts.items() if sorted(parameters(key)) != sorted(parameters(text))]
    assert wrong == []


def parameters(text: str) -> set[str]:
    """List the `%(name)s` of a message."""
    return {part.partition(")")[0] for part in text.split("%(")[1:]}
