"""Reading a page: CPU time and quality, searched for, with a learned profile, and by trafilatura, in turn (A B A B).

    python -m bench.reader [--pages FOLDER] [--learn 8] [--rounds 1] [--limit 40]

Pages are those of the replica sites, or of a folder: ``gold.jsonl`` with a line a page (``page``: its file, plain or
.gz; ``url``; and, where known, ``title``, ``body``, ``date``). They are grouped by host; of each host, the first pages
teach a profile and the others are read by every reader in turn, ``--limit`` of them. Hosts with too few pages for that
are read without. F1 is of 4-word shingles, a Chinese or Japanese character counting as a word.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from articles import Article, Profile, learn_profile, read_article
from articles.text import fold
from demo.server import ReplicaServer

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Saved:
    """One page, and what a faithful reader finds on it (None: not known)."""

    html: bytes
    url: str
    title: str | None = None
    body: str | None = None
    day: str | None = None


@dataclass(slots=True)
class Tally:
    """What one reader did: CPU-ms by page and round, and its answers by page."""

    ms: list[float] = field(default_factory=list)
    titles: list[bool] = field(default_factory=list)
    days: list[bool] = field(default_factory=list)
    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    searched: list[bool] = field(default_factory=list)

    def judge(self, page: Saved, title: str, body: str, day: str | None) -> None:
        """Compare one answer with what is known of the page."""
        if page.title:
            self.titles.append(fold(page.title) == fold(title))
        if page.day:
            self.days.append(day == page.day)
        if page.body:
            wanted, found = _shingles(page.body), _shingles(body)
            hits = (wanted & found).total()
            self.precision.append(hits / max(1, found.total()))
            self.recall.append(hits / max(1, wanted.total()))

    def row(self, name: str) -> str:
        """One line of the table."""
        ms = sorted(self.ms)
        p, r = _mean(self.precision), _mean(self.recall)
        f1 = 2 * p * r / (p + r) if p and r else None
        cells = [
            *(f"{value:8.2f}" for value in (statistics.median(ms), statistics.mean(ms), ms[int(0.95 * (len(ms) - 1))])),
            *(
                f"{value:8.3f}" if value is not None else " " * 8
                for value in (_mean(self.titles), _mean(self.days), f1)
            ),
            f"{_mean(self.searched):8.1%}" if self.searched else " " * 8,
        ]
        return f"{name:<22}" + "".join(cells)


Answer = tuple[str, str, str | None]


def replica_pages() -> Iterator[Saved]:
    """The article pages of the replica sites that answer with HTML."""
    with ReplicaServer(clock=lambda: NOW) as sites:
        for article in sites.gold():
            parts = urlsplit(article.url)
            there = f"http://127.0.0.1:{parts.port}{parts.path}" + (f"?{parts.query}" if parts.query else "")
            with urlopen(Request(there, headers={"Host": parts.netloc}), timeout=10) as answer:
                yield Saved(answer.read(), article.url, article.title, "\n\n".join(article.body), article.day)


def folder_pages(folder: Path) -> Iterator[Saved]:
    """The pages that a folder's ``gold.jsonl`` names."""
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        raw = (folder / gold["page"]).read_bytes()
        html = gzip.decompress(raw) if gold["page"].endswith(".gz") else raw
        known = (gold.get(name) or None for name in ("title", "body", "date"))
        yield Saved(html, gold.get("url") or "http://localhost/", *known)


def ours(page: Saved, profile: Profile | None) -> tuple[Answer, Article]:
    """Our reader's answer."""
    article = read_article(page.html, page.url, fetched_at=NOW, profile=profile)
    day = article.published.day.isoformat() if article.published is not None else None
    return (article.title, article.body, day), article


def trafilatura_reader() -> Callable[[Saved], Answer] | None:
    """Trafilatura with its default settings and metadata; None where it is not installed."""
    if find_spec("trafilatura") is None:
        return None
    extract: Any = import_module("trafilatura").bare_extraction
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

    def read(page: Saved) -> Answer:
        found = extract(page.html, url=page.url, include_comments=False, with_metadata=True)
        return (found.title or "", found.text or "", found.date) if found else ("", "", None)

    return read


def measure(pages: list[Saved], learn: int, rounds: int, limit: int) -> dict[str, Tally]:
    """Every reader on every page, in turn."""
    hosts: defaultdict[str, list[Saved]] = defaultdict(list)
    for page in pages:
        hosts[urlsplit(page.url).netloc].append(page)
    peer = trafilatura_reader()
    names = ("ours, searched", "ours, with a profile", "trafilatura")
    tallies = {name: Tally() for name in names[: 3 if peer else 2]}
    for host, saved in hosts.items():
        profile, rest = None, saved[:limit]
        if len(saved) > learn:
            start = time.process_time()
            profile = learn_profile([(page.html, page.url) for page in saved[:learn]], fetched_at=NOW)
            spent, rest = (time.process_time() - start) * 1000, saved[learn : learn + limit]
            print(f"{host}: {profile.agreement:.2f} agreement, {spent:.0f} ms, body at {profile.body_selector}")
        for page in rest:
            for turn in range(rounds):
                _one(page, profile, peer, tallies, last=turn == rounds - 1)
    return tallies


def _one(
    page: Saved, profile: Profile | None, peer: Callable[[Saved], Answer] | None, tallies: dict[str, Tally], last: bool
) -> None:
    for name, tally in tallies.items():
        start = time.process_time_ns()
        if name == "trafilatura" and peer is not None:
            answer = peer(page)
        else:
            answer, article = ours(page, profile if name == "ours, with a profile" else None)
        tally.ms.append((time.process_time_ns() - start) / 1e6)
        if not last:
            continue
        tally.judge(page, *answer)
        if name == "ours, with a profile":
            tally.searched.append(article.body_from != "profile")


def _shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + size]) for at in range(max(1, len(words) - size + 1)) if words)


def _mean(values: list[float] | list[bool]) -> float | None:
    return statistics.mean(values) if values else None


def main() -> int:
    """Measure and print the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pages", type=Path, help="a folder with gold.jsonl; without it, the replica sites")
    ask.add_argument("--learn", type=int, default=8, help="pages of a host that teach its profile")
    ask.add_argument("--rounds", type=int, default=1, help="times each page is read: caches make a second time cheaper")
    ask.add_argument("--limit", type=int, default=40, help="pages of a host that are read by all")
    given = ask.parse_args()
    pages = list(folder_pages(given.pages) if given.pages is not None else replica_pages())
    for page in pages[:3]:  # the first page pays for what is loaded with it
        ours(page, None)
    tallies = measure(pages, given.learn, given.rounds, given.limit)
    print(f"\n{'CPU-ms a page':<22}  median    mean     p95   title     day body F1 searched")
    for name, tally in tallies.items():
        print(tally.row(name))
    if "trafilatura" not in tallies:
        print("trafilatura is not installed: pip install trafilatura, to read the same pages with it")
        return 0
    theirs = statistics.mean(tallies["trafilatura"].ms)
    for name in ("ours, searched", "ours, with a profile"):
        print(f"{name}: {statistics.mean(tallies[name].ms) / theirs:.3f} of trafilatura's mean")
    return 0


if __name__ == "__main__":
    sys.exit(main())
