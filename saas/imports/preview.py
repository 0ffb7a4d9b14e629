"""What an import would do, counted and with examples, for a person to look at before anything is written."""

import pickle
from collections import Counter, defaultdict
from typing import Any

from saas.imports.deciding import Decided, RowRemark
from saas.imports.reading import Chunk, Payload, Remark
from saas.records.view import FormView

FIRST_ROWS = 8
EXAMPLES = 5
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
        self._duplicates: list[dict[str, Any]] = []

    def add(self, source: str, chunk: Chunk, decided: Decided) -> None:
        """Count a chunk."""
        self._counts.update(decided.counts)
        self._counts["updated"] += len(decided.updates)
        if len(self._rows) < FIRST_ROWS and decided.created.at:
            self._show_rows(chunk, decided)
        for remark in decided.remarks:
            self._remark(source, remark)
        for update in decided.updates:
            self._reasons(source, update.row, "updated", update.remarks)

    def _remark(self, source: str, remark: RowRemark) -> None:
        reasons = [reason for reason in remark.reasons if reason.about != "duplicate"]
        twin = [reason for reason in remark.reasons if reason.about == "duplicate"]
        if twin and len(self._duplicates) < 4 * EXAMPLES:
            record = str(remark.record) if remark.record and not remark.own else None
            self._duplicates.append({"file": source, "row": remark.row, "why": twin[0].sentence, "record": record})
        if remark.outcome != "duplicate":
            self._reasons(source, remark.row, remark.outcome, reasons)

    def _reasons(self, source: str, row: int, outcome: str, reasons: Any) -> None:
        for reason in reasons:
            self._count(source, row, outcome, reason)

    def _count(self, source: str, row: int, outcome: str, reason: Remark) -> None:
        rejected = outcome in ("rejected", "skipped")
        group = self._problems.setdefault(
            (reason.about, reason.field),
            {"about": reason.about, "field": reason.field, "count": 0, "rejected": 0, "examples": []},
        )
        group["count"] += 1
        group["rejected"] += rejected
        if len(group["examples"]) < EXAMPLES:
            example = {"file": source, "row": row, "sentence": reason.sentence, "text": reason.text[:80]}
            group["examples"].append(example)
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
        return {"problems": groups, "options": options, "rows": self._rows, "duplicates": self._duplicates}
