"""From what the user wrote to when each source is crawled next: the one place where that is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.rhythm import jitter, learn, next_look
from scheduler.times import Cron, QuietHours, zone_of

if TYPE_CHECKING:
    from crawler.verdict import CrawlReport
    from sources import Source
    from storage import Store
    from storage.planning import Arrival

FIRST_BACKOFF = timedelta(minutes=10)
_JITTER = 0.1
_QUIET_SPREAD = timedelta(minutes=10)
"""Over how long the crawls are spread that waited for the end of quiet hours."""
_QUIET_LEAD = timedelta(minutes=1)
"""What is planned for less than this before quiet hours is planned so much sooner: the tick that would begin it could
come in them, and the crawl hours later."""
_SOME_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_SUCCESS = ("ok", "partial")


@dataclass(frozen=True, slots=True)
class Rule:
    """What the user wants of some sources: those named, those of the countries named, or all where neither is. None
    says nothing. ``every`` (seconds) and ``cron`` end the learning; ``min_s`` and ``max_s`` bound and resume it."""

    sources: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    every: float | None = None
    cron: str | None = None
    min_s: float | None = None
    max_s: float | None = None
    quiet: tuple[str, ...] | None = None
    timezone: str | None = None
    place: str = "schedule"

    def fits(self, source: Source) -> bool:
        """Whether the rule says something of this source."""
        if not self.sources and not self.countries:
            return True
        return source.key in self.sources or source.country in self.countries

    def problems(self) -> list[str]:
        """What is wrong with the rule, each with its place in the configuration."""
        found: list[str] = []
        if self.every is not None and self.cron is not None:
            found.append(f"{self.place}.cron: every and cron exclude each other; take one of them out")
        zone = ZoneInfo("UTC")
        tries: tuple[tuple[str, Callable[[], object]], ...] = (
            ("timezone", lambda: self.timezone and zone_of(self.timezone)),
            ("cron", lambda: self.cron and Cron(self.cron, zone)),
            ("quiet", lambda: self.quiet and QuietHours.parse(self.quiet, zone)),
        )
        for name, attempt in tries:
            try:
                attempt()
            except ValueError as error:
                found.append(f"{self.place}.{name}: {error}")
        return found


@dataclass(frozen=True, slots=True)
class Timing:
    """When one source is crawled: by its cron expression, else every so many seconds, else by its own rhythm between
    two limits in seconds; never in its quiet hours."""

    key: str
    zone: ZoneInfo
    min_s: float
    max_s: float
    every: float | None = None
    cron: Cron | None = None
    quiet: QuietHours | None = None

    @property
    def learns(self) -> bool:
        """Whether the source's own rhythm decides."""
        return self.every is None and self.cron is None

    def next_due(
        self, now: datetime, arrivals: Sequence[Arrival] = (), *, not_before: datetime | None = None
    ) -> datetime:
        """When to crawl next after a crawl that ended at ``now``; not before the time a host or a failure asks for.

        A time that is not the user's own is shifted by up to a tenth, another one each time, so that sources do not
        march in step.
        """
        soonest = max(now, not_before or now)
        if self.cron is not None:
            return self._after_quiet(self.cron.next_after(soonest), soonest)
        if self.every is not None:
            planned = now + timedelta(seconds=self.every)
        else:
            rhythm = learn(arrivals, zone=self.zone, now=now)
            planned = next_look(rhythm, now, min_s=self.min_s, max_s=self.max_s)
        planned = now + (planned - now) * (1 + _JITTER * jitter(self.key, now))
        return self._after_quiet(max(planned, soonest), soonest)

    def held_until(self, now: datetime) -> datetime | None:
        """Until when quiet hours hold the source back, None where they do not at ``now``."""
        until = self._after_quiet(now, now)
        return until if until > now else None

    def _after_quiet(self, moment: datetime, now: datetime) -> datetime:
        if self.quiet is None:
            return moment
        end = self.quiet.end(moment)
        if end is None:
            return moment
        if end == moment:
            soon = moment + _QUIET_LEAD
            begins = self.cron is None and self.quiet.end(soon) not in (None, soon)
            return max(moment - _QUIET_LEAD, now) if begins else moment
        if self.cron is not None:
            return _cron_after_quiet(self.cron, self.quiet, end)
        return end + _QUIET_SPREAD * (1 + jitter(self.key, now)) / 2

    def latest(self, now: datetime) -> datetime:
        """What is planned further ahead than this, without a failure, was planned by another rule or clock."""
        if self.cron is not None:
            return self.next_due(now)
        longest = timedelta(seconds=(self.every or self.max_s) * (1 + _JITTER))
        return self._after_quiet(now + longest, now) + _QUIET_SPREAD

    @property
    def shortest_s(self) -> float:
        """The shortest time between two crawls in seconds (of a cron expression: between two of its times)."""
        if self.cron is not None:
            first = self.cron.next_after(_SOME_DAY)
            return (self.cron.next_after(first) - first).total_seconds()
        return self.every or self.min_s


def _cron_after_quiet(cron: Cron, quiet: QuietHours, end: datetime) -> datetime:
    """The first time of a cron expression outside quiet hours; their end where all of its times are in them."""
    moment = cron.next_after(end - timedelta(seconds=1))
    for _ in range(1000):
        after = quiet.end(moment)
        if after is None or after == moment:
            return moment
        moment = cron.next_after(after - timedelta(seconds=1))
    return end


