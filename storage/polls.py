"""Many sources polled at once: what is known of them in one look, their runs opened and closed in one transaction each.

What is written is what ``begin_run``, ``finish_run``, ``save_entry``, ``claim_host`` and ``note_host`` write for one
source at a time; here it is for all that are polled at about the same time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, exists, insert, null, select, update

from storage.engine import Database
from storage.hosts import HostState, is_ahead, state_of
from storage.lease import owner_is_dead, program_version
from storage.pages import PAGE_COLUMNS, page_row, save_entries
from storage.records import PageRow
from storage.schema import crawl_run, page, source
from storage.schema_crawl import host


@dataclass(frozen=True, slots=True)
class PollState:
    """What is known of a source before it is polled: the hash of its settings as they were last registered, whether a
    crawl of it is unfinished, whether article pages of it wait to be fetched or looked at again, and its ways in."""

    config_hash: str
    unfinished: bool
    waiting: bool
    entries: tuple[PageRow, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPoll:
    """A source about to be polled, and the hosts (``host_name``) whose turns it needs for that."""

    source_key: str
    hosts: Collection[str]


@dataclass(frozen=True, slots=True)
class DonePoll:
    """A poll that found every way in unchanged: its run, when the source is due again, and the ways in of which more is
    known than before."""

    run_id: int
    source_key: str
    started_at: datetime
    counts: Mapping[str, int]
    next_due_at: datetime
    entries: tuple[PageRow, ...] = ()


@dataclass(frozen=True, slots=True)
class HostNote:
    """What became of a host: so many more requests today, not to be asked before a time, its turn given back."""

    name: str
    requests: int
    next_at: datetime | None
    release: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """Runs that were opened, by source, with the hosts their turns were taken of."""

    runs: Mapping[str, int] = field(default_factory=dict)
    hosts: Mapping[str, HostState] = field(default_factory=dict)


_UNFINISHED = and_(crawl_run.c.source_key == source.c.key, crawl_run.c.finished_at.is_(None))
_OWN = and_(page.c.source_key == source.c.key, page.c.kind == "article")
_FINISH = update(crawl_run).where(crawl_run.c.id == bindparam("number"))
_LEASE = update(host).where(host.c.name == bindparam("host_name"))
_SETTLE = (
    update(source)
    .where(source.c.key == bindparam("source_key"))
    .values(
        next_due_at=bindparam("due"),
        rhythm_s=bindparam("rhythm"),
        health="ok",
        failures=0,
        last_success_at=bindparam("now"),
        asked_at=case((source.c.asked_at <= bindparam("started"), null()), else_=source.c.asked_at),
    )
)


class Polls:
    """The part of ``Store`` that knows many sources at a time."""

    _db: Database

    def poll_states(
        self, keys: Collection[str], robots: Collection[str], *, now: datetime, rechecks: bool
    ) -> tuple[dict[str, PollState], dict[str, HostState]]:
        """What is known of the sources, by key, and of the hosts named as in an address, for their robots.txt; what is
        not known is left out. ``rechecks``: stored pages due for another look count as waiting, too."""
        waits = [
            exists().where(_OWN, page.c.state == "found"),
            exists().where(_OWN, page.c.state.in_(("failed", "rejected")), page.c.next_check_at <= now),
        ]
        if rechecks:
            waits.append(exists().where(_OWN, page.c.state == "stored", page.c.next_check_at <= now))
        known = select(source.c.key, source.c.config_hash, exists().where(_UNFINISHED), *waits)
        ways = select(*PAGE_COLUMNS).where(page.c.source_key.in_(keys), page.c.state == "entry")
        with self._db.read() as connection:
            entries: defaultdict[str, list[PageRow]] = defaultdict(list)
            for row in connection.execute(ways.order_by(page.c.id)):
                entries[row.source_key].append(page_row(row))
            states = {
                key: PollState(config_hash, unfinished, any(waiting), tuple(entries.get(key, ())))
                for key, config_hash, unfinished, *waiting in connection.execute(known.where(source.c.key.in_(keys)))
            }
            rows = connection.execute(select(host).where(host.c.name.in_(robots)))
            return states, {row.name: state_of(row, now, held_by=row.lease_owner) for row in rows}

    def begin_polls(self, polls: Sequence[NewPoll], *, now: datetime, until: datetime, worker: str) -> Begun:
        """Take the turns of the polls' hosts until a time, and open a run for each source whose hosts were all free.
        Left out are sources with an unfinished crawl, those whose host another process has, and unknown ones."""
        wanted = {poll.source_key: poll for poll in polls}
        with self._db.write() as connection:
            locked = select(source.c.key).where(source.c.key.in_(wanted)).order_by(source.c.key).with_for_update()
            free = set(connection.scalars(locked))
            begun = select(crawl_run.c.source_key).where(
                crawl_run.c.source_key.in_(wanted), crawl_run.c.finished_at.is_(None)
            )
            free -= set(connection.scalars(begun))
            states = self._look_at_hosts(connection, {name for key in free for name in wanted[key].hosts}, worker, now)
            taken = {name for name, state in states.items() if state.held_by is not None}
            opened = [key for key in wanted if key in free and taken.isdisjoint(wanted[key].hosts)]
            held = sorted({name for key in opened for name in wanted[key].hosts})
            if not opened:
                return Begun()
            connection.execute(update(host).where(host.c.name.in_(held)).values(lease_owner=worker, lease_until=until))
            values = {"started_at": now, "worker": worker, "version": program_version(), "counts": {}}
            new = insert(crawl_run).returning(crawl_run.c.source_key, crawl_run.c.id)
            runs = connection.execute(new, [{"source_key": key, **values} for key in opened])
            return Begun(dict(runs), {name: states[name] for name in held})

    def _look_at_hosts(
        self, connection: Connection, names: Collection[str], worker: str, now: datetime
    ) -> dict[str, HostState]:
        """What is known of hosts, locked, each with who has its turn where that is another process."""
        if not names:
            return {}
        new = self._db.insert(host).on_conflict_do_nothing()
        connection.execute(new, [{"name": name, "requests": 0} for name in sorted(names)])
        states: dict[str, HostState] = {}
        for row in connection.execute(
            select(host).where(host.c.name.in_(names)).order_by(host.c.name).with_for_update()
        ):
            other = row.lease_owner is not None and row.lease_owner != worker
            taken = other and is_ahead(row.lease_until, now) and not owner_is_dead(row.lease_owner)
            states[row.name] = state_of(row, now, held_by=row.lease_owner if taken else None)
        return states

    def finish_polls(self, polls: Sequence[DonePoll], notes: Sequence[HostNote], *, now: datetime, worker: str) -> None:
        """Close the runs of unchanged sources with the verdict "ok", say when each is due again, keep what is newly
        known of their ways in, and give their hosts back: one transaction."""
        if not polls and not notes:
            return
        with self._db.write() as connection:
            if polls:
                ended = {"finished_at": now, "verdict": "ok"}
                connection.execute(
                    _FINISH, [{"number": one.run_id, "counts": dict(one.counts), **ended} for one in polls]
                )
                connection.execute(
                    _SETTLE, [_settled(one, now) for one in sorted(polls, key=lambda one: one.source_key)]
                )
                save_entries(self._db, connection, [row for one in polls for row in one.entries])
            self._note_hosts(connection, notes, now=now, worker=worker)

    @staticmethod
    def _note_hosts(connection: Connection, notes: Sequence[HostNote], *, now: datetime, worker: str) -> None:
        by_name = {note.name: note for note in notes}
        if not by_name:
            return
        day, values = now.date().isoformat(), []
        columns = (host.c.name, host.c.day, host.c.requests, host.c.next_at, host.c.lease_owner, host.c.lease_until)
        query = select(*columns).where(host.c.name.in_(by_name)).order_by(host.c.name).with_for_update()
        for row in connection.execute(query):
            note = by_name[row.name]
            later = note.next_at is not None and (not is_ahead(row.next_at, now) or row.next_at < note.next_at)
            given_back = note.release and row.lease_owner == worker
            values.append(
                {
                    "host_name": row.name,
                    "day": day,
                    "requests": note.requests + (row.requests if row.day == day else 0),
                    "next_at": note.next_at if later else row.next_at,
                    "lease_owner": None if given_back else row.lease_owner,
                    "lease_until": None if given_back else row.lease_until,
                }
            )
        if values:
            connection.execute(_LEASE, values)


def _settled(poll: DonePoll, now: datetime) -> dict[str, Any]:
    rhythm = max(round((poll.next_due_at - now).total_seconds()), 0)
    return {
        "source_key": poll.source_key,
        "due": poll.next_due_at,
        "rhythm": rhythm,
        "now": now,
        "started": poll.started_at,
    }
