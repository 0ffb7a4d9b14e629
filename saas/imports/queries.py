"""Find what belongs to an import."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from saas.files.model import StoredFile
from saas.imports.looking import Found
from saas.imports.model import COUNTS, ImportFile
from saas.jobs.model import Job
from saas.kit.i18n import _
from tenants.sessions import TenantSession

IMPORT = "import"


async def sources_of(db: TenantSession, job: UUID) -> list[ImportFile]:
    """List the sheets of an import in their order."""
    query = select(ImportFile).where(ImportFile.job_id == job).order_by(ImportFile.n)
    return list((await db.execute(query)).scalars())


async def file_names(db: TenantSession, jobs: list[UUID]) -> dict[UUID, list[str]]:
    """Name the files of some imports."""
    query = (
        select(ImportFile.job_id, StoredFile.name, func.min(ImportFile.n))
        .join(StoredFile, StoredFile.id == ImportFile.file_id)
        .where(ImportFile.job_id.in_(jobs))
        .group_by(ImportFile.job_id, StoredFile.id, StoredFile.name)
        .order_by(func.min(ImportFile.n))
    )
    names: dict[UUID, list[str]] = {}
    for job, name, _n in await db.execute(query):
        names.setdefault(job, []).append(name)
    return names


async def source_names(db: TenantSession, sources: list[ImportFile]) -> dict[int, str]:
    """Say what each sheet is called: its file, and its own name where the file has several."""
    ids = {source.file_id for source in sources}
    query = select(StoredFile.id, StoredFile.name).where(StoredFile.id.in_(ids))
    names: dict[UUID, str] = dict((await db.execute(query)).all())
    several = {id for id in ids if sum(source.file_id == id and source.included for source in sources) > 1}
    return {
        source.n: f"{names[source.file_id]} · {source.sheet}" if source.file_id in several else names[source.file_id]
        for source in sources
    }


def in_short(files: list[str]) -> str:
    """Name the first of some files, and say how many there are."""
    if len(files) > 1:
        return _("%(file)s, %(count)s files in all", file=files[0], count=len(files))
    return files[0] if files else ""


def found_in(db: TenantSession, source: ImportFile) -> Found:
    """Open what was found in a sheet."""
    return Found.load(db.cipher.unseal(source.found, place_of(source.job_id, source.n)))


def place_of(job: UUID, n: int) -> bytes:
    """Name the place at which the findings of a sheet open."""
    return b"import:%s:%d" % (job.bytes, n)


def counted(job: Job) -> dict[str, int]:
    """Give all five counts of an import."""
    counts: dict[str, Any] = job.counts
    return {name: int(counts.get(name, 0)) for name in COUNTS}
