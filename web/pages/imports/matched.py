"""What the matching of an import's columns shows: each sheet, its columns, where they go and whose its records are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from saas.imports.choices import Choices
from saas.imports.deciding import importable
from saas.imports.fixed import MOST, fixable
from saas.imports.looking import Found, FoundColumn
from saas.imports.mapping import unmapped
from saas.imports.matching import series_of
from saas.imports.model import ImportFile
from saas.imports.owners import may_own, named_by, person_in
from saas.imports.queries import found_in
from saas.jobs.model import Job
from saas.kit.i18n import _
from saas.people.directory import Directory, directory_of
from saas.people.viewer import Viewer
from saas.records.system import OWNER
from saas.records.view import FormView
from saas.roles.access import may
from tenants.sessions import TenantSession
from web.needs import MANAGE_PEOPLE

CERTAIN, LIKELY = 0.85, 0.6


@dataclass(frozen=True)
class MatchedColumn:
    """A column as the matching page shows it."""

    found: FoundColumn
    field: str
    hint: str
    colour: str
    error: str

    @property
    def series(self) -> str:
        """Give what columns have in common that may go to one field together: 电话1 and 电话2."""
        return series_of(self.found.header or self.found.letter)


@dataclass(frozen=True)
class MatchedSource:
    """A sheet as the matching page shows it."""

    source: ImportFile
    name: str
    found: Found
    columns: list[MatchedColumn]
    missing: list[str]
    owner: str
    """Whose its records will be, by id; nothing for the importer."""
    guessed: bool
    owner_column: str
    """The heading of the column that says whose each record is."""
    stranger: str
    """Somebody whom the file's name names and who is no member."""
    owner_error: str

    @property
    def matched(self) -> int:
        """Count the columns that go somewhere."""
        return sum(bool(column.field) for column in self.columns)

    @property
    def apart(self) -> int:
        """Count the filled rows below the headings that are no records."""
        return sum(count for why, count in self.found.skipped.items() if why != "blank")


async def matching_step(
    db: TenantSession,
    viewer: Viewer,
    view: FormView,
    job: Job,
    sources: list[ImportFile],
    names: dict[int, str],
    errors: dict[str, str],
    sent: Mapping[str, str] | None,
) -> dict[str, Any]:
    """Collect what the matching of columns shows; `sent` is what a form said that was refused."""
    directory = await directory_of(db)
    owners = may_own(view, viewer, directory)
    strangers = await may(db, viewer, MANAGE_PEOPLE)
    fixed = _fixed(job, sent)
    shown = []
    for source in sources:
        name, found = names[source.n], found_in(db, source)
        mapping = _sent_mapping(source, sent) if sent else source.mapping
        named = named_by(name, owners)
        guess = named.id if named and named.id != viewer.id else ""
        owners_kept = job.settings.get("owners", {})
        chosen = sent.get(f"owner.{source.n}", "") if sent else owners_kept.get(str(source.n))
        known = sent is not None or str(source.n) in owners_kept
        shown.append(
            MatchedSource(
                source,
                name,
                found,
                _matched(source, found, mapping, errors),
                [view.by_name[each].text for each in unmapped(view, mapping, fixed)],
                str((chosen or "") if known else guess),
                bool(guess) and (not known or str(chosen) == str(guess)),
                next((c.header or c.letter for c in found.columns if mapping.get(str(c.index)) == OWNER.name), ""),
                "" if guess or not strangers or named else _stranger(name, directory),
                errors.get(f"owner.{source.n}", ""),
            )
        )
    # Sheets without a table are offered only where their file has nothing else.
    files_with_table = {each.source.file_id for each in shown if each.found.columns}
    shown = [each for each in shown if each.found.columns or each.source.file_id not in files_with_table]
    return {
        "sources": shown,
        "fields": [(field.name, field.text + (" *" if field.required else "")) for field in importable(view)],
        "owners": [(member.id, member.name) for member in owners if member.id != viewer.id],
        "choices": Choices.read(job.settings),
        "fixed": [*fixed.items(), ("", "")],
        "fixable": [(field.name, field.text) for field in fixable(view)],
        "errors": errors,
        "labels": _labels(shown),
        "identity": [field.text for field in view.fields if field.options.get("identity")],
    }


def _fixed(job: Job, sent: Mapping[str, str] | None) -> Mapping[str, str]:
    """Give what all rows are to be given, as it was typed."""
    if sent is None:
        kept: Mapping[str, str] = job.settings.get("fixed", {})
        return kept
    return fixed_sent(sent)


def fixed_sent(sent: Mapping[str, str]) -> dict[str, str]:
    """Read the pairs of field and value that a form sent; a field that was not chosen does not count."""
    pairs = ((sent.get(f"fixed.{k}.field", ""), sent.get(f"fixed.{k}.value", "")) for k in range(MOST))
    return {field: value for field, value in pairs if field}


def _labels(sources: Iterable[MatchedSource]) -> dict[str, str]:
    """Name the inputs for the summary of what is wrong."""
    labels = {}
    for each in sources:
        labels[f"owner.{each.source.n}"] = each.name
        for column in each.columns:
            heading = column.found.header or column.found.letter
            labels[f"c.{each.source.n}.{column.found.index}"] = f"{each.name} · {heading}"
    return labels


def _sent_mapping(source: ImportFile, sent: Mapping[str, str]) -> dict[str, str]:
    start = f"c.{source.n}."
    return {name.removeprefix(start): field for name, field in sent.items() if name.startswith(start) and field}


def _matched(
    source: ImportFile, found: Found, mapping: Mapping[str, str], errors: Mapping[str, str]
) -> list[MatchedColumn]:
    columns = []
    for column in found.columns:
        field = mapping.get(str(column.index), "")
        hint, colour = _hint(column, field)
        columns.append(MatchedColumn(column, field, hint, colour, errors.get(f"c.{source.n}.{column.index}", "")))
    return columns


def _stranger(file: str, directory: Directory) -> str:
    name = person_in(file)
    return "" if any(member.name == name for member in directory.members.values()) else name


def _hint(column: FoundColumn, field: str) -> tuple[str, str]:
    if not field:
        return "", ""
    if field != column.field:
        return _("Chosen by you"), "indigo"
    colour = "jade" if column.confidence >= CERTAIN else "amber" if column.confidence >= LIKELY else "cinnabar"
    return column.reason, colour
