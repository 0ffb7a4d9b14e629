"""A company to measure: 100,000 customers of fifteen columns among eight sales reps."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from saas.accounts.api_tokens import create_token
from saas.accounts.sessions import start_session
from saas.forms.queries import forms_of
from saas.people.model import Department, Person, PersonRole
from saas.people.viewer import Viewer
from saas.records.ids import new_id
from saas.records.rows import to_columns
from saas.signup.found import Founder, found_company
from tenants.companies import Company
from tenants.engines import Database
from tenants.keys import Cipher
from tenants.revisions import bump_revision
from tenants.sessions import TenantSession

REPS = 8
PLACES = ["苏州", "杭州", "宁波", "深圳", "东莞", "青岛", "成都", "武汉", "长沙", "厦门", "合肥", "无锡"]
NAMES = [
    "恒泽",
    "远航",
    "华瑞",
    "金诚",
    "博远",
    "中科",
    "天成",
    "宏达",
    "启明",
    "鼎盛",
    "永信",
    "瑞丰",
    "汇通",
    "德邦",
    "新锐",
    "国泰",
]
TRADES = ["精密五金", "模具", "电子科技", "自动化设备", "新材料", "医疗器械", "物流", "软件", "纺织", "食品"]
FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)


class Asker(NamedTuple):
    """Somebody who asks, and what they log in with."""

    viewer: Viewer
    token: str
    cookie: str


class Staff(NamedTuple):
    """Who works in the company: the owner sees all, a manager one department of eight, each rep their own."""

    owner: Asker
    manager: Asker
    rep: Asker
    reps: list[Viewer]


async def make_company(database: Database, label: str) -> tuple[Company, Staff]:
    """Found a company with eight reps, each in a department of their own."""
    founder = Founder("安然", "owner@bench.cn", "")
    company, owner = await found_company(database, label=label, name="基准", founder=founder, locale="zh-Hans")
    async with database.tenant(company) as db:
        reps = [await _person(db, f"rep{n}", f"销售{n}", "rep", await _department(db, n)) for n in range(REPS)]
        manager = await _person(db, "manager", "经理", "manager", reps[0].department_id)
        boss = Viewer(owner, "安然", 1, frozenset({"owner"}))
        staff = Staff(await _asker(db, boss), await _asker(db, manager), await _asker(db, reps[0]), reps)
        await bump_revision(db)
        await db.commit()
    return company, staff


async def _department(db: TenantSession, n: int) -> int:
    department = Department(name=f"销售{n}部", parent_id=1)
    db.add(department)
    await db.flush()
    return department.id


async def _person(db: TenantSession, login: str, name: str, role: str, department: int) -> Viewer:
    person = Person(email=f"{login}@bench.cn", name=name, department_id=department, status="active", locale="zh-Hans")
    db.add(person)
    await db.flush()
    db.add(PersonRole(person_id=person.id, role=role))
    await db.flush()
    return Viewer(person.id, name, department, frozenset({role}))


async def _asker(db: TenantSession, viewer: Viewer) -> Asker:
    token = await create_token(db, viewer, "bench")
    return Asker(viewer, token, await start_session(db, viewer.id, ip="", agent="bench"))


async def fill(database: Database, company: Company, reps: list[Viewer], count: int) -> None:
    """Write customers the way a save does, column by column, but by COPY."""
    async with database.tenant(company) as db:
        form = (await forms_of(db)).get("customer")
        rows = _rows(form, db.cipher, reps, count)
        first = next(rows)
        connection = (await (await db.connection()).get_raw_connection()).driver_connection
        async with connection.cursor() as cursor:
            names = ", ".join(first)
            async with cursor.copy(f"COPY {company.schema}.{form.table.name} ({names}) FROM STDIN") as copy:
                await copy.write_row(list(first.values()))
                for row in rows:
                    await copy.write_row(list(row.values()))
        await db.commit()
    async with database.admin.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.exec_driver_sql(f"VACUUM ANALYZE {company.schema}.{form.table.name}")


def _rows(form: Any, cipher: Cipher, reps: list[Viewer], count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    for n in range(count):
        id, owner = new_id(), chance.choice(reps)
        values = {form.by_name[name]: value for name, value in customer(chance, n).items()}
        at = FIRST_DAY + timedelta(minutes=10 * n)
        row = to_columns(form, cipher, id, {**dict.fromkeys(form.fields), **values})
        row |= {"id": id, "owner_id": owner.id, "department_id": owner.department_id, "version": 1}
        yield row | {"created_at": at, "updated_at": at, "created_by": owner.id, "updated_by": owner.id}


def customer(chance: random.Random, n: int) -> dict[str, Any]:
    """Make up one customer's values, fifteen of them."""
    day = (FIRST_DAY + timedelta(days=chance.randrange(700))).date()
    return {
        "name": f"{chance.choice(PLACES)}{chance.choice(NAMES)}{chance.choice(TRADES)}有限公司{n}",
        "short_name": f"{chance.choice(NAMES)}{n}",
        "credit_code": f"91320505MA{n:08}",
        "industry": chance.choice(("manufacturing", "it", "retail")),
        "province": chance.choice(("jiangsu", "zhejiang", "guangdong")),
        "city": chance.choice(PLACES),
        "address": f"工业园区星湖街 {n} 号",
        "contact_name": f"王{chance.choice(NAMES)}",
        "mobile": f"138{chance.randrange(10**8):08}",
        "email": f"buyer{n}@example.cn",
        "level": chance.choice("ABC"),
        "stage": chance.choice(("contact", "proposal", "won")),
        "source": chance.choice(("website", "exhibition", "referral")),
        "amount": chance.randrange(1, 500) * 1000,
        "next_follow_up": day,
    }
