"""Scrapy's feeds: ``scrapy crawl <source> -O news.jsonl`` writes a row for each article that the crawl has read.

The names are those of ``vestnik export``, which writes what the archive holds, with its proofs; a feed is made before
the archive has said what is new. ``topics`` is empty (null) where an article was looked at again and had not changed.
"""

from __future__ import annotations

from typing import Any, cast

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.exporters import CsvItemExporter
from scrapy.extensions.feedexport import FeedExporter

from crawler.spiders.source import SourceSpider
from storage.exports.csv_files import defuse
from storage.records import ArticleItem
from storage.types import storable

_UNSEEN = dict.fromkeys(sorted({*range(32)} - {9, 10, 13}))  # control characters, which XML cannot hold


class ArticleFeeds(FeedExporter):
    """Scrapy's feed exporter, with rows instead of items."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArticleFeeds:
        """Made anew for each crawl. Raises NotConfigured for Scrapy's own shell and fetch, which read no article."""
        if not issubclass(crawler.spidercls, SourceSpider):
            raise NotConfigured
        return super().from_crawler(crawler)

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Write one article."""
        super().item_scraped(_row(item, cast(SourceSpider, spider)), spider)


class SafeCsv(CsvItemExporter):
    """A CSV whose texts no spreadsheet takes for formulas, as ``vestnik export`` makes them."""

    def export_item(self, item: Any) -> None:
        """Write one row."""
        super().export_item({name: defuse(str(value)) if value else value for name, value in item.items()})


def _row(item: ArticleItem, spider: SourceSpider) -> dict[str, Any]:
    article, published = item.article, item.article.published
    flags = "; ".join(f"{topic} {int(verdict.grade)}" for topic, verdict in item.verdicts.items() if verdict.flagged)
    judged = item.change is None or item.change.kind != "unchanged"  # what is unchanged is not judged again
    told = {
        "source": item.source_key,
        "university": spider.source.name,
        "country": spider.source.country,
        "title": article.title,
        "published": published.day.isoformat() if published else None,
        "published_raw": published.raw if published else None,
        "published_from": published.provenance if published else None,
        "published_confidence": published.confidence if published else None,
        "language": article.language,
        "url": article.url,
        "topics": flags if judged else None,
        "authors": "; ".join(article.authors),
        "rubric": article.rubric,
        "body": article.body,
    }
    return {
        name: storable(value).translate(_UNSEEN) if isinstance(value, str) else value for name, value in told.items()
    }
