"""The sitemap of a site as a way in, where nothing else leads to its articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from scrapy.http import TextResponse

from crawler.discovery.found import Found
from crawler.discovery.sitemap import read_sitemap
from crawler.patterns import matches
from crawler.survey.answer import Answer
from crawler.survey.browse import Browse
from crawler.survey.links import joined
from crawler.survey.records import Way
from crawler.survey.shapes import patterns_of
from crawler.survey.words import news_path, other_path
from sources.records import SitemapEntry

_NAMED = re.compile(r"^\s{0,5}sitemap:\s{0,5}(\S{8,500})", re.IGNORECASE | re.MULTILINE)
_PARTS = 3
_LEAST = 5


async def sitemap_way(browse: Browse, home: Answer, examples: Sequence[str]) -> Way | None:
    """The sitemap that holds article addresses: those like the examples, else those whose path says news."""
    robots = await browse.get(urljoin(home.url, "/robots.txt"))
    named = _NAMED.findall(robots.text) if robots.ok else []
    for url in joined([*named, urljoin(home.url, "/sitemap.xml")])[:_PARTS]:
        if browse.is_own(url):
            way = await _read(browse, url, examples)
            if way is not None:
                return way
    return None


async def _read(browse: Browse, url: str, examples: Sequence[str], depth: int = 0) -> Way | None:
    answer = await browse.get(url)
    if not answer.ok:
        return None
    page = read_sitemap(
        TextResponse(answer.url, body=answer.body, encoding="utf-8"), ["/*", "/*/*", "/*/*/*", "/*/*/*/*"]
    )
    if page.more and depth == 0:
        parts = sorted(page.more, key=lambda part: not re.search(r"news|post|article|novost|iblock", part))
        for part in [part for part in parts if browse.is_own(part)][:_PARTS]:
            way = await _read(browse, part, examples, depth=1)
            if way is not None:
                return way
        return None
    urls = [found.url for found in page.links if browse.is_own(found.url)]
    patterns = _patterns(urls, list(examples), urlsplit(url).netloc)
    chosen = [address for address in urls if matches(address, patterns)] if patterns else []
    if len(chosen) < _LEAST:
        return None
    entry = SitemapEntry(kind="sitemap", url=answer.url, articles=tuple(patterns))
    cards = tuple(Found(address) for address in chosen[-200:])
    return Way(entry, cards, f"sitemap {answer.url}: {len(chosen)} articles")


def _patterns(urls: list[str], examples: list[str], host: str) -> list[str]:
    if examples:
        return patterns_of(examples, host)
    news = [url for url in urls if news_path(urlsplit(url).path) and not other_path(urlsplit(url).path)]
    deep = Counter(urlsplit(url).path.strip("/").count("/") for url in news)
    if not deep:
        return []
    depth = deep.most_common(1)[0][0]
    return patterns_of([url for url in news if urlsplit(url).path.strip("/").count("/") == depth][:200], host)[:2]
