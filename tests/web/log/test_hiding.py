"""The right to read the log is not a right to read what it is about."""

import secrets
from uuid import UUID

from saas.audit.log import log
from saas.people.model import Person, PersonRole
from saas.people.viewer import Viewer
from saas.records.query import ListQuery, list_records
from saas.records.save import create_record
from saas.records.view import view_form
from saas.roles.access import PolicyLine
from tenants.engines import Database
from tenants.revisions import bump_revision
from tests.conftest import World
from tests.web.conftest import SignIn

NAME = "只有负责人知道的客户有限公司"


async def blind_auditor(database: Database, world: World) -> Viewer:
    """Add somebody who may read the log, customers of their own without the amount, and no deals at all."""
    role = f"clerk-{secrets.token_hex(3)}"
    policy = [
        ("p", role, "workspace", "read_log", "all", "allow"),
        ("p", role, "customer", "read", "own", "allow"),
        ("p2", role, "customer", "*", "read", "allow"),
        ("p2", role, "customer", "amount", "masked", "deny"),
    ]
    async with database.tenant(world.company) as db:
        person = Person(email=f"{role}@x.cn", name="齐簿", department_id=1, status="active", locale="zh-Hans")
        db.add(person)
        await db.flush()
        db.add(PersonRole(person_id=person.id, role=role))
        for ptype, *values in policy:
            db.add(PolicyLine(ptype=ptype, **{f"v{n}": value for n, value in enumerate(values)}))
        await bump_revision(db)
        await db.commit()
    return Viewer(person.id, "齐簿", 1, frozenset({role}))


async def happened(database: Database, world: World) -> UUID:
    """Let the owner create and list a customer, and somebody read a deal."""
    async with database.tenant(world.company) as db:
        view = await view_form(db, world.owner, "customer")
        record = await create_record(db, world.owner, view, {"name": NAME, "amount": "12万", "level": "A"})
        await list_records(db, world.owner, view, ListQuery(columns=("name", "amount")))
        await log(
            db, world.owner, "read", form="deal", record=record.id, fields=["name", "stage"], detail={"deal": "7"}
        )
        await db.commit()
    return record.id


async def test_an_auditor_sees_titles_and_fields(sign_in: SignIn, world: World, database: Database) -> None:
    await happened(database, world)
    text = (await (await sign_in(world.company, world.auditor)).get("/log")).text
    assert NAME in text
    assert "预计金额" in text
    assert "商机" in text


async def test_titles_hidden_fields_and_hidden_forms_are_not_named(
    sign_in: SignIn, world: World, database: Database
) -> None:
    record = await happened(database, world)
    client = await sign_in(world.company, await blind_auditor(database, world))
    addresses = ["/log", f"/log?record={record}", f"/log/panel?record={record}"]
    addresses += [f"/log/{number}" for number in range(1, 6)]
    for address in addresses:
        text = (await client.get(address)).text
        for hidden in (NAME, "预计金额", "amount", "商机", "deal", f"/f/customer/{record}"):
            assert hidden not in text, (address, hidden)
    assert "（无权查看的表单）" in (await client.get("/log")).text


async def test_asking_for_a_hidden_form_answers_as_for_one_that_never_was(
    sign_in: SignIn, world: World, database: Database
) -> None:
    await happened(database, world)
    client = await sign_in(world.company, await blind_auditor(database, world))
    answers = [(await client.get(f"/log?form={form}")).text.replace(form, "…") for form in ("deal", "never_was")]
    assert answers[0] == answers[1]


async def test_a_field_that_is_gone_keeps_its_name(sign_in: SignIn, world: World, database: Database) -> None:
    async with database.tenant(world.company) as db:
        await log(db, world.owner, "update", form="customer", fields=["level", "shoe_size"])
        await log(db, world.owner, "list", form="long_gone", fields=["colour"])
        await db.commit()
    text = (await (await sign_in(world.company, world.auditor)).get("/log")).text
    for word in ("客户级别", "shoe_size", "long_gone", "colour"):
        assert word in text
