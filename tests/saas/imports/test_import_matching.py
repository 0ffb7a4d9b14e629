"""Suggesting which column is which field."""

import random
from itertools import permutations

import pytest

from saas.fields.field import Field
from saas.fields.registry import field_kinds
from saas.imports.assignment import assign
from saas.imports.headers import ColumnGuess, Table, find_tables
from saas.imports.matching import match_columns
from saas.imports.workbook import open_workbook
from saas.packs.crm import CUSTOMER
from tests.saas.imports.customer_form import customer_fields, without_aliases
from tests.saas.imports.samples import FOLDER, MEMBERS, needs_samples, sample_names, truth

FIELDS = customer_fields()
OWNER = Field(99, 1, "owner", {"zh-Hans": "负责人", "en": "Owner"}, field_kinds()["member"])
PHONES = [f"138{n:08}" for n in range(20)]
PEOPLE = ["陈玉珍", "潘涛", "李建", "陆桂珍", "彭芳", "李敏", "马秀华"]
COMPANIES = [f"厦门{c}有限公司" for c in "甲乙丙丁戊己庚"]


def table(**columns: list[object]) -> Table:
    guesses = [ColumnGuess(at, header.replace("_", "/"), values) for at, (header, values) in enumerate(columns.items())]
    return Table("表", 1, guesses, [])


def matched(found: Table, fields: list[Field] = FIELDS, members: tuple[str, ...] = MEMBERS) -> list[str | None]:
    return [one.field_name for one in match_columns(found, fields, members)]


@needs_samples
@pytest.mark.parametrize("name", sample_names())
def test_all_columns_of_the_samples_find_their_fields(name: str) -> None:
    (found,) = find_tables(open_workbook(FOLDER / name, name))
    assert matched(found) == [field.name for field in FIELDS]
    assert matched(found, [OWNER, *FIELDS]) == [field.name for field in FIELDS]
    assert all(one.confidence >= 0.45 and one.reason for one in match_columns(found, FIELDS, MEMBERS))


@needs_samples
@pytest.mark.parametrize("name", sample_names())
def test_the_crm_packs_own_customer_form_fits_the_samples(name: str) -> None:
    kinds = field_kinds()
    fields = [
        Field(at, 1, one.name, one.label, kinds[one.kind], one.options) for at, one in enumerate(CUSTOMER.fields, 1)
    ]
    (found,) = find_tables(open_workbook(FOLDER / name, name))
    assert matched(found, fields) == [field.name for field in FIELDS]


@needs_samples
def test_most_columns_are_found_without_any_aliases_and_none_is_mistaken() -> None:
    fields, right, total = without_aliases(FIELDS), 0, 0
    for name in sample_names():
        (found,) = find_tables(open_workbook(FOLDER / name, name))
        for suggested, wanted in zip(matched(found, fields), truth()["columns"], strict=True):
            field = FIELDS[truth()["columns"].index(wanted)].name
            assert suggested in (field, None)
            right, total = right + (suggested == field), total + 1
    assert right >= 0.85 * total


def test_responsible_people_who_are_not_ours_are_contacts() -> None:
    assert matched(table(公司=COMPANIES, 负责人=PEOPLE), [OWNER, *FIELDS]) == ["name", "contact_name"]
    assert matched(table(公司=COMPANIES, 负责人=list(MEMBERS)), [OWNER, *FIELDS]) == ["name", "owner"]


def test_values_alone_tell_a_mobile_number() -> None:
    (only,) = match_columns(table(栏目一=PHONES), FIELDS)
    assert only.field_name == "mobile"
    assert only.reason


def test_values_that_cannot_be_read_veto_a_heading() -> None:
    assert matched(table(手机=["华东", "华北", "华南", "西南"])) == [None]


def test_each_field_is_given_once_and_the_better_column_wins() -> None:
    assert matched(table(电话=["0755-84352349", "021-55556666", "010-1234567"], 手机=PHONES)) == [None, "mobile"]


def test_half_a_heading_and_one_below_another_count() -> None:
    assert matched(table(手机_电话=PHONES)) == ["mobile"]
    found = Table("表", 2, [ColumnGuess(0, "联系信息 / 姓名", PEOPLE)], [])
    assert matched(found) == ["contact_name"]


def test_a_column_of_running_numbers_is_no_amount() -> None:
    assert matched(table(序号=[float(n) for n in range(1, 40)])) == [None]


def test_fields_that_people_cannot_write_are_not_offered() -> None:
    number = Field(1, 1, "number", {"zh-Hans": "编号"}, field_kinds()["serial"])
    lines = Field(2, 1, "lines", {"zh-Hans": "明细"}, field_kinds()["subtable"])
    assert matched(table(编号=["A-1"], 明细=["x"]), [number, lines]) == [None, None]


def test_the_assignment_is_the_best_there_is() -> None:
    dice = random.Random(7)
    for _ in range(100):
        rows, columns = dice.randint(1, 4), dice.randint(1, 5)
        scores = [[dice.choice([0, dice.random()]) for _ in range(columns)] for _ in range(rows)]
        size = max(rows, columns)
        best = max(
            sum(scores[row][at] for row, at in enumerate(chosen[:rows]) if at < columns)
            for chosen in permutations(range(size))
        )
        given = assign(scores)
        assert len(set(given.values())) == len(given)
        assert sum(scores[row][at] for row, at in given.items()) == pytest.approx(best)
