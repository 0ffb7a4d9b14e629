"""Forget old keys every night."""

from saas.idempotency.actions import purge_keys
from tenants.queue import every_company

purge = every_company("idempotency.purge", cron="17 3 * * *")(purge_keys)
