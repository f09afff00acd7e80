"""Whose turn it is to ask a host: one request at a time, over all crawls of this process and all processes of one
database; how long a host wants to be left alone, and how often it may be asked a day.

Within a process the lines are asyncio locks. Between processes a host's turn is a lease in the store, taken with a
crawl's first request, prolonged while it lasts and given back at its end: two small writes a crawl, none a request.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary, proxy

from scrapy.exceptions import IgnoreRequest

from storage.hosts import HostNote, HostState
from storage.lease import process_owner
from storage.thread import StoreThread

LONGEST_WAIT_S = 20.0
"""A host that asks for a longer pause than this ends the crawl of its source, which is then tried again at its time;
so does one that another process goes on asking for longer."""
LEASE = timedelta(minutes=5)
"""How long a turn is taken for, and twice the delay and the slowest answer where that is longer."""
_LOOK_EVERY_S = 0.25
_OWN_PACE = 0.7
"""The least that a crawl's own requests to a host are apart, as a share of its delay, which Scrapy varies."""


class HostClosedError(IgnoreRequest):
    """A host is not to be asked now. It says nothing of the page that was wanted, which is asked for another time."""


class HostPausedError(HostClosedError):
    """A host has asked for a pause too long to sit out, or it is another process's turn."""


class HostBudgetError(HostClosedError):
    """A host was asked as often today as the configuration allows."""


class RobotsUnreachableError(HostClosedError):
    """robots.txt cannot be had, so that nothing may be asked for (RFC 9309, 2.3.1.4)."""


