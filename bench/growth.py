"""What storing costs as the archive grows, and how small the archive is.

    python -m bench.growth [--sizes 1000,100000,1000000] [--pages 2000] [--versions 10000] [--parts cost,size]

* cost: statements and CPU-µs of a new article (its fingerprints, and storing it, in batches of 25) and of an
  unchanged look at one, with so many generated articles stored. Texts and pages: ``bench.prose``, every third batch
  in English.
* size: bytes in the archive of 10,000 versions of 2,000 pages (a sentence added, token and counter of the page others
  each time), beside gzip -6 of each page.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import event

from articles import read_article
from articles.fingerprint import content_hash, signature
from bench import big_archive
from bench.big_archive import Recipe
from bench.duplicates import item, source
from bench.pairs import Page
from bench.prose import Newsroom, sentence
from bench.texts import Invented
from storage import Store
from storage.ready import Ready
from storage.records import ArticleItem, FoundLink, RawPage

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
SOURCE_FILE = """
name = "alpha"
country = "RU"
homepage = "https://alpha.example/"
languages = ["ru"]
[[entries]]
kind = "listing"
url = "https://alpha.example/news/"
articles = ["/news/*/"]
"""


@contextmanager
def archive() -> Iterator[tuple[Path, Store, int]]:
    """An empty archive in a folder of its own, with its configuration: (folder, store, crawl)."""
    with tempfile.TemporaryDirectory(prefix="vestnik-growth-") as name:
        folder = Path(name)
        (folder / "sources" / "ru").mkdir(parents=True)
        (folder / "sources" / "ru" / "alpha.toml").write_text(SOURCE_FILE, encoding="utf-8")
        (folder / "vestnik.toml").write_text('[sources]\nfolders = ["sources"]\n', encoding="utf-8")
        with Store.open(f"sqlite:///{folder / 'vestnik.db'}") as store:
            store.register_sources([source("alpha")])
            yield folder, store, store.begin_run("alpha", now=NOW, worker="bench")


@dataclass
class _Spent:
    """What one archive's work took: CPU-µs an article, by round, and statements in all."""

    parts: list[tuple[float, float]] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=lambda: [0, 0, 0])

    @property
    def new(self) -> list[float]:
        """All parts of a new article, by round."""
        return [sum(parts) for parts in self.parts]


def cost(sizes: Sequence[int], rounds: int = 12) -> None:
    """Print what a new article and an unchanged look cost at each size; the archives are worked on in turn, round by
    round, so that a busy machine is busy for all of them."""
    dice = random.Random(3)
    rooms = [Newsroom(dice, language) for language in ("ru", "ru", "en")]
    with ExitStack() as stack:
        archives = [stack.enter_context(archive()) for _ in sizes]
        spent = [_Spent() for _ in sizes]
        for size, (folder, _store, _run) in zip(sizes, archives, strict=True):
            old = Recipe(size, sources=1, paragraphs=(1, 1), pages=0, keys=True)
            big_archive.fill(f"sqlite:///{folder / 'vestnik.db'}", old)
        for one, (_folder, store, _run) in zip(spent, archives, strict=True):
            _count_statements(store, one.statements)
        reading: list[float] = []
        for number in range(rounds):
            batches = [
                [_fresh(rooms[number % 3], number * 25 + n, run) for n in range(25)]
                for _folder, _store, run in archives
            ]
            began = time.thread_time()
            for made in batches[0]:
                read_article(made.page.body, made.page.url, fetched_at=NOW)
            reading.append((time.thread_time() - began) * 1e6 / 25)
            for batch, (_folder, store, _run), one in zip(batches, archives, spent, strict=True):
                _work(store, batch, one)
    print(f"reading a page: {statistics.median(reading):.0f} CPU-µs")
    for size, one in zip(sizes, spent, strict=True):
        _report(size, one, spent[0], statistics.median(reading), rounds * 25)


def _report(size: int, one: _Spent, first: _Spent, read: float, articles: int) -> None:
    new, look = statistics.median(one.new), statistics.median(one.looks)
    ratio = statistics.median(a / b for a, b in zip(one.new, first.new, strict=True))
    whole = statistics.median((read + a) / (read + b) for a, b in zip(one.new, first.new, strict=True))
    looks = statistics.median(a / b for a, b in zip(one.looks, first.looks, strict=True))
    marks, save = (statistics.median(part) for part in zip(*one.parts, strict=True))
    print(
        f"{size:>9} stored: new article {new:6.0f} CPU-µs (fingerprints {marks:.0f}, store {save:.0f}; "
        f"{ratio:.2f} of the first, {whole:.2f} with its reading), {one.statements[1] / articles:.2f} "
        f"statements; unchanged look {look:5.0f} CPU-µs ({looks:.2f}), {one.statements[2] / articles:.2f} statements",
        flush=True,
    )


