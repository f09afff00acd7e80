"""Hosts over all crawls and processes of a database: whose turn it is, what they asked for, today's requests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, select, update

from storage.engine import Database
from storage.lease import owner_is_dead
from storage.ready import Ready
from storage.schema_crawl import host

_LONGEST = timedelta(hours=25)
"""No turn and no pause reaches further: what does was written by a clock that ran wrong, and is not believed."""


@dataclass(frozen=True, slots=True)
class HostState:
    """What is known of one host. ``held_by`` is the other process whose turn it is, None where it is ours;
    ``requests`` counts those of the day that ``claim_host`` was given."""

    name: str
    held_by: str | None = None
    next_at: datetime | None = None
    requests: int = 0
    robots_at: datetime | None = None
    robots_status: int | None = None
    robots_body: bytes | None = None


@dataclass(frozen=True, slots=True)
class HostNote:
    """What became of a host: so many more requests today, put off until ``next_at`` (never to an earlier time), and its
    turn given back where ``release``."""

    name: str
    requests: int = 0
    next_at: datetime | None = None
    release: bool = False


# Run for every source that is polled: built once.
_NAMED = host.c.name.in_(bindparam("names", expanding=True))
_KNOWN = Ready(select(host).where(_NAMED))
_LOCKED = Ready(select(host).where(_NAMED).order_by(host.c.name).with_for_update())
_BEFORE = Ready(
    select(host.c.name, host.c.day, host.c.requests, host.c.next_at, host.c.lease_owner, host.c.lease_until)
    .where(_NAMED)
    .order_by(host.c.name)
    .with_for_update()
)
_ITS = host.c.name == bindparam("its")
_TAKE = Ready(update(host).where(_ITS).values(lease_owner=bindparam("owner"), lease_until=bindparam("until")))
_NOTE = Ready(
    update(host)
    .where(_ITS)
    .values(
        day=bindparam("new_day"),
        requests=bindparam("new_requests"),
        next_at=bindparam("new_next_at"),
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until"),
    )
)


class Hosts:
    """The part of ``Store`` that knows hosts."""

    _db: Database

    def claim_host(self, name: str, *, owner: str, now: datetime, until: datetime) -> HostState:
        """Take a host's turn for ``owner`` (``storage.lease.process_owner()``) until a time, or learn who has it.

        A turn is free where nobody has it, its time is over (or over a day off, see ``_LONGEST``) or its process is
        dead; taking one's own again prolongs it.
        """
        with self._db.write() as connection:
            state = look_at_hosts(self._db, connection, [name], owner=owner, now=now)[name]
            if state.held_by is None:
                take_hosts(connection, [name], owner=owner, until=until)
            return state

    def note_host(self, note: HostNote, *, owner: str, now: datetime) -> None:
        """Write down what became of a host. One that was never claimed is passed over."""
        with self._db.write() as connection:
            note_hosts(connection, [note], owner=owner, now=now)

    def host_state(self, name: str, *, now: datetime) -> HostState:
        """What is known of a host, whosever turn it is."""
        with self._db.read() as connection:
            row = connection.execute(select(host).where(host.c.name == name)).one_or_none()
        return HostState(name) if row is None else state_of(row, now, held_by=row.lease_owner)

    def hosts_elsewhere(self, names: Collection[str], *, owner: str, now: datetime) -> list[str]:
        """Those of the hosts whose turn another process has that may well live, in order of their names."""
        query = select(host.c.name, host.c.lease_owner, host.c.lease_until).where(host.c.name.in_(names))
        with self._db.read() as connection:
            rows = connection.execute(query.order_by(host.c.name)).all()
        return [
            row.name
            for row in rows
            if row.lease_owner not in (None, owner)
            and is_ahead(row.lease_until, now)
            and not owner_is_dead(row.lease_owner)
        ]

    def save_robots(self, name: str, *, status: int, body: bytes, now: datetime) -> None:
        """Keep the robots.txt of a host, by its name as in an address: for a day its rules are known without asking."""
        values = {"robots_at": now, "robots_status": status, "robots_body": body}
        insert = self._db.insert(host).values({"name": name, "requests": 0, **values})
        with self._db.write() as connection:
            connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=values))


def look_at_hosts(
    database: Database, connection: Connection, names: Collection[str], *, owner: str, now: datetime
) -> dict[str, HostState]:
    """What is known of hosts, their rows made where there are none, and locked. ``held_by`` is the process whose turn
    it is, where that is not ``owner`` and may well live."""
    if not names:
        return {}
    database.ready(_new).many(connection, [{"name": name, "requests": 0} for name in sorted(names)])
    states: dict[str, HostState] = {}
    for row in _LOCKED.all(connection, {"names": names}):
        other = row.lease_owner is not None and row.lease_owner != owner
        taken = other and is_ahead(row.lease_until, now) and not owner_is_dead(row.lease_owner)
        states[row.name] = state_of(row, now, held_by=row.lease_owner if taken else None)
    return states


def _new(database: Database) -> Insert:
    return database.insert(host).on_conflict_do_nothing()


def states_of(connection: Connection, names: Collection[str], now: datetime) -> dict[str, HostState]:
    """What is known of hosts, whosever turn it is; what is not known is left out."""
    rows = _KNOWN.all(connection, {"names": names})
    return {row.name: state_of(row, now, held_by=row.lease_owner) for row in rows}


def take_hosts(connection: Connection, names: Collection[str], *, owner: str, until: datetime) -> None:
    """Write down whose turn hosts are, one at least, until a time."""
    _TAKE.many(connection, [{"its": name, "owner": owner, "until": until} for name in names])


def note_hosts(connection: Connection, notes: Collection[HostNote], *, owner: str, now: datetime) -> None:
    """Write down what became of hosts, each once. Those that were never claimed are passed over."""
    by_name = {note.name: note for note in notes}
    if not by_name:
        return
    day, values = now.date().isoformat(), []
    for row in _BEFORE.all(connection, {"names": by_name}):
        note = by_name[row.name]
        later = note.next_at is not None and (not is_ahead(row.next_at, now) or row.next_at < note.next_at)
        given_back = note.release and row.lease_owner == owner
        values.append(
            {
                "its": row.name,
                "new_day": day,
                "new_requests": note.requests + (row.requests if row.day == day else 0),
                "new_next_at": note.next_at if later else row.next_at,
                "owner": None if given_back else row.lease_owner,
                "until": None if given_back else row.lease_until,
            }
        )
    if values:
        _NOTE.many(connection, values)


def has_a_turn(connection: Connection, owner: str, now: datetime) -> bool:
    """Whether a process holds any host's turn: it lived when it last prolonged it, minutes ago."""
    held = select(host.c.name).where(
        host.c.lease_owner == owner, host.c.lease_until > now, host.c.lease_until <= now + _LONGEST
    )
    return connection.execute(held.limit(1)).first() is not None


def is_ahead(moment: datetime | None, now: datetime) -> bool:
    """Whether a turn or pause holds still, see ``_LONGEST``."""
    return moment is not None and now < moment <= now + _LONGEST


def state_of(row: Any, now: datetime, *, held_by: str | None) -> HostState:
    """A whole row of the table as the record."""
    return HostState(
        row.name,
        held_by,
        row.next_at if is_ahead(row.next_at, now) else None,
        row.requests if row.day == now.date().isoformat() else 0,
        row.robots_at,
        row.robots_status,
        row.robots_body,
    )
