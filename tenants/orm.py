"""The two worlds of tables: the platform's own, and those that every company has in a schema of its own."""

import datetime
from typing import Any

from sqlalchemy import DateTime, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

NAMING = {"ix": "%(table_name)s_%(column_0_N_name)s_idx", "pk": "%(table_name)s_pkey"}
TYPES: dict[Any, Any] = {dict[str, Any]: JSONB, list[Any]: JSONB, datetime.datetime: DateTime(timezone=True)}


class PlatformTable(DeclarativeBase):
    """A table of the platform: always named with its schema."""

    metadata = MetaData(schema="platform", naming_convention=NAMING)
    type_annotation_map = TYPES


class TenantTable(DeclarativeBase):
    """A table that every company has: found through the search path of its session."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES
