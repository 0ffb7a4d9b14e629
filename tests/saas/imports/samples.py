"""The real workbooks we try everything on, and what is true of them. They are not part of the repository."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("GUANXI_SAMPLES", Path(__file__).parents[4] / "shared" / "samples"))
MEMBERS = ("张伟", "王芳", "李娜", "刘洋", "陈静", "杨帆", "赵磊", "黃志強")

needs_samples = pytest.mark.skipif(not (FOLDER / "truth.json").exists(), reason="the sample workbooks are not here")


@cache
def truth() -> dict[str, Any]:
    """Load what is known of the samples; empty without them."""
    path = FOLDER / "truth.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {"files": {}}


def sample_names() -> list[str]:
    """List the files."""
    return list(truth()["files"])
