"""Which lines of the log a page shows, as it stands in the address: shareable, and the back button works."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from saas.audit.query import LogQuery
from saas.kit.clock import today
from saas.kit.i18n import N_, _
from web.dependencies import AnyRequest
from web.typed import as_number

UUID_IN = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
NO_RECORD = N_("There is no record in this. Paste a record's address or its id.")
NO_DAY = N_("This is not a date.")


@dataclass(frozen=True)
class LogState:
    """Filters and page of the log, and what could not be read of what somebody typed."""

    person: str = ""
    action: str = ""
    form: str = ""
    record: str = ""
    since: str = ""
    until: str = ""
    quiet: str = ""
    older: str = ""
    newer: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, request: AnyRequest) -> "LogState":
        """Read the address; a record's address is cut down to its id."""
        params = request.query_params
        names = ("person", "action", "form", "record", "since", "until", "quiet", "older", "newer")
        given = {name: params.get(name, "").replace("\0", "").strip()[:300] for name in names}
        errors = {name: _(NO_DAY) for name in ("since", "until") if given[name] and as_day(given[name]) is None}
        if found := UUID_IN.findall(given["record"]):
            given["record"] = str(UUID(found[-1]))
        elif given["record"]:
            errors["record"] = _(NO_RECORD)
        return cls(**given, errors=errors)

    def query(self) -> LogQuery:
        """Ask for this page, once there are no errors. A person who is no number is nobody: that must not widen it."""
        return LogQuery(
            person=None if not self.person else 0 if self.person == "0" else as_number(self.person) or -1,
            action=self.action,
            form=self.form,
            record=UUID(self.record) if self.record else None,
            since=as_day(self.since),
            until=as_day(self.until),
            older=self.older,
            newer=self.newer,
            quiet=self.quiet == "1",
        )

    def href(self, **changes: str) -> str:
        """Write the address of this list with some things changed; a change of a filter leads to the first page."""
        state = replace(self, **{"older": "", "newer": "", **changes})  # type: ignore[arg-type] # errors stay
        given = {name: value for name, value in vars(state).items() if value and name != "errors"}
        return "/log" + (f"?{urlencode(given)}" if given else "")

    @property
    def filters(self) -> dict[str, str]:
        """List the filters that are set."""
        names = ("person", "action", "form", "record", "since", "until")
        return {name: value for name in names if (value := getattr(self, name))}

    def spans(self) -> list[dict[str, Any]]:
        """List the usual periods, each with its address."""
        now, found = today(), []
        for label, days in ((_("Any time"), None), (_("Today"), 0), (_("7 days"), 6), (_("30 days"), 29)):
            since = "" if days is None else (now - timedelta(days=days)).isoformat()
            current = self.since == since and not self.until
            found.append({"label": label, "href": self.href(since=since, until=""), "current": current})
        return found


def as_day(text: str) -> date | None:
    """Read a day as a date field sends it; None when it is not one."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
