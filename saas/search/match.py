"""The condition behind a search box."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, false, or_, true

from saas.fields.field import Field
from saas.filters.build import blind_last_four
from saas.filters.guesses import whole_number
from saas.forms.tables import pairs_in
from saas.kit.pairs import query_tokens, query_words
from saas.records.view import FormView
from tenants.keys import Cipher

LONGEST = 100


def matches(view: FormView, cipher: Cipher, typed: str, *, whole: bool = False) -> ColumnElement[bool]:
    """Write what a search means on this view. Only what the viewer may see takes part.

    `whole` numbers are compared for whom `count_search` lets, and by their last four digits otherwise.
    """
    wanted = typed.strip()[:LONGEST]
    ways = [*_title(view, wanted), *_numbers(view, cipher, wanted, whole)]
    return or_(*ways) if ways else false()


def fields_searched(view: FormView, typed: str) -> list[str]:
    """Name the fields that a search compares with."""
    wanted = typed.strip()[:LONGEST]
    title = [view.title.name] if view.title and not view.masks(view.title) and query_words(wanted) else []
    return title + [field.name for field, _number in _number_fields(view, wanted)]


def _title(view: FormView, wanted: str) -> list[ColumnElement[bool]]:
    words = query_words(wanted)
    if view.title is None or view.masks(view.title) or not words:
        return []
    # The index of a big table finds candidates by pairs of characters; LIKE makes sure that they stand together.
    table = view.table
    found: list[ColumnElement[bool]] = [table.c.search_text.contains(word, autoescape=True) for word in words]
    if view.form.indexed and (tokens := query_tokens(wanted)):
        found.append(pairs_in(table.c.search_text).contains(tokens))
    return [and_(*found)]


def _numbers(view: FormView, cipher: Cipher, wanted: str, whole: bool) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = []
    four = _is_four(wanted)
    for field, number in _number_fields(view, wanted):
        way = view.table.c[f"{field.column}_l"] == blind_last_four(cipher, field, number)
        if whole and view.reveals(field) and not four:
            blind = cipher.blind(field.id, field.kind.key(number, field))
            way = and_(way, or_(view.table.c[f"{field.column}_i"] == blind, view.rows("reveal").is_not(true())))
        ways.append(way)
    return ways


def _number_fields(view: FormView, wanted: str) -> Iterator[tuple[Field, str]]:
    """List the fields of protected numbers that what is wanted could be, or the end of, each with that number."""
    for field in view.fields:
        number = wanted if _is_four(wanted) else whole_number(field, wanted)
        if field.protected and "last_four" in field.kind.operators and number is not None:
            yield field, number


def _is_four(wanted: str) -> bool:
    return wanted.isascii() and wanted.isdigit() and len(wanted) == 4
