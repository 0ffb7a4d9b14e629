"""What comes out of the printer."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from socketserver import BaseRequestHandler, TCPServer
from threading import Thread
from typing import Any

import pytest
from pypdf import PdfReader
from weasyprint import HTML

from print_templates.document import Document, Letterhead
from print_templates.fetching import FetchRefused, LogoOnly
from print_templates.logo import logo_url
from print_templates.render import render_pdf

Make = Callable[..., Document]
PagesOf = Callable[[bytes], list[str]]


def test_a_long_quote_repeats_its_head_and_splits_no_line(quote: Make, pages_of: PagesOf) -> None:
    pages = pages_of(render_pdf(quote(20, height=9)))
    assert len(pages) >= 3
    for page in pages:
        if "上行" in page:
            assert "产品规格金额" in page
    for n in range(1, 21):
        assert [f"上行{n:03}" in page for page in pages] == [f"下行{n:03}" in page for page in pages]
        assert sum(f"上行{n:03}" in page for page in pages) == 1


def test_every_page_says_which_document_and_which_page(quote: Make, pages_of: PagesOf) -> None:
    pages = pages_of(render_pdf(quote(40)))
    for n, page in enumerate(pages, 1):
        assert f"第{n}页共{len(pages)}页" in page
        assert "QT-2026-0183" in page


def test_totals_come_with_the_last_three_lines(quote: Make, pages_of: PagesOf) -> None:
    for lines in (7, 8, 18, 19):
        (total,) = [page for page in pages_of(render_pdf(quote(lines))) if "人民币壹佰贰拾捌万元整" in page]
        assert "¥1,280,000.00" in total
        assert all(f"下行{n:03}" in total for n in range(lines - 2, lines + 1))


@pytest.mark.parametrize("clauses", [4, 5, 6, 15])
def test_both_sides_sign_on_one_page_below_some_of_the_text(clauses: int, contract: Make, pages_of: PagesOf) -> None:
    last = pages_of(render_pdf(contract(clauses)))[-1]
    assert last.count("盖章处") == 2
    assert "苏州恒泽精密五金有限公司" in last
    assert "苏州华东精工集团有限公司" in last
    assert f"完{clauses}。" in last


def test_a_contract_carries_title_language_author_and_bookmarks(contract: Make) -> None:
    reader = PdfReader(BytesIO(render_pdf(contract(12))))
    assert reader.metadata is not None
    assert reader.metadata.title == "产品购销合同 HT-2026-0046"
    assert reader.metadata.author == "苏州华东精工集团有限公司"
    assert reader.trailer["/Root"]["/Lang"] == "zh-Hans"
    titles = list(flat(reader.outline))
    assert titles[:4] == ["产品购销合同", "产品明细", "条款", "第一条 标题1"]
    assert titles[-1] == "第十二条 标题12"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_another_reader_finds_the_text_too(contract: Make) -> None:
    command = ["pdftotext", "-", "-"]
    text = subprocess.run(command, input=render_pdf(contract()), capture_output=True, check=True).stdout.decode()
    for words in ("产品购销合同", "人民币壹佰贰拾捌万元整", "第十二条", "招商银行苏州分行", "盖章处"):
        assert words in text


@pytest.mark.parametrize(
    ("locale", "words"),
    [("zh-Hant", ("蓋章處", "第1頁共")), ("en", ("Companyseal", "Page1of", "Article1", "Authorisedsignature"))],
)
def test_other_languages(locale: str, words: tuple[str, ...], contract: Make, pages_of: PagesOf) -> None:
    text = "".join(pages_of(render_pdf(replace(contract(3), locale=locale))))
    assert [word for word in words if word not in text] == []


def test_hostile_text_is_printed_as_it_was_typed(contract: Make, pages_of: PagesOf) -> None:
    typed = ("<script>alert(1)</script>", "<imgsrc=file:///etc/passwd>", "background:url(http://127.0.0.1:9/)")
    pdf = render_pdf(replace(contract(1), notes="\n".join(typed), title=typed[1]))
    text = "".join(pages_of(pdf))
    assert [words for words in typed if words not in text] == []
    assert "root:" not in text


def test_a_cell_longer_than_a_page_loses_nothing(quote: Make, pages_of: PagesOf) -> None:
    pdf = render_pdf(replace(quote(), rows=(("汉" * 4000, "", ""),)))
    assert "".join(pages_of(pdf)).count("汉") == 4000


def test_characters_no_font_has_do_not_stop_the_printer(quote: Make) -> None:
    assert render_pdf(replace(quote(), notes="\x00\x08\ud800\U0010fffe\u202e")).startswith(b"%PDF")


def test_two_at_a_time_give_what_one_gives(contract: Make, pages_of: PagesOf) -> None:
    with ThreadPoolExecutor(4) as pool:
        several = [pages_of(pdf) for pdf in pool.map(render_pdf, [contract(6)] * 6)]
    assert several == [pages_of(render_pdf(contract(6)))] * 6


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_logo_is_printed(kind: str, contract: Make, logo: Callable[..., bytes]) -> None:
    pdf = render_pdf(replace(contract(1), letterhead=Letterhead("甲", logo=logo(kind=kind))))
    assert len(PdfReader(BytesIO(pdf)).pages[0].images) == 1


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"nonsense",
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
        b"GIF89a\xff\xff\xff\xff" + b"\x00" * 10,
    ],
)
def test_a_broken_logo_leaves_the_name_alone(broken: bytes, contract: Make) -> None:
    assert logo_url(broken) == ""
    assert render_pdf(replace(contract(1), letterhead=Letterhead("甲", logo=broken))).startswith(b"%PDF")


def test_an_enormous_logo_is_left_out(logo: Callable[..., bytes]) -> None:
    assert logo_url(logo(8000, 6000)) == ""


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.com/a.png",
        "ftp://127.0.0.1/",
        "data:text/css,*{}",
        "",
    ],
)
def test_nothing_but_the_logo_is_fetched(url: str, logo: Callable[..., bytes]) -> None:
    for allowed in ("", logo_url(logo())):
        with pytest.raises(FetchRefused):
            LogoOnly(allowed).fetch(url)


def test_markup_that_asks_for_the_network_reaches_no_server(visits: list[Any]) -> None:
    address = f"http://127.0.0.1:{visits[0]}"
    page = f"""<link rel=stylesheet href={address}/a.css><link rel=attachment href={address}/b>
      <base href={address}/><img src=c.png><object data={address}/d></object><embed src={address}/e>
      <svg><image href={address}/f /></svg><style>@import url({address}/g); @font-face {{ font-family: x;
      src: url({address}/h) }} p {{ background: url({address}/i); font-family: x }}</style><p>安然"""
    assert HTML(string=page, url_fetcher=LogoOnly("")).write_pdf().startswith(b"%PDF")
    assert visits[1:] == []


@pytest.fixture
def visits() -> Iterator[list[Any]]:
    """Listen on a port of its own: the first entry is the port, each further one a visitor."""
    seen: list[Any] = []

    class Visitor(BaseRequestHandler):
        def handle(self) -> None:
            seen.append(self.client_address)

    with TCPServer(("127.0.0.1", 0), Visitor) as server:
        seen.append(server.server_address[1])
        Thread(target=server.serve_forever, daemon=True).start()
        yield seen
        server.shutdown()


def flat(outline: list[Any]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry.title
