"""Crawling jobs a second with 1, 2 and 4 workers on this machine, where the time goes, and a day of 30,000 sites.

    python -m bench.throughput [--sites 120] [--articles 5] [--workers 1 2 4]

Politeness is off (2 ms between requests): what is measured is the machinery. Sites, PostgreSQL and workers share this
machine's cores, so that the processor seconds of each are told apart. First every site is crawled for the first time,
then all are polled unchanged. The cost of the queue alone is measured on empty jobs, with many waiting and few. The
simulation takes the measured costs and the politeness of a real configuration.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from procrastinate.jobs import Status

from bench.many_sites import ManySites, cpu_of
from bench.postgres import Server, running_server
from scheduler.queue import CRAWL, Queue, crawl_job, make_app, open_app
from sources import Source, load_catalogue
from storage import Store
from storage.engine import Database, parse_url
from storage.queue_state import queue_state
from storage.queue_tables import SCHEMA, prepare_queue

CONFIG = """\
[database]
url = "{url}"
[sources]
folders = ["sources"]
[crawl]
concurrency = 8
[recheck]
most = 0
[log]
level = "warning"
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """One phase: what all jobs took together, in seconds of the wall and of processors."""

    jobs: int
    wall_s: float
    workers_s: float
    postgres_s: float
    sites_s: float

    def __str__(self) -> str:
        each = [1000 * seconds / self.jobs for seconds in (self.workers_s, self.postgres_s, self.sites_s)]
        busy = (self.workers_s + self.postgres_s + self.sites_s) / self.wall_s / (os.cpu_count() or 1)
        return (
            f"{self.jobs / self.wall_s:6.1f} jobs/s; CPU-ms a job: workers {each[0]:.1f}, PostgreSQL {each[1]:.1f}, "
            f"sites {each[2]:.1f}; {busy:.0%} of the cores"
        )


def measure(folder: Path, server: Server, sites: ManySites, workers: int) -> tuple[Cost, Cost]:
    """A first crawl of all sites, and an unchanged poll, by so many workers on a database of their own."""
    url = server.create(f"workers{workers}")
    folder.mkdir()
    (folder / "vestnik.toml").write_text(CONFIG.format(url=url), encoding="utf-8")
    sites.write_sources(folder / "sources", delay_s=0.002)
    catalogue = list(load_catalogue([folder / "sources"]))
    vestnik = str(Path(sys.executable).with_name("vestnik"))
    with Store.open(url) as store:
        store.register_sources(catalogue)
        prepare_queue(url)
        running = [subprocess.Popen([vestnik, "worker"], cwd=folder) for _ in range(workers)]
        try:
            while (state := queue_state(store)) is None or len(state.workers) < workers:
                time.sleep(0.2)
            first = _phase(store, url, catalogue, server, sites, running)
            store.plan_sources({source.key: datetime.now(UTC) for source in catalogue})
            return first, _phase(store, url, catalogue, server, sites, running)
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait()


def _phase(
    store: Store,
    url: str,
    catalogue: list[Source],
    server: Server,
    sites: ManySites,
    running: list[subprocess.Popen[bytes]],
) -> Cost:
    def spent() -> tuple[float, float, float]:
        return (
            sum(cpu_of(process.pid) for process in running),
            sum(cpu_of(pid) for pid in server.processes()),
            sites.cpu_s(),
        )

    async def put() -> None:
        async with open_app(make_app(url), url) as app:
            await Queue(app).put(catalogue)

    before, began = spent(), time.monotonic()
    asyncio.run(put())
    while (state := queue_state(store)) is None or state.jobs.get("todo", 0) + state.jobs.get("doing", 0):
        time.sleep(0.1)
    wall = time.monotonic() - began
    workers_s, postgres_s, sites_s = (after - earlier for after, earlier in zip(spent(), before, strict=True))
    return Cost(len(catalogue), wall, workers_s, postgres_s, sites_s)


def queue_alone(server: Server, waiting: int, *, index: bool) -> tuple[float, float]:
    """Milliseconds to put one job into the queue, and to fetch and finish one, with so many waiting."""
    url = server.create(f"queue{waiting}{index}")
    Store.open(url).close()
    prepare_queue(url)
    if not index:
        database = Database(parse_url(url), lambda: datetime.now(UTC))
        with database.write() as connection:
            connection.exec_driver_sql(f"DROP INDEX {SCHEMA}.queue_waiting_lock")
        database.dispose()
    sites = [
        Source.model_validate(
            {"key": f"s{n}", "name": "S", "country": "RU", "homepage": f"http://s{n}.example/",
             "entries": [{"kind": "feed", "url": f"http://s{n}.example/feed"}]}
        )
        for n in range(waiting)
    ]  # fmt: skip

    async def go() -> tuple[float, float]:
        async with open_app(make_app(url), url) as app:
            began = time.perf_counter()
            await app.job_manager.batch_defer_jobs_async([crawl_job(site) for site in sites])
            put = time.perf_counter() - began
            worker, rounds = await app.job_manager.register_worker(), min(200, waiting)
            began = time.perf_counter()
            for _ in range(rounds):
                job = await app.job_manager.fetch_job(queues=[CRAWL], worker_id=worker)
                if job is None:
                    raise RuntimeError("the queue is empty")
                await app.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=False)
            return 1000 * put / waiting, 1000 * (time.perf_counter() - began) / rounds

    return asyncio.run(go())


