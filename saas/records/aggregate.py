"""Count, add up and average records by groups. A value that is masked or hidden can neither group nor be measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, func, literal_column, select

from saas.audit.log import log
from saas.fields.field import Field
from saas.filters.build import find_field
from saas.kit.errors import Refusal
from saas.people.viewer import Viewer
from saas.records.parts import rows_by_part
from saas.records.query import ListQuery, counted, rows_asked_for
from saas.records.scope import scope_params
from saas.records.seen import in_sight, is_link, reads_as, target_form
from saas.records.using import fields_used, used
from saas.records.view import FormView
from tenants.sessions import TenantSession

MOST_GROUPS = 3
MOST_MEASURES = 10
MOST_BUCKETS = 1000
OPERATIONS = ("count", "sum", "avg", "min", "max")


class CannotGroup(Refusal):
    """Records cannot be grouped by %(name)s."""

    code, status = "bad_group", 422


class CannotMeasure(Refusal):
    """%(name)s cannot be measured like that."""

    code, status = "bad_measure", 422


class Measure(NamedTuple):
    """What to compute over each group; only a count needs no field."""

    op: str
    field: str | None = None

    @property
    def name(self) -> str:
        """Name the result: `count`, `sum_amount`."""
        return f"{self.op}_{self.field}" if self.field else self.op


@dataclass(frozen=True)
class Aggregation:
    """What to compute over which records, by which fields' values."""

    group_by: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = (Measure("count"),)
    filter: Mapping[str, Any] | None = None
    q: str = ""


class Bucket(NamedTuple):
    """One group: its values by field name, what linked records are called, and the measures by name."""

    group: dict[str, Any]
    titles: dict[str, str]
    measures: dict[str, Any]


class _Group(NamedTuple):
    field: Field
    key: ColumnElement[Any]
    title: ColumnElement[Any] | None


async def aggregate(db: TenantSession, viewer: Viewer, view: FormView, asked: Aggregation) -> list[Bucket]:
    """Compute, and log what was read; at most MOST_BUCKETS groups, in the order of their values.

    Raise UnknownField, CannotGroup, CannotMeasure, or what a bad filter raises.
    """
    listed = await counted(db, viewer, view, ListQuery(filter=asked.filter, q=asked.q))
    params = await scope_params(db, viewer)
    groups, query = _summary(view, asked, rows_asked_for(db, view, listed), len(params["_tree"]))
    rows = (await db.execute(query, params)).all()
    read = {*asked.group_by, *(measure.field for measure in asked.measures if measure.field)}
    measured = (measure.field for measure in asked.measures if measure.field)
    detail = (fields_used(view, asked.filter, asked.q) or {}) | (used(grouped=asked.group_by, measured=measured) or {})
    await log(db, viewer, "aggregate", form=view.name, fields=read, detail=detail or None)
    return [_bucket(row, groups, asked.measures) for row in rows]


def _summary(
    view: FormView, asked: Aggregation, wanted: ColumnElement[bool], departments: int
) -> tuple[list[_Group], Select[Any]]:
    """Write the statement: keys of the groups, measures, titles of what links lead to."""
    fields = [find_field(view, name) for name in asked.group_by]
    keys = [_key(view, field).label(f"key_{n}") for n, field in enumerate(fields)]
    measured = [_measured(view, measure).label(f"measured_{n}") for n, measure in enumerate(asked.measures)]
    rows = rows_by_part(view, wanted, [*keys, *measured], departments)
    source: FromClause = rows
    groups: list[_Group] = []
    for field, key in zip(fields, keys, strict=True):
        group, source = _group(view, field, rows.c[key.name], source)
        groups.append(group)
    measures = [_measure(measure, rows.c[each.name]) for measure, each in zip(asked.measures, measured, strict=True)]
    titles = [func.min(group.title) for group in groups if group.title is not None]
    by = [group.key for group in groups]
    query = select(*by, *measures, *titles).select_from(source).group_by(*by)
    return groups, query.order_by(*(key.asc().nulls_last() for key in by)).limit(MOST_BUCKETS)


def _key(view: FormView, field: Field) -> ColumnElement[Any]:
    if field.kind.column is None or view.masks(field):
        raise CannotGroup(name=field.name)
    return view.table.c[field.column]


def _group(view: FormView, field: Field, key: ColumnElement[Any], source: FromClause) -> tuple[_Group, FromClause]:
    if not is_link(view, field):
        return _Group(field, key, None), source
    # A link to a record that the viewer may not see counts as none, as it does in a list.
    target = target_form(view, field)
    if target is None or target.title is None:
        raise CannotGroup(name=field.name)
    other = target.table.alias()
    group = _Group(field, other.c.id, other.c[target.title.column])
    return group, source.outerjoin(other, in_sight(target, other, key))


def _measured(view: FormView, measure: Measure) -> ColumnElement[Any]:
    """Write what a measure is taken of: a field's value, or any row for a plain count. Raise CannotMeasure."""
    if measure.op not in OPERATIONS or (measure.field is None and measure.op != "count"):
        raise CannotMeasure(name=measure.op[:80])
    if measure.field is None:
        return literal_column("1")
    field = find_field(view, measure.field)
    able = {"count": True, "sum": field.kind.numeric, "avg": field.kind.numeric}
    if field.kind.column is None or view.masks(field) or not able.get(measure.op, "above" in field.kind.operators):
        raise CannotMeasure(name=field.name)
    return reads_as(view, field)


def _measure(measure: Measure, column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.round(func.avg(column), 6) if measure.op == "avg" else getattr(func, measure.op)(column)


def _bucket(row: Sequence[Any], groups: Sequence[_Group], measures: Sequence[Measure]) -> Bucket:
    values = iter(row)
    group = {each.field.name: next(values) for each in groups}
    measured = {each.name: next(values) for each in measures}
    named = {each.field.name: next(values) for each in groups if each.title is not None}
    return Bucket(group, {name: str(title) for name, title in named.items() if title is not None}, measured)
