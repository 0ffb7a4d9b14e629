"""Seal the rows that become records. Pure computing: it runs in a process of its own, away from what parses files."""

import pickle
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from saas.forms.form import Form
from saas.imports.deciding import Creation
from saas.imports.reading import Payload
from saas.records.sealing import NewRecord, Sealed, Sealer
from tenants.keys import Cipher


class Sealing:
    """Seals the records that one import makes; `defaults` by field name fill in what the rows do not say."""

    def __init__(
        self, form: Form, cipher: Cipher, person: int | None, moment: datetime, defaults: Mapping[str, Any]
    ) -> None:
        self._form, self._defaults = form, defaults
        self._sealer = Sealer(form, cipher, person, moment, "imported")

    def seal(self, payload: bytes, created: Sequence[Creation], serials: Mapping[str, Sequence[str]]) -> Sealed:
        """Seal the chosen rows of a chunk; `serials` gives the numbers of serial fields, one for each."""
        rows: Payload = pickle.loads(payload)  # noqa: S301 -- from our own reading process.
        return self._sealer.seal(
            [
                self._record(*rows[each.at], each, {name: numbers[n] for name, numbers in serials.items()})
                for n, each in enumerate(created)
            ]
        )

    def _record(
        self, values: dict[str, Any], left_out: dict[str, str] | None, each: Creation, serials: Mapping[str, str]
    ) -> NewRecord:
        fields = self._form.by_name
        # What could not be read stays empty: a default would look as if somebody had said so.
        lost = {**(left_out or {}), **each.left_out}
        filled = {name: value for name, value in self._defaults.items() if name not in lost}
        known = {fields[name]: value for name, value in {**filled, **values, **each.looked_up, **serials}.items()}
        kept = {fields[name]: text for name, text in lost.items()}
        return NewRecord(each.id, known, each.owner, each.department, kept or None)
