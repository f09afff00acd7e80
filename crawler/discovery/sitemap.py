"""Read a sitemap or an index of sitemaps with Scrapy's parser (entities are not resolved)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lxml.etree import LxmlError
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number
from scrapy.utils.sitemap import Sitemap

from crawler.discovery.found import Found, FoundPage
from crawler.patterns import matches

MAX_SITEMAPS = 50
MAX_ADDRESSES = 50_000
_MAX_INFLATED = 60 * 1024 * 1024


def read_sitemap(response: Response, patterns: Sequence[str], *, since: date | None = None) -> FoundPage:
    """The article addresses of a sitemap (50,000 at most, as the protocol allows), or the sitemaps of an index.

    With ``since`` what was last changed before that day is left out: it was published before, too. What does not say
    when it was changed stays in.
    """
    try:
        body = gunzip(response.body, max_size=_MAX_INFLATED) if gzip_magic_number(response) else response.body
        sitemap = Sitemap(body)
        items = [item for item, _ in zip(sitemap, range(MAX_ADDRESSES), strict=False)]
        addresses = [str(item["loc"]) for item in items if not _is_older(str(item.get("lastmod") or ""), since)]
    except (LxmlError, StopIteration, ValueError, OSError) as error:
        return FoundPage(problem=f"the sitemap cannot be read: {error or type(error).__name__}")
    if items and not addresses:
        return FoundPage()  # all of it is older
    if sitemap.type == "sitemapindex":
        return FoundPage(more=tuple(addresses[:MAX_SITEMAPS]), cut=len(addresses) > MAX_SITEMAPS)
    links = tuple(Found(url) for url in addresses if matches(url, patterns))
    return FoundPage(links, problem=None if links else "no address of the sitemap fits the article patterns")


def _is_older(changed: str, since: date | None) -> bool:
    """Whether a lastmod (W3C: 2024, 2024-06, 2024-06-28 or with a time) lies wholly before a day."""
    stamp = changed.strip()[:10]
    if since is None or not stamp[:4].isdigit() or not set(stamp) <= set("0123456789-"):
        return False
    return stamp < since.isoformat()[: len(stamp)]
