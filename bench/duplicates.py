"""How well near duplicates and language versions are found, and what a query costs as the archive grows.

    python -m bench.duplicates [--each 60] [--seed 1] [--sizes 10000,100000,1000000]

Thirteen kinds of pairs (``bench.pairs``), five of them one story and eight of them not, go through the store as a
crawl would bring them: first all first pages, then all second ones, by 25, into one archive. A pair counts as found
where both pages have one story; any other two pages of one story count as a false pair, too. Then the index is asked
for texts that nobody has, and for texts that are there, among generated keys.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from sqlalchemy import insert

from articles.fingerprint import content_hash, text_keys
from articles.records import Article, PublishedDate
from bench import texts
from bench.pairs import Page, Pair, pairs
from sources.records import ListingEntry, Source
from storage import Store
from storage.records import ArticleItem, RawPage
from storage.schema import text_key
from storage.stories import likely_articles

NOW = datetime(2024, 6, 10, 12, tzinfo=UTC)


def source(key: str) -> Source:
    """A source to store invented articles under."""
    home = f"https://{key}.example/"
    entry = ListingEntry(kind="listing", url=f"{home}news/", articles=("/news/*/",))
    return Source(key=key, name=key, country="RU", homepage=home, entries=(entry,))


def item(page: Page, run: int) -> ArticleItem:
    """What the pipelines would hand to the store for a page."""
    published = None
    if page.day is not None:
        value = datetime.combine(page.day, datetime.min.time())
        published = PublishedDate(value, "day", page.day.isoformat(), "label", 0.9)
    article = Article(
        url=page.url,
        title=page.title,
        body=page.body,
        published=published,
        language=page.language,
        image=page.image,
        siblings=page.siblings,
        canonical_url=page.canonical,
    )
    raw = RawPage(page.url, page.url.encode(), {}, 200, NOW)
    return ArticleItem(page.site, run, page.url, article, raw, content_hash=content_hash(page.title, page.body))


def quality(each: int, seed: int) -> bool:
    """Store all pairs, print what was found of each kind; True where the goals are met."""
    made = list(pairs(seed, each=each))
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{Path(folder, 'vestnik.db')}") as store:
        store.register_sources([source("alpha"), source("beta")])
        run = store.begin_run("alpha", now=NOW, worker="bench")
        stories: dict[str, int] = {}
        for pages in ([pair.one for pair in made], [pair.two for pair in made]):
            for start in range(0, len(pages), 25):
                batch = [item(page, run) for page in pages[start : start + 25]]
                for result in store.save_items(batch, routes=(), now=NOW):
                    view = store.article(result.article_id)
                    stories[result.address] = view.story_id if view is not None else -1
    return _report(made, stories)


def _report(made: Sequence[Pair], stories: dict[str, int]) -> bool:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    true = false = missed = 0
    wanted = set()
    for pair in made:
        told = stories[pair.one.url] == stories[pair.two.url]
        total[pair.kind] += 1
        right[pair.kind] += told == pair.same
        true += told and pair.same
        missed += pair.same and not told
        if pair.same:
            wanted.add(frozenset((pair.one.url, pair.two.url)))
    members: defaultdict[int, list[str]] = defaultdict(list)
    for url, story in stories.items():
        members[story].append(url)
    for urls in members.values():
        false += sum(frozenset(two) not in wanted for two in combinations(urls, 2))
    for kind, count in total.items():
        print(f"{kind:<18} {right[kind]:>4} of {count}")
    precision, recall = true / max(true + false, 1), true / max(true + missed, 1)
    print(
        f"{sum(total.values())} pairs: precision {precision:.4f} ({false} false), recall {recall:.4f} ({missed} missed)"
    )
    return precision >= 0.995 and recall >= 0.95


def cost(sizes: Sequence[int]) -> None:
    """Microseconds of a query against the index, for texts nobody has and for texts that are there."""
    dice = random.Random(7)
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{Path(folder, 'vestnik.db')}") as store:
        stored = 0
        known = [text_keys(texts.article(dice).body) for _ in range(500)]
        absent = [text_keys(texts.article(dice).body) for _ in range(500)]
        for size in sizes:
            while stored < size:
                count = min(20_000, size - stored)
                rows = []
                for number in range(stored, stored + count):
                    keys = (
                        known[number] if number < len(known) else [dice.getrandbits(64) - (1 << 63) for _ in range(8)]
                    )
                    rows += [{"key": key, "article_id": number + 1} for key in set(keys)]
                with store._db.write() as connection:
                    connection.execute(insert(text_key).prefix_with("OR IGNORE"), rows)
                stored += count
            with store._db.read() as connection:
                for name, asked in (("new text", absent), ("known text", known)):
                    took = []
                    for keys in asked:
                        began = time.thread_time_ns()
                        likely_articles(connection, keys)
                        took.append((time.thread_time_ns() - began) / 1000)
                    print(f"{size:>9} articles, {name:<10} {statistics.median(took):6.0f} CPU-µs a query (median)")


def main() -> int:
    """Run both parts; exit code 1 where precision or recall is below the goal."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--each", type=int, default=60)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--sizes", default="10000,100000,1000000")
    given = ask.parse_args()
    met = quality(given.each, given.seed)
    cost([int(size) for size in given.sizes.split(",") if size])
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
