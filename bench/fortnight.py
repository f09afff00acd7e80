"""A simulated fortnight of sixty sources under the real service, store and schedule, on a clock that is moved.

    python -m bench.fortnight [--sources 60] [--seed 1]

Sites publish by habits of their own (bench/simulated_sites.py); only the crawl itself is replaced: it finds what was
published by then. A week of crawls comes before, so that rhythms are known. In the fortnight the machine is off for
nine hours, the network is gone for five, Europe's clocks go on by an hour, and the machine's clock runs a day ahead for
forty minutes. Compared with crawls at a fixed time, as many in all, through the same breaks.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapy.settings import Settings

from bench.simulated_sites import Site, item_of, make_sites
from crawler.verdict import CrawlReport
from scheduler.records import Setup
from scheduler.schedule import Rule, Schedule
from scheduler.stepped import SteppedService
from sources import Catalogue, Source
from storage import Store
from storage.lease import process_owner
from storage.thread import StoreThread

START = datetime(2026, 3, 18, tzinfo=UTC)
END = START + timedelta(days=14)
HISTORY, LEARNING = timedelta(days=28), timedelta(days=7)
OFF = (START + timedelta(days=3, hours=1), START + timedelta(days=3, hours=10))
NO_NETWORK = (START + timedelta(days=8, hours=6), START + timedelta(days=8, hours=11))
STEP = (START + timedelta(days=12, hours=7), START + timedelta(days=12, hours=7, minutes=40), timedelta(days=1))
TICK_S = 15
RULED = 12
"""Of so many sources the user says when: by a cron expression, at a fixed time, with quiet hours."""


@dataclass(slots=True)
class World:
    """The sites, the true time, and what happened: every look, how late it was, and its requests."""

    sites: dict[str, Site]
    now: datetime = START - LEARNING
    looks: list[tuple[datetime, str]] = field(default_factory=list)
    lateness: list[tuple[str, datetime, float]] = field(default_factory=list)
    due: dict[str, tuple[datetime, float]] = field(default_factory=dict)
    requests: Counter[int] = field(default_factory=Counter)

    def clock(self) -> datetime:
        """What the machine's clock shows."""
        begin, end, step = STEP
        return self.now + (step if begin <= self.now < end else timedelta(0))


def crawl(store: Store, world: World, schedule: Schedule, source: Source) -> CrawlReport:
    """A crawl that takes no time: everything published by now is found, or, without a network, nothing."""
    site, shown = world.sites[source.key], world.clock()
    run = store.begin_run(source.key, now=shown, worker=process_owner())
    down = NO_NETWORK[0] <= world.now < NO_NETWORK[1]
    until = site.found if down else bisect_right(site.times, world.now)
    items = [item_of(site, number, run, shown) for number in range(site.found, until)]
    if items:
        store.save_items(items, routes=(), now=shown)
    site.delays += [(site.times[number], world.now - site.times[number]) for number in range(site.found, until)]
    site.found = until
    report = CrawlReport(source.key, run, "failed" if down else "ok", {"new": len(items), "requests": 1 + len(items)})
    next_due = schedule.plan(store, source, report, shown)
    store.finish_run(run, now=shown, verdict=report.verdict, counts=report.counts, next_due_at=next_due)
    note(world, source.key, next_due - shown, len(items))
    return report


