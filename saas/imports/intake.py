"""Take uploads in: look at each once, keep them, and make the draft of an import."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from saas.audit.log import log
from saas.files.actions import store_uploads
from saas.forms.portable import portable_field
from saas.imports.choices import Choices
from saas.imports.deciding import importable, not_importable
from saas.imports.errors import UnreadableFile
from saas.imports.looking import Found
from saas.imports.mapping import mapping_by_headers, suggested, unmapped
from saas.imports.model import ImportFile
from saas.imports.queries import IMPORT, place_of
from saas.jobs.model import Job
from saas.kit.apart import Apart, ProcessDied, warm_up
from saas.kit.errors import Refusal
from saas.people.directory import Directory
from saas.people.viewer import Viewer
from saas.records.bulk import require_bulk
from saas.records.ids import new_id
from saas.records.view import FormView
from tenants.sessions import TenantSession

AT_ONCE = 2
"""Files looked at together, each in a process of its own."""


class UnusableFile(Refusal):
    """%(name)s: %(sentence)s"""

    code, status = UnreadableFile.code, UnreadableFile.status


class NoRows(UnreadableFile):
    """There are no rows below the headings. Fill some in, save the file, and upload it again."""


def warm_up_imports() -> None:
    """Have the processes of an import ready before the first one comes."""
    warm_up("saas.imports.looking", "saas.imports.reading", "saas.imports.sealing")


@dataclass(frozen=True)
class Looked:
    """An upload that was looked at: the file as it came, its cells, and what was found in its sheets."""

    name: str
    path: Path
    cells: Path
    found: Sequence[Found]


async def look_at(view: FormView, directory: Directory, files: Sequence[tuple[str, Path]]) -> list[Looked]:
    """Look at uploads, each a name and a local file. Raise UnusableFile for the first that cannot be read."""
    require_bulk(view, ())
    fields = [portable_field(field) for field in importable(view)]
    others = [portable_field(field) for field in not_importable(view)]
    members = {member.name for member in directory.active()}
    waiting = list(enumerate(files))
    looked: dict[int, Looked | UnusableFile] = {}

    async def work() -> None:
        async with Apart("saas.imports.looking:Looking", fields, members, others) as looking:
            while waiting:
                n, (name, path) = waiting.pop(0)
                looked[n] = await _look(looking, name, path)

    await asyncio.gather(*(work() for _ in range(min(AT_ONCE, len(files)))))
    usable = []
    for n in sorted(looked):
        each = looked[n]
        if isinstance(each, UnusableFile):
            raise each
        usable.append(each)
    return usable


async def _look(looking: Apart, name: str, path: Path) -> Looked | UnusableFile:
    cells = path.with_name(f"{path.name}.cells")
    try:
        found: list[Found] = await looking.ask("look", path, name, cells)
    except UnreadableFile as refusal:
        return UnusableFile(name=name, sentence=refusal.sentence)
    except ProcessDied:
        return UnusableFile(name=name, sentence=UnreadableFile().sentence)
    if not any(each.rows for each in found):
        return UnusableFile(name=name, sentence=NoRows().sentence)
    return Looked(name, path, cells, found)


async def prepare_import(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    looked: Sequence[Looked],
    choices: Choices,
    by_headers: Mapping[str, Any] | None = None,
) -> Job:
    """Make a draft of an import from uploads; `by_headers` maps headings to field names instead of our suggestion."""
    require_bulk(view, ())
    job = Job(
        id=new_id(),
        kind=IMPORT,
        person_id=viewer.id,
        form_id=view.form.id,
        status="draft",
        counts={},
        settings={**choices.dump(), "ip": viewer.ip},
    )
    db.add(job)
    await db.flush()
    mappings = mapping_by_headers(view, looked_sheets(looked), by_headers) if by_headers is not None else None
    n = 0
    uploads = await store_uploads(db, viewer, [(each.path, each.name) for each in looked], purpose="import")
    kept = await store_uploads(db, viewer, [(each.cells, f"{each.name}.json") for each in looked], purpose="cells")
    for each, upload, cells in zip(looked, uploads, kept, strict=True):
        end = n + len(each.found)
        fields = mappings[n:end] if mappings else [suggested(found) for found in each.found]
        chosen = sheets_to_import(view, fields)
        for at, (found, mapping) in enumerate(zip(each.found, fields, strict=True)):
            db.add(_source(db, job.id, n + at, upload.id, cells.id, found, mapping, included=at in chosen))
        n = end
    await db.flush()
    detail = {"job": str(job.id), "files": len(looked)}
    await log(db, viewer, "prepare_import", form=view.name, detail=detail)
    return job


def sheets_to_import(view: FormView, mappings: Sequence[Mapping[int, str]]) -> set[int]:
    """Choose the sheets of a workbook: those that fill what is required, but no cover beside a far wider table.

    When none does, it is the one that fills the most fields: a person then hears what it lacks.
    """
    most = max(map(len, mappings))
    wide = {at for at, mapping in enumerate(mappings) if mapping and 3 * len(mapping) >= most}
    complete = {at for at in wide if not unmapped(view, mappings[at])}
    return complete or {at for at in wide if len(mappings[at]) == most}


def looked_sheets(looked: Sequence[Looked]) -> list[Found]:
    """List the sheets of all uploads."""
    return [found for each in looked for found in each.found]


def _source(
    db: TenantSession,
    job: UUID,
    n: int,
    upload: UUID,
    cells: UUID,
    found: Found,
    mapping: Mapping[int, str],
    *,
    included: bool,
) -> ImportFile:
    return ImportFile(
        job_id=job,
        n=n,
        file_id=upload,
        cells_id=cells,
        sheet=found.sheet,
        found=db.cipher.seal(found.dump(), place_of(job, n)),
        included=included,
        header_row=found.header_row,
        mapping={str(at): name for at, name in mapping.items()},
        total_rows=found.rows,
    )
