"""Shared libraries of the system that the document printer needs."""

import ctypes
import sys
from ctypes.util import find_library


def is_installed(name: str, version: int) -> bool:
    """Tell whether a shared library can be loaded, as in `is_installed("pango-1.0", 0)`."""
    suffixes = [f".{version}.dylib", ".dylib"] if sys.platform == "darwin" else [f".so.{version}"]
    for file in (*(f"lib{name}{suffix}" for suffix in suffixes), find_library(name)):
        if file:
            try:
                ctypes.CDLL(file)
            except OSError:
                continue
            return True
    return False
