"""POST /forms/{form}/aggregate: numbers about records."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from saas.kit.errors import Refusal
from saas.kit.i18n import _
from saas.records.aggregate import MOST_BUCKETS, MOST_GROUPS, MOST_MEASURES, Aggregation, Bucket, Measure, aggregate
from saas.records.view import FormView
from web.api.answers import send_json
from web.api.bodies import read_object
from web.api.paths import BASE, form_in_path
from web.api.questions import filter_asked
from web.api.shapes import Json, value_json
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs


class BadAggregation(Refusal):
    """This cannot be computed: %(reason)s"""

    code, status = "bad_aggregation", 422


@post(f"{BASE}/forms/{{form:str}}/aggregate", **needs(MEMBER, api=True), status_code=200)
async def create(form: FromPath[str], request: AnyRequest, db: Db, viewer: TheViewer) -> Response[bytes]:
    """Group records and measure each group."""
    view = await form_in_path(db, viewer, form)
    asked = aggregation_asked(await read_object(request))
    buckets = await aggregate(db, viewer, view, asked)
    items = [_bucket_json(view, asked, bucket) for bucket in buckets]
    return send_json({"items": items, "truncated": len(items) == MOST_BUCKETS})


def aggregation_asked(body: Json) -> Aggregation:
    """Read {"group_by": […], "measures": [{"op", "field"}], "filter": {…}, "q": "…"}. Raise BadAggregation."""
    groups, measures, q = body.get("group_by", []), body.get("measures", [{"op": "count"}]), body.get("q", "")
    if not (_listed(groups, MOST_GROUPS) and all(isinstance(name, str) for name in groups)):
        raise BadAggregation(reason=_("group_by must be a list of at most %(most)s field names.", most=MOST_GROUPS))
    if not (_listed(measures, MOST_MEASURES) and measures and all(map(_is_measure, measures))):
        raise BadAggregation(
            reason=_("measures must be a list of at most %(most)s objects with op and field.", most=MOST_MEASURES)
        )
    if not isinstance(q, str):
        raise BadAggregation(reason=_("q must be text."))
    read = tuple(dict.fromkeys(Measure(each["op"], each.get("field")) for each in measures))
    return Aggregation(tuple(dict.fromkeys(groups)), read, filter_asked(body.get("filter")), q)


def _listed(value: Any, most: int) -> bool:
    return isinstance(value, list) and len(value) <= most


def _is_measure(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("op"), str):
        return False
    return value.get("field") is None or isinstance(value["field"], str)


def _bucket_json(view: FormView, asked: Aggregation, bucket: Bucket) -> Json:
    fields = {each.name: each.field for each in asked.measures if each.field and each.op in ("min", "max")}
    return {
        "group": {name: value_json(value, view.by_name[name]) for name, value in bucket.group.items()},
        "titles": bucket.titles,
        "measures": {
            name: value_json(value, view.by_name[fields[name]] if name in fields else None)
            for name, value in bucket.measures.items()
        },
    }
