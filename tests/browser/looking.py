"""Look at a page as everyone may meet it: axe, at the width of a desk and of a phone, in the light and in the dark."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAINTED = """(scheme) => new Promise((done) => {
  const look = () => requestAnimationFrame(matchMedia(`(prefers-color-scheme: ${scheme})`).matches ? settle : look);
  const settle = () => requestAnimationFrame(() => requestAnimationFrame(done));
  look();
})"""
"""Waits until the browser has taken a scheme over and drawn it; it takes some milliseconds."""


async def troubles(page: Page) -> list[Any]:
    """List what shuts somebody out of the page as it is now, and whether it is wider than the window."""
    await page.evaluate(AXE)
    found = await page.evaluate("async (tags) => (await axe.run({runOnly: tags})).violations", RULES)
    seen = [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found]
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        seen.append(("wider than the window", []))
    return seen


async def troubles_by_day_and_night(page: Page) -> list[Any]:
    """List them on a phone in the dark and at a desk in the light, without loading the page anew."""
    seen = []
    for width, height, scheme in ((390, 844, "dark"), (1440, 900, "light")):
        await page.set_viewport_size({"width": width, "height": height})
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        await page.evaluate(PAINTED, scheme)
        seen += [(width, scheme, each) for each in await troubles(page)]
    return seen
