"""Columns that repeat a heading: a second 联系人 and 手机 beside the first ones."""

from collections.abc import Mapping, MutableSequence, Sequence
from typing import Any

from saas.imports.cells import is_empty, shown
from saas.imports.packing import restored


class Repeated:
    """Knows the columns that go to the same fields, in the order of their groups: the first pair, the second pair."""

    def __init__(self, mapping: Mapping[int, str]) -> None:
        by_field: dict[str, list[int]] = {}
        for at, name in sorted(mapping.items()):
            by_field.setdefault(name, []).append(at)
        self.first = {places[0]: name for name, places in by_field.items()}
        several = {name: places for name, places in by_field.items() if len(places) > 1}
        most = max(map(len, several.values()), default=0)
        self._groups = [{name: places[n] for name, places in several.items() if n < len(places)} for n in range(most)]

    def __bool__(self) -> bool:
        return bool(self._groups)

    def settle(self, row: Sequence[Any]) -> tuple[Sequence[Any], list[tuple[str, str]]]:
        """Move the first filled group of a row to where the first is; give what stood in the others by field."""
        filled = [group for group in self._groups if any(_said(row, at) for at in group.values())]
        if not filled:
            return row, []
        first, settled = self._groups[0], list(row)
        if filled[0] is not first:
            for name, at in first.items():
                _put(settled, at, row[filled[0][name]] if name in filled[0] and filled[0][name] < len(row) else "")
        kept = {name: _said(row, at) for name, at in filled[0].items()}
        others = [(name, text) for group in filled[1:] for name, at in group.items() if (text := _said(row, at))]
        return settled, [(name, text) for name, text in others if text != kept.get(name)]


def _said(row: Sequence[Any], at: int) -> str:
    cell = restored(row[at]) if at < len(row) else ""
    return "" if is_empty(cell) else shown(cell)


def _put(row: MutableSequence[Any], at: int, cell: Any) -> None:
    row.extend([""] * (at + 1 - len(row)))
    row[at] = cell
