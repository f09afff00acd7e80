"""A source's learned profile in its crawls: pages are read with it, how that goes is counted, and what matches no more
is learned anew."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from w3lib.encoding import http_content_type_encoding

from articles import Article, Hints, Profile, learn_profile
from articles.decode import decode
from articles.reader import Reading
from crawler.heap import release
from crawler.hints import site_hints
from sources import Source
from storage.errors import StoreError
from storage.records import ProfileRow, RawPage
from storage.store import Store
from storage.thread import StoreThread

LEARN_FROM = 5
"""Articles of a source that must be stored before its profile is learned."""
LEARN_MOST = 12
"""Pages of one design that a profile is learned from, at most: it takes about 40 CPU-ms a page, once."""
RETIRE_AFTER = 5
"""Pages in a row, over crawls, that the profile did not serve: then it is retired and learned anew."""
TRY_AGAIN = timedelta(days=7)
"""How long after pages that did not agree no profile is sought again."""
_NOT_LEARNED = "not used"

_log = logging.getLogger(__name__)
_turn: WeakKeyDictionary[StoreThread, asyncio.Lock] = WeakKeyDictionary()
"""One source of a process learns at a time: the trees of a dozen pages are 20 MB, and Python runs one thread anyway."""


class SiteReader:
    """Reads the pages of one crawl of one source. ``read`` counts nothing: ``note`` is told of the pages that were
    articles, so that a site under maintenance does not retire its profile."""

    def __init__(self, source: Source, store: StoreThread) -> None:
        self._source = source
        self._store = store
        self._opened = self._sought = self._early = False
        self._changing = asyncio.Lock()
        self._row: ProfileRow | None = None
        self._titles: dict[str, str] = {}
        self._articles = self._hits = self._fallbacks = self._misses = 0
        self._missing_since: datetime | None = None
        self._last_miss: str | None = None
        self._missed_hints: Counter[str] = Counter()

    async def open(self) -> None:
        """Load the profile, at the first call; wait for one that is just being learned."""
        async with self._changing:
            if self._opened:
                return
            self._opened = True  # one that cannot be loaded costs a page, not all of them
            self._row = await self._store.call(Store.current_profile, self._source.key)
            if self._row is not None:
                self._misses, self._missing_since = self._row.misses, self._row.missing_since

    @property
    def profile(self) -> Profile | None:
        """The profile in use; None where none is learned, or where too many pages in a row were not served by it."""
        return self._row.profile if self._row is not None and self._misses < RETIRE_AFTER else None

    def read(
        self, html: bytes, url: str, *, charset: str | None, fetched_at: datetime, hints: Hints | None = None
    ) -> Article:
        """The article of one page, with the profile where that serves. A headline that an earlier page of this crawl
        had, too, is searched for on the whole page."""
        profile = self.profile
        reading = Reading.of(html, url, charset=charset, fetched_at=fetched_at, hints=hints)
        article = reading.article(profile)
        if profile is None or article.profile_miss or self._titles.setdefault(article.title, url) == url:
            return article
        searched = reading.whole()
        if searched.title == article.title or not searched.title:
            return article
        self._titles.setdefault(searched.title, url)
        return replace(searched, profile_miss=f"the headline of an earlier page at {profile.title_selector}")

    def note(self, article: Article, fetched_at: datetime) -> bool | None:
        """Take account of a page that was an article: True where the profile served it, False where it did not, None
        where there was none."""
        self._articles += 1
        self._missed_hints.update(article.missed_hints)
        if self.profile is None:
            return None
        if not article.profile_miss:
            self._hits += 1
            self._misses, self._missing_since = 0, None
            return True
        self._fallbacks += 1
        self._misses += 1
        self._missing_since = self._missing_since or fetched_at
        self._last_miss = f"{article.url}: {article.profile_miss}"[:500]
        return False

    async def learn_early(self, stored: int, now: datetime) -> None:
        """Learn a profile in the middle of the crawl, once so many new articles are ``stored`` as one is learned from:
        searching the whole of a page costs three times what its places do, and a first crawl has many. Tried once, and
        not while another source learns: this one's pages would wait for both."""
        if self._row is not None or self._sought or stored < LEARN_MOST or _turn_of(self._store).locked():
            return
        self._sought = True
        try:
            async with self._changing:
                if await self._is_time(now) and await self._learn(now, None) is not None:
                    self._row = await self._store.call(Store.current_profile, self._source.key)
                    self._early = True
        except StoreError as error:
            _log.warning("%s: the learned profile could not be kept: %s", self._source.key, error)

    async def close(self, now: datetime, *, learn: bool = True) -> str | None:
        """Write down how the profile did, retire it where it serves no more, and learn one where there is none. Returns
        what people should know of it, in words; a database that fails here costs the profile, never the crawl."""
        try:
            told = await self._close(now, learn) if self._opened else None
        except StoreError as error:
            told = f"the learned profile could not be kept: {error}"
        for one in (told, self._on_hints()):
            if one:
                _log.warning("%s: %s", self._source.key, one)
        return told or self._on_hints()

    async def _close(self, now: datetime, learn: bool) -> str | None:
        key, row = self._source.key, self._row
        if row is not None and (self._hits or self._fallbacks):
            await self._store.call(
                Store.note_profile,
                key,
                row.since,
                hits=self._hits,
                fallbacks=self._fallbacks,
                misses=self._misses,
                missing_since=self._missing_since,
                last_miss=self._last_miss,
            )
        if self._misses < RETIRE_AFTER and row is not None:
            return None
        if row is None:
            if learn and self._articles and await self._is_time(now):
                await self._learn(now, None)
            return None
        words = f"{self._misses} articles in a row did not fit the learned profile ({self._last_miss or row.last_miss})"
        await self._store.call(Store.retire_profile, key, now=now, reason=words[:500])
        learned = await self._learn(now, self._missing_since) if learn else None
        if self._early:
            return None  # its pages have two designs beside each other: nothing has changed since this crawl began
        if learned is None:
            return f"the site's pages have changed: {words}; they are read without it until enough of them agree"
        return f"the site's pages have changed: {words}; learned anew from {learned.pages} pages"

    async def _is_time(self, now: datetime) -> bool:
        """Whether a profile is to be sought: not soon after the pages did not agree."""
        rows = await self._store.call(Store.profiles, self._source.key)
        return not (
            rows and (rows[0].retired_reason or "").startswith(_NOT_LEARNED) and now - rows[0].since < TRY_AGAIN
        )

    async def _learn(self, now: datetime, changed: datetime | None) -> Profile | None:
        """Learn a profile from the archive and use it from now on. Where the site ``changed``, from pages since then
        together with older ones, whose design may still be met (a backfill, another section), else from the new."""
        async with _turn_of(self._store):
            return await self._learn_in_turn(now, changed)

    async def _learn_in_turn(self, now: datetime, changed: datetime | None) -> Profile | None:
        key = self._source.key
        pages = await self._store.call(Store.learning_pages, key, limit=LEARN_MOST, since=changed)
        if len(pages) < LEARN_FROM:
            return None
        hints = site_hints(self._source, now)
        profile: Profile | None = None
        if changed is not None:
            older = await self._store.call(Store.learning_pages, key, limit=len(pages), before=changed)
            profile = await asyncio.to_thread(_learned, [*pages, *older], hints, now)
        if profile is None or profile.body_selector is None:
            profile = await asyncio.to_thread(_learned, pages, hints, now)
        await self._store.call(Store.save_profile, key, profile, now=now)
        if profile.body_selector is None:
            words = f"{_NOT_LEARNED}: the {profile.pages} pages do not agree (agreement {profile.agreement:.2f})"
            await self._store.call(Store.retire_profile, key, now=now, reason=words)
            return None
        _log.info("%s: profile learned from %d pages: body at %s", key, profile.pages, profile.body_selector)
        return profile

    def _on_hints(self) -> str | None:
        """What people should know of hints that match no more."""
        often = [name for name, count in self._missed_hints.items() if 2 * count >= self._articles]
        if not often:
            return None
        newest = self._source.hints.later[-1] if self._source.hints.later else self._source.hints
        said = ", ".join(f"{name} = {getattr(newest, name)!r}" for name in often)
        return f"hints match no more: {said}; the general reader took their place (docs/sources.md, hints)"


def _turn_of(store: StoreThread) -> asyncio.Lock:
    return _turn.setdefault(store, asyncio.Lock())


def _learned(pages: Sequence[RawPage], hints: Hints, now: datetime) -> Profile:
    """The profile of stored pages, in their own encodings."""
    texts = []
    for page in pages:
        charset = page.encoding or http_content_type_encoding(page.headers.get("content-type"))
        texts.append((decode(page.body, charset).encode("utf-8", "replace"), page.url))
    try:
        return learn_profile(texts, hints=hints, fetched_at=now)
    finally:
        release()  # the trees of all the pages: what they needed would be the process's for as long as it runs
