"""Let a library read a workbook: here when it is known to be tame, else in a process of its own with a memory limit."""

import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from saas.imports.errors import DamagedFile, Overblown, PasswordProtected, TooManyColumns, TooManyRows, UnreadableFile
from saas.imports.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Cells, Parsed, Region
from saas.imports.web_tables import read_web_tables
from saas.imports.xml_spreadsheet import read_xml_spreadsheet

MEMORY = 2 * 1024**3
"""Bytes of address space for the process apart: a sheet at our limits needs less than half of it."""
SECONDS = 120


def parse(path: Path, format: str) -> Parsed:
    """Read all worksheets; raise a sentence."""
    match format:
        case "html":
            return read_web_tables(path)
        case "xml":
            return read_xml_spreadsheet(path)
    return read_workbook(path, format)


def read_workbook(path: Path, format: str) -> Parsed:
    """Read with calamine: formulas give their last result, errors nothing."""
    with refusing(), named(path, format) as file, CalamineWorkbook.from_path(file) as workbook:
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        return [
            (sheet.name, sheet.visible != SheetVisibleEnum.Visible, *cells_of(workbook, sheet.name)) for sheet in sheets
        ]


@contextmanager
def named(path: Path, format: str) -> Iterator[Path]:
    """Give a file the suffix of what it is: calamine goes by it, and else cannot say that there is a password."""
    with TemporaryDirectory() as folder:
        link = Path(folder) / f"workbook.{format}"
        link.symlink_to(path.absolute())
        yield link


def cells_of(workbook: CalamineWorkbook, name: str) -> tuple[Cells, Sequence[Region]]:
    """Read one sheet within our limits, and which of its cells are merged."""
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_width > MOST_COLUMNS:
        raise TooManyColumns(limit=MOST_COLUMNS)
    if sheet.total_height > (most := min(MOST_ROWS, MOST_CELLS // max(sheet.total_width, 1))):
        raise TooManyRows(limit=most)
    return sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or ()


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what calamine raises, also the panics of its Rust, into our refusals."""
    try:
        yield
    except UnreadableFile:
        raise
    except PasswordError:
        raise PasswordProtected from None
    except MemoryError:
        raise Overblown from None
    except (CalamineError, OSError, ValueError, OverflowError):
        raise DamagedFile from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # Derives from BaseException and cannot be imported.
            raise DamagedFile from None
        raise


def parse_apart(path: Path, format: str) -> Parsed:
    """Read in a process of its own, so that a hostile workbook takes no more than its memory and its time."""
    command = [sys.executable, "-m", "saas.imports.parser", str(path.absolute()), format]
    try:
        run = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, cwd=root())  # noqa: S603 -- our own module on our own file.
    except subprocess.TimeoutExpired:
        raise DamagedFile from None
    if run.returncode != 0:
        raise Overblown if run.returncode in (-signal.SIGABRT, -signal.SIGKILL) else DamagedFile
    refusal, answer = pickle.loads(run.stdout)  # noqa: S301 -- written by the process above.
    if refusal:
        raise refusal(**answer)
    parsed: Parsed = answer
    return parsed


def root() -> Path:
    """Find the folder that `saas` is imported from."""
    return Path(__file__).parents[2]


def main(path: str, format: str) -> None:
    """Answer with the pickled sheets, or with the refusal."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        answer: object = (None, parse(Path(path), format))
    except UnreadableFile as refusal:
        answer = (type(refusal), refusal.params)
    pickle.dump(answer, sys.stdout.buffer, protocol=5)


if __name__ == "__main__":
    main(*sys.argv[1:])
