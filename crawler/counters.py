"""Scrapy's counters of a crawl."""

from __future__ import annotations

from scrapy.statscollectors import MemoryStatsCollector


class Counters(MemoryStatsCollector):
    """Scrapy's, without its look at each call for an argument that has gone out of use: about sixty calls a page."""

    __getattribute__ = object.__getattribute__
