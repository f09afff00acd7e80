"""Health of sources: breakages that must be told, and quiet weeks in which nothing may be.

    python -m bench.health [--sources 40] [--only breakages|quiet]

First real crawls of small local sites under a frozen clock: each site breaks in its own way after six good days, and is
mended again. Told within two polls of being knowable, once, and once more when it works again. Then weeks of many
sources of different rhythm (history, store and judge are real, the counts of each crawl are made): weekends, Christmas
and New Year, bursts, one-off errors, maintenance of two hours, and one night in which this machine is offline.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.health_quiet import quiet_weeks
from bench.health_sites import BREAKAGES, HISTORY_DAYS, Site, Sites
from scheduler.health import watch_health
from storage import Store
from storage.records import AlertRow, Route

ROUTES = (Route("bench", kinds=("health",)),)
WITHIN = 2
_POLL = timedelta(hours=6)
_MOST_BROKEN, _MOST_MENDED = 24, 8


@dataclass(slots=True)
class Fate:
    """What became of one breakage, in polls since it broke (or was mended)."""

    knowable: int | None = None
    knowable_at: datetime | None = None
    told: int | None = None
    recovered: int | None = None
    news: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)


class World:
    """The sites, the store and the clock of one run."""

    def __init__(self, folder: str) -> None:
        self.now = datetime(2026, 9, 7, 18, 30, tzinfo=UTC)
        self.url = f"sqlite:///{folder}/health.db"
        self.sites = Sites(lambda: self.now)
        self.fates: dict[str, Fate] = defaultdict(Fate)
        self._seen = 0
        start = self.now - timedelta(days=HISTORY_DAYS)
        for site in self.sites.sites.values():
            site.publish(start, self.now)

    def poll(self, keys: Sequence[str]) -> dict[str, list[AlertRow]]:
        """Crawl these sources now; the alerts of it by source."""
        from scrapy.settings import Settings

        from crawler.run import run
        from scheduler.crawl import crawl_once

        made = Settings()
        made.setmodule("crawler.settings", priority="project")
        made.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"], "LOG_LEVEL": "CRITICAL", "RETRY_ENABLED": False})
        made.setdict({"DOWNLOAD_TIMEOUT": 4.0, "DOWNLOAD_DELAY_JITTER": 0})
        made.set("VESTNIK_RECHECK_LIMIT", 0)
        chosen = [self.sites.sites[key].source() for key in keys]
        look = watch_health(ROUTES, clock=lambda: self.now)
        run(
            lambda: crawl_once(
                chosen, settings=made, database_url=self.url, clock=lambda: self.now, concurrency=16, after=[look]
            )
        )
        return self._alerts()

    def _alerts(self) -> dict[str, list[AlertRow]]:
        found: dict[str, list[AlertRow]] = defaultdict(list)
        with Store.open(self.url) as store:
            rows = [row for row in store.alerts(limit=500) if row.id > self._seen]
        for row in sorted(rows, key=lambda row: row.id):
            self._seen = max(self._seen, row.id)
            found[row.source_key].append(row)
        return found

    def pass_time(self, keys: Sequence[str], time: timedelta) -> None:
        """Let time pass; the sites publish meanwhile."""
        before, self.now = self.now, self.now + time
        for key in keys:
            self.sites.sites[key].publish(before, self.now)


def breakages(world: World) -> dict[str, Fate]:
    """Six good days, the breakage until it is told, the mending until that is."""
    from crawler.run import start_loop_thread

    start_loop_thread()
    keys = [breakage.key for breakage in BREAKAGES]
    for _ in range(13):
        for key, rows in world.poll(keys).items():
            world.fates[key].false += [row.title for row in rows]
        world.pass_time(keys, timedelta(hours=12))
    for site in world.sites.sites.values():
        site.broken, site.broken_from = True, len(site.articles) + 1
    world.pass_time(keys, _POLL)
    waiting = list(keys)
    for number in range(1, _MOST_BROKEN + 1):
        alerts = world.poll(waiting)
        for key in list(waiting):
            fate = world.fates[key]
            _note_knowable(world, world.sites.sites[key], fate, number)
            for row in alerts.get(key, ()):
                fate.news.append(f"{row.health.state if row.health else '?'}: {row.title}")
                fate.told = fate.told or number
            if fate.told is not None:
                waiting.remove(key)
        if not waiting:
            break
        world.pass_time(keys, _POLL)
    for site in world.sites.sites.values():
        site.broken = False
    waiting = list(keys)
    for number in range(1, _MOST_MENDED + 1):
        world.pass_time(keys, _POLL)
        alerts = world.poll(waiting)
        for key in list(waiting):
            for row in alerts.get(key, ()):
                state = row.health.state if row.health else "?"
                world.fates[key].news.append(f"{state}: {row.title}")
                if state == "recovered":
                    world.fates[key].recovered = number
                    waiting.remove(key)
        if not waiting:
            break
    return world.fates


def _note_knowable(world: World, site: Site, fate: Fate, number: int) -> None:
    """Whether what the crawls have seen by now tells the breakage to anyone who knows the source."""
    if fate.knowable is not None:
        return
    kind, key = site.breakage.kind, site.breakage.key
    with Store.open(world.url) as store:
        run = store.runs(key, limit=1)[0]
        ways = store.entry_pages(key)
        facts = store.runs(key, limit=number)
    if kind in ("reach", "lasting", "slow"):
        shown = run.verdict not in ("ok", "partial") or run.counts.get("latency_ms", 0) > 3000
        fate.knowable_at = fate.knowable_at or (world.now if shown else None)
        wait = timedelta(0) if kind == "reach" else timedelta(hours=6)
        known = fate.knowable_at is not None and world.now - fate.knowable_at >= wait
    elif kind == "way":
        known = any(way.failures for way in ways)
    elif kind == "articles":
        fresh = [one.counts.get("fresh", 0) for one in facts if one.counts.get("fresh")]
        known = sum(fresh) >= 3 and len(fresh) >= 2
    else:
        last = site.articles[site.broken_from - 1]
        known = (world.now.date() - last.date()).days > 3
    fate.knowable = number if known else None


def main() -> int:
    """Run and print; exit code 1 where anything was told late, twice, not at all, or without reason."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sources", type=int, default=40)
    ask.add_argument("--only", choices=("breakages", "quiet"))
    given = ask.parse_args()
    bad = 0
    began = time.monotonic()
    if given.only != "quiet":
        with tempfile.TemporaryDirectory(prefix="vestnik-health-") as folder:
            world = World(folder)
            fates = breakages(world)
            world.sites.stop()
        bad += _print(fates)
        print(f"breakages: {time.monotonic() - began:.0f} s")
    if given.only != "breakages":
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="vestnik-health-") as folder:
            bad += quiet_weeks(f"sqlite:///{folder}/health.db", given.sources)
        print(f"quiet weeks: {time.monotonic() - began:.0f} s")
    return int(bad > 0)


def _print(fates: dict[str, Fate]) -> int:
    bad = 0
    print(f"{'breakage':<16} knowable  told  works again   what was told")
    for key, fate in fates.items():
        states = [words.partition(":")[0] for words in fate.news]
        once = states.count("recovered") == 1 and len(states) == 2
        late = fate.told is None or fate.knowable is None or fate.told - fate.knowable > WITHIN
        wrong = late or not once or fate.false
        bad += bool(wrong)
        print(
            f"{key:<16} {fate.knowable!s:>8} {fate.told!s:>5} {fate.recovered!s:>12}   "
            f"{'WRONG ' if wrong else ''}{'; '.join(fate.news + [f'FALSE {words}' for words in fate.false])}"
        )
    print(f"{len(fates)} breakages, {len(fates) - bad} told in time, once, and taken back once")
    return bad


if __name__ == "__main__":
    sys.exit(main())
