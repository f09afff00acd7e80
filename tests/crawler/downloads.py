"""Requests of Scrapy's, downloaded without a crawl."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from crawler.downloading import Downloader
from crawler.guard import install_resolver
from crawler.run import run
from tests.crawler.peers import Peer
from tests.crawler.polling import made

T = TypeVar("T")


def downloading(work: Callable[[Downloader], Awaitable[T]], **settings: Any) -> T:
    """What comes of work with the downloader of one crawl."""

    async def all_of_it() -> T:
        crawler = Crawler(scrapy.Spider, made(**settings))
        install_resolver(crawler)
        downloader = Downloader(crawler)
        try:
            return await work(downloader)
        finally:
            await downloader.close()

    return run(all_of_it)


def download(*requests: Request, **settings: Any) -> list[Response]:
    """One request after the other, as one crawl sends them."""

    async def all_of_them(downloader: Downloader) -> list[Response]:
        return [await downloader.download_request(request) for request in requests]

    return downloading(all_of_them, **settings)


def to(peer: Peer, path: str = "/", scheme: str = "http", **more: Any) -> Request:
    meta = {"download_timeout": 10.0, **more.pop("meta", {})}
    return Request(f"{scheme}://localhost:{peer.port}{path}", meta=meta, **more)
