"""A real worker process for tests that kill one. Arguments: database URL, data folder, key in hex."""

import asyncio
import sys
from pathlib import Path

from saas import jobs
from saas.files.store import open_store
from tenants.app_role import app_password
from tenants.engines import Database
from tenants.keys import KeyRing, LocalKey
from tenants.queue import open_queue, queue
from tenants.settings import Settings


async def main(url: str, data: str, key: str) -> None:
    """Run jobs until killed."""
    kek = bytes.fromhex(key)
    open_store(Settings(data=Path(data), kek=kek))
    await open_queue(Database(url, app_password(kek), KeyRing(LocalKey(kek))))
    jobs.register()
    print("ready", flush=True)
    await queue.run_worker_async(concurrency=2, update_heartbeat_interval=0.5, delete_jobs="successful")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