@dataclass(frozen=True, slots=True)
class Day:
    """A simulated day: how long jobs waited from being due to their begin (median, 99th percentile, longest), and what
    the workers were busy with."""

    jobs: int
    requests: int
    cpu_hours: float
    postgres_hours: float
    waits_s: tuple[float, float, float]
    places_busy: float


def simulate(
    sites: int, cores: int, *, poll: Cost, article_s: float, article_db_s: float, places: int = 8, seed: int = 1
) -> Day:
    """A day of so many sites with ``cores`` worker processes of a core each. Seven of ten sites are looked at six times
    a day, a quarter twelve times, the others 48 times; each has three new articles a day, most of them by day. A
    request takes half a second and its host's delay of one."""
    dice, due = random.Random(seed), list[tuple[float, int]]()
    for _ in range(sites):
        looks = dice.choices((6, 12, 48), (70, 25, 5))[0]
        news = sum(dice.random() < 3 / 30 for _ in range(30))
        start = dice.random() * 86_400 / looks
        moments = [start + number * 86_400 / looks for number in range(looks)]
        by_day = [number for number, moment in enumerate(moments) if 6 < moment / 3600 % 24 < 18] or [0]
        found = [0] * looks
        for _ in range(news):
            found[dice.choice(by_day)] += 1
        due += zip(moments, found, strict=True)
    due.sort()
    poll_s = poll.workers_s / poll.jobs
    free = [0.0] * (cores * places)
    core_free = [0.0] * cores
    waits, busy = [], 0.0
    for moment, news in due:
        begin = max(moment, heapq.heappop(free))
        core = min(range(cores), key=core_free.__getitem__) if cores < 64 else 0
        work = poll_s + news * article_s
        core_free[core] = max(core_free[core], begin) + work
        end = max(begin + (1 + news) * 1.5, core_free[core])
        heapq.heappush(free, end)
        waits.append(begin - moment)
        busy += end - begin
    news_all = sum(news for _, news in due)
    cuts = quantiles(waits, n=100)
    return Day(
        len(due),
        len(due) + news_all,
        (len(due) * poll_s + news_all * article_s) / 3600,
        (len(due) * poll.postgres_s / poll.jobs + news_all * article_db_s) / 3600,
        (cuts[49], cuts[98], max(waits)),
        busy / (86_400 * cores * places),
    )


def main() -> int:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sites", type=int, default=120)
    ask.add_argument("--articles", type=int, default=5)
    ask.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    given = ask.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f}")
    with running_server("-c max_connections=80") as server, tempfile.TemporaryDirectory() as folder:
        for waiting, index in ((200, True), (2_000, True), (30_000, True), (2_000, False)):
            put, done = queue_alone(server, waiting, index=index)
            without = "" if index else " without our index"
            print(f"queue, {waiting} waiting{without}: {put:.2f} ms to put one, {done:.2f} ms to fetch and finish one")
        costs = []
        for workers in given.workers:
            sites = ManySites(given.sites, given.articles, slow_s=0.0)
            first, poll = measure(Path(folder, str(workers)), server, sites, workers)
            sites.stop()
            costs.append((first, poll))
            print(f"{workers} workers, first crawl of {given.articles} articles: {first}", flush=True)
            print(f"{workers} workers, unchanged poll:{'':<20} {poll}", flush=True)
    first, poll = costs[0]
    article_s = (first.workers_s - poll.workers_s) / first.jobs / given.articles
    article_db_s = (first.postgres_s - poll.postgres_s) / first.jobs / given.articles
    print(f"one article: {1000 * article_s:.1f} CPU-ms of a worker, {1000 * article_db_s:.1f} of PostgreSQL")
    for number, cores in ((1_000, 1), (30_000, 1), (30_000, 2), (30_000, 4)):
        day = simulate(number, cores, poll=poll, article_s=article_s, article_db_s=article_db_s)
        print(f"a day of {number} sites, {cores} worker processes of 8 places: {day}")
    print(f"load after: {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
