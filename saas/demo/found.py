"""The demo company, made once."""

from saas.accounts.hashing import hash_password
from saas.demo.people import COMPANY, OWNER, Login, hire, logins
from saas.demo.year import write_year
from saas.documents.profile import finish_getting_started, save_profile
from saas.kit.errors import Conflict
from saas.people.directory import directory_of
from saas.people.viewer import Viewer
from saas.records.query import ListQuery, count_records
from saas.records.view import view_form
from saas.signup.found import Founder, found_company
from tenants.companies import Company, find_company
from tenants.engines import Database

CUSTOMERS = 2000
PROFILE = {
    "name": "华东精工集团有限公司",
    "address": "江苏省苏州市虎丘区锦峰路 158 号",
    "phone": "0512-6688 1200",
    "email": "sales@demo.example",
    "website": "www.demo.example",
    "tax_number": "91320505MA1DEMO001",
    "bank_name": "中国示例银行苏州分行",
    "bank_account": "3205 0100 0000 1234",
}


class NotADemo(Conflict):
    """This address belongs to a company that is not a demo. Choose another one."""

    code = "not_a_demo"


async def ensure_demo(database: Database, secret: bytes, *, label: str = "demo", count: int = CUSTOMERS) -> list[Login]:
    """Make the demo company unless it is there, and give its logins, whose passwords come from `secret`.

    Raise NotADemo when another company has that host label. What broke off half-way is taken up again.
    """
    accounts = logins(secret)
    async with database.platform() as platform:
        company = await find_company(platform, label=label)
    if company is None:
        owner = accounts[0]
        founder = Founder(OWNER, owner.email, await hash_password(owner.password))
        company, _ = await found_company(
            database, label=label, name=COMPANY, founder=founder, locale="zh-Hans", via="cli"
        )
    elif company.name != COMPANY:
        raise NotADemo
    await _fill(database, company, accounts, count)
    return accounts


async def _fill(database: Database, company: Company, accounts: list[Login], count: int) -> None:
    async with database.tenant(company) as db:
        members = (await directory_of(db)).members
        founder = members[min(members)]
        viewer = Viewer(founder.id, founder.name, founder.department_id, frozenset({"owner"}), "cli")
        if len(members) == 1:
            await hire(db, accounts)
            await save_profile(db, viewer, PROFILE)
            await finish_getting_started(db, viewer)
            # A transaction that changed the configuration reads it anew each time; the year needs it often.
            await db.commit()
            await db.begin_again()
        if not await count_records(db, viewer, await view_form(db, viewer, "product"), ListQuery()):
            await write_year(db, viewer, count=count)
            await db.commit()
