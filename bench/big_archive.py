"""A big archive, invented and written quickly: for measurements of exports, search, pages and growth.

    python -m bench.big_archive OUT.db --articles 1000000 [--sources 1000] [--seed 1] [--pages 2000] [--keys]
    python -m bench.big_archive postgresql+psycopg://… --articles 1000000

From Python: ``fill(url, Recipe(articles=100_000))``. The same recipe gives the same rows on SQLite and PostgreSQL.

Articles have titles and bodies of the length that universities write (some 2,300 characters in the median, a few of
30,000), in Russian, English and Chinese, from a vocabulary of 60,000 words used as unevenly as words are; every 25th
names China and is flagged, as many mention it in passing; every 20th was edited, every tenth shares its story with the
one before it. Sources publish unevenly, over fifteen years. Every article has its page row, every source its last
crawl, every flag of grade 2 its alert, sent long ago.

``pages``: so many stored pages, each the page of an article; where there are fewer than articles, several share one
(its sha256 is in the archive, its text is another's). ``keys``: eight random keys an article in the index of near
duplicates, which is then as large as a real one.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import escape
from itertools import accumulate
from typing import Any, NamedTuple

from articles.fingerprint import content_hash
from bench import texts
from bench.bulk import bulk_writer
from sources.records import ListingEntry, Source
from storage import Store
from storage.raw_pages import pack, page_key
from storage.schema import address_key

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
FIRST_DAY = date(2010, 1, 1)
DAYS = (NOW.date() - FIRST_DAY).days
CHUNK = 5_000
COUNTRIES = ("RU",) * 14 + ("BY", "KZ", "UZ", "CN", "DE", "GB")
LANGUAGES = ("ru",) * 7 + ("en",) * 2 + ("zh",)
GRADES = {25: 2, 26: 1, 50: 3}
"""Of every 50 articles, those (1 to 50) that are flagged, and their grades: three main or significant in a hundred."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What archive is wanted; see the module. ``paragraphs``: the fewest and the most of an article."""

    articles: int = 1_000_000
    sources: int = 1_000
    seed: int = 1
    paragraphs: tuple[int, int] = (4, 12)
    pages: int = 2_000
    keys: bool = False


Rows = dict[str, list[tuple[Any, ...]]]
"""Rows by table, their values in the order of ``_COLUMNS``."""

_COLUMNS: dict[str, tuple[str, ...]] = {
    "raw_page": ("sha256", "url", "status", "headers", "encoding", "fetched_at", "size", "depth", "data"),
    "story": ("id", "created_at"),
    "article": (
        "id", "address_key", "address", "source_key", "url", "version", "title", "body", "language", "authors",
        "attachments", "siblings", "day", "published_day", "published_value", "published_precision", "published_raw",
        "published_provenance", "published_confidence", "title_from", "body_from", "body_confidence", "content_hash",
        "signature", "story_id", "page_sha256", "first_seen_at", "last_seen_at",
    ),
    "article_version": (
        "article_id", "version", "seen_at", "title", "body", "published_day", "content_hash", "change_kind", "added",
        "removed", "run_id", "page_sha256",
    ),
    "flag": (
        "article_id", "version", "topic", "grade", "score", "evidence", "lexicon_version", "reviewed", "reviewed_by",
        "day", "source_key", "language",
    ),
    "alert": (
        "id", "channel", "kind", "source_key", "article_id", "version", "topic", "state", "attempts", "created_at",
        "sent_at",
    ),
    "article_event": ("id", "article_id", "version", "seen_at", "kind", "topic"),
    "page": (
        "id", "address_key", "address", "source_key", "url", "kind", "state", "status", "failures", "next_check_at",
    ),
    "text_key": ("key", "article_id"),
    "search_pending": ("article_id",),
}  # fmt: skip
_RUN = ("id", "source_key", "started_at", "finished_at", "worker", "verdict", "counts")


class _Told(NamedTuple):
    """One invented article before it is a row."""

    number: int
    source_key: str
    language: str
    title: str
    body: str
    day: str | None
    grade: int
    seen: datetime


