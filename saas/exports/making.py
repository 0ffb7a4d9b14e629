"""Make the file of an export part by part, each read in a transaction of its own."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from saas.exports.values import cells_of, exportable
from saas.exports.writing import BOM, Writing, csv_lines
from saas.files.store import store
from saas.kit.apart import Apart
from saas.kit.i18n import set_locale
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.taking import take_records
from saas.records.view import FormView, view_form
from tenants.sessions import TenantSession

TOGETHER = 1_000
PIECE = 256 * 1024

Sessions = Callable[[], TenantSession]
Rows = list[list[Any]]


@dataclass(frozen=True)
class Taken:
    """What an export takes: settled and logged already."""

    viewer: Viewer
    form: str
    title: str
    heads: Sequence[str]
    ids: Sequence[UUID]
    fields: Sequence[str]
    clear: bool = False


async def rows_of(db: TenantSession, taken: Taken, ids: Sequence[UUID]) -> Rows:
    """Read some rows as the viewer may see them now; a column that they may no longer see is empty."""
    view = await view_form(db, taken.viewer, taken.form, "export")
    fields = exportable(view, taken.fields)
    clear = [field for field in fields if view.reveals(field)] if taken.clear else []
    records = await take_records(db, taken.viewer, view, ids, [field.name for field in fields], clear)
    directory, at = await directory_of(db), {field.name: n for n, field in enumerate(fields)}
    places = [at.get(name) for name in taken.fields]
    written = [cells_of(record, fields, directory) for record in records]
    return [[None if place is None else cells[place] for place in places] for cells in written]


def parts_of(taken: Taken) -> list[Sequence[UUID]]:
    """Cut what is taken into parts."""
    return [taken.ids[at : at + TOGETHER] for at in range(0, len(taken.ids), TOGETHER)]


async def csv_parts(sessions: Sessions, taken: Taken) -> AsyncIterator[bytes]:
    """Yield a CSV file part by part."""
    set_locale(taken.viewer.locale)
    yield (BOM + csv_lines([taken.heads])).encode()
    for ids in parts_of(taken):
        async with sessions() as db:
            rows = await rows_of(db, taken, ids)
        yield csv_lines(rows).encode()  # Nothing is held while the reader takes it.


async def xlsx_parts(sessions: Sessions, taken: Taken) -> AsyncIterator[bytes]:
    """Write a workbook, then yield it."""
    set_locale(taken.viewer.locale)
    async with AsyncExitStack() as stack:
        path = stack.enter_context(store().scratch()) / "export.xlsx"
        writing = await stack.enter_async_context(writer(path, taken))
        for ids in parts_of(taken):
            async with sessions() as db:
                rows = await rows_of(db, taken, ids)
            await writing.ask("add", rows)
        await writing.ask("close")
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def writer(path: Path, taken: Taken) -> Apart:
    """Begin a workbook in a process of its own."""
    return Apart(f"{Writing.__module__}:{Writing.__name__}", path, taken.title, list(taken.heads))


def heads_of(view: FormView, names: Sequence[str]) -> list[str]:
    """Name the columns as people do."""
    return [view.by_name[name].text for name in names]
