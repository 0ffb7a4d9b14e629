"""All rows of an import about which there is something to say, before it runs and after."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from saas.imports.model import ImportRemark
from saas.imports.queries import source_names, sources_of
from saas.imports.remarks import PAGE, page_of_remarks
from saas.kit.i18n import N_, _
from saas.records.duplicates import told_of
from saas.records.view import FormView
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MEMBER, needs
from web.page import page, redirect
from web.pages.imports.handlers import loaded
from web.pages.imports.stages import ABOUT, OUTCOMES
from web.typed import as_number

KINDS = {
    "": (N_("All"), ()),
    "refused": (N_("Not imported"), ("rejected", "skipped")),
    "left_out": (N_("Something left out"), ("created", "updated")),
    "duplicate": (N_("Duplicates"), ("duplicate",)),
}
AHEAD = {"refused": N_("Will not be imported")}
WILL = {
    "created": (N_("Will be created"), "jade"),
    "updated": (N_("Will update a record"), "indigo"),
    "duplicate": (N_("Duplicate, will be skipped"), "ink"),
    "rejected": (N_("Will not be imported"), "cinnabar"),
    "skipped": (N_("Will be skipped"), "amber"),
}
LONGEST_QUOTE = 80
SHOWN_IN = ("checked", "running", "done", "cancelled", "failed", "undone")


@get("/imports/{id:uuid}/rows", **needs(MEMBER))
async def index(request: AnyRequest, id: FromPath[UUID], db: Db, viewer: TheViewer) -> Response[Any]:
    """List them a page at a time, by what becomes of them, what is wrong, and the file."""
    job, view = await loaded(db, viewer, id)
    if job.status not in SHOWN_IN:
        return redirect(request, f"/imports/{id}")
    asked = {name: request.query_params.get(name, "") for name in ("what", "about", "file")}
    what = asked["what"] if asked["what"] in KINDS else ""
    about = asked["about"] if asked["about"] in ABOUT else ""
    sources = [source for source in await sources_of(db, job.id) if source.included]
    names = await source_names(db, sources)
    n = int(asked["file"]) if asked["file"].isdecimal() and len(asked["file"]) < 5 else None
    number = max(1, min(as_number(request.query_params.get("page", "1")), 10_000))
    remarks, total = await page_of_remarks(db, job, outcomes=KINDS[what][1], about=about, n=n, page=number)
    there = await told_of(db, viewer, view, {each.record_id for each in remarks if each.record_id})

    def href(**changed: Any) -> str:
        kept = {"what": what, "about": about, "file": "" if n is None else str(n)} | changed
        return f"/imports/{id}/rows?" + urlencode({name: str(value) for name, value in kept.items() if value != ""})

    ahead = job.status == "checked"
    outcomes = WILL if ahead else OUTCOMES
    labels = {key: label for key, (label, _outcomes) in KINDS.items()} | (AHEAD if ahead else {})
    return page(
        request,
        "imports/rows.html",
        title=_("Rows that need a look"),
        job=job,
        view=view,
        rows=[
            _row(view, each, names) | {"outcome": outcomes[each.outcome], "there": _there(each, there)}
            for each in remarks
        ],
        kinds=[{"label": _(label), "href": href(what=key), "current": key == what} for key, label in labels.items()],
        about=_(ABOUT[about]) if about else "",
        without_about=href(about=""),
        files=[(str(number), name) for number, name in names.items()] if len(names) > 1 else [],
        kept={"what": what, "about": about, "file": asked["file"]},
        total=total,
        number=number,
        pages=max(1, -(-total // PAGE)),
        page_href=lambda at: href(page=at if at > 1 else ""),
    )


def _row(view: FormView, remark: ImportRemark, names: dict[int, str]) -> dict[str, Any]:
    reasons = []
    for reason in remark.reasons:
        field = view.by_name.get(reason["field"])
        text = str(reason["text"])
        shown = text[:LONGEST_QUOTE] if text and text not in str(reason["sentence"]) else ""
        reasons.append((reason["column"] or (field.text if field else ""), str(reason["sentence"]), shown))
    return {"file": names.get(remark.n, ""), "row": remark.row_number, "title": remark.title, "reasons": reasons}


def _there(remark: ImportRemark, there: dict[UUID, tuple[str, str]]) -> dict[str, str] | None:
    if remark.record_id not in there:
        return None
    title, owner = there[remark.record_id]
    return {"id": str(remark.record_id), "title": title, "owner": owner}
