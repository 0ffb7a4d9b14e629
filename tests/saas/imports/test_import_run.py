"""What becomes of the rows of an import."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import text

from saas.imports.mapping import RequiredUnmapped
from saas.kit.errors import Forbidden, Invalid
from saas.people.viewer import Viewer
from saas.records.history import history_of
from saas.records.query import ListQuery, list_records
from saas.records.record import Record
from saas.records.save import create_record
from saas.records.view import view_form
from tenants.engines import Database
from tests.conftest import World
from tests.saas.imports.bringing import HEAD, bring, draft, everything, remarks, start, work, workbook
from tests.saas.imports.samples import FOLDER, needs_samples, sample_names

FIRST = ["苏州恒泽精密五金有限公司", "王芳", "138 1234 5678", "VIP", "12万", "2024年1月31日", "老板姓王"]
SECOND = ["杭州云栖软件", "李娜", "13912345678", "C类", "5000元", "上周三", "=1+1"]

pytestmark = pytest.mark.usefixtures("files")


async def customers(database: Database, world: World, viewer: Viewer) -> list[Record]:
    """List what somebody sees."""
    async with database.tenant(world.company) as db:
        view = await view_form(db, viewer, "customer")
        return (await list_records(db, viewer, view, ListQuery(sort=("name",), size=500))).records


@needs_samples
async def test_every_row_of_the_real_files_ends_up_somewhere(database: Database, world: World) -> None:
    job = await bring(database, world.company, world.owner, [FOLDER / name for name in sample_names()])
    assert job.status == "done"
    assert job.counts == {"created": 25_802, "duplicate": 4_200, "rejected": 1}
    assert sum(job.counts.values()) == 30_003


async def test_values_are_read_as_people_write_them(database: Database, world: World, tmp_path: Path) -> None:
    await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", [FIRST])])
    (record,) = await customers(database, world, world.owner)
    assert record.values["level"] == "A"
    assert record.values["amount"] == 120_000
    assert record.values["mobile"] == "138****5678"
    assert record.values["first_contact"] == date(2024, 1, 31)
    assert record.values["stage"] == "contact"  # The form's default.
    assert record.owner_id == world.owner.id


async def test_an_unreadable_cell_is_left_out_and_kept_in_the_history(
    database: Database, world: World, tmp_path: Path
) -> None:
    job = await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", [FIRST, SECOND])])
    assert job.counts == {"created": 2}
    assert await remarks(database, world.company, job) == [(3, "created", ["unreadable"])]
    (record,) = [each for each in await customers(database, world, world.owner) if "云栖" in each.title]
    assert record.values["first_contact"] is None
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        (event,) = await history_of(db, view, record.id)
    assert [(field.name, said) for field, said in event.left_out] == [("first_contact", "上周三")]


async def test_a_strict_import_refuses_the_whole_row(database: Database, world: World, tmp_path: Path) -> None:
    files = [workbook(tmp_path / "a.xlsx", [FIRST, SECOND])]
    job = await bring(database, world.company, world.owner, files, unreadable="reject")
    assert job.counts == {"created": 1, "rejected": 1}


async def test_a_second_phone_number_is_kept_but_nowhere_in_the_clear(
    database: Database, world: World, tmp_path: Path
) -> None:
    rows = [["甲公司", "", "13812345678/13987654321", "", "", "", ""], ["乙公司", "", "1381234567", "", "", "", ""]]
    job = await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", rows)])
    assert [outcome for _, outcome, _ in await remarks(database, world.company, job)] == ["created", "created"]
    kept = await everything(database, world.company)
    assert not any(number in kept for number in ("13812345678", "13987654321", "1381234567"))
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        records = (await list_records(db, world.owner, view, ListQuery(sort=("name",)))).records
        said = {record.title: (await history_of(db, view, record.id))[0].left_out for record in records}
    assert [text for _, text in said["甲公司"]] == ["1****1"]
    assert [text for _, text in said["乙公司"]] == ["1****7"]


async def test_what_came_before_is_a_duplicate(database: Database, world: World, tmp_path: Path) -> None:
    twin = ["苏州恒泽精密五金", *FIRST[1:]]
    first, second = workbook(tmp_path / "a.xlsx", [FIRST, twin]), workbook(tmp_path / "b.xlsx", [FIRST])
    job = await bring(database, world.company, world.owner, [first, second])
    assert job.counts == {"created": 1, "duplicate": 2}
    assert await remarks(database, world.company, job) == [
        (3, "duplicate", ["duplicate"]),
        (2, "duplicate", ["duplicate"]),
    ]
    again = await bring(database, world.company, world.owner, [second])
    assert again.counts == {"duplicate": 1}


async def test_duplicates_can_update_and_fill_what_was_empty(database: Database, world: World, tmp_path: Path) -> None:
    await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", [FIRST])])
    newer = [FIRST[0], "", "", "B", "", "", ""]
    job = await bring(
        database, world.company, world.owner, [workbook(tmp_path / "b.xlsx", [newer])], duplicates="update"
    )
    assert job.counts == {"updated": 1}
    (record,) = await customers(database, world, world.owner)
    assert (record.values["level"], record.values["amount"]) == ("B", 120_000)
    same = await bring(
        database, world.company, world.owner, [workbook(tmp_path / "b.xlsx", [newer])], duplicates="update"
    )
    assert same.counts == {"duplicate": 1}


async def test_duplicates_can_be_created_anyway(database: Database, world: World, tmp_path: Path) -> None:
    files = [workbook(tmp_path / "a.xlsx", [FIRST, FIRST])]
    assert (await bring(database, world.company, world.owner, files, duplicates="create")).counts == {"created": 2}


async def test_somebody_elses_customer_is_a_duplicate_that_stays_unseen(
    database: Database, world: World, tmp_path: Path
) -> None:
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        hidden = await create_record(db, world.owner, view, {"name": FIRST[0], "level": "C"})
        await db.commit()
    files = [workbook(tmp_path / "a.xlsx", [FIRST])]
    job = await bring(database, world.company, world.rep, files, duplicates="update")
    assert job.counts == {"duplicate": 1}
    async with database.tenant(world.company) as db:
        assert (await db.execute(text("SELECT record_id FROM import_remarks"))).scalars().all() == [None]
        view = await view_form(db, world.owner, "customer")
        (record,) = (await list_records(db, world.owner, view, ListQuery())).records
    assert (record.id, record.values["level"]) == (hidden.id, "C")


async def test_a_row_without_a_name_is_rejected(database: Database, world: World, tmp_path: Path) -> None:
    rows = [["无", "王芳", "13812345678", "", "", "", ""], FIRST]
    job = await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", rows)])
    assert job.counts == {"created": 1, "rejected": 1}
    assert await remarks(database, world.company, job) == [(2, "rejected", ["missing"])]


async def test_links_are_found_by_the_exact_title(database: Database, world: World, tmp_path: Path) -> None:
    await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", [FIRST])])
    rows = [["王芳", "苏州恒泽精密五金"], ["李娜", "没有的公司"]]
    job = await bring(
        database, world.company, world.owner, [workbook(tmp_path / "c.xlsx", rows, ["姓名", "客户"])], form="contact"
    )
    assert job.counts == {"created": 1, "rejected": 1}
    (said,) = await remarks(database, world.company, job)
    assert said == (3, "rejected", ["not_found"])


async def test_a_link_does_not_reach_beyond_what_one_may_see(database: Database, world: World, tmp_path: Path) -> None:
    await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", [FIRST])])
    rows = [["王芳", FIRST[0]]]
    job = await bring(
        database, world.company, world.rep, [workbook(tmp_path / "c.xlsx", rows, ["姓名", "客户"])], form="contact"
    )
    assert job.counts == {"rejected": 1}


async def test_records_go_to_the_owner_named(database: Database, world: World, tmp_path: Path) -> None:
    rows = [["甲公司", "本杰"], ["乙公司", "查无此人"]]
    files = [workbook(tmp_path / "a.xlsx", rows, ["客户名称", "归属人"])]
    mapping = {"客户名称": "name", "归属人": "owner"}
    job = await bring(database, world.company, world.owner, files, mapping=mapping)
    assert job.counts == {"created": 2}
    assert [record.title for record in await customers(database, world, world.rep)] == ["甲公司"]
    said = await remarks(database, world.company, job)
    assert said == [(3, "created", ["not_found"])]
    async with database.tenant(world.company) as db:
        assert (await db.execute(text("SELECT changes FROM record_history"))).scalars().all() == [{}, {}]


async def test_a_rep_cannot_give_records_to_others(database: Database, world: World, tmp_path: Path) -> None:
    files = [workbook(tmp_path / "a.xlsx", [["甲公司", "安然"]], ["客户名称", "归属人"])]
    await bring(database, world.company, world.rep, files, mapping={"客户名称": "name", "归属人": "owner"})
    (record,) = await customers(database, world, world.rep)
    assert record.owner_id == world.rep.id


async def test_hostile_cells_stay_text(database: Database, world: World, tmp_path: Path) -> None:
    rows = [
        ["=cmd|' /C calc'!A0", "", "", "", "", "", "\\N"],
        ["<script>alert(1)</script>", "", "", "", "", "", "a\tb\nc\\.\n"],
        ["'; DROP TABLE r_1; --", "", "", "", "", "", "{}\\"],
    ]
    job = await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", rows)])
    assert job.counts == {"created": 3}
    found = {record.title: record.values["note"] for record in await customers(database, world, world.owner)}
    assert found == {
        "=cmd|' /C calc'!A0": "\\N",
        "<script>alert(1)</script>": "a\tb\nc\\.",
        "'; DROP TABLE r_1; --": "{}\\",
    }


async def test_only_the_mapped_columns_are_imported(database: Database, world: World, tmp_path: Path) -> None:
    files = [workbook(tmp_path / "a.xlsx", [FIRST])]
    await bring(database, world.company, world.owner, files, mapping={"客户名称": "name", "手机": None})
    (record,) = await customers(database, world, world.owner)
    assert (record.values["name"], record.values["mobile"], record.values["level"]) == (FIRST[0], None, None)


async def test_a_heading_that_is_not_there_is_refused(database: Database, world: World, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        await draft(
            database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", [FIRST])], mapping={"名": "name"}
        )


async def test_nothing_starts_without_a_column_for_the_name(database: Database, world: World, tmp_path: Path) -> None:
    files = [workbook(tmp_path / "a.xlsx", [FIRST])]
    id = await draft(database, world.company, world.owner, files, mapping={"手机": "mobile"})
    with pytest.raises(RequiredUnmapped):
        await start(database, world.company, world.owner, id)


async def test_who_may_not_import_cannot(database: Database, world: World, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        await draft(database, world.company, world.auditor, [workbook(tmp_path / "a.xlsx", [FIRST])])


async def test_the_log_names_every_record(database: Database, world: World, tmp_path: Path) -> None:
    await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", [FIRST, SECOND])])
    ids = {record.id for record in await customers(database, world, world.owner)}
    async with database.tenant(world.company) as db:
        query = "SELECT person, via, form, record_ids FROM operation_log WHERE action = 'import'"
        person, via, form, logged = (await db.execute(text(query))).one()
    assert (person, via, form, set(logged)) == ("安然", "job", "customer", ids)


async def test_serial_numbers_go_on_without_gaps(database: Database, world: World, tmp_path: Path) -> None:
    await bring(database, world.company, world.owner, [workbook(tmp_path / "a.xlsx", [FIRST])])
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "contract")
        serial = next(field for field in view.fields if field.kind.name == "serial")
        required = [field for field in view.fields if field.required and field.name not in ("customer",)]
    names = {field.name: "合同" for field in required if field.kind.name == "text"}
    head, row = ["客户", *names], [FIRST[0], *names.values()]
    files = [workbook(tmp_path / "d.xlsx", [row, row, row], head)]
    mapping = {"客户": "customer"} | {name: name for name in names}
    job = await bring(database, world.company, world.owner, files, form="contract", mapping=mapping)
    assert job.counts == {"created": 3}
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "contract")
        records = (await list_records(db, world.owner, view, ListQuery())).records
    numbers = sorted(record.values[serial.name] for record in records)
    assert [int(number[-4:]) for number in numbers] == [1, 2, 3]


async def test_two_workers_do_not_import_a_row_twice(database: Database, world: World, tmp_path: Path) -> None:
    files = [workbook(tmp_path / "a.xlsx", [FIRST, SECOND])]
    id = await draft(database, world.company, world.owner, files)
    await start(database, world.company, world.owner, id)
    await work(database, world.company, id)
    job = await work(database, world.company, id)
    assert job.counts == {"created": 2}
    assert len(await customers(database, world, world.owner)) == 2


async def test_a_cover_and_a_summary_beside_the_customers_are_left_alone(
    database: Database, world: World, tmp_path: Path
) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheets = {
        "封面": [["公司", "某某科技"], ["制表人", "张三"], ["版本", "V2"]],
        "客户": [HEAD, FIRST, SECOND],
        "透视": [["行标签", "计数项"], ["江苏", 5]],
    }
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    job = await bring(database, world.company, world.owner, [tmp_path / "a.xlsx"])
    assert job.counts == {"created": 2}
