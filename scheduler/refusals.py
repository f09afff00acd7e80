"""Crawls that could not begin: how long each is left alone, and whether that was said already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.lease import process_owner
from storage.thread import StoreThread

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(slots=True)
class _Refusal:
    words: str
    times: int
    until: datetime


class Refusals:
    """The sources whose last crawl could not begin (a broken topic file, another process at it), by key."""

    def __init__(self) -> None:
        self._by_key: dict[str, _Refusal] = {}

    def add(self, key: str, words: str, *, now: datetime) -> bool:
        """Note one: the source is left alone for a minute, then two, four … up to an hour. True where these words are
        new and are to be logged."""
        last = self._by_key.get(key)
        times = last.times + 1 if last else 1
        wait = min(FIRST_WAIT * 2 ** min(times - 1, 10), LONGEST_WAIT)
        self._by_key[key] = _Refusal(words, times, now + wait)
        return last is None or last.words != words

    def forget(self, key: str) -> None:
        """A crawl of the source has begun again."""
        self._by_key.pop(key, None)

    def until(self, key: str) -> datetime | None:
        """Until when a source is left alone; None where it never was refused."""
        return self._by_key[key].until if key in self._by_key else None

    def resting(self, now: datetime) -> set[str]:
        """The sources to be left alone now; not those that a clock left alone which has been set back since."""
        latest = now + LONGEST_WAIT
        return {key for key, refusal in self._by_key.items() if now < refusal.until <= latest}


async def note_refusal(store: StoreThread, key: str, words: str, *, now: datetime, until: datetime | None) -> None:
    """Write a crawl that could not begin into the source's record, as failed, and put the source off. SourceBusy where
    another process crawls it all the same."""
    run_id: int = await store.call("begin_run", key, now=now, worker=process_owner())
    await store.call("finish_run", run_id, now=now, verdict="failed", counts={}, hint=words, next_due_at=until)
