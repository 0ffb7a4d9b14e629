"""Pictures, programs and the sales of `tests/saas/documents`."""

from io import BytesIO

import pytest
from PIL import Image

from tests.saas.documents.conftest import owners_sale, sale
from tests.web.api.conftest import program

__all__ = ["owners_sale", "program", "sale"]


@pytest.fixture
def picture() -> bytes:
    """A plain logo."""
    file = BytesIO()
    Image.new("RGB", (300, 100), "#2b4f8f").save(file, "PNG")
    return file.getvalue()
