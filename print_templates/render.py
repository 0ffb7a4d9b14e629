"""From a document to HTML and PDF. WeasyPrint is loaded on the first PDF, not before: it takes a second."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from print_templates.document import Document
from print_templates.labels import clause_number, labels_of
from print_templates.logo import logo_url

if TYPE_CHECKING:
    from weasyprint import CSS  # type: ignore[import-untyped]

FOLDER = Path(__file__).parent / "templates"


class UnknownTemplate(LookupError):
    """There is no built-in template of that name."""


@cache
def templates() -> tuple[str, ...]:
    """List the built-in templates: one file each, helpers start with an underscore."""
    return tuple(sorted(path.stem for path in FOLDER.glob("[!_]*.html")))


def render_html(document: Document) -> str:
    """Write the document as one self-contained HTML page; raise UnknownTemplate."""
    return _html(document, logo_url(document.letterhead.logo), _style())


def render_pdf(document: Document) -> bytes:
    """Write the document as PDF; raise UnknownTemplate.

    It computes for about half a second, so keep it off the event loop.
    """
    from weasyprint import HTML

    from print_templates.fetching import LogoOnly

    logo = logo_url(document.letterhead.logo)
    page = HTML(string=_html(document, logo, ""), url_fetcher=LogoOnly(logo))
    return bytes(page.write_pdf(stylesheets=[_parsed_style()]))


def _html(document: Document, logo: str, style: str) -> str:
    if document.template not in templates():
        raise UnknownTemplate(document.template)
    text = (
        _environment()
        .get_template(f"{document.template}.html")
        .render(
            document=document,
            labels=labels_of(document.locale, document.labels),
            logo=logo,
            style=Markup(style),  # noqa: S704 - our own file, never a person's text
            clause_number=clause_number,
        )
    )
    # A lone surrogate is valid in a Python string and in no file or font.
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def _style() -> str:
    return (FOLDER / "print.css").read_text("utf-8")


@cache
def _parsed_style() -> "CSS":
    from weasyprint import CSS

    from print_templates.fetching import LogoOnly

    return CSS(string=_style(), url_fetcher=LogoOnly(""))
