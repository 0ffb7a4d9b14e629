"""Ask for a new password by mail."""

from saas.accounts.attempts import RESET_BROWSER, RESET_EMAIL, RESET_NETWORK, Limit, network_of, take_turn
from saas.accounts.emails import read_email
from saas.accounts.known import known_browser
from saas.accounts.letters import reset_letter
from saas.accounts.links import RESET, new_link
from saas.accounts.login import find_person
from saas.audit.log import log
from saas.mails.post import post_mail
from saas.people.viewer import Viewer
from tenants.companies import Company
from tenants.engines import Database


async def request_reset(
    database: Database, company: Company, *, email: str, url: str, ip: str, known: str = ""
) -> None:
    """Send a member the link to choose a new password, below `url`; `known` are the browser's marks. Raise TooMany.

    Says nothing about whether there is such a member: the page answers everyone alike, after the same time.
    """
    address = read_email(email)
    await take_turn(database, *await _turns(database, company, address, network_of(ip), known))
    if address is None:
        return
    async with database.tenant(company) as db:
        person = await find_person(db, address)
        if person is None or person.status != "active":
            return
        token = await new_link(db, person.id, RESET)
        viewer = Viewer(person.id, person.name, person.department_id, frozenset(), "web", ip)
        await log(db, viewer, "request_reset")
        post_mail(db, reset_letter(person, company, f"{url}/{token}"))
        await db.commit()


async def _turns(
    database: Database, company: Company, address: str | None, network: str, known: str
) -> list[tuple[Limit, str]]:
    mailbox = f"{company.id} {address}"
    if address and known:
        async with database.tenant(company) as db:
            if browser := known_browser(db, await find_person(db, address), known):
                return [(RESET_BROWSER, f"{mailbox} {browser}")]
    turns = [(RESET_NETWORK, f"{company.id} {network}")]
    return [*turns, (RESET_EMAIL, mailbox)] if address else turns
