"""Quotes and contracts of the year's deals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from saas.demo.journeys import Customer, Deal
from saas.demo.products import AT_MOST, NEEDS, Product
from saas.demo.sayings import DELIVERY, PAYMENT, TERMS
from saas.kit.clock import now, today

SHARE = 0.58  # Of the deals that got as far as a proposal; the others were quoted by telephone.


@dataclass(frozen=True)
class Line:
    """A line: so many of a product at a price, less a discount in percent."""

    product: Product
    quantity: int
    price: int
    discount: int

    @property
    def amount(self) -> Decimal:
        """Compute what the form's formula will."""
        return Decimal(self.quantity * self.price) * (100 - self.discount) / 100


@dataclass(frozen=True, eq=False)
class Paper:
    """A quote, or the contract that followed from it, with the terms that each has."""

    at: datetime
    customer: Customer
    deal: Deal
    lines: Sequence[Line]
    status: str
    terms: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, eq=False)
class Contract(Paper):
    """A contract and the quote that it came from."""

    quote: Paper | None = None
    payment: str = ""
    delivery: str = ""


def papers(rng: Random, customers: Sequence[Customer], products: Sequence[Product]) -> list[Paper]:
    """Write the quotes and contracts, in the order in which they were made; a deal's amount follows its quote."""
    by_code = {product.code: product for product in products}
    made: list[Paper] = []
    for customer in customers:
        for deal in customer.deals:
            if "proposal" in deal.reached and rng.random() < SHARE:
                made += _papers_of(rng, customer, deal, by_code)
    return sorted(made, key=lambda paper: paper.at)


def _papers_of(rng: Random, customer: Customer, deal: Deal, products: dict[str, Product]) -> Iterator[Paper]:
    lines = _lines(rng, deal, products)
    deal.amount = round(sum(line.amount for line in lines))
    at = deal.reached["proposal"]
    valid = at.date() + timedelta(30)
    quote = Paper(at, customer, deal, lines, _status(deal, valid), rng.choice(TERMS), valid)
    yield quote
    if deal.stage == "won":
        signed = min(max(deal.reached["won"], at + timedelta(minutes=5)), now())
        age = (today() - signed.date()).days
        status = "signed" if age < 20 else "running" if age < 120 else "done"
        payment, delivery = rng.choice(PAYMENT), rng.choice(DELIVERY)
        yield Contract(signed, customer, deal, lines, status, quote=quote, payment=payment, delivery=delivery)
    elif deal.stage == "negotiation":
        drafted = min(max(deal.reached["negotiation"], at + timedelta(minutes=5)), now())
        yield Contract(drafted, customer, deal, lines, "draft", quote=quote)


def _status(deal: Deal, valid: date) -> str:
    if deal.stage == "won":
        return "accepted"
    return "declined" if deal.stage == "lost" or valid < today() - timedelta(60) else "sent"


def _lines(rng: Random, deal: Deal, products: dict[str, Product]) -> list[Line]:
    """Choose products and quantities that come near the deal's amount."""
    wanted = [products[code] for code in NEEDS[deal.need]]
    fitting = [product for product in wanted if product.price <= deal.amount * 0.7] or [
        min(wanted, key=lambda p: p.price)
    ]
    chosen = rng.sample(fitting, min(len(fitting), rng.randint(2, 5)))
    discount = rng.choice((0, 0, 0, 3, 5, 8))
    lines, left = [], float(deal.amount)
    # Services and licences first: there are only so many of them, and the goods take the rest.
    for n, product in enumerate(sorted(chosen, key=lambda product: product.code not in AT_MOST)):
        share = left * rng.uniform(0.7, 1.3) / (len(chosen) - n) if n + 1 < len(chosen) else left
        quantity = min(max(1, round(share / product.price)), AT_MOST.get(product.code, 9999))
        left -= quantity * product.price
        lines.append(Line(product, quantity, product.price, discount if product.code[:2] != "FW" else 0))
    return sorted(lines, key=lambda line: line.product.code)
