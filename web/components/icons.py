"""Icons from the one vendored sprite (a subset of lucide)."""

from functools import cache
from re import findall

from markupsafe import Markup

from web.assets import asset, assets

SPRITE = "icons/icons.svg"


class UnknownIcon(LookupError):
    """The sprite has no icon of that name."""


@cache
def icon_names() -> frozenset[str]:
    """Name every icon of the sprite."""
    return frozenset(findall(r'<symbol id="([^"]+)"', assets()[SPRITE].body.decode()))


@cache
def icon(name: str, size: int = 16) -> Markup:
    """Draw an icon, `size` pixels square and silent to screen readers; raise UnknownIcon."""
    if name not in icon_names():
        raise UnknownIcon(name)
    return Markup('<svg class="icon" width="{0}" height="{0}" aria-hidden="true"><use href="{1}#{2}"/></svg>').format(
        size, asset(SPRITE), name
    )
