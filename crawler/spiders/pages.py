"""Fetch article pages, read them, and hand what is an article to the pipelines; write down what is not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from scrapy.http import Request, Response
from twisted.python.failure import Failure
from w3lib.encoding import http_content_type_encoding

from articles import Article, Hints, read_article
from crawler.discovery import Found
from crawler.failures import in_words, is_blocked
from crawler.patterns import matches
from crawler.validity import why_no_article
from storage.records import ArticleItem, FoundLink, PageRow, RawPage

if TYPE_CHECKING:
    from crawler.spiders.source import SourceSpider

_BLOCKED = frozenset({401, 403, 407, 429, 451})
_TRY_AGAIN = timedelta(hours=6)
_NO_ANSWER = 0
"""The status written for a page that could not be had at all, or was no article this time."""
_MAX_HEADERS = 60


class ArticlePages:
    """The article pages of one crawl."""

    def __init__(self, spider: SourceSpider) -> None:
        self.spider = spider
        self._cards: dict[str, Found] = {}
        self._asked: set[str] = set()

    def remember(self, address: str, card: Found) -> None:
        """Keep what a card or feed item said of an article until its page is read; a second word fills gaps."""
        old = self._cards.get(address)
        if old is not None:
            card = replace(
                old,
                title=old.title or card.title,
                date_text=old.date_text or card.date_text,
                feed_date=old.feed_date or card.feed_date,
            )
        self._cards[address] = card

    async def waiting(self) -> AsyncIterator[Request]:
        """Pages found earlier and not yet read, then stored ones whose time for another look has come."""
        key, now, settings = self.spider.source.key, self.spider.clock(), self.spider.crawler.settings
        limit = settings.getint("VESTNIK_PENDING_LIMIT")
        pending: Sequence[PageRow] = await self.spider.store.call("pending", key, now=now, limit=limit)
        for row in pending:
            self.remember(row.address, Found(row.url, row.title, row.date_text, row.feed_date))
            yield self.request(row.url, row.address)
        limit = 1_000_000 if self.spider.recheck else settings.getint("VESTNIK_RECHECK_LIMIT")
        due: Sequence[PageRow] = await self.spider.store.call(
            "due_rechecks", key, now=now, limit=limit, everything=self.spider.recheck
        )
        for row in due:
            if row.address not in self._asked:
                self.remember(row.address, Found(row.url, row.title, row.date_text, row.feed_date))
                yield self.request(row.url, row.address, again=row)

    def request(self, url: str, address: str, *, again: PageRow | None = None) -> Request:
        """A request for one article page; ``again`` makes it conditional on what the store holds."""
        self._asked.add(address)
        headers: dict[str, str] = {}
        if again is not None and again.etag:
            headers["If-None-Match"] = again.etag
        if again is not None and again.last_modified:
            headers["If-Modified-Since"] = again.last_modified
        return Request(
            url,
            callback=self.spider.parse_article,
            errback=partial(self._failed, address=address, again=again is not None),
            headers=headers,
            meta={"address": address, "again": again is not None, "url": url},
        )

    async def read(self, response: Response) -> AsyncIterator[ArticleItem]:
        """One item for a page that is an article; a word in the store for any other."""
        address: str = response.meta["address"]
        again: bool = response.meta["again"]
        self.spider.count("pages")
        if response.status == 304:
            self.spider.count("unchanged")
            await self._mark(address, "stored", status=304)
            return
        if response.status != 200:
            await self._refused(address, response.status, again=again)
            return
        article = self._article(response, address)
        reason = why_no_article(article, asked=response.meta["url"], final=response.url)
        if reason is None and again and not article.body:
            reason = "the page came without its text"  # a shell or a failing template says nothing against the article
        if reason is not None:
            self.spider.count("rejected")
            self.spider.problem("article", f"{response.meta['url']}: {reason}")
            await self._mark(address, "rejected", again=again, status=None, note=reason)
            return
        own = await self._own_address(article, response, address)
        if own is None:
            self.spider.count("duplicates")
            return
        if own != self.spider.address_of(response.url) and article.canonical_url:
            article = replace(article, url=article.canonical_url)  # the address people are to be sent to
        yield ArticleItem(
            source_key=self.spider.source.key,
            run_id=self.spider.report.run_id,
            address=own,
            article=article,
            page=self._raw(response),
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
        )

    def _article(self, response: Response, address: str) -> Article:
        source, card = self.spider.source, self._cards.get(address)
        hints = Hints(
            listing_title=card.title if card and not card.feed_date else None,
            listing_date=card.date_text if card else None,
            feed_title=card.title if card and card.feed_date else None,
            feed_date=card.feed_date if card else None,
            title_selector=source.hints.title,
            body_selector=source.hints.body,
            date_selector=source.hints.date,
            date_label=source.hints.date_label,
            date_order=source.hints.date_order,
            remove_selectors=source.hints.remove,
            timezone=source.timezone,
            languages=source.languages,
        )
        charset = source.encoding or http_content_type_encoding(_header(response, "Content-Type"))
        return read_article(response.body, response.url, charset=charset, fetched_at=self.spider.clock(), hints=hints)

    async def _own_address(self, article: Article, response: Response, asked: str) -> str | None:
        """The article's identity: its canonical link where that is an article's address of this source, else where the
        page was found. None where it is another name of an article the store already holds."""
        final = self.spider.address_of(response.url) or asked
        own = final
        canonical = article.canonical_url
        if (
            canonical
            and (address := self.spider.address_of(canonical))
            and self._may_be_article(canonical, response.url)
        ):
            own = address
        if own == asked:
            return own
        known: dict[str, PageRow] = await self.spider.store.call("pages", [own])
        if own not in known:  # written down before the other name is struck off, so that a kill between loses nothing
            link = FoundLink(own, canonical if own != final and canonical else response.url)
            await self.spider.store.call("add_found", self.spider.source.key, [link], now=self.spider.clock())
        await self._mark(asked, "alias", status=200, note=f"another address of {own}")
        return None if own in known and known[own].state == "stored" else own

    def _may_be_article(self, url: str, page_url: str) -> bool:
        """A canonical link counts only where it fits the article patterns (many templates name the section)."""
        if url.rstrip("/") == page_url.rstrip("/"):
            return True
        patterns = [p for entry in self.spider.source.entries for p in getattr(entry, "articles", ())]
        return bool(patterns) and matches(url, patterns)

    def _raw(self, response: Response) -> RawPage:
        headers = {
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")[:2000]
            for name, values in list(response.headers.items())[:_MAX_HEADERS]
            if name.lower() != b"set-cookie"
        }
        return RawPage(
            response.url, response.body, headers, response.status, self.spider.clock(), self.spider.source.encoding
        )

    async def _refused(self, address: str, status: int, *, again: bool) -> None:
        if status in (404, 410):
            self.spider.count("gone")
            await self._mark(address, "gone", again=again, status=status, note=f"answered {status}")
            return
        blocked = status in _BLOCKED
        self.spider.count("articles_blocked" if blocked else "articles_failed")
        self.spider.problem("blocked" if blocked else "article", f"{address} answered {status}")
        await self._mark(address, "failed", again=again, status=status, note=f"answered {status}")

    async def _failed(self, failure: Failure, *, address: str, again: bool) -> None:
        blocked = is_blocked(failure)
        words = in_words(failure)
        self.spider.count("articles_blocked" if blocked else "articles_failed")
        self.spider.problem("blocked" if blocked else "article", f"{address}: {words}")
        await self._mark(address, "failed", again=again, note=words[:500])

    async def _mark(
        self,
        address: str,
        state: str,
        *,
        again: bool = False,
        status: int | None = None,
        note: str | None = None,
    ) -> None:
        """Write a page's fate; when it is looked at again follows from ``storage.recheck``. A stored article stays
        stored: one bad answer says nothing against what was read, and it is asked for again in some hours."""
        now = self.spider.clock()
        await self.spider.store.call(
            "mark_page",
            address,
            state="stored" if again else state,
            status=_NO_ANSWER if again and state != "stored" and status is None else status,
            note=note,
            next_check_at=now + _TRY_AGAIN if again and state != "stored" else None,
            now=now,
        )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
