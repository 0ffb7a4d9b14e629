"""Bring rows into a company the way a person does: upload, take the suggestion, start, wait."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import xlsxwriter
from sqlalchemy import text

from saas.files.store import store
from saas.imports.actions import start_import
from saas.imports.choices import Choices
from saas.imports.intake import look_at, prepare_import
from saas.imports.run import run_import
from saas.jobs.guard import guarded
from saas.jobs.model import Job
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.view import view_form
from tenants.companies import Company
from tenants.engines import Database

Rows = Sequence[Sequence[Any]]
HEAD = ["客户名称", "联系人", "手机", "客户级别", "预计金额", "首次接触日期", "备注"]


def workbook(path: Path, rows: Rows, head: Sequence[str] = HEAD, sheet: str = "Sheet1") -> Path:
    """Write a workbook with one sheet; every cell as it is given."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet)
    for number, row in enumerate([head, *rows]):
        page.write_row(number, 0, row)
    book.close()
    return path


async def draft(
    database: Database,
    company: Company,
    viewer: Viewer,
    files: Sequence[Path],
    *,
    form: str = "customer",
    mapping: Mapping[str, Any] | None = None,
    **choices: str,
) -> UUID:
    """Upload files and give the draft's id."""
    async with database.tenant(company) as db:
        view = await view_form(db, viewer, form)
        with store().scratch() as folder:
            copies = []
            for n, path in enumerate(files):
                copy = folder / str(n)
                copy.write_bytes(path.read_bytes())
                copies.append((path.name, copy))
            looked = await look_at(view, await directory_of(db), copies)
            job = await prepare_import(db, viewer, view, looked, Choices.read(choices), mapping)
        await db.commit()
        return job.id


async def start(database: Database, company: Company, viewer: Viewer, id: UUID, form: str = "customer") -> None:
    """Press the button; no worker is running, so that the test is the worker."""
    async with database.tenant(company) as db:
        await start_import(db, await view_form(db, viewer, form), await db.get_one(Job, id))
        db.deferred.clear()
        await db.commit()


async def work(database: Database, company: Company, id: UUID) -> Job:
    """Do what a worker does."""
    async with database.tenant(company) as db:
        await guarded(db, id, run_import)
        await db.commit()
        await db.begin_again()
        return await db.get_one(Job, id, populate_existing=True)


async def bring(
    database: Database,
    company: Company,
    viewer: Viewer,
    files: Sequence[Path],
    *,
    form: str = "customer",
    mapping: Mapping[str, Any] | None = None,
    **choices: str,
) -> Job:
    """Do the whole of it."""
    id = await draft(database, company, viewer, files, form=form, mapping=mapping, **choices)
    await start(database, company, viewer, id, form)
    return await work(database, company, id)


async def remarks(database: Database, company: Company, job: Job) -> list[tuple[int, str, list[str]]]:
    """List row, outcome and what the reasons are about."""
    async with database.tenant(company) as db:
        found = (
            await db.execute(text("SELECT n, row_number, outcome, reasons FROM import_remarks ORDER BY 1, 2"))
        ).all()
        return [(row, outcome, [reason["about"] for reason in reasons]) for _, row, outcome, reasons in found]


async def everything(database: Database, company: Company) -> str:
    """Give all that the company's tables hold, as text."""
    async with database.tenant(company) as db:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'alembic_version'"
        tables = (await db.execute(text(query))).scalars().all()
        rows = [(await db.execute(text(f"SELECT t::text FROM {table} t"))).scalars().all() for table in tables]
        return "\n".join(row for table in rows for row in table)
