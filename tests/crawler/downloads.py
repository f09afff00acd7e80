"""Requests of Scrapy's, downloaded without a crawl."""

from __future__ import annotations

from typing import Any

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from crawler.downloading import Downloader
from crawler.guard import install_resolver
from crawler.run import run
from tests.crawler.peers import Peer
from tests.crawler.polling import made


def download(*requests: Request, **settings: Any) -> list[Response]:
    """One request after the other, as one crawl sends them."""

    async def all_of_them() -> list[Response]:
        crawler = Crawler(scrapy.Spider, made(**settings))
        install_resolver(crawler)
        downloader = Downloader(crawler)
        try:
            return [await downloader.download_request(request) for request in requests]
        finally:
            await downloader.close()

    return run(all_of_them)


def to(peer: Peer, path: str = "/", scheme: str = "http", **more: Any) -> Request:
    meta = {"download_timeout": 10.0, **more.pop("meta", {})}
    return Request(f"{scheme}://localhost:{peer.port}{path}", meta=meta, **more)
