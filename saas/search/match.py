"""The condition behind a search box."""

from sqlalchemy import ColumnElement, and_, false, or_

from saas.fields.kind import Unreadable
from saas.filters.build import blind_last_four
from saas.forms.tables import pairs_in
from saas.kit.pairs import query_tokens, query_words
from saas.records.view import FormView
from tenants.keys import Cipher

LONGEST = 100


def matches(view: FormView, cipher: Cipher, typed: str) -> ColumnElement[bool]:
    """Write what a search means on this view. Only what the viewer may see takes part."""
    wanted = typed.strip()[:LONGEST]
    ways = [*_title(view, wanted), *_numbers(view, cipher, wanted)]
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


def _numbers(view: FormView, cipher: Cipher, wanted: str) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = []
    digits = wanted.isascii() and wanted.isdigit()
    for field in view.fields:
        if not field.protected or "last_four" not in field.kind.operators:
            continue
        if digits and len(wanted) == 4:
            ways.append(view.table.c[f"{field.column}_l"] == blind_last_four(cipher, field, wanted))
        elif len(wanted) >= 7:
            try:
                key = field.kind.key(field.kind.read(wanted, field), field)
            except Unreadable:
                continue
            ways.append(view.table.c[f"{field.column}_i"] == cipher.blind(field.id, key))
    return ways
