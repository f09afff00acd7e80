"""Poll many unchanged sources in one run: requests, processor time a source, peak memory.

    python -m bench.poll [--sources 1000] [--rounds 5]
    python -m bench.poll --sources 10000 --rounds 1 --seeded

Every source is a host of its own on one server in a process of its own, with a list of five articles and validators.
The sources are crawled once; then the poll is measured, as a process of its own, with planning and health: nothing has
changed, robots.txt is known for the day. In turn with it bare Scrapy, tuned, asks the same. A poll a day later asks for
robots.txt, too, and each list in full.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sources import Source

ARTICLES = 5
ETAG = '"1"'
TOLD = "/-told-"


def serve(pipe: Connection) -> None:
    """The server: answers every host alike, and tells what it was asked for since the last time."""
    asked: Counter[str] = Counter()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == TOLD:
                self.send(200, json.dumps(asked))
                asked.clear()
                return
            unchanged = self.headers.get("If-None-Match") == ETAG
            kind = self.path if self.path == "/robots.txt" else "304" if unchanged else "200"
            asked[kind] += 1
            self.send(304 if unchanged else 200, "" if unchanged else page(self.path))

        def send(self, status: int, body: str) -> None:
            data = body.encode()
            self.send_response(status)
            self.send_header("ETag", ETAG)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        request_queue_size = 256

    server = Server(("127.0.0.1", 0), Handler)
    pipe.send(server.server_address[1])
    server.serve_forever()


def page(path: str) -> str:
    """robots.txt, the list or an article."""
    if path == "/robots.txt":
        return "User-agent: *\nAllow: /\n"
    number = path.rpartition("/")[2]
    if not number:
        links = "".join(f'<li><a href="/news/{n}">The story of day number {n}</a></li>' for n in range(ARTICLES))
        return f"<html><body><ul>{links}</ul></body></html>"
    words = f"Sentence of the day {number} that is told once. " * 20
    return f"<html><body><article><h1>The story of day number {number}</h1><p>{words}</p></article></body></html>"


def made_source(number: int, port: int) -> Source:
    """One of the sources: a host of its own with a list of news."""
    from sources import Source

    home = f"http://s{number}.localhost:{port}/"
    entry = {"kind": "listing", "url": f"{home}news/", "articles": ["/news/{n}"]}
    values = {"key": f"s{number}", "name": f"Source {number}", "country": "RU", "homepage": home, "entries": [entry]}
    return Source.model_validate(values | {"allow_private": True, "delay_s": 0.002})


def poll(database: Path, port: int, sources: int, now: str) -> None:
    """The child: crawl all sources once at that time, as ``vestnik crawl`` does, and print what it cost."""
    from scrapy.settings import Settings

    from crawler.run import run
    from scheduler.crawl import crawl_once
    from scheduler.health import watch_health
    from scheduler.schedule import Schedule

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"], "VESTNIK_RECHECK_LIMIT": 0, "LOG_LEVEL": "ERROR"})
    made = [made_source(number, port) for number in range(sources)]
    moment = datetime.fromisoformat(now)
    wall, before = time.monotonic(), time.process_time()
    reports = run(
        lambda: crawl_once(
            made,
            settings=settings,
            database_url=f"sqlite:///{database}",
            clock=lambda: moment,
            concurrency=16,
            schedule=Schedule(),
            after=[watch_health((), clock=lambda: moment)],
        )
    )
    print(json.dumps({"verdicts": dict(Counter(report.verdict for report in reports)), **cost(sources, wall, before)}))


def floor(port: int, sources: int) -> None:
    """The child beside it: bare Scrapy, tuned, asks the same and does nothing with the answers."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerRunner
    from scrapy.http import Request, Response
    from scrapy.settings import Settings

    from crawler.guard import install_resolver
    from crawler.run import run

    names = ("telnet.TelnetConsole", "logstats.LogStats", "memusage.MemoryUsage")
    useless = ("depth.DepthMiddleware", "referer.RefererMiddleware", "urllength.UrlLengthMiddleware")
    settings = Settings(
        {
            "VESTNIK_PRIVATE_HOSTS": ["localhost"],
            "CONCURRENT_REQUESTS": 64,
            "CONCURRENT_ITEMS": 1,
            "METAREFRESH_ENABLED": False,
            "COOKIES_ENABLED": False,
            "HTTPERROR_ALLOW_ALL": True,
            "REMOTE_CONTROL_ENABLED": False,
            "LOG_LEVEL": "ERROR",
            "EXTENSIONS": {f"scrapy.extensions.{name}": None for name in names},
            "SPIDER_MIDDLEWARES": {f"scrapy.spidermiddlewares.{name}": None for name in useless},
        }
    )
    answers: Counter[int] = Counter()

    class Bare(scrapy.Spider):
        name = "bare"

        async def start(self) -> AsyncIterator[Request]:
            for number in range(sources):
                url = f"http://s{number}.localhost:{port}/news/"
                yield Request(url, headers={"If-None-Match": ETAG}, dont_filter=True)

        def parse(self, response: Response) -> None:
            answers[response.status] += 1

    async def crawl() -> None:
        runner = AsyncCrawlerRunner(settings)
        crawler = runner.create_crawler(Bare)
        install_resolver(crawler)
        await runner.crawl(crawler)

    wall, before = time.monotonic(), time.process_time()
    run(crawl)
    print(json.dumps({"answers": dict(answers), **cost(sources, wall, before)}))


