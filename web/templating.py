"""Turn templates into pages. Names are relative to `web/`; what a template may call is listed here."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from os import environ
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from saas.kit.i18n import LOCALES, _, current_locale, in_locale, listed
from web.assets import asset
from web.components.formats import FILTERS
from web.components.icons import icon
from web.components.paging import page_window
from web.components.rows import table_rows
from web.components.values import choices_of, is_masked

TOKEN_NAME = "_csrf_token"  # noqa: S105 - the name of the form field, not a secret.

_csrf: ContextVar[str] = ContextVar("csrf", default="")


@cache
def environment() -> Environment:
    """Build the one template environment: escaping on, undefined names raise."""
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=environ.get("GUANXI_DEBUG") == "1",
        cache_size=-1,
    )
    env.globals |= {
        "_": translated,
        "ngettext": counted,
        "asset": asset,
        "icon": icon,
        "page_window": page_window,
        "current_locale": current_locale,
        "locales": LOCALES,
        "csrf_field": csrf_field,
        "choices_of": choices_of,
        "table_rows": table_rows,
    }
    env.filters |= FILTERS
    env.filters["words"] = in_locale
    env.filters["listed"] = listed
    env.tests["masked"] = is_masked
    return env


def render(name: str, **context: Any) -> str:
    """Render a whole template."""
    with csrf_of(context):
        return environment().get_template(name).render(context)


def render_block(name: str, block: str, **context: Any) -> str:
    """Render one block of a template, for a partial answer; raise KeyError when it has no such block.

    The template runs up to its first output, so that what it imports at the top is known inside the block, too.
    (jinja2-fragments leaves that out.)
    """
    with csrf_of(context):
        template = environment().get_template(name)
        bound = template.new_context(context)
        try:
            next(iter(template.root_render_func(bound)), None)
            return environment().concat(bound.blocks[block][0](bound))
        except Exception:
            return environment().handle_exception()


@contextmanager
def csrf_of(context: Mapping[str, Any]) -> Iterator[None]:
    """Make the shell's CSRF token known to macros too, which do not see the page's context."""
    token = _csrf.set(getattr(context.get("shell"), "csrf", "") or "")
    try:
        yield
    finally:
        _csrf.reset(token)


def csrf_field() -> Markup:
    """Write the hidden input that every form which changes something must carry."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_NAME, _csrf.get())


def translated(message: str, **params: Any) -> Markup:
    """Translate a message of ours, which is safe; what fills it in is escaped. (Jinja's own way takes longer.)"""
    text = _marked(_(message))
    return text % params if params else text


def counted(singular: str, plural: str, n: int) -> Markup:
    """Translate a message that counts."""
    return translated(singular if n == 1 else plural, num=n)


@lru_cache(maxsize=10_000)
def _marked(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - our own catalogs
