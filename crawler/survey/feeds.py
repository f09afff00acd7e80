"""Feeds of a site: where they may be, and whether one is worth following."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.addresses import plain_address
from crawler.discovery.feed import read_feed
from crawler.discovery.found import Found
from crawler.patterns import matches
from crawler.survey.answer import Answer
from crawler.survey.links import absolute, joined
from crawler.survey.words import news_path, news_words

LEAST = 3
_ENOUGH = 10
_COMMENTS = re.compile(r"comment|комментар|评论|kommentar|podcast|oembed", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was read: its items that are the site's own, how many of them have a date that can be believed."""

    url: str
    items: tuple[Found, ...]
    dated: int

    @property
    def urls(self) -> list[str]:
        """The items' addresses."""
        return [item.url for item in self.items]


def announced_feeds(answer: Answer, is_own: Callable[[str], bool]) -> list[str]:
    """The feeds that a page's head names, news before others; those of comments are left out."""
    found: list[tuple[int, str]] = []
    for node in answer.tree.css("link[rel~=alternate][href]")[:50]:
        kind = (node.attributes.get("type") or "").lower()
        title = node.attributes.get("title") or ""
        target = absolute(answer.base, node.attributes.get("href"))
        if not target or not ("rss" in kind or "atom" in kind) or not is_own(target):
            continue
        if _COMMENTS.search(title) or _COMMENTS.search(target):
            continue
        found.append((-(news_words(title) + 5 * news_path(urlsplit(target).path)) + ("atom" in kind), target))
    for node in answer.tree.css("a[href*=rss], a[href*=feed]")[:20]:
        target = absolute(answer.base, node.attributes.get("href"))
        if target and is_own(target) and re.search(r"(?:^|[/.=_-])(?:rss|feed)(?:2|\.xml)?(?=$|[/?&.])", target):
            found.append((1, target))
    return joined([url for _, url in sorted(found, key=lambda pair: pair[0])])[:4]


def guessed_feeds(home: Answer, listing: str) -> list[str]:
    """Where the site's system usually keeps a feed that nothing announces, the likeliest first; few, for each guess is
    a request."""
    text = home.text[:200_000].lower()
    parts = urlsplit(listing)
    root = f"{parts.scheme}://{parts.netloc}"
    section = root + parts.path.rstrip("/")
    below = section if parts.path.strip("/") and not parts.path.endswith((".php", ".htm", ".html")) else root
    if "wp-content" in text or "wordpress" in text:
        return joined([below + "/feed/", root + "/feed/"])
    if "/bitrix/" in text:
        return [below + "/rss/"]
    if "drupal" in text or "/sites/default/files" in text:
        return joined([below + "-rss" if below != root else root + "/rss.xml", root + "/rss.xml", below + "/feed"])
    if "joomla" in text or "com_content" in text:
        return [section + "?format=feed&type=rss"]
    if "vsb" in text or "sudy" in text or "/_upload/" in text:
        return []
    return joined([below + "/rss/", root + "/rss.xml", root + "/feed/"])


def judge_feed(answer: Answer, is_own: Callable[[str], bool]) -> tuple[Feed | None, str]:
    """The feed of an answer, or None and the reason in words: too few items of this site, dates that are the moment of
    the request, no feed at all."""
    if not answer.ok:
        return None, answer.problem or "no answer"
    if not answer.is_feed:
        return None, "no feed"
    page = read_feed(answer.body, answer.url, fetched_at=answer.at, content_type=answer.content_type)
    items = tuple(item for item in page.links if is_own(item.url))
    if len(items) < LEAST:
        return None, page.problem or f"only {len(items)} items of this site"
    dated = sum(item.feed_date is not None for item in items)
    return Feed(answer.url, items, dated), "" if dated else "no date in it can be believed"


def fits(feed: Feed, patterns: tuple[str, ...], listed: list[str]) -> bool:
    """Whether a feed tells of the same articles as a listing."""
    inside = sum(matches(url, patterns) for url in feed.urls)
    return inside >= 0.6 * len(feed.urls) or bool(set(feed.urls) & set(listed) and inside)


def strangers(feed: Feed, listed: Collection[str], exceptions: Sequence[str]) -> int:
    """How many items of a feed are other things than the news of a listing: named as none, or as new as the listed ones
    and not listed. 0 where that cannot be told, or it is no more than chance: one item, or one in ten."""
    items = [replace(item, url=plain_address(item.url)) for item in feed.items]
    if feed.dated == len(items):
        items.sort(key=lambda item: item.feed_date.timestamp() if item.feed_date else 0.0, reverse=True)
    oldest = max((place for place, item in enumerate(items) if item.url in listed), default=-1)
    told = len(listed) >= _ENOUGH
    strange = [
        item
        for place, item in enumerate(items)
        if (told and place <= oldest and item.url not in listed) or matches(item.url, exceptions)
    ]
    return len(strange) if len(strange) >= 2 and 10 * len(strange) > max(oldest + 1, len(strange)) else 0
