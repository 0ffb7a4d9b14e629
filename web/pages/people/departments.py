"""Departments: added and renamed on the people page."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from saas.kit.errors import Invalid
from saas.people.departments import add_department, rename_department
from web.dependencies import AnyRequest, Db, TheViewer
from web.needs import MANAGE_PEOPLE, needs
from web.page import redirect
from web.pages.people.members import people_page
from web.typed import as_number, typed


@get(["/people/departments", "/people/departments/{department:int}"], **needs(MANAGE_PEOPLE))
async def back(request: AnyRequest, db: Db) -> Response[Any]:
    """Lead whoever loads a form's own address again to the page."""
    return redirect(request, "/people")


@post("/people/departments", **needs(MANAGE_PEOPLE))
async def create(request: AnyRequest, db: Db, viewer: TheViewer) -> Response[Any]:
    """Add a department."""
    sent = await typed(request)
    try:
        await add_department(db, viewer, sent.get("department_name", ""), parent_id=as_number(sent.get("parent", "")))
    except Invalid as invalid:
        return await people_page(request, db, status=422, errors={"new": " ".join(invalid.errors.values())})
    return redirect(request, "/people#departments")


@post("/people/departments/{department:int}", **needs(MANAGE_PEOPLE))
async def update(request: AnyRequest, department: FromPath[int], db: Db, viewer: TheViewer) -> Response[Any]:
    """Rename a department."""
    try:
        await rename_department(db, viewer, department, (await typed(request)).get("department_name", ""))
    except Invalid as invalid:
        errors = {str(department): " ".join(invalid.errors.values())}
        return await people_page(request, db, status=422, errors=errors)
    return redirect(request, "/people#departments")
