"""What a document says, before it is laid out."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from print_templates.document import Column, Document, Letterhead, Party, RaggedRow
from print_templates.labels import LABELS, chinese_numeral
from print_templates.render import UnknownTemplate, render_html, templates

Make = Callable[..., Document]
HOSTILE = "<script>alert(1)</script><img src=file:///etc/passwd></style>{{ 7*7 }}{% raw %}\" onload='x'"


def hostile(template: str) -> Document:
    """Put the same hostile text into every place that holds text."""
    return Document(
        template=template,
        title=HOSTILE,
        number=HOSTILE,
        date=HOSTILE,
        locale=HOSTILE,
        letterhead=Letterhead(HOSTILE, (HOSTILE,)),
        parties=(Party(HOSTILE, HOSTILE, ((HOSTILE, HOSTILE),)),),
        columns=(Column(HOSTILE),),
        rows=((HOSTILE,),),
        totals=((HOSTILE, HOSTILE),),
        amount_in_words=HOSTILE,
        clauses=((HOSTILE, HOSTILE),),
        notes=HOSTILE,
        labels=dict.fromkeys(LABELS["en"], HOSTILE),
    )


def test_a_quote_and_a_contract_are_built_in() -> None:
    assert set(templates()) == {"quote", "contract"}


@pytest.mark.parametrize("name", ["", "invoice", "_blocks", "_sheet", "../document", "print.css", "quote.html"])
def test_only_built_in_templates_are_rendered(name: str, quote: Make) -> None:
    with pytest.raises(UnknownTemplate):
        render_html(replace(quote(), template=name))


@pytest.mark.parametrize("template", ["quote", "contract"])
def test_hostile_text_stays_text_in_every_place(template: str) -> None:
    html = render_html(hostile(template))
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("</style>") == 1
    assert "onload='" not in html
    assert html.count("{{ 7*7 }}") >= len(fields(Document)) - 1


def test_a_row_with_more_cells_than_heads_is_refused(quote: Make) -> None:
    with pytest.raises(RaggedRow):
        replace(quote(), columns=quote().columns[:2])


@pytest.mark.parametrize("template", ["quote", "contract"])
def test_what_is_absent_leaves_no_trace(template: str, quote: Make) -> None:
    empty = replace(
        quote(), template=template, letterhead=Letterhead(""), parties=(), columns=(), rows=(), totals=(),
        amount_in_words="", notes="", number="", date="",
    )  # fmt: skip
    html = render_html(empty).partition("<body")[2]
    left = [text for name, text in LABELS["zh-Hans"].items() if name not in ("page", "day") and text in html]
    assert left == []
    assert "<table" not in html
    assert "<header" not in html


def test_words_are_the_languages_own_unless_the_document_replaces_them(quote: Make) -> None:
    assert "备注" in render_html(quote())
    assert "備註" in render_html(replace(quote(), locale="zh-Hant"))
    assert "Notes" in render_html(replace(quote(), locale="en"))
    assert "付款说明" in render_html(replace(quote(), labels={"notes": "付款说明"}))


def test_the_three_languages_have_the_same_labels() -> None:
    assert LABELS["zh-Hans"].keys() == LABELS["zh-Hant"].keys() == LABELS["en"].keys()


@pytest.mark.parametrize(("locale", "last"), [("zh-Hans", "第十二条"), ("zh-Hant", "第十二條"), ("en", "Article 12")])
def test_clauses_are_numbered_in_the_documents_language(locale: str, last: str, contract: Make) -> None:
    assert last in render_html(replace(contract(12), locale=locale))


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (101, "一百零一"), (110, "一百一十"), (1001, "一千零一")],
)
def test_chinese_numerals(number: int, words: str) -> None:
    assert chinese_numeral(number) == words


def test_columns_share_the_whole_width_when_one_is_hidden(quote: Make) -> None:
    document = quote()
    rows = tuple(row[:2] for row in document.rows)
    html = render_html(replace(document, columns=document.columns[:2], rows=rows))
    assert 'style="width: 57.143%"' in html
    assert 'style="width: 42.857%"' in html


def test_every_line_of_a_text_is_a_paragraph(quote: Make) -> None:
    html = render_html(quote())
    assert "<p>报价三十日内有效。</p>" in html
    assert "<p>含增值税。</p>" in html


def test_importing_costs_no_weasyprint() -> None:
    code = "import sys, print_templates.render; sys.exit('weasyprint' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