def fill(url: str, recipe: Recipe, progress: Callable[[int], object] = lambda _count: None) -> None:
    """Write the archive of ``recipe`` into the database at ``url``, which is made where it is missing and must hold no
    article yet. ``progress`` is told how many articles are written."""
    keys = [f"uni-{number:04}" for number in range(recipe.sources)]
    with Store.open(url) as store:
        store.register_sources([_source(key, at) for at, key in enumerate(keys)])
        first_run = max((run.id for run in store.runs(limit=1_000)), default=0) + 1
    maker = _Maker(recipe, keys, first_run)
    with bulk_writer(url) as write:
        write("crawl_run", _RUN, [maker.run(at) for at in range(len(keys))])
        for start in range(1, recipe.articles + 1, CHUNK):
            made = maker.chunk(start, min(start + CHUNK, recipe.articles + 1))
            for table, rows in made.items():
                write(table, _COLUMNS[table], rows)
            progress(min(start + CHUNK - 1, recipe.articles))


def _source(key: str, at: int) -> Source:
    home = f"https://{key}.example/"
    entry = ListingEntry(kind="listing", url=f"{home}news/", articles=("/news/*/",))
    return Source(
        key=key, name=f"Университет № {at}", country=COUNTRIES[at % len(COUNTRIES)], homepage=home, entries=(entry,)
    )


