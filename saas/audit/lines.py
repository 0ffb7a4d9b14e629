"""A line of the log as the chain sees it: every column, as text where databases and languages write it differently."""

from typing import Any

import orjson
from sqlalchemy import Result

COLUMNS = r"""
  l.id, to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24\:MI\:SS.US"Z"') AS at, l.xid::text::bigint AS xid,
  l.person_id, l.person, l.via, l.ip, l.action, l.form, l.record_id::text AS record_id,
  l.record_ids::text[] AS record_ids, l.fields, l.detail::text AS detail
"""


def read_lines(result: Result[Any]) -> list[dict[str, Any]]:
    """Turn rows selected with COLUMNS into what is hashed and exported."""
    names = list(result.keys())
    lines = [dict(zip(names, row, strict=True)) for row in result]
    for line in lines:
        if line["detail"] is not None:
            line["detail"] = _readable(line["detail"])
    return lines


def _readable(text: str) -> Any:
    """Parse JSON; what only PostgreSQL can hold, as huge numbers, stays text and does not stop the chain."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
