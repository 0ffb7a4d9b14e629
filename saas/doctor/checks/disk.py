"""Room on the disk."""

import shutil

from saas.doctor.check import Check, Finding, fail, ok, warn
from saas.kit.i18n import _
from tenants.settings import Settings

GIB = 2**30
ENOUGH, TOO_LITTLE = 10 * GIB, GIB


class Disk(Check):
    """Is there room for the data to grow?"""

    name = "disk"

    async def run(self, settings: Settings) -> Finding:
        """Measure the disks of the data folder and, where it lies elsewhere, of the built-in database."""
        places = [place for place in (settings.data, *settings.data.parents) if place.exists()][:1]
        places += [place for place in (settings.data / "postgres",) if place.exists()]
        free = min(shutil.disk_usage(place).free for place in places)
        sentence = _("%(free)s GiB are free on the disk of the data folder.", free=f"{free / GIB:.1f}")
        if free < TOO_LITTLE:
            return fail(sentence, _("Make room now: the database stops when the disk is full."))
        if free < ENOUGH:
            return warn(sentence, _("Make room soon, or move the data folder to a larger disk."))
        return ok(sentence)
