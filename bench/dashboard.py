"""The dashboard over a big archive while a crawl writes into it: p50 and p95 of every page, bytes, CPU, first paint.

    python -m bench.dashboard [--database sqlite:///COPY.db] [--users 20] [--seconds 60] [--pause 1.0] [--no-paint]

``vestnik serve`` is asked by so many users at once, each on a connection of its own, whose clicks are drawn from all
pages alike. First they look at a page for a while (0.5 to 1.5 times ``--pause``) before the next click, as people do:
this is what the limits are for. Then they click without any pause, which tells how many pages a second there are.
Meanwhile ``vestnik crawl`` takes new articles from local sites into the same database. Users, server, crawl and sites
share this machine's cores.

A database that is named is written to: name a copy. Without one an archive of ``--articles`` is made first. Exit code
1 where a page's p95 is over 150 ms, a page is over 150 kB or an answer is none.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from bench.big_archive import Recipe, fill
from bench.dashboard_addresses import Addresses, addresses
from bench.many_sites import ManySites, cpu_of
from storage import Store

P95_MS, MOST_BYTES = 150.0, 150_000
SITES, SHOWN, NEW_ARTICLES = 30, 5, 5
CONFIG = """\
[database]
url = "{url}"
[sources]
folders = ["sources"]
[crawl]
contact = "bench@example.org"
[recheck]
most = 0
[log]
level = "warning"
"""
SOURCE = """\
name = "{name}"
country = "{country}"
homepage = "https://{key}.example/"
[[entries]]
kind = "listing"
url = "https://{key}.example/news/"
articles = ["/news/*/"]
"""


@dataclass
class Tally:
    """What one kind of page took: seconds of each answer, and the largest in bytes."""

    seconds: list[float] = field(default_factory=list)
    size: int = 0

    def ms(self, percent: int) -> float:
        """A percentile of the answers, in milliseconds."""
        if len(self.seconds) < 2:
            return 1000 * sum(self.seconds)
        return 1000 * quantiles(self.seconds, n=100, method="inclusive")[percent - 1]


async def clicks(port: int, asked: Addresses, users: int, seconds: float, pause: float) -> dict[str, Tally]:
    """Let so many users click for so long; ``pause``: what they look at a page, on average."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    end = time.monotonic() + seconds

    async def user(number: int) -> None:
        dice = random.Random(number)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(pause * dice.random())
        while time.monotonic() < end:
            name = dice.choice(list(asked))
            path = dice.choice(asked[name])
            began = time.monotonic()
            head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Language: en\r\n\r\n"
            writer.write(head.encode())
            size = await _answer(reader, path)
            tallies[name].seconds.append(time.monotonic() - began)
            tallies[name].size = max(tallies[name].size, size)
            await asyncio.sleep(pause * (0.5 + dice.random()))
        writer.close()

    await asyncio.gather(*map(user, range(users)))
    return dict(tallies)


async def _answer(reader: asyncio.StreamReader, path: str) -> int:
    """Read one answer; the bytes of its body. RuntimeError for anything but 200."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = head.split(" ", 2)[1]
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head.split("\r\n"))}
    size = int(fields["content-length"])
    await reader.readexactly(size)
    if status != "200":
        raise RuntimeError(f"{path} was answered with {status}")
    return size


@contextmanager
def crawling(folder: Path, sites: ManySites) -> Iterator[Callable[[], float]]:
    """Crawl the sites again and again while the block runs, each time with new articles; gives its CPU seconds."""
    over = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def crawl() -> None:
        while not over.is_set():
            running.append(subprocess.Popen([_vestnik(), "crawl", *sites.names], cwd=folder, stdout=subprocess.DEVNULL))
            running[-1].wait()
            sites.show(sites.shown + NEW_ARTICLES)

    ended: dict[int, float] = {}

    def cpu_s() -> float:
        for process in running:
            if process.poll() is None:
                ended[process.pid] = max(cpu_of(process.pid), ended.get(process.pid, 0.0))
        return sum(ended.values())

    thread = threading.Thread(target=crawl)
    thread.start()
    try:
        yield cpu_s
    finally:
        over.set()
        for process in running:
            if process.poll() is None:
                process.terminate()
        thread.join()


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int]]:
    """(port, process id) of ``vestnik serve``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    process = subprocess.Popen([_vestnik(), "serve", "--port", str(port)], cwd=folder)
    try:
        while process.poll() is None:
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def paint(port: int, asked: Addresses) -> None:
    """Print the first contentful paint of each page in this machine's Chromium, where there is one."""
    import shutil

    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        print("no Chromium on this machine: no first paint")
        return
    look = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path) as browser:
        print("first contentful paint, in a new browser window each, while the crawl runs:")
        for name in ("Today", "Article", "Diff", "Search, a word", "Sources", "Alerts", "Trends", "Topics"):
            page = browser.new_context().new_page()
            page.goto(f"http://127.0.0.1:{port}{asked[name][0]}")
            page.wait_for_function(look)
            print(f"  {name:<22}{page.evaluate(look):>7.0f} ms")
            page.context.close()


