"""Poll many unchanged sources in one run: requests, processor time a source, peak memory.

    python -m bench.poll [--sources 1000]

Every source is a host of its own on one server in a process of its own, with a list of five articles and validators.
The sources are crawled once; then the poll is measured, as a process of its own: nothing has changed, robots.txt is
known for the day. A second poll a day later asks for robots.txt, too.
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
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

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


def poll(database: Path, port: int, sources: int, now: str) -> None:
    """The child: crawl all sources once at that time, and print what it cost."""
    from scrapy.settings import Settings

    from crawler.run import run
    from scheduler.crawl import crawl_once
    from sources import Source

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"], "VESTNIK_RECHECK_LIMIT": 0, "LOG_LEVEL": "ERROR"})
    made = [
        Source.model_validate(
            {
                "key": f"s{number}",
                "name": f"Source {number}",
                "country": "RU",
                "homepage": f"http://s{number}.localhost:{port}/",
                "allow_private": True,
                "delay_s": 0.002,
                "entries": [
                    {"kind": "listing", "url": f"http://s{number}.localhost:{port}/news/", "articles": ["/news/{n}"]}
                ],
            }
        )
        for number in range(sources)
    ]
    moment = datetime.fromisoformat(now)
    wall, before = time.monotonic(), time.process_time()
    reports = run(
        lambda: crawl_once(
            made, settings=settings, database_url=f"sqlite:///{database}", clock=lambda: moment, concurrency=16
        )
    )
    result = {
        "sources": len(reports),
        "verdicts": dict(Counter(report.verdict for report in reports)),
        "CPU-ms a source": round(1000 * (time.process_time() - before) / sources, 2),
        "wall s": round(time.monotonic() - wall, 1),
        "peak RSS MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    print(json.dumps(result))


def told(port: int) -> dict[str, int]:
    """What the server was asked for since the last time."""
    from urllib.request import urlopen

    with urlopen(f"http://127.0.0.1:{port}{TOLD}", timeout=10) as answer:
        counts: dict[str, int] = json.load(answer)
    return counts


def measure(sources: int) -> Sequence[tuple[str, dict[str, object]]]:
    """A first crawl, an unchanged poll, an unchanged poll a day later."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port = int(ours.recv())
    results: list[tuple[str, dict[str, object]]] = []
    now = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="vestnik-poll-") as folder:
        moments = {"first crawl": now, "unchanged": now + timedelta(hours=1), "a day later": now + timedelta(hours=25)}
        for name, moment in moments.items():
            arguments = ["--child", f"{folder}/vestnik.db", str(port), str(sources), moment.isoformat()]
            command = [sys.executable, "-m", "bench.poll", *arguments]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            results.append((name, {**json.loads(done.stdout.splitlines()[-1]), "requests": told(port)}))
    server.terminate()
    return results


def main() -> int:
    """Run and print; exit code 1 where an unchanged poll cost more than a request a source."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sources", type=int, default=1000)
    ask.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.child:
        poll(Path(given.child[0]), int(given.child[1]), int(given.child[2]), given.child[3])
        return 0
    results = measure(given.sources)
    for name, result in results:
        print(f"{name}: {result}")
    return int(dict(results)["unchanged"]["requests"] != {"304": given.sources})


if __name__ == "__main__":
    sys.exit(main())
