"""Tell what a person changed in a form from what only came back as it was shown.

A record's form carries a short digest of what each input showed. What comes back with the same digest was not touched:
it is neither checked nor written, and a conflict with somebody else's change leaves it as they saved it.
"""

import base64
from collections.abc import Mapping
from hashlib import blake2s
from typing import Any

import orjson

from saas.fields.field import Field
from saas.records.view import FormView
from saas.records.writable import may_write

Digests = Mapping[str, Any]


def digests_of(view: FormView, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Digest what inputs show: by field, and of a sub-table by row and column."""
    digests: dict[str, Any] = {}
    for name, value in shown.items():
        field = view.by_name[name]
        if "lines" not in field.options:
            digests[name] = _digest(field, value)
        elif lines := view.other(field.options["form"]):
            digests[name] = {
                row["id"]: {
                    field.name: _digest(field, row[field.name]) for field in lines.fields if may_write(lines, field)
                }
                for row in value
            }
    return digests


def read_digests(sent: object) -> Digests:
    """Read the digests that came back with a form; none when there were none."""
    try:
        found = orjson.loads(str(sent or "{}"))
    except orjson.JSONDecodeError:
        return {}
    return {name: one for name, one in found.items() if _whole(one)} if isinstance(found, dict) else {}


def _whole(digest: object) -> bool:
    """Tell whether what came back is a digest, or those of a sub-table's rows."""
    if isinstance(digest, dict):
        return all(isinstance(row, dict) for row in digest.values())
    return isinstance(digest, str)


def touched(view: FormView, raw: Mapping[str, Any], was: Digests) -> dict[str, Any]:
    """Keep what differs from what was shown; of a sub-table's rows that stay, only the cells that differ."""
    changed: dict[str, Any] = {}
    for name, value in raw.items():
        field, before = view.by_name[name], was.get(name)
        if "lines" in field.options and isinstance(before, dict):
            rows = _rows(view, field, value, before)
            if list(before) != [row.get("id") for row in rows] or any(len(row) > 1 for row in rows):
                changed[name] = rows
        elif before is None or before != _digest(field, value):
            changed[name] = value
    return changed


def merged(view: FormView, shown: Mapping[str, Any], changed: Mapping[str, Any], was: Digests) -> dict[str, Any]:
    """Put what was changed in a form over what the record shows now."""
    return {**shown, **changed} | {
        name: _merged_rows(shown.get(name) or [], rows, was.get(name) or {})
        for name, rows in changed.items()
        if "lines" in view.by_name[name].options
    }


def _merged_rows(now: list[dict[str, Any]], rows: list[dict[str, Any]], was: Digests) -> list[dict[str, Any]]:
    """Merge rows: what was taken out here stays out, what others added or removed meanwhile is as they left it."""
    sent = {row["id"]: row for row in rows if row.get("id")}
    stay = [row | sent.get(row["id"], {}) for row in now if row["id"] in sent or row["id"] not in was]
    there = {row["id"] for row in now}
    new = [row for row in rows if row.get("id", "") not in there and len(row) > ("id" in row)]
    return stay + [{key: cell for key, cell in row.items() if key != "id"} for row in new]


def _rows(view: FormView, field: Field, rows: list[dict[str, Any]], was: Digests) -> list[dict[str, Any]]:
    lines = view.other(field.options["form"])
    if lines is None:
        return []
    return [
        {
            key: cell
            for key, cell in row.items()
            if key == "id" or (was.get(row.get("id", "")) or {}).get(key) != _digest(lines.by_name[key], cell)
        }
        for row in rows
    ]


def _digest(field: Field, value: Any) -> str:
    """Digest what an input holds, as browsers send it: line ends vary, and one line has none."""
    if isinstance(value, list):
        text = "\n".join(sorted(value))
    elif field.kind.widget == "textarea":
        text = value.replace("\r\n", "\n").replace("\r", "\n")
    else:
        text = "".join(value.splitlines()).strip()
    return base64.urlsafe_b64encode(blake2s(text.encode(), digest_size=9).digest()).decode()
