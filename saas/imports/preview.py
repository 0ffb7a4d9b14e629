"""What an import would do, counted and with its first records, for a person to look at before anything is written."""

import pickle
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from saas.imports.deciding import Decided
from saas.imports.reading import Chunk, Payload, Remark
from saas.records.view import FormView

FIRST_ROWS = 8
MOST_OPTIONS = 50
COLUMNS = 8


class Preview:
    """Collects chunk by chunk; protected values are masked."""

    def __init__(self, view: FormView) -> None:
        self._view = view
        self._counts: Counter[str] = Counter()
        self._problems: dict[tuple[str, str], dict[str, Any]] = {}
        self._options: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._rows: list[dict[str, str]] = []

    def add(self, chunk: Chunk, decided: Decided) -> None:
        """Count a chunk."""
        self._counts.update(decided.counts)
        self._counts["updated"] += len(decided.updates)
        if len(self._rows) < FIRST_ROWS and decided.created.at:
            self._show_rows(chunk, decided)
        for remark in decided.remarks:
            if remark.outcome != "duplicate":
                self._count(remark.outcome, remark.reasons)
        for update in decided.updates:
            self._count("updated", update.remarks)

    def _count(self, outcome: str, reasons: Sequence[Remark]) -> None:
        for reason in reasons:
            group = self._problems.setdefault(
                (reason.about, reason.field), {"about": reason.about, "field": reason.field, "count": 0, "rejected": 0}
            )
            group["count"] += 1
            group["rejected"] += outcome in ("rejected", "skipped")
            if reason.about == "option" and reason.text:
                self._options[reason.field][reason.text[:80]] += 1

    def _show_rows(self, chunk: Chunk, decided: Decided) -> None:
        payload: Payload = pickle.loads(chunk.payload)  # noqa: S301 -- from our own reading process.
        for at in decided.created.at[: FIRST_ROWS - len(self._rows)]:
            self._rows.append({name: self._shown(name, value) for name, value in payload.row(at).items()})

    def _shown(self, name: str, value: Any) -> str:
        field = self._view.by_name[name]
        return field.kind.mask(value) if self._view.masks(field) else field.kind.show(value, field)[:80]

    @property
    def counts(self) -> dict[str, int]:
        """Give how many rows become what."""
        return dict(self._counts)

    def dump(self) -> dict[str, Any]:
        """Write as JSON."""
        groups = sorted(self._problems.values(), key=lambda group: (-group["rejected"], -group["count"]))
        options = {field: found.most_common(MOST_OPTIONS) for field, found in self._options.items()}
        return {"problems": groups, "options": options, "rows": self._rows}
