"""The design system in templates: what every template must keep to, and how values are written."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from babel.messages.pofile import read_po
from jinja2 import UndefinedError

from saas.fields.registry import field_kinds
from saas.kit import clock, i18n
from web.components import formats
from web.components.cells import Cell
from web.components.icons import UnknownIcon, icon, icon_names
from web.components.paging import page_window
from web.templating import environment, render_block

WEB = Path(__file__).parents[2] / "web"
TEMPLATES = sorted(WEB.rglob("*.html"))
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
FORBIDDEN = {
    "an inline style": r"<[^>]*\sstyle\s*=",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "hx-on": r"\shx-on",
    "a script in an attribute": r"""=\s*["'](?:javascript|js):""",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "an inline style sheet": r"<style\b",
}


def draw(source: str, **context: Any) -> str:
    """Render a few lines of template."""
    return environment().from_string(source).render(context)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_a_template_keeps_to_the_content_security_policy(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
    assert [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_a_template_opens_with_its_blocks_and_context(path: Path) -> None:
    assert path.read_text().startswith("{#")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_a_form_that_changes_something_carries_its_token(path: Path) -> None:
    for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), flags=re.S):
        assert "csrf_field()" in form


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_the_icons_a_template_names_exist(path: Path) -> None:
    named = re.findall(r"""\bicon\(["']([a-z0-9-]+)["']""", path.read_text())
    assert set(named) <= icon_names()


@pytest.mark.parametrize("name", sorted(field_kinds()))
def test_every_kind_of_field_has_an_icon_and_a_widget(name: str) -> None:
    kind = field_kinds()[name]
    assert kind.icon in icon_names()
    assert (WEB / "components" / "fields" / f"{kind.widget}.html").exists()


@pytest.mark.parametrize("locale", ["zh-Hans", "zh-Hant"])
def test_the_design_is_translated_completely(locale: str) -> None:
    with (i18n.FOLDER / locale / "design.po").open("rb") as file:
        known = {str(message.id) for message in read_po(file) if message.string}
    files = [path for path in (WEB / "components").rglob("*") if path.suffix in {".html", ".py"}]
    used = {m[1] or m[2] for path in files for m in re.finditer(r"""\b_\((?:"([^"]+)"|'([^']+)')""", path.read_text())}
    assert used - known == set()


def test_a_value_cannot_break_out_of_its_input() -> None:
    html = draw(
        '{% from "components/field.html" import field %}{{ field("Name", "name", value=value, error=value) }}',
        value='"><script>alert(1)</script>',
    )
    assert "<script>" not in html


@pytest.mark.parametrize("look", ["", "link", "tag", "person", "level", "late"])
def test_a_value_cannot_break_out_of_its_cell(look: str) -> None:
    html = draw(
        '{% from "components/table.html" import data_table %}'
        '{{ data_table([{"key": "a", "label": "A"}], rows, "Table") }}',
        rows=[SimpleNamespace(id=1, cells=[Cell("<b>bold</b>", look, href="/x")])],
    )
    assert "&lt;b&gt;" in html or look == "person"
    assert "<b>" not in html


def test_cells_know_their_kind_and_their_place_on_a_phone() -> None:
    columns = [{"key": "a", "label": "A", "numeric": True, "slot": "end"}, {"key": "b", "label": "B"}]
    source = '{% from "components/table.html" import data_table %}'
    plain = draw(source + '{{ data_table(columns, rows, "T") }}', columns=columns, rows=[SimpleNamespace(cells="12")])
    called = draw(
        source + '{% call(row, column) data_table(columns, rows, "T") %}{{ row[column.key] }}{% endcall %}',
        columns=columns,
        rows=[{"a": 1, "b": 2}],
    )
    for html in (plain, called):
        assert re.findall(r"<td([^>]*)>\s*(\d)", html) == [(' class="num" data-slot="end"', "1"), ("", "2")]


def test_a_refused_input_says_why_to_a_screen_reader() -> None:
    html = draw(
        '{% from "components/field.html" import field %}'
        '{{ field("手机", "phone", "mobile", error="11 位", help="加密") }}'
    )
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="phone-help phone-error"' in html
    assert 'id="phone-error"' in html


def test_a_macro_knows_the_token_of_the_page() -> None:
    block = render_block("pages/ui/gallery.html", "content", shell=SimpleNamespace(csrf="tok-1"))
    assert '<input type="hidden" name="_csrf_token" value="tok-1">' in block


def test_a_template_that_forgets_its_context_fails_loudly() -> None:
    with pytest.raises(UndefinedError):
        draw("{{ nothing }}")


def test_an_unknown_icon_fails_loudly() -> None:
    with pytest.raises(UnknownIcon):
        icon("no-such-icon")


@pytest.mark.parametrize(
    ("page", "pages", "window"),
    [
        (1, 1, [1]),
        (1, 516, [1, 2, 3, None, 516]),
        (4, 516, [1, 2, 3, 4, 5, None, 516]),
        (7, 516, [1, None, 6, 7, 8, None, 516]),
        (516, 516, [1, None, 514, 515, 516]),
        (3, 5, [1, 2, 3, 4, 5]),
    ],
)
def test_a_pagination_shows_both_ends_and_the_neighbours(page: int, pages: int, window: list[int | None]) -> None:
    assert page_window(page, pages) == window


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1280000, "¥1,280,000"),
        (Decimal("1234.5"), "¥1,234.50"),
        (Decimal("-35000.50"), "-¥35,000.50"),
        (0, "¥0"),
        (None, "—"),
    ],
)
def test_money_shows_cents_only_where_there_are_any(value: Decimal | None, text: str) -> None:
    assert formats.money(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(25800, "25,800"), (Decimal("0.10"), "0.1"), (Decimal("1E+3"), "1,000"), (None, "—")]
)
def test_numbers_are_grouped(value: Decimal | None, text: str) -> None:
    assert formats.number(value) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (999, "999 B"), (1536, "1.5 KB"), (20971520, "20 MB")])
def test_sizes_keep_under_four_digits(count: int, text: str) -> None:
    assert formats.file_size(count) == text


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (datetime(2026, 11, 21, 1, 40, tzinfo=UTC), "今天 09:40"),
        (datetime(2026, 11, 20, 15, 59, tzinfo=UTC), "昨天"),
        (datetime(2026, 11, 20, 16, 1, tzinfo=UTC), "今天 00:01"),
        (date(2026, 11, 18), "3 天前"),
        (date(2026, 11, 14), "11-14"),
        (date(2024, 11, 14), "2024-11-14"),
        (date(2026, 11, 22), "明天"),
    ],
)
def test_moments_are_told_as_near_as_they_are(when: date, text: str) -> None:
    with clock.frozen(NOON):
        assert formats.ago(when) == text


def test_what_is_late_says_by_how_many_days() -> None:
    with clock.frozen(NOON):
        assert formats.due(date(2026, 11, 19)) == '<span class="late">逾期 2 天</span>'
        assert formats.due(date(2026, 11, 22)) == "明天"
