"""A thousand sources due at once under the real service: does the loop answer, does memory stay, is it out in time?

    python -m bench.due [--sources 1000] [--kills 100] [--part loop|idle|stop]

Every source is a host of its own on one server in a process of its own (that of bench.poll). ``loop``: all are due at
once, twice over; how late the loop answers is measured every 10 ms, memory after each half. ``idle``: nothing is due
for a minute; processor time and memory. ``stop``: a service is told to stop at random moments, from its start on.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapy.settings import Settings

from bench.poll import serve
from crawler.run import run
from scheduler.records import Setup
from scheduler.schedule import Rule, Schedule
from scheduler.service import Service
from sources import Catalogue, ListingEntry, Source
from storage import Store

CHILD = "from bench.due import watch; import sys; watch(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))"


def make_setup(folder: str, port: int, count: int, *, catch_up_s: float = 1.0) -> Setup:
    """``count`` sources, each a host of its own, crawled every hour."""
    sources = {}
    for number in range(count):
        key = f"s{number:04d}"
        base = f"http://{key}.localhost:{port}"
        entry = ListingEntry(kind="listing", url=f"{base}/news/", articles=("/news/{n}/",))
        sources[key] = Source(
            key=key, name=key, country="RU", homepage=base, entries=(entry,), allow_private=True, delay_s=0.002
        )
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    hosts = [f"{key}.localhost" for key in sources]
    settings.setdict({"VESTNIK_TOPICS": [], "VESTNIK_PRIVATE_HOSTS": hosts}, priority="project")
    url = f"sqlite:///{Path(folder) / 'vestnik.db'}"
    schedule = Schedule([Rule(every=3600.0)])
    return Setup(Catalogue(sources), (), settings, url, schedule=schedule, catch_up_s=catch_up_s)


def watch(folder: str, port: int, count: int) -> None:
    """The service by itself, for ``stop``; it says when it has begun."""

    async def serve_and_say() -> None:
        service = Service(make_setup(folder, port, count), tick_s=1.0)
        serving = asyncio.ensure_future(service.run())
        await asyncio.wait([asyncio.ensure_future(service.ready.wait()), serving], return_when="FIRST_COMPLETED")
        print("ready", flush=True)
        await serving

    run(serve_and_say)


def resident_mb() -> float:
    """The memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def loop_part(folder: str, port: int, count: int) -> dict[str, float]:
    """All sources due at once, three times: once to warm up, twice measured."""
    moved = [timedelta(0)]
    service = Service(make_setup(folder, port, count), clock=lambda: datetime.now(UTC) + moved[0], tick_s=1.0)
    serving = asyncio.ensure_future(service.run())
    await service.ready.wait()
    lags: list[float] = []

    async def feel() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            lags.append(time.perf_counter() - before - 0.01)

    memory, seconds = [], []
    for _round in range(3):
        began = time.perf_counter()
        feeling = asyncio.ensure_future(feel())
        wanted = (_round + 1) * count
        while await service.store.call(_finished) < wanted:  # noqa: ASYNC110 - crawls end without an event
            await asyncio.sleep(0.5)
        feeling.cancel()
        memory.append(resident_mb())
        seconds.append(time.perf_counter() - began)
        if _round == 0:
            lags.clear()
        moved[0] += timedelta(hours=2)
    service.stop.set()
    await serving
    ordered = sorted(lags)
    return {
        "crawls": 2.0 * count,
        "seconds": sum(seconds[1:]),
        "lag p50 ms": statistics.median(ordered) * 1000,
        "lag p99 ms": ordered[int(0.99 * len(ordered))] * 1000,
        "lag max ms": ordered[-1] * 1000,
        "memory MB": memory[-1],
        "growth MB": memory[-1] - memory[0],
    }


def _finished(store: Store) -> int:
    return sum(1 for one in store.runs(limit=1_000_000) if one.verdict is not None)


def idle_part(folder: str, port: int, count: int, *, seconds: float = 60.0) -> dict[str, float]:
    """A service none of whose sources is due: its processor time over a minute, and its memory."""
    setup = make_setup(folder, port, count)
    with Store.open(setup.database_url) as store:
        store.register_sources(setup.catalogue)
        later = datetime.now(UTC) + timedelta(minutes=50)
        store.plan_sources(dict.fromkeys(setup.catalogue.sources, later))
    code = (
        "from bench.due import make_setup; from scheduler.service import Service; from crawler.run import run; "
        "import sys; run(Service(make_setup(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))).run)"
    )
    with subprocess.Popen([sys.executable, "-c", code, folder, str(port), str(count)]) as process:
        time.sleep(20)
        before = _cpu_s(process.pid)
        time.sleep(seconds)
        used = _cpu_s(process.pid) - before
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.send_signal(signal.SIGTERM)
    memory = next(int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmRSS"))
    return {"share of a core %": 100 * used / seconds, "memory MB": memory}


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def stop_part(folder: str, port: int, count: int, tries: int) -> dict[str, float]:
    """A service is started and told to stop, again and again, on one database: every fifth time while it starts, else
    at a random moment of its first eight seconds of work."""
    chance, took, codes = random.Random(1), [], []
    for number in range(tries):
        command = [sys.executable, "-c", CHILD, folder, str(port), str(count)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            if number % 5 and process.stdout is not None:
                process.stdout.readline()
            time.sleep(chance.uniform(0.0, 8.0 if number % 5 else 3.0))
            told = time.perf_counter()
            process.send_signal(signal.SIGTERM)
            codes.append(process.wait(timeout=60))
            took.append(time.perf_counter() - told)
    return {
        "tries": tries,
        "at work": codes.count(0),
        "median s": statistics.median(took),
        "longest s": max(took),
        "other ends": len(set(codes) - {0, -signal.SIGTERM}),
    }


def measure(part: str, count: int, tries: int) -> dict[str, float]:
    """One part with a server and a database of its own."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port: int = ours.recv()
    with tempfile.TemporaryDirectory(prefix="vestnik-due-") as folder:
        try:
            if part == "loop":
                return run(lambda: loop_part(folder, port, count))
            return idle_part(folder, port, count) if part == "idle" else stop_part(folder, port, count, tries)
        finally:
            server.kill()  # it was forked with the handlers of a service


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 1 where a bound is not kept."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sources", type=int, default=1000)
    ask.add_argument("--kills", type=int, default=100)
    ask.add_argument("--part", choices=("loop", "idle", "stop"), action="append")
    given = ask.parse_args(arguments)
    bad = 0
    for part in given.part or ("loop", "idle", "stop"):
        found = measure(part, given.sources, given.kills)
        print(f"{part}: " + ", ".join(f"{name} {value:.1f}" for name, value in found.items()), flush=True)
        bad += found.get("lag p99 ms", 0) >= 100 or found.get("growth MB", 0) >= 20 or found.get("longest s", 0) > 10
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
