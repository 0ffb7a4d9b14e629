"""A place for files."""

import pytest

from saas.files.store import FileStore, open_store
from tenants.settings import Settings


@pytest.fixture
def files(settings: Settings) -> FileStore:
    """The file store, below the test's data folder."""
    return open_store(settings)