def cost(sources: int, wall: float, before: float) -> dict[str, float]:
    """What a child has cost since ``wall`` and ``before``."""
    return {
        "CPU-ms a source": round(1000 * (time.process_time() - before) / sources, 2),
        "wall s": round(time.monotonic() - wall, 1),
        "peak RSS MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def seed(database: Path, port: int, sources: int, now: datetime) -> None:
    """Sources as a first crawl leaves them, less their articles: for more of them than one has time to crawl."""
    from xxhash import xxh3_128_hexdigest

    from scheduler.health import judge_source
    from storage import Store
    from storage.lease import process_owner
    from storage.records import PageRow

    digest, robots = xxh3_128_hexdigest(page("/news/").encode()), page("/robots.txt").encode()
    with Store.open(f"sqlite:///{database}") as store:
        made = [made_source(number, port) for number in range(sources)]
        store.register_sources(made)
        for source in made:
            url, host = source.entries[0].url, source.homepage.split("/")[2]
            run = store.begin_run(source.key, now=now, worker=process_owner())
            row = PageRow(f"{source.key} listing {url}", source.key, url, "listing", "entry", etag=ETAG, status=200)
            store.save_entry(replace(row, body_hash=digest, next_check_at=now + timedelta(days=1)))
            store.save_robots(host, status=200, body=robots, now=now)
            store.finish_run(run, now=now, verdict="ok", counts={"entries": 1, "entries_ok": 1, "links": ARTICLES})
            judge_source(store, source, routes=(), now=now)


def child(*arguments: str) -> dict[str, object]:
    """Run this module in a process of its own; what it printed."""
    command = [sys.executable, "-m", "bench.poll", "--child", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    printed: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return printed


def told(port: int) -> dict[str, int]:
    """What the server was asked for since the last time."""
    from urllib.request import urlopen

    with urlopen(f"http://127.0.0.1:{port}{TOLD}", timeout=60) as answer:
        counts: dict[str, int] = json.load(answer)
    return counts


def measure(sources: int, rounds: int, seeded: bool) -> Iterator[tuple[str, dict[str, object]]]:
    """A first crawl, unchanged polls and bare Scrapy in turn, an unchanged poll a day later."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port = int(ours.recv())
    now = datetime(2026, 3, 15, 2, 0, tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="vestnik-poll-") as folder:
        database, number = f"{folder}/vestnik.db", str(sources)

        def crawled(moment: datetime) -> dict[str, object]:
            return {**child(database, str(port), number, moment.isoformat()), "requests": told(port)}

        if seeded:
            seed(Path(database), port, sources, now)
        else:
            yield "first crawl", crawled(now)
        for hour in range(1, rounds + 1):
            yield "unchanged", crawled(now + timedelta(hours=hour))
            yield "bare Scrapy", {**child("floor", str(port), number, ""), "requests": told(port)}
        if not seeded:
            yield "a day later", crawled(now + timedelta(hours=25))
    server.terminate()


def main() -> int:
    """Run and print; exit code 1 where an unchanged poll cost more than a request a source."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sources", type=int, default=1000)
    ask.add_argument("--rounds", type=int, default=5, help="unchanged polls, each beside bare Scrapy")
    ask.add_argument("--seeded", action="store_true", help="sources written into the store, not crawled first")
    ask.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.child and given.child[0] == "floor":
        floor(int(given.child[1]), int(given.child[2]))
        return 0
    if given.child:
        poll(Path(given.child[0]), int(given.child[1]), int(given.child[2]), given.child[3])
        return 0
    costs: defaultdict[str, list[float]] = defaultdict(list)
    wrong = False
    for name, result in measure(given.sources, given.rounds, given.seeded):
        print(f"{name}: {result}", flush=True)
        costs[name].append(float(str(result["CPU-ms a source"])))
        wrong = wrong or (name == "unchanged" and result["requests"] != {"304": given.sources})
    if costs["unchanged"]:
        pairs = [ours / theirs for ours, theirs in zip(costs["unchanged"], costs["bare Scrapy"], strict=True)]
        print(
            f"medians: unchanged {median(costs['unchanged']):.2f} CPU-ms a source, bare Scrapy "
            f"{median(costs['bare Scrapy']):.2f}; ratio {median(pairs):.2f} ({min(pairs):.2f} to {max(pairs):.2f})"
        )
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
