"""Big tables, part by part of a scope: an index leads to the rows of one part in order, and to no union of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, literal_column, select, union_all

from saas.records.order import Cut, Key, page_of
from saas.records.plans import columns_for, plan_for, plan_over
from saas.records.scope import rows_in, scope_parts
from saas.records.view import FormView


def rows_by_part(view: FormView, asked: ColumnElement[bool], columns: Sequence[Any], departments: int) -> Subquery:
    """Select columns of those of the viewer's rows that meet a condition."""
    rows = select(*columns or [literal_column("1")]).select_from(view.table).where(asked)
    return union_all(*map(rows.where, _parts(view, departments))).subquery()


def page_by_part(
    view: FormView,
    asked: ColumnElement[bool],
    names: Sequence[str] | None,
    keys: Sequence[Key],
    cut: Cut,
    departments: int,
) -> Select[Any]:
    """Select a page of those of the viewer's rows that meet a condition: of the first of each part the first."""
    parts = _parts(view, departments)
    if len(parts) == 1:
        return page_of(plan_for(view, names).select.where(asked, *parts), view.table, keys, cut)
    rows = select(*columns_for(view, names)).where(asked)
    firsts = [page_of(rows.where(part), view.table, keys, Cut(cut.offset + cut.size)) for part in parts]
    source = union_all(*firsts).subquery()
    over = [key._replace(expression=source.c[f"key_{n}"]) for n, key in enumerate(keys)]
    return page_of(plan_over(view, names, source).select, source, over, cut)


def _parts(view: FormView, departments: int) -> list[ColumnElement[bool]]:
    scope = view.access.scope("read")
    return scope_parts(view.table, scope, departments) if view.form.indexed else [rows_in(view.table, scope)]
