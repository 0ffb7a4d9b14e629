"""Put the year into the company: products, customers, contacts, deals, talks; quotes and contracts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from saas.demo.days import moment
from saas.demo.journeys import PROBABILITY, Customer, Deal, customers
from saas.demo.papers import Contract, Line, Paper, papers
from saas.demo.products import products
from saas.demo.sayings import COMPETITORS, NOTES
from saas.demo.writing import batch
from saas.kit.clock import frozen, today
from saas.kit.pinyin import full
from saas.people.directory import Member, directory_of
from saas.people.viewer import Viewer
from saas.records.serials import next_serial
from saas.records.view import view_form
from tenants.sessions import TenantSession

SEED = 20_260_101


@dataclass
class Year:
    """What was made up, whose it is, and the ids it has by now."""

    rng: Random
    staff: Mapping[str, Member]
    customers: Sequence[Customer]
    products: dict[str, UUID] = field(default_factory=dict)
    ids: dict[object, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.listed = products()
        made = papers(self.rng, self.customers, self.listed)
        self.contracts = [paper for paper in made if isinstance(paper, Contract)]
        self.quotes = [paper for paper in made if not isinstance(paper, Contract)]


async def write_year(db: TenantSession, owner: Viewer, *, count: int) -> None:
    """Write a year of sales with `count` customers. The same company on the same day gets the same year."""
    rng = Random(SEED)  # noqa: S311 - made-up data, no secrets
    staff = {member.name: member for member in (await directory_of(db)).members.values()}
    year = Year(rng, staff, customers(rng, count))
    await _products(db, owner, year)
    await _customers(db, owner, year)
    await _deals(db, owner, year)
    await _talks(db, owner, year)
    await _papers(db, owner, year)


async def _products(db: TenantSession, owner: Viewer, year: Year) -> None:
    made = await batch(db, owner, "product")
    at = moment(year.rng, today() - timedelta(365))
    for product in year.listed:
        values = product._asdict() | {"active": True}
        year.products[product.code] = made.add(year.staff[owner.name], at, values)
    await made.write(owner)


async def _customers(db: TenantSession, owner: Viewer, year: Year) -> None:
    made, contacts = await batch(db, owner, "customer"), await batch(db, owner, "contact")
    for customer in year.customers:
        member, first = year.staff[customer.rep], customer.people[0]
        id = year.ids[customer] = made.add(member, customer.at, _customer(year.rng, customer))
        for person in customer.people:
            values = {"name": person.name, "customer": id, "position": person.position, "role": person.role}
            values |= {"mobile": person.mobile, "email": _email(customer, person.name)}
            contact = contacts.add(member, customer.at, values)
            if person is first:
                year.ids[first] = contact
    await made.write(owner)
    await contacts.write(owner)


def _customer(rng: Random, customer: Customer) -> dict[str, Any]:
    place, first, last = customer.place, customer.people[0], customer.talks[-1]
    return {
        "name": place.name,
        "short_name": place.short_name,
        "credit_code": place.credit_code if rng.random() < 0.6 or customer.stage == "won" else None,
        "industry": place.industry,
        "province": place.province,
        "city": place.city,
        "address": place.address,
        "contact_name": first.name,
        "mobile": first.mobile,
        "email": _email(customer, first.name) if rng.random() < 0.7 else None,
        "level": customer.level,
        "stage": customer.stage,
        "source": customer.source,
        "amount": customer.amount,
        "first_contact": customer.at.date(),
        "next_follow_up": last.next_at,
        "note": rng.choice(NOTES),
    }


async def _deals(db: TenantSession, owner: Viewer, year: Year) -> None:
    made = await batch(db, owner, "deal")
    deals = [(customer, deal) for customer in year.customers for deal in customer.deals]
    for customer, deal in sorted(deals, key=lambda pair: _start(pair[1])):
        values = {
            "name": f"{customer.place.short_name}{deal.need}",
            "customer": year.ids[customer],
            "stage": deal.stage,
            "amount": deal.amount,
            "probability": PROBABILITY[deal.stage],
            "closes_on": _closes(year.rng, deal),
            "contact": year.ids[customer.people[0]],
            "competitors": year.rng.choice(COMPETITORS),
        }
        if deal.stage == "lost":
            values["reason_lost"] = year.rng.choice(("price", "price", "competitor", "budget", "need"))
        year.ids[deal] = made.add(year.staff[customer.rep], _start(deal), values)
    await made.write(owner)


def _start(deal: Deal) -> Any:
    return next(iter(deal.reached.values()))


def _closes(rng: Random, deal: Deal) -> Any:
    if deal.stage in ("won", "lost"):
        return deal.reached[deal.stage].date()
    return today() + timedelta(rng.randint(-10, 110))


async def _talks(db: TenantSession, owner: Viewer, year: Year) -> None:
    made = await batch(db, owner, "follow_up")
    talks = [(customer, talk) for customer in year.customers for talk in customer.talks]
    for customer, talk in sorted(talks, key=lambda pair: pair[1].at):
        values = {
            "content": talk.content,
            "customer": year.ids[customer],
            "way": talk.way,
            "at": talk.at,
            "next_at": talk.next_at,
            "deal": year.ids[talk.deal] if talk.deal else None,
        }
        made.add(year.staff[customer.rep], talk.at, values)
    await made.write(owner)


async def _papers(db: TenantSession, owner: Viewer, year: Year) -> None:
    """Write quotes and contracts, numbered on the day on which they were made."""
    for form, written in (("quote", year.quotes), ("contract", year.contracts)):
        made, lines = await batch(db, owner, form), await batch(db, owner, f"{form}_line")
        number = (await view_form(db, owner, form)).form.by_name["number"]
        for paper in written:
            member = year.staff[paper.customer.rep]
            with frozen(paper.at):
                values = _paper(year, paper) | {"number": await next_serial(db, number)}
            total = sum((line.amount for line in paper.lines), Decimal(0))
            id = year.ids[paper] = made.add(member, paper.at, values, sums={"lines.amount": total})
            for line in paper.lines:
                lines.add(member, paper.at, _line(year, line) | {form: id})
        await made.write(owner)
        await lines.write(owner)


def _paper(year: Year, paper: Paper) -> dict[str, Any]:
    values = {
        "customer": year.ids[paper.customer],
        "deal": year.ids[paper.deal],
        "contact": year.ids[paper.customer.people[0]],
        "status": paper.status,
    }
    return values | (_contract(year, paper) if isinstance(paper, Contract) else _quote(paper))


def _quote(quote: Paper) -> dict[str, Any]:
    return {"date": quote.at.date(), "valid_until": quote.valid_until, "terms": quote.terms}


def _contract(year: Year, contract: Contract) -> dict[str, Any]:
    signed = contract.status != "draft"
    starts = contract.at.date()
    return {
        "name": f"{contract.customer.place.short_name}{contract.deal.need}合同",
        "quote": year.ids[contract.quote],
        "signed_on": starts if signed else None,
        "starts_on": starts if signed else None,
        "ends_on": starts + timedelta(180) if signed else None,
        "payment_terms": contract.payment,
        "delivery_terms": contract.delivery,
    }


def _line(year: Year, line: Line) -> dict[str, Any]:
    product = line.product
    return {
        "product": year.products[product.code],
        "item": product.name,
        "specification": product.specification,
        "unit": product.unit,
        "quantity": line.quantity,
        "price": product.price,
        "discount": str(line.discount) if line.discount else None,
        "cost": product.cost,
    }


def _email(customer: Customer, name: str) -> str:
    return f"{full(name)}@{full(customer.place.domain)}.example"
