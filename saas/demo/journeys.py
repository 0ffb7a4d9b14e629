"""How each customer's year went: when they came, how far the deals got, what was said on the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

from saas.demo.days import first_days, moment, working_day
from saas.demo.places import POSITIONS, REGIONS, Place, company_names, make_place, mobile, person_name
from saas.demo.products import LARGEST, NEEDS
from saas.demo.sayings import BY_STAGE
from saas.kit.clock import today

STEPS = (("contact", 0.46, 0.1), ("needs", 0.62, 0.35), ("proposal", 0.64, 0.45), ("negotiation", 0.68, 0.6))
"""Each stage with the share of those in it who go on, and the share of the others who are lost; the rest just stay."""
PROBABILITY = {"contact": "10", "needs": "30", "proposal": "50", "negotiation": "75", "won": "100", "lost": "0"}
OPEN = ("contact", "needs", "proposal", "negotiation")


@dataclass(eq=False)
class Person:
    """Somebody at a customer's."""

    name: str
    position: str
    role: str
    mobile: str

    @property
    def called(self) -> str:
        """Call them as a rep would: 周经理, 李工, 王总."""
        titles = (
            ("总经理", "总"),
            ("总监", "总"),
            ("厂长", "厂长"),
            ("部长", "部长"),
            ("主任", "主任"),
            ("工程师", "工"),
        )
        return self.name[0] + next((said for title, said in titles if title in self.position), "经理")


@dataclass(eq=False)
class FollowUp:
    """A talk."""

    at: datetime
    way: str
    content: str
    deal: "Deal | None" = None
    next_at: date | None = None


@dataclass(eq=False)
class Deal:
    """A chance to sell, with the moment at which each stage was reached."""

    need: str
    amount: int
    reached: dict[str, datetime]

    @property
    def stage(self) -> str:
        """Name where it stands."""
        return list(self.reached)[-1]


@dataclass(eq=False)
class Customer:
    """A customer and everything that happened with them."""

    place: Place
    rep: str
    at: datetime
    level: str
    source: str
    people: list[Person]
    stage: str = "contact"
    deals: list[Deal] = field(default_factory=list)
    talks: list[FollowUp] = field(default_factory=list)

    @property
    def amount(self) -> int | None:
        """Add up what is expected, or was sold."""
        return sum(deal.amount for deal in self.deals if deal.stage != "lost") or None


def customers(rng: Random, count: int) -> list[Customer]:
    """Make up customers in the order in which they came."""
    found: dict[str, Customer] = {}
    days, names = first_days(rng, count), company_names(rng)
    while len(found) < count:
        n = len(found)
        region = rng.choice(REGIONS)
        place = make_place(rng, region, names[rng.randrange(len(names))])
        if place.name not in found:
            found[place.name] = _customer(rng, place, rng.choice(region.reps), days[n])
    made = list(found.values())
    for rep in {customer.rep for customer in made}:
        _appoint(rng, [customer for customer in made if customer.rep == rep and customer.stage in OPEN])
    return made


def _customer(rng: Random, place: Place, rep: str, day: date) -> Customer:
    level = rng.choices("ABC", (15, 35, 50))[0]
    source = rng.choices(("website", "referral", "exhibition", "phone", "channel", "other"), (26, 20, 18, 24, 9, 3))[0]
    people = [_person(rng) for _ in range(rng.choices((1, 2, 3), (68, 26, 6))[0])]
    customer = Customer(place, rep, moment(rng, day), level, source, people)
    reached = _journey(rng, customer.at, level)
    customer.stage = list(reached)[-1]
    need = rng.choice(list(NEEDS))
    amount = _amount(rng, level, LARGEST[need])
    if "needs" in reached:
        since = {stage: at for stage, at in reached.items() if stage != "contact"}
        customer.deals.append(Deal(need, amount, since))
    elif customer.stage == "contact" and level != "C" and rng.random() < 0.2:
        customer.deals.append(Deal(need, amount, {"contact": customer.at}))
    customer.talks = _talks(rng, customer, need, amount, reached)
    if customer.stage == "won" and rng.random() < 0.3:
        customer.deals.append(_another(rng, customer, need, amount))
    return customer


def _person(rng: Random) -> Person:
    position, role = rng.choice(POSITIONS)
    return Person(person_name(rng), position, role, mobile(rng))


