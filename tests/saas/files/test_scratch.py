"""Plain copies while they are worked on."""

import subprocess
import sys
from pathlib import Path

from saas.files.store import open_store, store
from tenants.settings import Settings

WORK = """
import sys
from pathlib import Path
from saas.files.store import open_store, store
from tenants.settings import Settings
open_store(Settings(data=Path(sys.argv[1])))
with store().scratch() as folder:
    (folder / "upload0").write_text("13600001234")
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_nothing_plain_is_left_when_guanxi_starts_again_after_being_killed(tmp_path: Path, settings: Settings) -> None:
    mine = Settings(data=tmp_path)
    command = [sys.executable, "-c", WORK, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        upload = Path(process.stdout.readline().strip()) / "upload0"
        try:
            open_store(mine)
            assert upload.read_text() == "13600001234"
            process.kill()
            process.wait()
            assert upload.exists()
            open_store(mine)
            assert list((tmp_path / "scratch").iterdir()) == []
            assert (tmp_path / "files").stat().st_mode & 0o777 == 0o700
            assert (tmp_path / "scratch").stat().st_mode & 0o777 == 0o700
        finally:
            process.kill()
            open_store(settings)


def test_what_is_worked_on_is_not_swept_and_goes_at_its_end(tmp_path: Path, settings: Settings) -> None:
    try:
        open_store(Settings(data=tmp_path))
        with store().scratch() as folder:
            (folder / "upload0").write_text("13600001234")
            store().sweep()
            assert (folder / "upload0").exists()
        assert not folder.exists()
    finally:
        open_store(settings)