class Schedule:
    """The user's rules. Later ones win over earlier ones, and all that name sources or countries over what a source's
    file says, which wins over those for all. A rule that cannot be read is left out, and named in ``problems``."""

    def __init__(
        self,
        rules: Sequence[Rule] = (),
        *,
        min_s: float = 600.0,
        max_s: float = 7200.0,
        longest_backoff_s: float = 86_400.0,
    ) -> None:
        self.min_s, self.max_s = min_s, max_s
        self.longest_backoff = timedelta(seconds=longest_backoff_s)
        self.problems: list[str] = []
        self._rules: list[Rule] = []
        for rule in rules:
            problems = rule.problems()
            self.problems += problems
            self._rules += [] if problems else [rule]
        self._timings: dict[str, Timing] = {}

    def timing(self, source: Source) -> Timing:
        """What holds for one source. Found once for a key: sources that change come with a new schedule."""
        if source.key not in self._timings:
            self._timings[source.key] = self._timing(source)
        return self._timings[source.key]

    def _timing(self, source: Source) -> Timing:
        own = Rule(every=float(source.every) if "every" in source.model_fields_set else None)
        general = [rule for rule in self._rules if not rule.sources and not rule.countries]
        named = [rule for rule in self._rules if (rule.sources or rule.countries) and rule.fits(source)]
        merged = Rule(min_s=self.min_s, max_s=self.max_s)
        for rule in (*general, own, *named):
            merged = _over(merged, rule)
        zone = zone_of(merged.timezone or source.timezone)
        least = merged.min_s or self.min_s
        return Timing(
            source.key,
            ZoneInfo(source.timezone),
            least,
            max(merged.max_s or self.max_s, least),
            merged.every,
            Cron(merged.cron, zone) if merged.cron else None,
            QuietHours.parse(merged.quiet, zone) if merged.quiet else None,
        )

    def plan(self, store: Store, source: Source, report: CrawlReport, now: datetime) -> datetime:
        """When a source is due after a crawl that ended at ``now`` with this report. Called in the store's thread.

        After a failure not before ten minutes, after the next one in a row twenty, forty … to the longest back-off;
        and not before the time the host asked for.
        """
        wait = timedelta(seconds=report.retry_after_s or 0.0)
        if report.verdict not in _SUCCESS:
            wait = max(wait, self._backoff(store.failures(source.key) + 1))
        timing = self.timing(source)
        arrivals = store.arrivals(source.key, now=now) if timing.learns else ()
        return timing.next_due(now, arrivals, not_before=now + wait)

    def due(self, store: Store, sources: Mapping[str, Source], now: datetime) -> list[str]:
        """The keys of those ``sources`` that are to be crawled now, the most urgent first. Those in their quiet hours
        are put off to their end, but for what a person asked for. Called in the store's thread."""
        keys = store.due_sources(now, len(sources), sources)
        held = {key: until for key in keys if (until := self.timing(sources[key]).held_until(now))}
        if held:
            for key in store.asked_for(held):
                del held[key]
            store.plan_sources(held)
        return [key for key in keys if key not in held]

    def align(
        self, store: Store, sources: Iterable[Source], now: datetime, step: timedelta = timedelta(0)
    ) -> list[str]:
        """Bring what was planned before in line with these rules and this clock; returns the keys that were planned
        anew. Called in the store's thread.

        A source waits too long where its rule has become shorter, or where it was last crawled by a clock that ran
        ahead; one with a cron expression is crawled at its times only. ``step`` is by how much the clock was set just
        now (negative: back), where that is known: what was planned by it is planned back by as much.
        """
        planned, changed = store.planned(now), {}
        for source in sources:
            known = planned.get(source.key)
            if known is None or known.next_due_at <= now:
                continue
            timing = self.timing(source)
            wait = self._backoff(known.failures) if known.failures else timedelta(0)
            if known.crawled_ahead or known.next_due_at > timing.latest(now) + wait:
                arrivals = store.arrivals(source.key, now=now) if timing.learns else ()
                shifted = max(known.next_due_at + step, now)
                fresh = timing.next_due(now, arrivals, not_before=now + wait)
                changed[source.key] = min(fresh, known.next_due_at, shifted)
            elif timing.cron is not None and not known.failures:
                changed[source.key] = timing.next_due(now)
        changed = {key: due for key, due in changed.items() if due != planned[key].next_due_at}
        store.plan_sources(changed)
        return sorted(changed)

    def _backoff(self, failures: int) -> timedelta:
        return min(FIRST_BACKOFF * float(2 ** min(failures - 1, 20)), self.longest_backoff)


def _over(below: Rule, above: Rule) -> Rule:
    """Two rules as one: what the one above says wins. A new way to find the time ends the one below."""
    said = {field.name: getattr(above, field.name) for field in fields(Rule) if getattr(above, field.name) is not None}
    if above.every is not None:
        said["cron"] = None
    elif above.cron is not None or above.min_s is not None or above.max_s is not None:
        said |= {"every": None, "cron": above.cron}
    return replace(below, **said)
