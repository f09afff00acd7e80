"""Read an RSS or Atom feed: links, titles and dates; dates that are only the moment of the request are not believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from time import struct_time
from typing import Any
from urllib.parse import urljoin

from crawler.discovery.found import MAX_LINKS, Found, FoundPage
from crawler.discovery.fragment import plain_title

_NOW_S = 90
"""A feed date this close to the fetch is the request's own time: Bitrix writes it for items without a date."""


def read_feed(body: bytes, url: str, *, fetched_at: datetime, content_type: str = "") -> FoundPage:
    """The items of a feed, newest first as it lists them. Never raises: a page that is no feed has a ``problem``.

    feedparser reads with the expat parser, which bounds entity expansion; external entities are not fetched.
    """
    import feedparser  # only where there is a feed

    headers = {"content-type": content_type} if content_type else {}
    parsed = feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    entries = parsed.entries
    if not entries:
        return FoundPage(
            problem="the feed's address answered with something that is no feed" if not parsed.get("version") else None
        )
    links = tuple(found for entry in entries[:MAX_LINKS] if (found := _item(entry, url, fetched_at)) is not None)
    return FoundPage(links, problem=None if links else "the feed's items have no links", cut=len(entries) > MAX_LINKS)


def _item(entry: Any, base: str, fetched_at: datetime) -> Found | None:
    link = str(entry.get("link") or "").strip()
    if not link or len(link) > 2000:
        return None
    try:
        target = urljoin(base, link)
    except ValueError:
        return None
    title = plain_title(str(entry.get("title") or ""))
    return Found(url=target, title=title, feed_date=_date(entry, fetched_at))


def _date(entry: Any, fetched_at: datetime) -> datetime | None:
    stamp: struct_time | None = entry.get("published_parsed")
    if stamp is None:
        return None
    try:
        moment = datetime(*stamp[:6], tzinfo=UTC)
    except ValueError:
        return None
    if abs(moment - fetched_at) < timedelta(seconds=_NOW_S) or moment > fetched_at + timedelta(days=1):
        return None
    return moment
