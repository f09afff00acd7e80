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

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    case,
    exists,
    insert,
    null,
    or_,
    select,
    update,
)

from storage.due import LONGEST_RETRY
from storage.engine import Database
from storage.hosts import HostNote, HostState, look_at_hosts, note_hosts, states_of, take_hosts
from storage.lease import program_version
from storage.pages import PAGE_COLUMNS, page_row, save_entries
from storage.ready import Ready
from storage.records import PageRow
from storage.schema import crawl_run, page, source


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
class Begun:
    """Runs that were opened, by source, with the hosts their turns were taken of."""

    runs: Mapping[str, int] = field(default_factory=dict)
    hosts: Mapping[str, HostState] = field(default_factory=dict)


# Run for every source that is polled: built once.
_THESE: BindParameter[str] = bindparam("keys", expanding=True)
_OWN = and_(page.c.source_key == source.c.key, page.c.kind == "article")
_NOW: BindParameter[datetime] = bindparam("now")
_FAR: BindParameter[datetime] = bindparam("far")


def _known(*more: ColumnElement[bool]) -> Ready:
    """What is known of living sources: unfinished, and whether pages wait (or any ``more`` of their own do)."""
    unfinished = exists().where(crawl_run.c.source_key == source.c.key, crawl_run.c.finished_at.is_(None))
    times = (page.c.next_check_at <= _NOW, page.c.next_check_at > _FAR)  # each a look into the index
    due = [and_(page.c.state == state, time) for state in ("failed", "rejected") for time in times]
    waits = or_(*(exists().where(_OWN, one) for one in (page.c.state == "found", *due, *more)))
    columns = (source.c.key, source.c.config_hash, unfinished.label("unfinished"), waits.label("waiting"))
    return Ready(select(*columns).where(source.c.key.in_(_THESE), source.c.retired_at.is_(None)))


_STATES = _known()
_STATES_WITH_RECHECKS = _known(and_(page.c.state == "stored", page.c.next_check_at <= _NOW))
_WAYS = Ready(select(*PAGE_COLUMNS).where(page.c.source_key.in_(_THESE), page.c.state == "entry").order_by(page.c.id))
_LOCKED = Ready(select(source.c.key).where(source.c.key.in_(_THESE)).order_by(source.c.key).with_for_update())
_UNFINISHED = Ready(
    select(crawl_run.c.source_key).where(crawl_run.c.source_key.in_(_THESE), crawl_run.c.finished_at.is_(None))
)
_OPEN = Ready(insert(crawl_run))
_FINISH = Ready(
    update(crawl_run)
    .where(crawl_run.c.id == bindparam("number"))
    .values(finished_at=_NOW, verdict="ok", counts=bindparam("new_counts"))
)
_SETTLE = Ready(
    update(source)
    .where(source.c.key == bindparam("its"))
    .values(
        next_due_at=bindparam("due"),
        rhythm_s=bindparam("rhythm"),
        health="ok",
        failures=0,
        last_success_at=_NOW,
        asked_at=case((source.c.asked_at <= bindparam("started"), null()), else_=source.c.asked_at),
    )
)


class Polls:
    """The part of ``Store`` that knows many sources at a time."""

    _db: Database

    def poll_states(
        self, keys: Collection[str], robots: Collection[str], *, now: datetime, rechecks: bool
    ) -> tuple[dict[str, PollState], dict[str, HostState]]:
        """What is known of the living sources, by key, and of hosts, named as in an address, for their
        robots.txt; what is not known is left out. With ``rechecks``, stored pages due for another look wait, too."""
        known = _STATES_WITH_RECHECKS if rechecks else _STATES
        with self._db.read() as connection:
            entries: defaultdict[str, list[PageRow]] = defaultdict(list)
            for row in _WAYS.all(connection, {"keys": keys}):
                entries[row.source_key].append(page_row(row))
            states = {
                row.key: PollState(row.config_hash, row.unfinished, row.waiting, tuple(entries.get(row.key, ())))
                for row in known.all(connection, {"keys": keys, "now": now, "far": now + LONGEST_RETRY})
            }
            return states, states_of(connection, robots, now)

    def begin_polls(self, polls: Sequence[NewPoll], *, now: datetime, until: datetime, worker: str) -> Begun:
        """Take the turns of the polls' hosts until a time, and open a run for each source whose hosts were all free.
        Left out are sources with an unfinished crawl, those whose host another process has, and unknown ones."""
        wanted = {poll.source_key: poll for poll in polls}
        with self._db.write() as connection:
            free = {row.key for row in _LOCKED.all(connection, {"keys": wanted})}
            free -= {row.source_key for row in _UNFINISHED.all(connection, {"keys": wanted})}
            needed = {name for key in free for name in wanted[key].hosts}
            states = look_at_hosts(self._db, connection, needed, owner=worker, now=now)
            taken = {name for name, state in states.items() if state.held_by is not None}
            opened = [key for key in wanted if key in free and taken.isdisjoint(wanted[key].hosts)]
            if not opened:
                return Begun()
            held = sorted({name for key in opened for name in wanted[key].hosts})
            take_hosts(connection, held, owner=worker, until=until)
            values = {"started_at": now, "worker": worker, "version": program_version(), "counts": {}}
            runs = dict(zip(opened, self._db.next_ids(connection, crawl_run, len(opened)), strict=True))
            _OPEN.many(connection, [{"id": number, "source_key": key, **values} for key, number in runs.items()])
            return Begun(runs, {name: states[name] for name in held})

    def finish_polls(self, polls: Sequence[DonePoll], notes: Sequence[HostNote], *, now: datetime, worker: str) -> None:
        """Close the runs of unchanged sources with the verdict "ok", say when each is due again, keep what is newly
        known of their ways in, and give their hosts back: one transaction."""
        if not polls and not notes:
            return
        with self._db.write() as connection:
            if polls:
                _FINISH.many(
                    connection, [{"number": one.run_id, "new_counts": dict(one.counts), "now": now} for one in polls]
                )
                settled = sorted(polls, key=lambda one: one.source_key)
                _SETTLE.many(connection, [_settled(one, now) for one in settled])
                save_entries(self._db, connection, [row for one in polls for row in one.entries])
            note_hosts(connection, notes, owner=worker, now=now)


def _settled(poll: DonePoll, now: datetime) -> dict[str, Any]:
    rhythm = max(round((poll.next_due_at - now).total_seconds()), 0)
    return {
        "its": poll.source_key,
        "due": poll.next_due_at,
        "rhythm": rhythm,
        "now": now,
        "started": poll.started_at,
    }
