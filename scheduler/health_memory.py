"""What the judge of health keeps of a source between two crawls: days of polls and open troubles, as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from storage.health_records import Poll

KEPT_DAYS = 60
_KEPT_LATENCIES = 12
_FLAPPING = timedelta(days=7)
SLOW_MS = 3000
"""An answer that takes less is never slow."""


@dataclass(slots=True)
class Day:
    """The polls of one day (UTC): new pages and those of them that were no article, pages that fitted the learned
    profile and that did not, pages whose hints matched nothing, milliseconds to an answer."""

    day: str
    polls: int = 0
    fresh: int = 0
    bad: int = 0
    hits: int = 0
    misses: int = 0
    hinted: int = 0
    latencies: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """Pages in a row, over polls, that had one fault: how many, since when, whether all of it may pass by itself, and
    the last words on one of them."""

    length: int = 0
    since: str | None = None
    passing: bool = True
    words: str = ""

    def add(self, number: int, at: datetime, *, passing: bool = True, words: str = "") -> None:
        """So many more."""
        self.since = self.since or at.isoformat()
        self.words = words[:300] or self.words
        self.length += number
        self.passing = self.passing and passing

    def end(self) -> None:
        """A page without the fault."""
        self.length, self.since, self.passing, self.words = 0, None, True, ""


@dataclass(slots=True)
class Trouble:
    """One thing that is wrong. ``since`` is what people are told, ``first`` when the present row of bad polls began, by
    which it is confirmed; ``same`` of its ``polls`` had the last cause in a row; ``good`` polls in a row have come
    since; ``folded``: another word told of its cause."""

    cause: str
    title: str
    advice: str
    since: str
    first: str
    polls: int = 0
    same: int = 0
    good: int = 0
    good_since: str | None = None
    told: bool = False
    folded: bool = False


@dataclass(slots=True)
class Memory:
    """Everything kept. ``learned_at`` is the end of the first crawl that was judged; ``breaks`` are the times at which
    each kind of trouble was told."""

    learned_at: str | None = None
    days: list[Day] = field(default_factory=list)
    bad: Row = field(default_factory=Row)
    misses: Row = field(default_factory=Row)
    hinted: Row = field(default_factory=Row)
    way_failures: dict[str, int] = field(default_factory=dict)
    troubles: dict[str, Trouble] = field(default_factory=dict)
    breaks: dict[str, list[str]] = field(default_factory=dict)
    last_answer_at: str | None = None
    silent_since: str | None = None

    @classmethod
    def load(cls, kept: Mapping[str, Any]) -> Memory:
        """From what ``save`` made; empty from an empty one."""
        memory = cls(**{name: value for name, value in kept.items() if name in _PLAIN})
        memory.days = [Day(**one) for one in kept.get("days", ())]
        for name in ("bad", "misses", "hinted"):
            setattr(memory, name, Row(**kept.get(name, {})))
        memory.troubles = {name: Trouble(**one) for name, one in kept.get("troubles", {}).items()}
        return memory

    def save(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    def note(self, poll: Poll) -> None:
        """Take account of one crawl."""
        self.learned_at = self.learned_at or poll.finished_at.isoformat()
        day, counts = self._day(poll.finished_at), poll.counts
        fresh, bad = counts.get("fresh", 0), counts.get("fresh_bad", 0)
        hits, misses = counts.get("profile_hits", 0), counts.get("profile_misses", 0)
        hinted, good = counts.get("hints_missed", 0), fresh - bad
        day.polls += 1
        day.fresh, day.bad = day.fresh + fresh, day.bad + bad
        day.hits, day.misses, day.hinted = day.hits + hits, day.misses + misses, day.hinted + min(hinted, max(good, 0))
        if latency := counts.get("latency_ms"):
            day.latencies = [*day.latencies, latency][-_KEPT_LATENCIES:]
        if good > 0:
            self.bad.end()
        elif bad:
            words = poll.problems.get("article") or poll.problems.get("blocked") or ""
            self.bad.add(bad, poll.started_at, passing=counts.get("fresh_passing", 0) >= bad, words=words)
        if hits or (good > 0 and not misses):
            self.misses.end()
        elif misses:
            self.misses.add(misses, poll.started_at)
        if good > hinted:
            self.hinted.end()
        elif hinted and good > 0:
            self.hinted.add(good, poll.started_at)

    def _day(self, at: datetime) -> Day:
        day = at.date().isoformat()
        if not self.days or self.days[-1].day < day:
            self.days = [*self.days, Day(day)][-KEPT_DAYS:]
        return self.days[-1]

    def before(self, since: str | None) -> list[Day]:
        """The days before the one on which something began."""
        until = since[:10] if since else "9999"
        return [day for day in self.days if day.day < until]

    def usual_latency(self, before: date) -> float | None:
        """The usual milliseconds to an answer before a day; None where fewer than five days are known."""
        known = [median(day.latencies) for day in self.days if day.latencies and day.day < before.isoformat()]
        return median(known) if len(known) >= 5 else None

    def recent_breaks(self, kind: str, now: datetime) -> int:
        """How often trouble of a kind was told within the last week; older times are forgotten."""
        times = [one for one in self.breaks.get(kind, ()) if now - datetime.fromisoformat(one) <= _FLAPPING]
        if times:
            self.breaks[kind] = times
        else:
            self.breaks.pop(kind, None)
        return len(times)


def note_unchanged(kept: dict[str, Any], poll_end: datetime, latency_ms: int | None) -> bool:
    """Take account of a crawl that was all well and brought nothing, in what ``Memory.save`` made: just what
    ``Memory.note`` and the judge would change. False, and nothing done, where the judge is needed: on a new day, while
    anything is open, or where the site was slow."""
    days, day = kept.get("days"), poll_end.date().isoformat()
    if not days or days[-1]["day"] != day or kept["troubles"] or kept["way_failures"]:
        return False
    if any(kept[name]["length"] for name in ("bad", "misses", "hinted")) or (latency_ms or 0) >= SLOW_MS:
        return False
    days[-1]["polls"] += 1
    if latency_ms:
        days[-1]["latencies"] = [*days[-1]["latencies"], latency_ms][-_KEPT_LATENCIES:]
    kept["silent_since"], kept["last_answer_at"] = None, poll_end.isoformat()
    return True


_PLAIN = ("learned_at", "way_failures", "breaks", "last_answer_at", "silent_since")
