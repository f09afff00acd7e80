"""Python's garbage collector in a crawl: it need not look again and again at what stays for as long as the process."""

from __future__ import annotations

import gc
from typing import ClassVar

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.thresholds import THRESHOLDS


class Collector:
    """Sets what was loaded up to the process's first crawl (modules, topics, the store) aside, once; and before, where
    the process polls first, what was loaded up to then."""

    _done: ClassVar[set[str]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Collector:
        """Made anew for each crawl."""
        collector = cls()
        crawler.signals.connect(collector.spider_opened, signal=signals.spider_opened)
        return collector

    def spider_opened(self) -> None:
        """Everything a crawl needs is loaded by now."""
        self.set_aside("crawl")

    @classmethod
    def set_aside(cls, before: str) -> None:
        """Set aside what is loaded, once in a process ``before`` a "crawl", once before a "poll". What comes from
        then on is looked at, also where the process began with the collector off (``vestnik.crawling``)."""
        if before not in cls._done:
            cls._done.add(before)
            gc.freeze()
            gc.set_threshold(*THRESHOLDS)
        gc.enable()
