"""The table of the services that run on a database. As in ``storage.schema``, a change needs a migration."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, TypedColumns

from storage.schema import metadata
from storage.types import SafeText, UtcDateTime


class _ServiceColumns(TypedColumns):
    owner = Column(SafeText, primary_key=True)  # storage.lease.process_owner() of the process
    started_at = Column(UtcDateTime, nullable=False)
    seen_at = Column(UtcDateTime, nullable=False)  # when it last said that it works
    loads = Column(Integer, nullable=False, default=0)  # times its configuration was read again, well or not
    loaded_at = Column(UtcDateTime, nullable=False)  # since when the configuration in force is
    problem: Column[str | None] = Column(SafeText)  # why the newest configuration could not be taken


service = Table("service", metadata, _ServiceColumns)
