"""What is measured of the API and the lists: who asks for what, and what they are promised."""

import secrets
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import quote

import orjson

from tenants.companies import Company
from tests.bench.customers import Asker, Staff

Request = tuple[str, str, bytes]
FIELDS = "name,industry,province,city,contact_name,mobile,level,stage,amount,next_follow_up"
CONDITION = {
    "and": [{"field": "level", "op": "any_of", "value": ["A"]}, {"field": "amount", "op": "above", "value": 9}]
}
FILTER = quote(orjson.dumps(CONDITION))
CUSTOMER = "/api/v1/forms/customer"
RECORDS = f"{CUSTOMER}/records"
BY_STAGE = {"group_by": ["stage"], "measures": [{"op": "count"}, {"op": "sum", "field": "amount"}]}
SLACK = 10.0
"""Milliseconds that a sum by stage may take beyond bare SQL."""
RATIO = 1.5
"""What the statement of a list may take of hand-written SQL."""

LIST = (
    "SELECT id, {fields}, {amount} FROM {table} WHERE {seen} AND deleted_at IS NULL AND {level} = 'A' AND {amount} > 9"
    " ORDER BY {amount} DESC NULLS LAST, id DESC LIMIT 51"
)
SUMS = "SELECT {stage}, count(*), sum({amount}) FROM {table} WHERE {seen} AND deleted_at IS NULL GROUP BY 1 ORDER BY 1"
SEEN = {"rep": ("owner_id", "owner_id = {viewer}"), "manager": ("department_id", "department_id = {department}")}
"""The column that the index of hand-written SQL begins with, and its condition; the owner sees all."""


class Claim(NamedTuple):
    """A kind of request, how many of them are measured, and the figures that are promised: milliseconds, a second."""

    name: str
    count: int
    requests: Callable[[int], list[Request]]
    slowest: float | None = None
    fewest: int | None = None
    by_hand: str = ""


class Place(NamedTuple):
    """The company that is measured: who asks, and what of the rep's there is to ask for."""

    company: Company
    staff: Staff
    own: Sequence[str]
    dsn: str
    table: str
    columns: dict[str, str]

    def claims(self, who: str) -> list[Claim]:
        """List what is promised to somebody."""
        listed = f"{RECORDS}?filter={FILTER}&sort=-amount&fields={FIELDS}&page_size=50"
        page = f"/f/customer?filter={FILTER}&sort=-amount&columns={FIELDS}"
        found = f"{RECORDS}?q={quote('恒泽')}&fields={FIELDS}&page_size=50"
        sums = ("POST", f"{CUSTOMER}/aggregate", orjson.dumps(BY_STAGE))
        rep = who == "rep"
        reading = [
            Claim("list as JSON", 400, _same("GET", listed), 5.0 if rep else None, 500 if rep else None, LIST),
            Claim("with its total", 100, _same("GET", f"{listed}&total=true")),
            Claim("list as a page", 100, _same("GET", page), 12.0 if rep else None),
            Claim("sum by stage", 60, lambda n: [sums] * n, by_hand=SUMS),
            Claim("search", 60, _same("GET", found)),
        ]
        own = [
            Claim("read", 1600, lambda n: [("GET", f"{RECORDS}/{id}", b"") for id in self._some(n)], 2.0, 900),
            Claim("create", 800, lambda n: [("POST", RECORDS, new_customer()) for _ in range(n)], 5.0, 300),
            Claim("update", 800, lambda n: [("PATCH", f"{RECORDS}/{id}", change()) for id in self._some(n)], 5.0, 300),
        ]
        return reading + own if rep else reading

    def asker(self, who: str) -> Asker:
        """Give somebody's logins."""
        return getattr(self.staff, who)  # type: ignore[no-any-return]

    def by_hand(self, who: str, sql: str) -> tuple[str, str]:
        """Write the index that fits hand-written SQL for somebody best, and that SQL."""
        viewer = self.asker(who).viewer
        lead, seen = SEEN.get(who, ("", "true"))
        amount, fields = self.columns["amount"], ", ".join(self.columns[name] for name in FIELDS.split(","))
        order = f"{lead}, " * bool(lead) + f"{amount} DESC NULLS LAST, id DESC"
        index = f"CREATE INDEX by_hand ON {self.table} ({order}) WHERE deleted_at IS NULL"
        words = {"viewer": viewer.id, "department": viewer.department_id, "table": self.table, "fields": fields}
        columns = {name: self.columns[name] for name in ("amount", "level", "stage")}
        return index, sql.format(seen=seen.format(**words), **words, **columns)

    def _some(self, count: int) -> list[str]:
        return [self.own[n * 7919 % len(self.own)] for n in range(count)]


def _same(method: str, path: str) -> Callable[[int], list[Request]]:
    return lambda count: [(method, path, b"")] * count


def new_customer() -> bytes:
    """Write the body of a create, with ten values."""
    n = secrets.randbelow(10**8)
    values = {
        "name": f"苏州恒泽{n}精密五金有限公司",
        "industry": "manufacturing",
        "province": "jiangsu",
        "city": "苏州",
        "contact_name": "王芳",
        "mobile": f"139{n:08}",
        "level": "A",
        "stage": "contact",
        "amount": n,
        "next_follow_up": "2026-03-01",
    }
    return orjson.dumps({"values": values})


def change() -> bytes:
    """Write the body of an update, with two values."""
    return orjson.dumps({"values": {"amount": secrets.randbelow(10**6), "city": f"城{secrets.token_hex(3)}"}})
