"""One process that reads stored pages again as a crawl of today would, for ``vestnik replay`` and ``db verify``."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from w3lib.encoding import http_content_type_encoding

from articles import Hints, read_article
from articles.fingerprint import content_hash, signature
from articles.reader_version import reader_version
from crawler.hints import site_hints
from crawler.thresholds import THRESHOLDS
from pipelines.judge import judge_item
from pipelines.repeated import ARTICLES, RepeatedBlocks
from sources import Catalogue, load_catalogue
from storage import Store, rows
from storage.rereading import Rereading, StoredReading
from topics import load_topic
from vestnik.replaying import Read, Work

if TYPE_CHECKING:
    from articles import Article, Profile
    from storage.records import ArticleItem
    from topics import Topic, Verdict

_SHOWN = ("title", "body", "language", "authors", "rubric", "image", "attachments", "siblings", "canonical_url")
_OF_DATE = ("published_value", "published_precision", "published_raw", "published_provenance")


class Reader:
    """Reads stored pages again as a crawl of today would."""

    def __init__(self, store: Store, catalogue: Catalogue, topics: Sequence[Topic]) -> None:
        self.store = store
        self._catalogue = catalogue
        self._topics = topics
        self._profiles: dict[str, Profile | None] = {}
        self._bodies: dict[str, list[str]] = {}

    @classmethod
    def of(cls, work: Work) -> Reader:
        """A reader with a store, a catalogue and topics of its own."""
        topics = [load_topic(topic) for topic in work.topics]
        return cls(Store.open(work.database, create=False), load_catalogue(work.source_folders), topics)

    @classmethod
    def of_process(cls, work: Work) -> Reader:
        """The same for a process that does nothing else: what is loaded is set aside from Python's garbage collector,
        which is set as the command's own process has it (``vestnik.root``)."""
        reader = cls.of(work)
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)
        return reader

    def read(self, stored: StoredReading) -> Article | None:
        """The article of a stored page under today's reader, the source's hints, its card and its profile. None where
        there is no page, or no longer a headline and a text on it."""
        key = stored.row["source_key"]
        if key not in self._profiles:
            known = self.store.current_profile(key)
            self._profiles[key] = known.profile if known is not None else None
        return self._read(stored, self._profiles[key])

    def readings(self, stored: StoredReading) -> Iterator[Article | None]:
        """The same without a profile, then with each the source ever had."""
        yield self._read(stored, None)
        for known in self.store.profiles(stored.row["source_key"]):
            yield self._read(stored, known.profile)

    def _read(self, stored: StoredReading, profile: Profile | None) -> Article | None:
        page, row = stored.page, stored.row
        if page is None:
            return None
        charset = page.encoding or http_content_type_encoding(page.headers.get("content-type"))
        hints = self._hints(stored)
        article = read_article(
            page.body, page.url, charset=charset, fetched_at=page.fetched_at, hints=hints, profile=profile
        )
        return article if article.title and (article.body or not row["body"]) else None

    def reread(self, stored: StoredReading) -> Rereading | None:
        """What would change, None where nothing would; ValueError where the page cannot be read."""
        article = self.read(stored)
        if article is None:
            raise ValueError(stored.damage or "today's reader finds no article on its page")
        item = stored.item()
        item.article = article
        item.content_hash = content_hash(article.title, article.body)
        item.signature = signature(article.body)
        item.verdicts.update(self._judge(item))
        values, changed = _differences(stored, item)
        grades = {
            topic: (stored.grades.get(topic, 0), verdict.grade)
            for topic, verdict in item.verdicts.items()
            if stored.grades.get(topic, 0) != verdict.grade
        }
        if not changed and not grades:
            return None
        row = stored.row
        return Rereading(row["id"], row["version"], item, values, changed, grades, reader_version())

    def portion(self, ids: Sequence[int]) -> Read:
        """Read these articles again."""
        changed: list[Rereading] = []
        unread: list[tuple[int, str]] = []
        count = 0
        for stored in self.store.stored_readings(ids):
            count += 1
            try:
                found = self.reread(stored)
            except ValueError as error:
                unread.append((stored.row["id"], str(error)))
                continue
            if found is not None:
                changed.append(found)
        return Read(count, changed, unread)

    def _hints(self, stored: StoredReading) -> Hints:
        page, row = stored.page, stored.row
        source = next((one for one in self._catalogue if one.key == row["source_key"]), None)
        hints = site_hints(source, page.fetched_at) if source is not None and page is not None else Hints()
        if row["card_title"] is None and row["card_date_text"] is None and row["card_feed_date"] is None:
            return hints
        of_feed = row["card_feed_date"] is not None
        return replace(
            hints,
            listing_title=None if of_feed else row["card_title"],
            listing_date=row["card_date_text"],
            feed_title=row["card_title"] if of_feed else None,
            feed_date=row["card_feed_date"],
        )

    def _judge(self, item: ArticleItem) -> dict[str, Verdict]:
        verdicts = judge_item(self._topics, item)
        if any(verdict.flagged for verdict in verdicts.values()):
            key = item.source_key
            if key not in self._bodies:
                self._bodies[key] = self.store.recent_bodies(key, limit=ARTICLES)
            others = RepeatedBlocks(body for body in self._bodies[key] if body != item.article.body)
            verdicts = judge_item(self._topics, item, verdicts, others)
        return verdicts


def _differences(stored: StoredReading, item: ArticleItem) -> tuple[dict[str, object], tuple[str, ...]]:
    """The columns that a new reading changes, and what of it people would call a change, in words."""
    row = stored.row
    new = rows.article_values(
        item,
        version=row["version"],
        page_sha256=row["page_sha256"],
        first_seen_at=row["first_seen_at"],
        kept_day=row["published_day"],
    )
    values = {name: value for name, value in new.items() if row[name] != value and name != "url"}
    changed = [name for name in _SHOWN if name in values]
    if "published_day" in values:
        changed.append("date" if row["published_day"] else "date found")
    elif any(name in values for name in _OF_DATE):
        changed.append("date's source")
    return values if changed else {}, tuple(changed)
