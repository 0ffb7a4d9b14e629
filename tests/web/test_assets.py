"""Static files: small, compressed, kept for ever under addresses that follow their content."""

import gzip
from pathlib import Path

import brotli  # type: ignore[import-untyped] # ships no types
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from web.assets import STATIC, STYLES, asset, assets, static_files

KILOBYTE = 1024
FIRST_VISIT = ("app.css", "app.js", "early.js", "vendor/htmx.min.js", "icons/icons.svg", "icons/seal.svg")


@pytest.fixture(scope="module")
def client() -> TestClient[Litestar]:
    """A browser in front of nothing but the static files."""
    return TestClient(Litestar([static_files]))


@pytest.mark.parametrize(
    ("name", "most"),
    [("app.css", 16), ("app.js", 10), ("vendor/htmx.min.js", 14), ("icons/icons.svg", 8), ("early.js", 1)],
)
def test_each_file_stays_within_its_budget(name: str, most: int) -> None:
    assert len(assets()[name].brotli) <= most * KILOBYTE


def test_a_first_visit_leaves_most_of_its_120_kilobytes_to_the_page() -> None:
    assert sum(len(assets()[name].brotli) for name in FIRST_VISIT) <= 50 * KILOBYTE


def test_every_style_sheet_is_joined() -> None:
    assert {path.stem for path in (STATIC / "css").glob("*.css")} == set(STYLES)


def test_every_behaviour_is_joined() -> None:
    joined = assets()["app.js"].body.decode()
    assert all(path.read_text() in joined for path in (STATIC / "js").glob("*.js"))


def test_a_file_under_its_own_digest_is_kept_for_ever(client: TestClient[Litestar]) -> None:
    answer = client.get(asset("app.css"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"


def test_a_file_under_an_old_digest_is_sent_but_not_kept(client: TestClient[Litestar]) -> None:
    answer = client.get("/static/000000000000/app.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


def test_a_browser_gets_the_smallest_form_it_understands(client: TestClient[Litestar]) -> None:
    sizes = {}
    for accepts in ("br, gzip", "gzip", "identity"):
        with client.stream("GET", asset("app.js"), headers={"accept-encoding": accepts}) as answer:
            raw = b"".join(answer.iter_raw())
        sizes[answer.headers.get("content-encoding", "identity")] = raw
    body = assets()["app.js"].body
    assert brotli.decompress(sizes["br"]) == gzip.decompress(sizes["gzip"]) == sizes["identity"] == body
    assert len(sizes["br"]) < len(sizes["gzip"]) < len(body)


def test_a_known_file_is_not_sent_again(client: TestClient[Litestar]) -> None:
    etag = client.get(asset("icons/icons.svg")).headers["etag"]
    answer = client.get(asset("icons/icons.svg"), headers={"if-none-match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("path", ["nothing.css", "../assets.py", "..%2fassets.py", "css/base.css", "js/base.js"])
def test_nothing_else_is_served(client: TestClient[Litestar], path: str) -> None:
    assert client.get(f"/static/000000000000/{path}").status_code == 404


@pytest.mark.parametrize("licence", ["vendor/htmx.LICENSE", "icons/lucide.LICENSE"])
def test_what_others_wrote_carries_its_licence(licence: str) -> None:
    assert len(Path(STATIC, licence).read_text()) > 400
