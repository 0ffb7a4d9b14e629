"""Compiled access, kept per company and revision."""

from sqlalchemy import Identity, select
from sqlalchemy.orm import Mapped, mapped_column

from policies.compile import Access, compile_access
from policies.lines import WORKSPACE, Line
from saas.kit.errors import Forbidden
from saas.people.viewer import Viewer
from tenants.orm import TenantTable
from tenants.revisions import PerRevision
from tenants.sessions import TenantSession


class PolicyLine(TenantTable):
    """A line of the company's policy, as casbin reads it."""

    __tablename__ = "policy_lines"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    ptype: Mapped[str]
    v0: Mapped[str]
    v1: Mapped[str]
    v2: Mapped[str]
    v3: Mapped[str]
    v4: Mapped[str]


class Policy:
    """One revision of a company's policy and what was compiled from it so far."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self._compiled: dict[tuple[frozenset[str], str], Access] = {}

    def access(self, roles: frozenset[str], form: str) -> Access:
        """Tell what a set of roles may do with a form."""
        key = (roles, form)
        if key not in self._compiled:
            self._compiled[key] = compile_access(self.lines, roles, form)
        return self._compiled[key]


@PerRevision
async def policy_of(db: TenantSession) -> Policy:
    """Load the company's policy as of this transaction's revision."""
    columns = (PolicyLine.ptype, PolicyLine.v0, PolicyLine.v1, PolicyLine.v2, PolicyLine.v3, PolicyLine.v4)
    return Policy([Line(*row) for row in await db.execute(select(*columns))])


async def may(db: TenantSession, viewer: Viewer, action: str) -> bool:
    """Tell whether a person may do something with the workspace itself, such as manage_forms."""
    return (await policy_of(db)).access(viewer.roles, WORKSPACE).scope(action) is not None


async def require(db: TenantSession, viewer: Viewer, action: str) -> None:
    """Raise Forbidden unless the person may do this with the workspace."""
    if not await may(db, viewer, action):
        raise Forbidden(act=action)
