"""Fetch article pages, read them, and hand what is an article to the pipelines; write down what is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from scrapy.http import Request, Response
from twisted.python.failure import Failure
from w3lib.encoding import http_content_type_encoding

from articles import Article
from articles.fingerprint import signature_and_keys
from crawler.discovery import Found
from crawler.failures import in_words, is_blocked
from crawler.guard import OffsiteError
from crawler.headers import header, validator, validators
from crawler.hints import site_hints
from crawler.profiles import SiteReader
from crawler.spiders.other_addresses import OtherAddresses, Text, may_be_article
from crawler.turns import HostClosedError
from crawler.validity import why_no_article
from storage.recheck import Ages
from storage.records import ArticleItem, PageRow, RawPage
from storage.routing import routes_of

if TYPE_CHECKING:
    from crawler.spiders.source import SourceSpider

_BLOCKED = frozenset({401, 403, 407, 429, 451})
_PASSING = ("maintenance page", "server error")
_MAX_HEADERS = 60
_LARGE = 400_000
"""Bytes of a page from which reading it takes tens of milliseconds, where its text must be searched for."""
_MAX_TAGS = 150_000
"""More of them make no article, and a tree of over a hundred megabytes."""


class ArticlePages:
    """The article pages of one crawl."""

    def __init__(self, spider: SourceSpider) -> None:
        self.spider = spider
        self._cards: dict[str, Found] = {}
        self._asked: set[str] = set()
        self._tried: set[str] = set()  # an earlier crawl had an answer already
        self._others = OtherAddresses(spider)
        self.reader = SiteReader(spider.source, spider.store)

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
            if row.state != "found":
                self._tried.add(row.address)
            yield self.request(row.url, row.address)
        limit = 1_000_000 if self.spider.recheck else settings.getint("VESTNIK_RECHECK_LIMIT")
        due: Sequence[PageRow] = await self.spider.store.call(
            "due_rechecks", key, now=now, limit=limit, everything=self.spider.recheck
        )
        for row in due:
            if row.address not in self._asked:
                self.remember(row.address, Found(row.url, row.title, row.date_text, row.feed_date))
                yield self.request(row.url, row.address, again=row)

    def request(self, url: str, address: str, *, again: PageRow | None = None, unseen: bool = False) -> Request:
        """A request for one article page; ``again`` makes it conditional on what the store holds, every second time;
        ``unseen`` says that the store had no such page before this crawl."""
        self._asked.add(address)
        # Every second look is in full: a server whose validators never change would hide each edit for ever.
        headers = validators(again) if again is not None and again.status != 304 else {}
        return Request(
            url,
            callback=self.spider.parse_article,
            errback=partial(self._failed, address=address, again=again is not None),
            headers=headers,
            meta={"address": address, "again": again is not None, "url": url, "unseen": unseen},
        )

    async def read(self, response: Response) -> AsyncIterator[ArticleItem | Request]:
        """One item for a page that is an article; a word in the store for any other."""
        async for found in self._read_page(response):
            yield found
        async for item in self._others.release(response.meta["address"]):
            yield item

    async def _read_page(self, response: Response) -> AsyncIterator[ArticleItem | Request]:
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
        if kind := _no_page(response):
            self.spider.count("rejected")
            await self._mark(address, "rejected", again=again, status=None, note=f"no web page: {kind}")
            return
        await self.reader.open()
        card = self._cards.pop(address, None)  # a page is read once in a crawl
        article = await self._article(response, card)
        announced = card.title if card else None
        reason = why_no_article(
            article, asked=response.meta["url"], final=response.url, announced=announced, page=response.body
        ) or self._strayed(response)
        if reason is None and again and not article.body:
            reason = "the page came without its text"  # a shell or a failing template says nothing against the article
        if reason is not None:
            self.spider.count("rejected")
            self.spider.problem("article", f"{response.meta['url']}: {reason}")
            self._count_fresh(address, again=again, bad=True, passing=reason.startswith(_PASSING))
            await self._mark(address, "rejected", again=again, status=None, note=reason)
            return
        self._note(article)
        await self.reader.learn_early(self.spider.counted("new"), self.spider.clock())
        self._count_fresh(address, again=again)
        item = self._item(response, article, address, again=again)
        other = None if again else self._others.named(article, response, address)
        if other is None:
            yield item
            return
        async for found in self._others.prove(item, *other, asked=other[0] in self._asked):
            if isinstance(found, ArticleItem):
                yield found
                continue
            if card is not None:
                self.remember(found.address, card)
            yield self.request(found.url, found.address)

    def _item(self, response: Response, article: Article, address: str, *, again: bool) -> ArticleItem:
        keys = None
        if again:
            text = Text.of(article)
        else:  # it will be stored
            number, keys = signature_and_keys(article.body)
            text = Text(article.title, number)
        self._others.read[address] = text
        return ArticleItem(
            source_key=self.spider.source.key,
            run_id=self.spider.report.run_id,
            address=address,
            article=article,
            page=self._raw(response),
            etag=validator(response.headers.get("ETag")),
            last_modified=validator(response.headers.get("Last-Modified")),
            signature=text.signature,
            text_keys=keys,
            unseen=response.meta["unseen"],
        )

    async def _article(self, response: Response, card: Found | None) -> Article:
        """The article of a page. A large one is read in a thread: the loop has other crawls to serve meanwhile."""
        source, now = self.spider.source, self.spider.clock()
        hints = site_hints(source, now)
        if card is not None:
            hints = replace(
                hints,
                listing_title=card.title if not card.feed_date else None,
                listing_date=card.date_text,
                feed_title=card.title if card.feed_date else None,
                feed_date=card.feed_date,
            )
        charset = source.encoding or http_content_type_encoding(header(response, "Content-Type"))
        read = partial(self.reader.read, response.body, response.url, charset=charset, fetched_at=now, hints=hints)
        return read() if len(response.body) <= _LARGE else await asyncio.to_thread(read)

    def _note(self, article: Article) -> None:
        """Count what the source's profile and its hints did for a page that is an article."""
        served = self.reader.note(article, self.spider.clock())
        if served is not None:
            self.spider.count("profile_hits" if served else "profile_misses")
        if article.missed_hints:
            self.spider.count("hints_missed")

    def _count_fresh(self, address: str, *, again: bool, bad: bool = False, passing: bool = False) -> None:
        """Count a page whose first answer this is: whether new pages are articles tells how the site is doing. ``bad``
        ones are none; ``passing`` is what may pass by itself."""
        if again or address in self._tried:
            return
        self._tried.add(address)
        self.spider.count("fresh")
        if bad:
            self.spider.count("fresh_bad")
        if passing:
            self.spider.count("fresh_passing")

    def _strayed(self, response: Response) -> str | None:
        """Why a redirect's end is no article's address, or None."""
        asked = response.meta["url"]
        if response.url.rstrip("/") == asked.rstrip("/") or self.spider.address_of(asked) == self.spider.address_of(
            response.url
        ):
            return None
        if any(getattr(entry, "articles", ()) for entry in self.spider.source.entries) and not may_be_article(
            self.spider.source, response.url, asked
        ):
            return f"redirected to {response.url}, which is no article's address"
        return None

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
        self._count_fresh(address, again=again, bad=True, passing=status >= 500 or status == 429)
        if status in (404, 410):
            self.spider.count("gone")
            await self._mark(address, "gone", again=again, status=status, note=f"answered {status}")
            return
        blocked = status in _BLOCKED
        self.spider.count("articles_blocked" if blocked else "articles_failed")
        self.spider.problem("blocked" if blocked else "article", f"{address} answered {status}")
        await self._mark(address, "failed", again=again, status=status, note=f"answered {status}")

    async def _failed(self, failure: Failure, *, address: str, again: bool) -> AsyncIterator[ArticleItem]:
        words = in_words(failure)
        if isinstance(failure.value, OffsiteError):  # a link that leads elsewhere says nothing of a crawl's success
            self.spider.count("rejected")
            self.spider.problem("article", f"{address}: {words}")
            self._count_fresh(address, again=again, bad=True)
            await self._mark(address, "rejected", again=again, note=words[:500])
        else:
            blocked = is_blocked(failure)
            self.spider.count("articles_blocked" if blocked else "articles_failed")
            self.spider.problem("blocked" if blocked else "article", f"{address}: {words}")
            if not isinstance(failure.value, HostClosedError):  # that says nothing of the page, which waits as it did
                self._count_fresh(address, again=again, bad=True, passing=not blocked)
                await self._mark(address, "failed", again=again, note=words[:500])
        async for item in self._others.release(address):
            yield item

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
        stored (``again``): a bad answer says nothing against what was read."""
        settings = self.spider.crawler.settings
        await self.spider.store.call(
            "mark_page",
            address,
            state=state,
            status=status,
            note=note,
            again=again,
            now=self.spider.clock(),
            ages=Ages.of_seconds(settings.getlist("VESTNIK_RECHECK_S")),
            routes=routes_of(settings.getlist("VESTNIK_ROUTES")) if state == "gone" else (),
        )


def _no_page(response: Response) -> str | None:
    """The type of an answer that is no web page (a PDF, an image, markup without end), or None. Without a type the
    bytes decide."""
    if len(response.body) > _MAX_TAGS and response.body.count(b"<") > _MAX_TAGS:
        return f"over {_MAX_TAGS:,} tags"
    kind = (header(response, "Content-Type") or "").partition(";")[0].strip().lower()
    if kind in ("", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"):
        return "a PDF file" if response.body.startswith(b"%PDF-") else None
    return kind[:100] if kind.partition("/")[0] in ("application", "image", "audio", "video", "font") else None