def told(tallies: dict[str, Tally], seconds: float, spent: tuple[float, float]) -> bool:
    """Print one phase; whether every page is within its limits."""
    print(f"  {'page':<22}{'answers':>8}{'p50 ms':>8}{'p95 ms':>8}{'bytes':>9}")
    for name, tally in tallies.items():
        print(f"  {name:<22}{len(tally.seconds):>8}{tally.ms(50):>8.0f}{tally.ms(95):>8.0f}{tally.size:>9}")
    every = Tally([one for tally in tallies.values() for one in tally.seconds])
    count = len(every.seconds)
    print(f"  {'all':<22}{count:>8}{every.ms(50):>8.0f}{every.ms(95):>8.0f}   {count / seconds:.0f} answers a second")
    server, crawl = spent
    print(
        f"  CPU: server {1000 * server / count:.1f} ms an answer, {server / seconds:.0%}; crawl {crawl / seconds:.0%}"
    )
    pages = [tally for name, tally in tallies.items() if not name.startswith("API")]
    return all(tally.ms(95) <= P95_MS for tally in tallies.values()) and all(one.size <= MOST_BYTES for one in pages)


def measure(folder: Path, url: str, given: argparse.Namespace) -> bool:
    """Both phases on one database; whether the first is within its limits."""
    sites = ManySites(SITES, SHOWN)
    with ExitStack() as stack:
        stack.callback(sites.stop)
        with Store.open(url) as store:
            asked = addresses(store)
            lines = store.board().lines()
        (folder / "vestnik.toml").write_text(CONFIG.format(url=url), encoding="utf-8")
        sites.write_sources(folder / "sources", delay_s=0.25)
        for line in lines:
            if line.key not in sites.names:
                file = folder / "sources" / f"{line.key}.toml"
                file.write_text(SOURCE.format(name=line.name, country=line.country, key=line.key), encoding="utf-8")
        port, pid = stack.enter_context(serving(folder))
        crawl_s = stack.enter_context(crawling(folder, sites))
        asyncio.run(clicks(port, asked, given.users, given.seconds / 6, given.pause))
        good = True
        for pause in (given.pause, 0.0):
            before, crawled = cpu_of(pid), crawl_s()
            tallies = asyncio.run(clicks(port, asked, given.users, given.seconds, pause))
            print(f"{given.users} users, {pause:g} s a page on average, over {given.seconds:g} s:")
            within = told(tallies, given.seconds, (cpu_of(pid) - before, crawl_s() - crawled))
            good = good and (within or not pause)
        if not given.no_paint:
            paint(port, asked)
    return good


def _vestnik() -> str:
    return str(Path(sys.executable).with_name("vestnik"))


def main() -> int:
    """Measure; 1 where a limit is not kept."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--database", help="the archive, which is written to; one is made without")
    ask.add_argument("--articles", type=int, default=1_000_000)
    ask.add_argument("--users", type=int, default=20)
    ask.add_argument("--seconds", type=float, default=60)
    ask.add_argument("--pause", type=float, default=1.0, help="seconds that a user looks at a page")
    ask.add_argument("--no-paint", action="store_true")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = given.database or f"sqlite:///{folder / 'archive.db'}"
        if given.database is None:
            fill(url, Recipe(given.articles))
            with Store.open(url) as store:
                while store.index_for_search(1000):
                    pass
        return 0 if measure(folder, url, given) else 1


if __name__ == "__main__":
    sys.exit(main())
