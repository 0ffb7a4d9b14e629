"""Seal the rows that become records. Pure computing: it runs in a process of its own, away from what parses files."""

import pickle
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from saas.forms.form import Form
from saas.imports.reading import Payload
from saas.records.sealing import NewRecords, Owner, Sealed, Sealer
from tenants.keys import Cipher


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

    def each_id(self) -> list[bytes]:
        """List the ids."""
        return [self.ids[n : n + 16] for n in range(0, len(self.ids), 16)]


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
        read: Payload = pickle.loads(payload)  # noqa: S301 -- from our own reading process.
        fields, count = self._fields, len(created.at)
        place = {at: n for n, at in enumerate(created.at)}
        lost = {
            place[at]: {**read.left_out.get(at, NOTHING), **created.left_out.get(at, NOTHING)}
            for at in {*read.left_out, *created.left_out} & place.keys()
        }
        values, keys = (
            {fields[name]: list(map(column.__getitem__, created.at)) for name, column in columns.items()}
            for columns in (read.values, read.keys)
        )
        for name, default in self._defaults.items():
            given = values.get(fields[name], [None] * count)
            keys.pop(fields[name], None)
            values[fields[name]] = filled = [default if value is None else value for value in given]
            for n, names in lost.items():
                if name in names:  # A default would look as if somebody had said so.
                    filled[n] = given[n]
        for at, found in created.looked_up.items():
            for name, value in found.items():
                values.setdefault(fields[name], [None] * count)[place[at]] = value
        values |= {fields[name]: list(numbers) for name, numbers in serials.items()}
        owners = [created.owners.get(at, created.owner) for at in created.at]
        kept = {n: {fields[name]: text for name, text in texts.items()} for n, texts in lost.items() if texts}
        return self._sealer.seal(NewRecords(created.each_id(), owners, values, keys, kept))