def _count_statements(store: Store, counts: list[int]) -> None:
    """Count what goes to the database through SQLAlchemy, and what goes past it to the driver, but BEGIN and COMMIT."""

    def count(*_args: object) -> None:
        counts[0] += 1

    event.listen(store._db._engine, "before_cursor_execute", count)
    for name in ("one_of_driver", "all", "many"):
        setattr(Ready, name, _counted(getattr(Ready, name), count))


def _counted(plain: Callable[..., Any], count: Callable[[], None]) -> Callable[..., Any]:
    def counted(*args: Any) -> Any:
        count()
        return plain(*args)

    return counted


def _work(store: Store, batch: list[ArticleItem], spent: _Spent) -> None:
    """Store 25 new articles as a crawl does, then look at each again and find it unchanged."""
    store.add_found("alpha", [FoundLink(one.address, one.article.url) for one in batch], now=NOW)
    before, moments = spent.statements[0], [time.thread_time()]
    for one in batch:
        one.signature = signature(one.article.body)
        one.content_hash = content_hash(one.article.title, one.article.body)
        one.unseen = one.by_text = True  # as an address that its crawl found, and a text of some length
    moments.append(time.thread_time())
    store.save_items(batch, routes=(), now=NOW)
    moments.append(time.thread_time())
    marks, save = ((end - begin) * 1e6 / len(batch) for begin, end in pairwise(moments))
    spent.parts.append((marks, save))
    spent.statements[1] += spent.statements[0] - before
    before, began = spent.statements[0], time.thread_time()
    for one in batch:
        store.mark_page(one.address, state="stored", status=304, now=NOW)
    spent.looks.append((time.thread_time() - began) * 1e6 / len(batch))
    spent.statements[2] += spent.statements[0] - before


def _fresh(room: Newsroom, number: int, run: int) -> ArticleItem:
    told = room.article()
    made = item(Page("alpha", f"/news/new-{number}/", told.title, told.body, told.language), run)
    made.page = RawPage(made.article.url, room.page(told), {}, 200, NOW)
    return made


def fill(store: Store, run: int, pages: int, versions: int, dice: random.Random) -> tuple[int, int]:
    """Store ``pages`` articles and edit them round by round up to ``versions`` versions. Returns the bytes of all pages
    as received and after gzip."""
    room = Newsroom(dice)
    told = [room.article() for _ in range(pages)]
    received = packed = made = 0
    rounds = 0
    while made < versions:
        count = min(pages, versions - made)
        for start in range(0, count, 25):
            batch = []
            for number in range(start, min(start + 25, count)):
                if rounds:
                    paragraphs = list(told[number].paragraphs)
                    paragraphs[-1] += " " + sentence(dice, "ru")
                    told[number] = Invented("ru", told[number].title, tuple(paragraphs))
                one = item(Page("alpha", f"/news/{number}/", told[number].title, told[number].body, "ru"), run)
                one.page = RawPage(one.article.url, room.page(told[number]), {}, 200, NOW, "utf-8")
                received += len(one.page.body)
                packed += len(gzip.compress(one.page.body, 6))
                batch.append(one)
            store.save_items(batch, routes=(), now=NOW + timedelta(days=rounds))
        made, rounds = made + count, rounds + 1
    return received, packed


def size(pages: int, versions: int) -> None:
    """Print the size of the archive."""
    with archive() as (folder, store, run):
        received, packed = fill(store, run, pages, versions, random.Random(4))
        with sqlite3.connect(folder / "vestnik.db") as database:
            kept, count = database.execute("SELECT sum(length(data)), count(*) FROM raw_page").fetchone()
    print(
        f"{count} versions of {pages} pages: {received / 1e6:.1f} MB as received, gzip a page {packed / 1e6:.2f} MB, "
        f"archive {kept / 1e6:.2f} MB ({received / kept:.0f}:1, {packed / kept:.1f} times smaller than gzip)",
        flush=True,
    )


def main() -> None:
    """Run the parts that are asked for."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sizes", default="1000,100000,1000000")
    ask.add_argument("--pages", type=int, default=2000)
    ask.add_argument("--versions", type=int, default=10_000)
    ask.add_argument("--parts", default="cost,size")
    given = ask.parse_args()
    parts = given.parts.split(",")
    if "cost" in parts:
        cost([int(number) for number in given.sizes.split(",")])
    if "size" in parts:
        size(given.pages, given.versions)


if __name__ == "__main__":
    main()
