"""The letterhead's logo: the only picture, and the only thing in a document that is not text."""

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 40_000_000
PRINTED = (900, 360)


def logo_url(logo: bytes | None) -> str:
    """Give the logo as a data URL, or nothing when it is no raster image that a letterhead can hold.

    It is decoded and written anew at print size: a broken, huge or booby-trapped file never reaches the
    layout, and what a camera or a designer's tool noted in it never reaches the other company.
    """
    from PIL import Image

    if not logo:
        return ""
    try:
        with Image.open(BytesIO(logo), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return ""
            small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""
    small.thumbnail(PRINTED)
    return f"data:image/png;base64,{b64encode(_png(small)).decode()}"


def _png(image: "Image.Image") -> bytes:
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