class _Maker:
    """Makes the rows, chunk by chunk; everything follows from the seed."""

    def __init__(self, recipe: Recipe, keys: Sequence[str], first_run: int) -> None:
        self._recipe, self._keys, self._first_run = recipe, keys, first_run
        self._dice = random.Random(recipe.seed)
        self._source_weights = list(accumulate(1 / (at + 10) for at in range(len(keys))))
        self._run_of = {key: first_run + at for at, key in enumerate(keys)}
        self._pools = {
            language: texts.many_paragraphs(self._dice, language, count)
            for language, count in (("ru", 6000), ("en", 2000), ("zh", 1000))
        }
        self._page_keys: list[str] = []
        self._story = 0

    def run(self, at: int) -> tuple[Any, ...]:
        """The last crawl of a source: it ended well."""
        began = NOW - timedelta(hours=1, minutes=at % 60)
        counts = json.dumps({"new": 1, "unchanged": 20, "requests": 22, "entries": 1, "entries_ok": 1})
        ended = began + timedelta(minutes=1)
        return self._first_run + at, self._keys[at], began, ended, "bench/1/0", "ok", counts

    def chunk(self, first: int, last: int) -> Rows:
        """The rows of the articles ``first`` to ``last`` (excluded), in the order their tables need."""
        rows: Rows = {table: [] for table in _COLUMNS}
        for number in range(first, last):
            self._add(rows, self._tell(number))
        return rows

    def _tell(self, number: int) -> _Told:
        dice = self._dice
        language = dice.choice(LANGUAGES)
        pool = self._pools[language]
        fewest, most = self._recipe.paragraphs
        count = 100 if number % 500 == 0 and most > 1 else dice.randint(fewest, most)
        grade = GRADES.get((number - 1) % 50 + 1, 0)
        paragraphs = dice.choices(pool, k=count)
        title = f"{paragraphs[0][:60].rsplit(' ', 1)[0]}… ({number})"
        if grade:
            paragraphs.insert(0 if grade > 1 else count, texts.CHINA[language])
        age = number * DAYS // (self._recipe.articles + 1)
        seen = datetime.combine(FIRST_DAY, datetime.min.time(), UTC) + timedelta(days=age, seconds=number % 86_400)
        # One in 30 states no date; a few were published long before they were found.
        published = seen.date() - timedelta(days=dice.choice((0, 0, 0, 1, 2, 400)))
        day = None if number % 30 == 7 else published.isoformat()
        (key,) = dice.choices(self._keys, cum_weights=self._source_weights)
        return _Told(number, key, language, title, "\n\n".join(paragraphs), day, grade, seen)

    def _add(self, rows: Rows, told: _Told) -> None:
        number, dice = told.number, self._dice
        url = f"https://{told.source_key}.example/news/{number}/"
        address, digest = address_key(url), content_hash(told.title, told.body)
        if number % 10 or not self._story:
            self._story += 1
            rows["story"].append((self._story, told.seen))
        page = self._page(rows, told, url)
        version = 2 if number % 20 == 0 else 1
        value = None if told.day is None else f"{told.day}T00:00:00"
        stated = (None,) * 5 if value is None else (value, "day", told.day, "label", 0.9)
        rows["article"].append((
            number, address, url, told.source_key, url, version, told.title, told.body, told.language, "[]", "[]",
            "{}", told.day or told.seen.date().isoformat(), told.day, *stated, "h1", "density", 0.9, digest,
            dice.getrandbits(64) - (1 << 63), self._story, page, told.seen, NOW - timedelta(days=number % 30),
        ))  # fmt: skip
        self._add_versions(rows, told, version, digest, page)
        if told.grade:
            self._add_flag(rows, told, version)
        due = NOW + timedelta(days=30)
        rows["page"].append((number, address, url, told.source_key, url, "article", "stored", 200, 0, due))
        rows["search_pending"].append((number,))
        if self._recipe.keys:
            rows["text_key"] += [(dice.getrandbits(64) - (1 << 63), number) for _ in range(8)]

    def _add_versions(self, rows: Rows, told: _Told, version: int, digest: str, page: str | None) -> None:
        run = self._run_of[told.source_key]
        if version == 2:
            before, _, added = told.body.rpartition("\n\n")
            rows["article_version"].append((
                told.number, 1, told.seen, told.title, before, told.day, content_hash(told.title, before), "new", "",
                "", run, page,
            ))  # fmt: skip
        kind, added = ("body", added) if version == 2 else ("new", "")
        seen = told.seen + timedelta(days=version - 1)
        rows["article_version"].append(
            (told.number, version, seen, told.title, told.body, told.day, digest, kind, added, "", run, page)
        )

    def _add_flag(self, rows: Rows, told: _Told, version: int) -> None:
        sentence, number = texts.CHINA[told.language], told.number
        names = (("Тяньцзиня", "Tianjin", "place", 1.5), ("КНР", "China", "country", 2.5))[: 1 + told.grade // 2]
        evidence = [
            {"term": term, "entity": entity, "kind": kind, "field": "lead", "offset": 13 * at, "weight": weight,
             "sentence": sentence}
            for at, (term, entity, kind, weight) in enumerate(names)
        ]  # fmt: skip
        reviewed = ("yes", "anna") if number % 200 == 25 else ("no", "ivan") if number % 200 == 75 else (None, None)
        words = json.dumps(evidence, ensure_ascii=False, separators=(",", ":"))
        day = told.day or told.seen.date().isoformat()
        rows["flag"].append((
            number, version, "china", told.grade, 2.5 * told.grade, words, "2024.1", *reviewed, day, told.source_key,
            told.language,
        ))  # fmt: skip
        if told.grade > 1:
            sent = told.seen + timedelta(minutes=1)
            rows["alert"].append(
                (number, "mail", "new", told.source_key, number, version, "china", "sent", 1, told.seen, sent)
            )
        if number % 100 == 50:
            rows["article_event"].append(
                (number, number, version, told.seen + timedelta(days=1), "now-mentions", "china")
            )

    def _page(self, rows: Rows, told: _Told, url: str) -> str | None:
        """The sha256 of the article's stored page, which is written while there are fewer than asked for."""
        wanted = self._recipe.pages
        if len(self._page_keys) < wanted:
            body = _html(told).encode()
            self._page_keys.append(page_key(body))
            headers = json.dumps({"Content-Type": "text/html; charset=utf-8", "Server": "nginx"})
            packed = pack(body)
            rows["raw_page"].append(
                (self._page_keys[-1], url, 200, headers, "utf-8", told.seen, len(body), 0, packed.data)
            )
            return self._page_keys[-1]
        return self._page_keys[told.number % wanted] if wanted else None


def _html(told: _Told) -> str:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in told.body.split("\n\n"))
    day = "" if told.day is None else f'<div class="date">{told.day}</div>'
    return (
        f'<!doctype html><html lang="{told.language}"><head><meta charset="utf-8"><title>{escape(told.title)}</title>'
        f"</head><body><main><article><h1>{escape(told.title)}</h1>{day}{text}</article></main></body></html>"
    )


def main() -> None:
    """Write the archive that is asked for."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("out", help="a new SQLite file, or the address of an empty database")
    ask.add_argument("--articles", type=int, default=1_000_000)
    ask.add_argument("--sources", type=int, default=1_000)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--pages", type=int, default=2_000, help="stored pages; as many as articles: one each")
    ask.add_argument("--keys", action="store_true", help="fill the index of near duplicates, too")
    given = ask.parse_args()
    url = given.out if "://" in given.out else f"sqlite:///{given.out}"
    began = time.monotonic()

    def told(count: int) -> None:
        if count % 100_000 == 0 or count == given.articles:
            print(f"{count} articles, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)

    recipe = Recipe(given.articles, given.sources, given.seed, pages=given.pages, keys=given.keys)
    fill(url, recipe, told)


if __name__ == "__main__":
    main()
