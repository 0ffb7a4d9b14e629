"""The condition behind a search box."""

from sqlalchemy import ColumnElement, and_, false, or_, true

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
    four = wanted.isascii() and wanted.isdigit() and len(wanted) == 4
    for field in view.fields:
        number = wanted if four else whole_number(field, wanted)
        if not field.protected or "last_four" not in field.kind.operators or number is None:
            continue
        way = view.table.c[f"{field.column}_l"] == blind_last_four(cipher, field, number)
        if whole and view.reveals(field) and not four:
            blind = cipher.blind(field.id, field.kind.key(number, field))
            way = and_(way, or_(view.table.c[f"{field.column}_i"] == blind, view.rows("reveal").is_not(true())))
        ways.append(way)
    return ways
