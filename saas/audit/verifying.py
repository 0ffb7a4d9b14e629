"""Checks an export of the log in a process apart: what somebody uploads may be anything, and takes time to read."""

from pathlib import Path

from saas.audit.chain import Head
from saas.audit.verify import Verdict, verify


class Verifying:
    """Lives in a process apart."""

    def check(self, path: Path, noted: Head | None) -> Verdict:
        """Check a file."""
        with path.open("rb") as file:
            return verify(file, noted=noted)
