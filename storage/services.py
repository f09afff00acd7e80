"""The services (``vestnik watch``) that run on this database: which process each is, and its configuration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from storage.engine import Database
from storage.lease import owner_is_dead
from storage.schema_service import service


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One service. ``owner`` is its process (``storage.lease``); ``loads`` counts how often its configuration was read
    again, ``loaded_at`` is since when the one in force is, ``problem`` why a newer one could not be taken."""

    owner: str
    started_at: datetime
    seen_at: datetime
    loads: int
    loaded_at: datetime
    problem: str | None


class Services:
    """The part of ``Store`` that knows services."""

    _db: Database

    def enter_service(self, owner: str, *, now: datetime) -> None:
        """Note that a service begins. Those of processes that are known to be dead are struck off."""
        values = {"owner": owner, "started_at": now, "seen_at": now, "loads": 0, "loaded_at": now, "problem": None}
        with self._db.write() as connection:
            for other in list(connection.scalars(select(service.c.owner))):
                if other == owner or owner_is_dead(other):
                    connection.execute(delete(service).where(service.c.owner == other))
            connection.execute(self._db.insert(service).values(values))

    def note_service(self, owner: str, *, now: datetime) -> None:
        """Note that a service still works."""
        with self._db.write() as connection:
            connection.execute(update(service).where(service.c.owner == owner).values(seen_at=now))

    def note_loaded(self, owner: str, *, now: datetime, problem: str | None) -> None:
        """Note that a service has read its configuration again, and why the new one could not be taken, if so."""
        values = {"loads": service.c.loads + 1, "seen_at": now, "problem": problem}
        if problem is None:
            values["loaded_at"] = now
        with self._db.write() as connection:
            connection.execute(update(service).where(service.c.owner == owner).values(values))

    def leave_service(self, owner: str) -> None:
        """Note that a service has ended."""
        with self._db.write() as connection:
            connection.execute(delete(service).where(service.c.owner == owner))

    def services(self) -> list[ServiceState]:
        """The services on this database, the newest first, without those whose process is known to be dead."""
        with self._db.read() as connection:
            rows = connection.execute(select(service).order_by(service.c.started_at.desc())).all()
        return [ServiceState(**row._mapping) for row in rows if not owner_is_dead(row.owner)]