def note(world: World, key: str, planned: timedelta, new: int) -> None:
    """How late this look was against the plan of the last one; breaks of the machine do not count."""
    if key in world.due:
        due, rhythm_s = world.due[key]
        if OFF[0] <= due < OFF[1]:
            due = OFF[1]
        world.lateness.append((key, world.now, (world.now - due).total_seconds() / rhythm_s))
    world.due[key] = (world.now + planned, max(planned.total_seconds(), 1.0))
    world.looks.append((world.now, key))
    world.requests[int(world.now.timestamp() // 60)] += 1 + new


async def simulate(world: World, url: str) -> None:
    """Three weeks of ticks: one to learn, two that count."""
    keys = sorted(world.sites)
    rules = [
        Rule(sources=tuple(keys[:4]), cron="5 */2 * * *", place="rhythms.0"),
        Rule(sources=tuple(keys[4:8]), every=3600.0, place="rhythms.1"),
        Rule(sources=tuple(keys[8:12]), quiet=("23:00-05:00",), place="rhythms.2"),
    ]
    schedule = Schedule(rules)
    catalogue = Catalogue({key: site.source for key, site in world.sites.items()})
    async with StoreThread(url) as store:

        async def begin(source: Source) -> CrawlReport:
            return await store.call(crawl, world, schedule, source)

        setup = Setup(catalogue, (), Settings(), url, schedule=schedule)
        service = SteppedService(setup, clock=world.clock, tick_s=TICK_S, begin=begin)
        await service.open(store)
        while world.now < END:
            before = world.clock() - world.now
            await service.step()
            await advance(world, store)
            step = (world.clock() - world.now) - before
            if step:
                await service.clock_was_set(step)


async def advance(world: World, store: StoreThread) -> None:
    """On to the next tick at which something is due or the clock is set."""
    planned = await store.call(Store.planned, world.clock())
    first = min(one.next_due_at for one in planned.values()) - (world.clock() - world.now)
    events = [moment for moment in (OFF[0], STEP[0], STEP[1]) if moment > world.now]
    wanted = min([max(first, world.now + timedelta(seconds=TICK_S)), *events, END])
    ticks = -(-(wanted - world.now).total_seconds() // TICK_S)
    world.now += timedelta(seconds=ticks * TICK_S)
    if OFF[0] <= world.now < OFF[1]:
        world.now = OFF[1]


def by_rhythm(world: World) -> list[Site]:
    """The sites that no rule of the user's holds for."""
    return [site for key, site in sorted(world.sites.items())[RULED:]]


def fixed(world: World, every: timedelta, seed: int) -> list[timedelta]:
    """How long after its publication each article is found by looks at a fixed time, each site's at its own moment."""
    chance, delays = random.Random(seed), []
    for site in by_rhythm(world):
        first = START - every * chance.random()
        for time in site.times:
            if time < START:
                continue
            look = first + every * -(-(time - first) // every)
            while OFF[0] <= look < OFF[1] or NO_NETWORK[0] <= look < NO_NETWORK[1]:
                look += every
            if look < END:
                delays.append(look - time)
    return delays


def in_words(delays: list[timedelta]) -> str:
    """Number, median, 95th percentile and mean in minutes."""
    median, p95 = typical(delays)
    mean = statistics.fmean(delay.total_seconds() / 60 for delay in delays)
    return f"{len(delays)} articles, median {median:.1f} min, p95 {p95:.1f} min, mean {mean:.1f} min"


def typical(delays: list[timedelta]) -> tuple[float, float]:
    """Median and 95th percentile in minutes."""
    minutes = sorted(delay.total_seconds() / 60 for delay in delays)
    return statistics.median(minutes), minutes[int(0.95 * len(minutes))]


def plot(world: World) -> None:
    """The most requests of a minute in each quarter of a day, as bars."""
    first, last = int(START.timestamp() // 60), int(END.timestamp() // 60)
    for begin in range(first, last, 360):
        most = max(world.requests[minute] for minute in range(begin, begin + 360))
        moment = datetime.fromtimestamp(begin * 60, UTC)
        print(f"  {moment:%d %b %H:%M} {most:4d} {'#' * most}")


def report(world: World, seed: int) -> bool:
    """Print what happened; whether it is as it should be."""
    looks = [moment for moment, _key in world.looks if moment >= START]
    late = [share for _key, moment, share in world.lateness if moment >= START]
    per_minute = [count for minute, count in world.requests.items() if minute >= START.timestamp() // 60]
    begins = Counter(int(moment.timestamp() // 60) for moment in looks)
    learned = {site.source.key for site in by_rhythm(world)}
    own = sum(1 for moment, key in world.looks if moment >= START and key in learned)
    ours = [delay for site in by_rhythm(world) for time, delay in site.delays if time >= START]
    every = timedelta(days=14) * len(learned) / own
    print(f"looks: {len(looks)}; by rhythm {own}, one a source in {every.total_seconds() / 60:.1f} min in the mean")
    print(f"late by at most {max(late):.2f} of its rhythm (99th percentile {sorted(late)[int(0.99 * len(late))]:.2f})")
    print(f"most crawls begun in a minute: {max(begins.values())}; most requests: {max(per_minute)}")
    plot(world)
    as_many = fixed(world, every, seed)
    print(f"found within, by rhythm:            {in_words(ours)}")
    print(f"found within, as many fixed looks:  {in_words(as_many)}")
    print(f"found within, fixed looks each hour: {in_words(fixed(world, timedelta(hours=1), seed))}")
    sooner = all(one < other for one, other in zip(typical(ours), typical(as_many), strict=True))
    return sooner and max(late) <= 1.0 and max(begins.values()) <= 4 * 60 // TICK_S


def main() -> int:
    """Simulate and print; exit code 1 where a source was late by more than its rhythm, too many began at once, or as
    many fixed looks found sooner in the median or the 95th percentile."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sources", type=int, default=60)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    sites = make_sites(given.sources, start=START - HISTORY, end=END, seed=given.seed)
    world = World({site.source.key: site for site in sites})
    with tempfile.TemporaryDirectory(prefix="vestnik-fortnight-") as folder:
        asyncio.run(simulate(world, f"sqlite:///{Path(folder) / 'vestnik.db'}"))
    return int(not report(world, given.seed))


if __name__ == "__main__":
    sys.exit(main())
