"""Backfill a large site, killed with -9 at random moments, and count what is lost, twice, or asked for too often.

    python -m bench.backfill [--articles 2000] [--kills 10] [--seed 1]

The site runs in this process: lists of 20 with a pager, newest first, one article a day; ``vestnik backfill`` is a
process of its own, killed after 1.2 to 3.5 s, again and again. Then one runs to its end.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from storage import Store
from storage.records import FlagFilter

PER_PAGE = 20
SOURCE = """\
name = "Large site"
country = "RU"
homepage = "{base}/"
timezone = "Europe/Moscow"
languages = ["en"]
allow_private = true
delay_s = 0.002
[[entries]]
kind = "listing"
url = "{base}/news/"
articles = ["/news/{{n}}/"]
pager = {{ template = "?page={{n}}" }}
"""


class LargeSite:
    """A news section with one article a day; past its end it answers with its first page, as some systems do."""

    def __init__(self, articles: int, newest: date) -> None:
        self.articles, self.newest = articles, newest
        self.asked: Counter[str] = Counter()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://large.localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def day(self, number: int) -> date:
        """The day of article ``number``, 1 being the oldest."""
        return self.newest - timedelta(days=self.articles - number)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """One request."""
        self.asked[request.path] += 1
        parts = urlsplit(request.path)
        number = parts.path.strip("/").rpartition("/")[2]
        body = ""
        if parts.path == "/news/":
            body = self.listing(int(parse_qs(parts.query).get("page", ["1"])[0]))
        elif number.isdigit() and 1 <= int(number) <= self.articles:
            body = self.article(int(number))
        data = body.encode()
        request.send_response(200 if body else 404)
        request.send_header("Content-Type", "text/html; charset=utf-8")
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    def listing(self, page: int) -> str:
        """One page of the list."""
        last = -(-self.articles // PER_PAGE)
        page = page if page <= last else 1
        top = self.articles - (page - 1) * PER_PAGE
        card = '<li><span class="date">{:%d.%m.%Y}</span> <a href="/news/{}/">What happened on day {}</a></li>'
        cards = "".join(card.format(self.day(n), n, n) for n in range(top, max(top - PER_PAGE, 0), -1))
        pages = "".join(f'<a href="?page={n}">{n}</a> ' for n in sorted({1, page + 1, last}) if n <= last)
        return f"<html><body><main><ul>{cards}</ul>{pages}</main></body></html>"

    def article(self, number: int) -> str:
        """One article."""
        words = " ".join(f"Sentence {i} of day {number}, told nowhere else {number * 7919 + i}." for i in range(12))
        return (
            f"<html><head><title>Day {number}</title></head><body><article><h1>What happened on day {number}</h1>"
            f"<p>Published: {self.day(number):%d.%m.%Y}</p><p>{words}</p></article></body></html>"
        )


def backfill(folder: Path, since: date) -> subprocess.Popen[bytes]:
    """``vestnik backfill large`` as a process."""
    vestnik = Path(sys.executable).with_name("vestnik")
    command = [str(vestnik), "backfill", "large", "--since", str(since), "--yes"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(articles: int, kills: int, seed: int) -> dict[str, int | float]:
    """Run, kill, run to the end, count. ``since`` leaves the oldest tenth out."""
    moments = random.Random(seed)
    newest = date(2026, 3, 1)
    site = LargeSite(articles, newest)
    wanted = {f"{site.base}/news/{n}/" for n in range(articles // 10 + 1, articles + 1)}
    since = site.day(articles // 10 + 1)
    with tempfile.TemporaryDirectory(prefix="vestnik-backfill-") as name:
        folder = Path(name)
        (folder / "sources").mkdir()
        (folder / "sources" / "large.toml").write_text(SOURCE.format(base=site.base), encoding="utf-8")
        (folder / "vestnik.toml").write_text('[sources]\nfolders = ["sources"]\n[crawl]\ndaily_requests = 0\n')
        began, killed = time.monotonic(), 0
        while killed < kills:
            process = backfill(folder, since)
            try:
                process.wait(timeout=moments.uniform(1.2, 3.5))
                break  # done before all kills were dealt: told as such
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
        code = backfill(folder, since).wait(timeout=1200)
        seconds = time.monotonic() - began
        with Store.open(f"sqlite:///{folder / 'vestnik.db'}") as store:
            stored = Counter(row.url for row in store.export_rows(FlagFilter(min_grade=1), all_articles=True))
    pages = {path: count for path, count in site.asked.items() if "/news/?" in path or path == "/news/"}
    return {
        "exit code": code,
        "killed": killed,
        "articles": len(stored),
        "lost": len(wanted - stored.keys()),
        "too old": len(stored.keys() - wanted),
        "twice": sum(count - 1 for count in stored.values()),
        "list pages": len(pages),
        "most often asked list page": max(pages.values()),
        "articles asked for again": sum(c - 1 for p, c in site.asked.items() if p not in pages and p != "/robots.txt"),
        "seconds": round(seconds, 1),
    }


def main() -> int:
    """Run and print; exit code 1 where anything was lost, doubled, or a list page was asked for more than twice."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--articles", type=int, default=2000)
    ask.add_argument("--kills", type=int, default=10)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    counts = measure(given.articles, given.kills, given.seed)
    for name, count in counts.items():
        print(f"{name}: {count}")
    return int(
        bool(counts["exit code"] or counts["lost"] or counts["twice"] or counts["most often asked list page"] > 2)
    )


if __name__ == "__main__":
    sys.exit(main())
