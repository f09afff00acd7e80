"""A crawl that asks for pages one by one, as a coroutine tells it: what ``vestnik add`` and ``vestnik check`` fetch by.

Everything that holds for a crawl holds here, for it is the same spider, settings and middlewares: robots.txt, the
host's turn, delays and pauses, private addresses refused, sizes and times bounded.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings
from w3lib.encoding import http_content_type_encoding

from crawler.failures import words_of
from crawler.guard import install_resolver
from crawler.headers import header
from crawler.spiders.source import SourceSpider, utc_now
from crawler.survey.answer import Answer
from crawler.turns import turns_of
from sources import Source
from storage.thread import StoreThread

_LIMITS: Mapping[str, Any] = {"RETRY_TIMES": 1, "CLOSESPIDER_TIMEOUT": 900}
_MOST_TIMEOUT_S = 15.0


class AskingSpider(SourceSpider):
    """Runs ``errand`` with itself instead of walking the source's ways in. Nothing is stored."""

    errand: ClassVar[Callable[[AskingSpider], Awaitable[None]]]

    async def start(self) -> AsyncIterator[Request]:
        """Run the errand; its requests pass the downloader by themselves."""
        await type(self).errand(self)
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def response(self, url: str, *, anywhere: bool = False) -> Response | str:
        """The answer for an address, or why none came, in words. ``anywhere``: redirects may lead to other domains
        (never to private addresses)."""
        own, self.allowed_domains = self.allowed_domains, [] if anywhere else self.allowed_domains
        try:
            request = Request(url, callback=NO_CALLBACK, dont_filter=True)
            return await self.crawler.engine.download_async(request)
        except Exception as error:  # whatever a site does is an answer to the question asked
            return words_of(error, url)
        finally:
            self.allowed_domains = own

    async def ask(self, url: str, *, anywhere: bool = False) -> Answer:
        """The same as an ``Answer``."""
        came = await self.response(url, anywhere=anywhere)
        if isinstance(came, str):
            return Answer(url, at=self.clock(), problem=came)
        return answer_of(came, url, self.clock())


def answer_of(response: Response, asked: str, at: datetime) -> Answer:
    """A response as the survey's pure parts look at it."""
    content_type = header(response, "Content-Type") or ""
    return Answer(
        asked,
        url=response.url,
        status=response.status,
        body=response.body,
        content_type=content_type,
        charset=http_content_type_encoding(content_type),
        at=at,
    )


async def run_errand(
    source: Source,
    errand: Callable[[AskingSpider], Awaitable[None]],
    *,
    settings: Settings,
    store: StoreThread,
    clock: Callable[[], datetime] = utc_now,
) -> None:
    """Run ``errand`` in a crawl of ``source``, to its end. Raises what the errand raises.

    The store keeps what all crawls share of a host (whose turn it is, its robots.txt, today's count), nothing else.
    """
    failures: list[Exception] = []

    async def guarded(spider: AskingSpider) -> None:
        try:
            await errand(spider)
        except Exception as error:  # Scrapy would only log it
            failures.append(error)

    own = settings.copy()
    own.setdict({**_LIMITS, "ITEM_PIPELINES": {}}, priority="cmdline")
    own.set("EXTENSIONS", {**own.getdict("EXTENSIONS"), "crawler.extensions.RunRecorder": None}, priority="cmdline")
    own.set("DOWNLOAD_TIMEOUT", min(own.getfloat("DOWNLOAD_TIMEOUT"), _MOST_TIMEOUT_S), priority="cmdline")
    spider_class = type("Asking", (AskingSpider,), {"name": source.key, "source": source, "errand": guarded})
    runner = AsyncCrawlerRunner(own)
    crawler = runner.create_crawler(spider_class)
    install_resolver(crawler)
    await asyncio.shield(runner.crawl(crawler, store=store, clock=clock))
    spider = crawler.spider
    if isinstance(spider, SourceSpider):
        await turns_of(store).release(spider.number, clock=clock)
    if failures:
        raise failures[0]