def _journey(rng: Random, start: datetime, level: str) -> dict[str, datetime]:
    """Walk through the stages until the deal is done, is lost, rests, or today is reached."""
    reached = {"contact": start}
    at = start
    for stage, going_on, lost in STEPS:
        at = moment(rng, at.date() + timedelta(rng.randint(5, 40)))
        if at.date() >= today():
            break
        if rng.random() < going_on * (1.12 if level == "A" else 1):
            reached[_after(stage)] = at
        else:
            if rng.random() < lost:
                reached["lost"] = at
            break
    return reached


def _after(stage: str) -> str:
    return {"contact": "needs", "needs": "proposal", "proposal": "negotiation", "negotiation": "won"}[stage]


def _amount(rng: Random, level: str, largest: int) -> int:
    """Choose a round amount between twenty thousand and three million yuan; larger customers buy more."""
    least, most = {"A": (150, 3000), "B": (50, 900), "C": (20, 300)}[level]
    least, most = min(least, largest // 2), min(most, largest)
    thousands: float = least * (most / least) ** rng.random()
    return round(thousands / 5) * 5000 if thousands > 100 else round(thousands) * 1000


def _talks(rng: Random, customer: Customer, need: str, amount: int, reached: dict[str, datetime]) -> list[FollowUp]:
    talks: list[FollowUp] = []
    until = [*reached.values(), None]
    for (stage, at), end in zip(reached.items(), until[1:], strict=True):
        deal = customer.deals[0] if customer.deals and stage != "contact" else None
        days = sorted(_days_between(rng, stage, at, end))
        for day, (way, saying) in zip(days, _sayings(rng, stage, len(days)), strict=True):
            who = rng.choice(customer.people).called
            text = saying.format(who=who, need=need, amount=in_wan(amount))
            talks.append(FollowUp(max(at, moment(rng, day)), way, text, deal))
    talks.sort(key=lambda talk: talk.at)
    for talk, following in pairwise(talks):
        talk.next_at = following.at.date() if following.at.date() > talk.at.date() else None
    return talks


def _days_between(rng: Random, stage: str, start: datetime, until: datetime | None) -> Iterator[date]:
    """Talk when a stage is reached, and up to twice before the next one."""
    yield start.date()
    most = {"contact": 1, "needs": 2, "proposal": 2, "negotiation": 2, "won": 2, "lost": 0}[stage]
    end = until.date() if until else min(today(), start.date() + timedelta(45))
    span = (end - start.date()).days
    for _ in range(rng.randint(0, most)):
        if span > 3:
            day = working_day(start.date() + timedelta(rng.randint(2, span - 1)))
            if day < today():
                yield day


def _sayings(rng: Random, stage: str, count: int) -> list[tuple[str, str]]:
    """Choose what was said: each list is in the order in which things happen, its first third opens the stage."""
    listed = BY_STAGE[stage]
    opening = rng.randrange(max(1, len(listed) // 3))
    rest = sorted(rng.sample(range(opening + 1, len(listed)), min(count - 1, len(listed) - opening - 1)))
    return [listed[n] for n in (opening, *rest)]


def _another(rng: Random, customer: Customer, need: str, amount: int) -> Deal:
    """Sell to a satisfied customer again."""
    start = max(talk.at for talk in customer.talks).date() + timedelta(rng.randint(1, 20))
    stages = ("needs", "proposal", "negotiation")[: rng.randint(1, 3)]
    days = [start + timedelta(12 * n) for n in range(len(stages))]
    reached = {stage: moment(rng, day) for stage, day in zip(stages, days, strict=True) if day <= today()}
    other = rng.choice([each for each in NEEDS if each != need])
    again = min(round(amount * rng.uniform(0.3, 0.9) / 1000), LARGEST[other]) * 1000
    return Deal(other, again, reached or {"needs": moment(rng, today())})


def _appoint(rng: Random, waiting: Sequence[Customer]) -> None:
    """Give one rep's open customers their next dates: some late, some today, most in the coming weeks."""
    latest = sorted((c for c in waiting if c.talks), key=lambda customer: customer.talks[-1].at, reverse=True)
    for n, customer in enumerate(latest[:48]):
        last = customer.talks[-1].at.date()
        if n % 8 == 0:
            due = today() - timedelta(rng.randint(1, 6))
        elif n % 8 == 1:
            due = today()
        else:
            due = working_day(today() + timedelta(rng.randint(1, 18)))
        customer.talks[-1].next_at = (
            max(due, last + timedelta(1)) if last < today() else working_day(today() + timedelta(3))
        )


def in_wan(amount: int) -> str:
    """Write an amount as people say it: 36 万, 8.5 万."""
    return f"{amount / 10_000:.1f}".removesuffix(".0") + " 万"