@dataclass(slots=True)
class _Line:
    """The line before one host in this process. ``last`` is when the last request began, ``user`` whose it was."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: float = 0.0
    user: int = 0


_lines: dict[str, _Line] = {}


@dataclass(slots=True)
class _Host:
    """What one store's crawls know of a host: the lease, today's count, and when it may be asked again."""

    claiming: asyncio.Lock = field(default_factory=asyncio.Lock)
    lease_until: datetime | None = None
    users: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)
    day: str = ""
    requests: int = 0
    unsaved: int = 0
    paused_until: float = 0.0
    rests_until: float = 0.0

    def next_at(self, now: datetime) -> datetime | None:
        """Before when nobody is to ask it; None where anybody may."""
        wait = max(self.paused_until, self.rests_until) - time.monotonic()
        return now + timedelta(seconds=wait) if wait > 0 else None


class HostTurns:
    """The hosts as the crawls of one store know them in this process. ``user`` is a number of the crawl's own
    (``SourceSpider.number``), ``clock`` its clock; names are those of ``host_name``. Lengths of time are taken from a
    clock that is never set; the wall's, which may be, is only what processes tell each other by."""

    def __init__(self, store: StoreThread) -> None:
        self._store = proxy(store)  # turns_of holds this for as long as the store is used, and no longer
        self._hosts: dict[str, _Host] = {}
        self._used: defaultdict[int, set[str]] = defaultdict(set)

    @asynccontextmanager
    async def turn(
        self, name: str, *, user: int, delay_s: float, slowest_s: float, budget: int, clock: Callable[[], datetime]
    ) -> AsyncIterator[None]:
        """Wait for this host's turn and hold it for one request, which takes ``slowest_s`` at the most.

        A crawl keeps its own pace (``delay_s`` give or take, by Scrapy), and is held to the least of it here: Scrapy
        counts from when a request was let go, which may have waited for the turn, and knows www. and the bare name as
        two hosts. After a request of another crawl the host rests as long, too. Raises HostPausedError where the wait
        would be too long (and at once for all else that this crawl wants of a host that another process kept for
        itself), HostBudgetError where the host was asked ``budget`` times today (0: no bound).
        """
        line = _lines.setdefault(name, _Line())
        async with line.lock:
            lease = max(LEASE, timedelta(seconds=2 * (delay_s + slowest_s)))
            host = await self._hold(name, lease, user=user, clock=clock)
            self._count_day(host, clock())
            if budget and host.requests >= budget:
                raise HostBudgetError(
                    f"{name} was asked {host.requests} times today, and crawl.daily_requests allows {budget}; "
                    "the rest follows tomorrow"
                )
            await _sit_out(name, host, max(LONGEST_WAIT_S, delay_s), user=user)
            least_s = delay_s if line.user != user else _OWN_PACE * delay_s
            await _wait(host, line.last + least_s - time.monotonic(), user=user)
            line.user, line.last = user, time.monotonic()
            host.requests += 1
            host.unsaved += 1
            host.rests_until = line.last + delay_s
            yield

    async def pause(self, name: str, seconds: float, *, clock: Callable[[], datetime]) -> None:
        """The host asks to be left alone: noted for every crawl of every process at once."""
        host = self._hosts.get(name)
        if host is None:
            return
        host.paused_until = max(host.paused_until, time.monotonic() + seconds)
        await self._note(name, host, clock())

    def adopt(self, states: Mapping[str, HostState], *, user: int, now: datetime, until: datetime) -> None:
        """Use turns that were taken at ``now`` by another word to the store, as if ``turn`` had taken them."""
        for name, state in states.items():
            host = self._hosts.setdefault(name, _Host())
            self._use(name, host, user)
            _take(host, state, now, until)

    async def prolong(self, user: int, *, clock: Callable[[], datetime]) -> None:
        """Keep the turns of a crawl that waits for something else than its hosts, and asks them nothing meanwhile."""
        for name in sorted(self._used.get(user, ())):
            host = self._hosts.get(name)
            if host is None:  # given back meanwhile
                continue
            async with host.claiming:
                now = clock()
                given_back = name not in self._used.get(user, ())
                if given_back or host.lease_until is None or now + LEASE / 2 <= host.lease_until:
                    continue
                state: HostState = await self._store.call(
                    "claim_host", name, owner=process_owner(), now=now, until=now + LEASE
                )
                if state.held_by is None:  # else it was lost: who asks next is told
                    _take(host, state, now, now + LEASE)

    def end(self, user: int) -> None:
        """A crawl is being stopped: what still waits for a turn of its is refused it."""
        for name in self._used.get(user, ()):
            self._hosts[name].refused.setdefault(user, "the crawl was stopped")

    async def release(self, user: int, *, clock: Callable[[], datetime]) -> None:
        """A crawl has ended: the hosts that no other crawl of this process is asking are given back."""
        now = clock()
        for note in self.leave(user, now):
            await self._store.call("note_host", note, owner=process_owner(), now=now)

    def leave(self, user: int, now: datetime) -> list[HostNote]:
        """The same, for a caller that writes down himself, as his next word to the store, what is returned."""
        notes = []
        for name in self._used.pop(user, ()):
            host = self._hosts[name]
            host.refused.pop(user, None)
            host.users.discard(user)
            if not host.users:  # what is to be known of it later stands in the store
                del self._hosts[name]
                notes.append(HostNote(name, host.unsaved, host.next_at(now), release=True))
        return notes

    def _use(self, name: str, host: _Host, user: int) -> None:
        host.users.add(user)
        self._used[user].add(name)

    async def _hold(self, name: str, lease: timedelta, *, user: int, clock: Callable[[], datetime]) -> _Host:
        host = self._hosts.setdefault(name, _Host())
        self._use(name, host, user)
        async with host.claiming:
            if user in host.refused:
                raise HostPausedError(host.refused[user])
            deadline = time.monotonic() + LONGEST_WAIT_S
            while host.lease_until is None or clock() + lease / 2 > host.lease_until:
                if host.unsaved:
                    await self._note(name, host, clock())
                now = clock()
                state: HostState = await self._store.call(
                    "claim_host", name, owner=process_owner(), now=now, until=now + lease
                )
                if state.held_by is None:
                    _take(host, state, now, now + lease)
                    break
                if time.monotonic() > deadline:
                    host.refused[user] = f"{name} is being asked by another process ({state.held_by})"
                    raise HostPausedError(host.refused[user])
                await _wait(host, _LOOK_EVERY_S, user=user)
        return host

    async def _note(self, name: str, host: _Host, now: datetime) -> None:
        requests, host.unsaved = host.unsaved, 0
        note = HostNote(name, requests, host.next_at(now), release=False)
        await self._store.call("note_host", note, owner=process_owner(), now=now)

    @staticmethod
    def _count_day(host: _Host, now: datetime) -> None:
        if (day := now.date().isoformat()) != host.day:
            host.day, host.requests = day, host.unsaved


def _take(host: _Host, state: HostState, now: datetime, until: datetime) -> None:
    """A turn was taken or prolonged: what other processes have noted meanwhile counts from here on."""
    host.lease_until = until
    host.day, host.requests = now.date().isoformat(), state.requests + host.unsaved
    if state.next_at is not None and state.next_at > now:
        wait = (state.next_at - now).total_seconds()
        host.paused_until = max(host.paused_until, time.monotonic() + wait)


async def _sit_out(name: str, host: _Host, longest_s: float, *, user: int) -> None:
    while (wait := host.paused_until - time.monotonic()) > 0:
        if wait > longest_s:
            raise HostPausedError(f"{name} asked us to wait {wait:.0f} s")
        await _wait(host, wait, user=user)


async def _wait(host: _Host, seconds: float, *, user: int) -> None:
    """Raises HostPausedError where the crawl is stopped meanwhile."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        await asyncio.sleep(min(left, _LOOK_EVERY_S))
        if user in host.refused:
            raise HostPausedError(host.refused[user])


_turns: WeakKeyDictionary[StoreThread, HostTurns] = WeakKeyDictionary()


def turns_of(store: StoreThread) -> HostTurns:
    """The turns that all crawls of one store share in this process."""
    return _turns.setdefault(store, HostTurns(store))
