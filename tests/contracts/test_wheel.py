"""What is built from the sources is the whole program."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("saas", "tenants", "policies", "print_templates", "web")
BUILD = "from setuptools.build_meta import build_wheel; build_wheel('.')"


def test_a_built_wheel_holds_every_file_of_the_program_and_no_other(tmp_path: Path) -> None:
    leavings = shutil.ignore_patterns("__pycache__", ".*")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=leavings)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    wanted = {path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("*/**/*") if path.is_file()}
    # Python left its own files where it ran; they are nobody's business.
    (tmp_path / "saas" / "__pycache__").mkdir()
    (tmp_path / "saas" / "__pycache__" / "left.cpython-311.pyc").touch()
    subprocess.run([sys.executable, "-c", BUILD], cwd=tmp_path, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    built = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert built == wanted
