"""How often something was tried lately: sliding windows that all processes share, kept on the platform."""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.kit.clock import now
from saas.kit.errors import TooMany
from tenants.engines import Database
from tenants.orm import PlatformTable


class Attempt(PlatformTable):
    """One try. The key is a hash: who tried to log in where is nobody's to read."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)


class TriedTooOften(TooMany):
    """Too many tries. Please try again in %(minutes)s min."""

    def __init__(self, wait: timedelta) -> None:
        """Say after how long there is room for another try."""
        self.retry_after = max(1, ceil(wait.total_seconds()))
        super().__init__(minutes=ceil(self.retry_after / 60))


@dataclass(frozen=True)
class Limit:
    """At most so many tries within a window."""

    name: str
    most: int
    window: timedelta

    def key(self, who: str) -> str:
        """Name the counter of one account, address or company."""
        return f"{self.name}:{hashlib.blake2b(who.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


LOGIN_ACCOUNT = Limit("login-account", 8, timedelta(minutes=15))
"""Of one address, for one account."""
LOGIN_NETWORK = Limit("login-network", 60, timedelta(minutes=15))
"""Of one address, in one company: what happens in another is no matter of this one's."""
LOGIN_EVERYWHERE = Limit("login-everywhere", 60, timedelta(hours=1))
"""Of all addresses together, for one account."""
LOGIN_BROWSER = Limit("login-browser", 8, timedelta(minutes=15))
"""Of a browser that was logged in to this account before; the three above are not for it."""
RESET_EMAIL = Limit("reset-email", 3, timedelta(hours=1))
"""Of all addresses together: a mailbox is not flooded. Whoever is behind it has a link that works for as long."""
RESET_NETWORK = Limit("reset-network", 30, timedelta(hours=1))
RESET_BROWSER = Limit("reset-browser", 3, timedelta(hours=1))
SIGNUP_EMAIL = Limit("signup-email", 4, timedelta(hours=1))
SIGNUP_NETWORK = Limit("signup-network", 20, timedelta(hours=1))
PASSWORD_CHECK = Limit("password-check", 8, timedelta(minutes=15))
INVITATIONS = Limit("invitations", 100, timedelta(hours=1))

LONGEST_WINDOW = timedelta(hours=1)
_lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


async def take_turn(database: Database, *tries: tuple[Limit, str]) -> datetime:
    """Count one try against every limit and give its moment, for `forgive`; raise TriedTooOften and count nothing.

    It commits by itself: a try counts also when the request that made it is refused.
    """
    at = now()
    keys = sorted(((limit.key(who), limit) for limit, who in tries), key=lambda pair: pair[0])
    async with database.platform() as db:
        for key, _ in keys:
            # One after the other, or a hundred tries at the same instant would all find room.
            await db.execute(_lock, {"key": key})
        for key, limit in keys:
            recent = select(Attempt.at).where(Attempt.key == key, Attempt.at > at - limit.window)
            oldest = recent.order_by(Attempt.at.desc()).offset(limit.most - 1).limit(1)
            if (first := (await db.execute(oldest)).scalar_one_or_none()) is not None:
                raise TriedTooOften(first + limit.window - at)
            await db.execute(insert(Attempt).values(key=key, at=at))
        await db.commit()
    return at


async def forgive(database: Database, at: datetime, *tries: tuple[Limit, str]) -> None:
    """Take a try back that turned out to be rightful: colleagues behind one address log in often."""
    async with database.platform() as db:
        for limit, who in tries:
            await db.execute(delete(Attempt).where(Attempt.key == limit.key(who), Attempt.at == at))
        await db.commit()


async def forget_attempts(database: Database) -> None:
    """Delete the tries that no window reaches any more."""
    async with database.platform() as db:
        await db.execute(delete(Attempt).where(Attempt.at <= now() - LONGEST_WINDOW))
        await db.commit()


def network_of(address: str) -> str:
    """Reduce an IP address to who stands behind it: an IPv6 customer has a /64 of them."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
