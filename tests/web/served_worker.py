"""The worker as it is served, in a process of its own. Arguments: database URL, data folder, key in hex."""

import asyncio
import sys
from pathlib import Path

from saas.kit.logs import quiet_logs
from tenants.app_role import app_password
from tenants.engines import Database
from tenants.keys import KeyRing, LocalKey
from tenants.queue import open_queue
from tenants.settings import Settings
from web.running import run_worker


async def main(url: str, data: str, key: str) -> None:
    """Run jobs until killed."""
    quiet_logs("INFO")
    kek = bytes.fromhex(key)
    await open_queue(Database(url, app_password(kek), KeyRing(LocalKey(kek))))
    await run_worker(Settings(data=Path(data), kek=kek))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
