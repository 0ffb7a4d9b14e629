"""A place for files."""

from tests.saas.imports.conftest import files

__all__ = ["files"]
