"""Seal the rows that become records. Pure computing: it runs in a process of its own, away from what parses files."""

import pickle
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from saas.forms.form import Form
from saas.imports.reading import Payload
from saas.records.sealing import NewRecord, Sealed, Sealer
from tenants.keys import Cipher

Owner = tuple[int | None, int | None]
"""A person and their department."""


class Creations(NamedTuple):
    """The rows of a chunk that become records, as little as possible, since there are many.

    `at` are their places in the chunk and `ids` their ids, 16 bytes each. Only rows of another owner than `owner`, and
    rows for which something was looked up or not found, have an entry in `owners`, `looked_up` and `left_out`.
    """

    at: list[int]
    ids: bytes
    owner: Owner
    owners: dict[int, Owner]
    looked_up: dict[int, dict[str, Any]]
    left_out: dict[int, dict[str, str]]

    def uuids(self) -> list[UUID]:
        """List the ids."""
        return [UUID(bytes=self.ids[n : n + 16]) for n in range(0, len(self.ids), 16)]


NOTHING: Mapping[str, Any] = {}


class Sealing:
    """Seals the records that one import makes; `defaults` by field name fill in what the rows do not say."""

    def __init__(
        self, form: Form, cipher: Cipher, person: int | None, moment: datetime, defaults: Mapping[str, Any]
    ) -> None:
        self._fields, self._defaults = form.by_name, defaults
        self._sealer = Sealer(form, cipher, person, moment, "imported")

    def seal(self, payload: bytes, created: Creations, serials: Mapping[str, Sequence[str]]) -> Sealed:
        """Seal the chosen rows of a chunk; `serials` gives the numbers of serial fields, one for each."""
        rows: Payload = pickle.loads(payload)  # noqa: S301 -- from our own reading process.
        records, fields = [], self._fields
        for n, (at, id) in enumerate(zip(created.at, created.uuids(), strict=True)):
            values, left_out = rows[at]
            lost = {**(left_out or NOTHING), **created.left_out.get(at, NOTHING)}
            # What could not be read stays empty: a default would look as if somebody had said so.
            filled = {name: value for name, value in self._defaults.items() if name not in lost}
            numbers = {name: listed[n] for name, listed in serials.items()}
            known = {**filled, **values, **created.looked_up.get(at, NOTHING), **numbers}
            by_field = {fields[name]: value for name, value in known.items()}
            kept = {fields[name]: text for name, text in lost.items()} if lost else None
            records.append(NewRecord(id, by_field, *created.owners.get(at, created.owner), kept))
        return self._sealer.seal(records)
