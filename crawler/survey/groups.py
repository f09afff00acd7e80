"""Find the list of articles on a page by its repeated structure: links alike in place and address, beside dates."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from articles.dates import parse_date
from articles.text import squeeze, weight
from crawler.addresses import plain_address
from crawler.discovery.found import Found
from crawler.discovery.listing import read_listing
from crawler.patterns import matches
from crawler.survey.answer import Answer
from crawler.survey.links import Link, joined, page_links
from crawler.survey.shapes import patterns_of, share_of
from crawler.survey.words import news_path, news_words, other_path, other_words

LEAST = 3
LIKELY = 1.0
_MOST_GROUPS = 14
_CARD_TEXT = 45
LONG = 20
"""Letters of a headline, at least (an East Asian character counts for two and a half)."""
_DATE_IN_ADDRESS = re.compile(r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?/(?=\w)")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TITLED = re.compile(r"(?:^|[\s_-])(?:title|tit|tt|heading|caption|header|name)(?=$|[\s_-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """A list found on a page. ``cards`` are its articles as a crawl would read them; ``dated`` the share that stands
    beside a date (or has one in its address); ``score`` compares lists, above 1 is likely to be one of articles."""

    page: str
    patterns: tuple[str, ...]
    cards: tuple[Found, ...]
    dated: float
    long: float
    score: float
    heading: str = ""

    @property
    def urls(self) -> list[str]:
        """The articles' addresses, in page order."""
        return [card.url for card in self.cards]

    @property
    def likely(self) -> bool:
        """True where this is good enough to be taken for the list of articles."""
        return self.score >= LIKELY


def find_groups(answer: Answer, is_own: Callable[[str], bool], now: datetime) -> list[Group]:
    """The lists of a page, the likeliest first. ``now`` is the moment of the fetch in the site's zone, as far as it is
    known: dates without a year are read by it."""
    links = [link for link in page_links(answer, is_own) if not _is_self(link.url, answer.url)]
    words: dict[str, str] = {}
    for link in links:
        if len(link.text) > len(words.get(link.url, "")):
            words[link.url] = link.text
    found: list[Group] = []
    for by_class in (True, False):  # where every card has classes of its own, its elements are alike all the same
        for height, members in _weightiest(_alike(links, words, answer.url, by_class=by_class), words):
            group = _group(answer, members, height, words, now)
            if group is not None and not any(set(group.urls) == set(other.urls) for other in found):
                found.append(group)
        if any(group.likely for group in found):
            break
    return sorted(found, key=lambda group: -group.score)


def _is_self(url: str, page: str) -> bool:
    a, b = urlsplit(url), urlsplit(page)
    return a.netloc == b.netloc and not a.query and a.path.rstrip("/") in (b.path.rstrip("/"), "")


def _alike(links: Sequence[Link], words: dict[str, str], page: str, *, by_class: bool) -> list[tuple[int, list[Link]]]:
    """Links of one place: below one element (so many steps up), by one way down from it. The nearest such element
    counts; a farther one (rows of three in a list) only where it brings more of the same."""
    by_place: dict[tuple[int, int, tuple[str, ...]], list[Link]] = defaultdict(list)
    for link in links:
        labels = tuple(name if by_class else name.partition(".")[0] for _, name in link.trail)
        for height in range(1, min(len(link.trail), 9)):
            by_place[height, link.trail[height][0], labels[:height]].append(link)
    chosen: dict[int, tuple[int, list[Link], set[str]]] = {}
    holding: dict[str, set[int]] = defaultdict(set)  # which of the chosen hold an address
    for number, ((height, _node, _way), members) in enumerate(sorted(by_place.items(), key=lambda item: item[0][0])):
        urls = {link.url for link in members}
        if len(urls) < 2 or sum(len(words.get(url, "")) > 3 for url in urls) < 2:
            continue
        near = set().union(*(holding[url] for url in urls))
        if any(chosen[other][2] == urls for other in near):
            continue
        inner = [other for other in near if chosen[other][2] < urls]
        if inner and not all(_more_of_the_same(chosen[other][1], members, page) for other in inner):
            continue
        for other in inner:
            for url in chosen.pop(other)[2]:
                holding[url].discard(other)
        chosen[number] = height, members, urls
        for url in urls:
            holding[url].add(number)
    return [(height, members) for height, members, urls in chosen.values() if len(urls) >= LEAST]


def _weightiest(places: Sequence[tuple[int, list[Link]]], words: dict[str, str]) -> list[tuple[int, list[Link]]]:
    """The few that may be lists of articles, by how much their links say: each is then read as a listing."""

    def said(place: tuple[int, list[Link]]) -> int:
        height, members = place
        sizes = {link.url: min(weight(words.get(link.url, "")), 60) for link in members}
        menu = sum(link.in_chrome(height) for link in members) * 2 > len(members)
        return sum(size for size in sizes.values() if size >= 8) // (4 if menu else 1)

    return sorted(places, key=said, reverse=True)[:_MOST_GROUPS]


def _more_of_the_same(inner: Sequence[Link], outer: Sequence[Link], page: str) -> bool:
    """Whether a wider list only goes on with what the narrower one holds: addresses under the listing's own path, or
    that share their first segment and their form."""
    host = urlsplit(page).netloc
    old = joined([link.url for link in inner])
    added = [url for url in joined([link.url for link in outer]) if url not in set(old)]
    patterns = patterns_of(old, host)
    if share_of(added, patterns) >= 0.9:
        return True
    below = urlsplit(page).path.rstrip("/") + "/"
    if len(below) > 1 and all(urlsplit(url).path.startswith(below) for url in old):
        return all(urlsplit(url).path.startswith(below) for url in added)
    return {_first(url) for url in old} >= {_first(url) for url in added} and len(
        patterns_of([*old, *added], host)
    ) <= 1


def _first(url: str) -> tuple[str, int, str]:
    path = urlsplit(url).path.strip("/").split("/")
    return urlsplit(url).netloc, len(path), path[0] if len(path) > 1 else ""


def _group(answer: Answer, members: Sequence[Link], height: int, words: dict[str, str], now: datetime) -> Group | None:
    urls = joined([link.url for link in members if len(words.get(link.url, "")) > 3])
    host = urlsplit(answer.url).netloc
    patterns = patterns_of(urls, host)
    urls = [url for url in urls if matches(url, patterns)]
    if len(urls) < LEAST:
        return None
    read = read_listing(answer.tree, answer.url, patterns)
    cards = own_cards(read.links, set(urls))
    if len(cards) < LEAST:
        return None
    long = sum(max(weight(card.title or ""), weight(words.get(card.url, ""))) >= LONG for card in cards) / len(cards)
    dated = sum(is_dated(card, now) for card in cards) / len(cards)
    if long < 0.5 and dated >= 0.5:  # headlines that are no links, and a "read more" below each
        long = max(long, 0.8 * sum(_card_says(link, height) for link in members) / len(members))
    if long < 0.5 and dated >= 0.9 and len(cards) >= 5:  # headlines that are cut, or short by nature
        long = max(long, 0.5 * sum(weight(card.title or "") >= LONG / 2 for card in cards) / len(cards))
    heading = heading_of(members[0])
    score = _score(members, height, cards, long, dated, patterns, answer.url, heading)
    return Group(answer.url, tuple(patterns), cards, dated, long, score, heading)


def _card_says(link: Link, height: int) -> bool:
    """Whether the item of the list around a link (the element just below the list's own) says as much as a card of an
    article does."""
    node: LexborNode | None = link.node
    for _ in range(height - 1):
        node = node.parent if node is not None else None
    return node is not None and weight(squeeze(node.text(deep=True, separator=" "))[:400]) >= _CARD_TEXT


def own_cards(links: Sequence[Found], urls: set[str]) -> tuple[Found, ...]:
    """The cards of these addresses, each once, their addresses without display switches."""
    cards: dict[str, Found] = {}
    for link in links:
        url = plain_address(link.url)
        if url in urls:
            old = cards.get(url)
            cards[url] = replace(
                link,
                url=url,
                title=max((link.title or "", (old.title or "") if old else ""), key=len) or None,
                date_text=link.date_text or (old.date_text if old else None),
            )
    return tuple(cards.values())


def is_dated(card: Found, now: datetime) -> bool:
    """Whether a card stands beside a date, or its address holds one."""
    if _DATE_IN_ADDRESS.search(urlsplit(card.url).path):
        return True
    text = card.date_text or ""
    return bool(text) and parse_date(text, language="ru", now=now) is not None


def _score(
    members: Sequence[Link],
    height: int,
    cards: Sequence[Found],
    long: float,
    dated: float,
    patterns: Sequence[str],
    page: str,
    heading: str,
) -> float:
    said = sum(min(weight(card.title or ""), 80) for card in cards) / len(cards)
    score = (
        math.sqrt(min(len(cards), 25)) * long * (0.3 + dated) * (0.8 + said / 200)
    )  # authors are shorter than titles
    chrome = sum(link.in_chrome(height) for link in members) / len(members)
    aside = sum(link.in_aside(height) for link in members) / len(members)
    score *= 1.0 - 0.8 * chrome
    score *= 1.0 - 0.4 * aside
    if other_words(heading) or any(other_path(pattern) for pattern in patterns):
        score *= 0.35
    elif news_words(heading) >= 6 or any(news_path(pattern) for pattern in patterns):
        score *= 1.5
    path = urlsplit(page).path.rstrip("/")
    if path and all(urlsplit(card.url).path.startswith(path + "/") for card in cards):
        score *= 1.2
    return round(score, 3)


def heading_of(link: Link) -> str:
    """The words over a list: the nearest heading before it, or before one of the elements around it."""
    node: LexborNode | None = link.node
    own = link.text
    for _ in range(9):
        if node is None or node.tag in ("body", "html"):
            return ""
        before = node.prev
        for _ in range(12):
            if before is None:
                break
            if before.tag not in ("-text", "-comment", "_comment", "script", "style"):
                text = _heading_in(before)
                if text and text != own:
                    return text
            before = before.prev
        node = node.parent
    return ""


def _heading_in(node: LexborNode) -> str:
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    if node.tag in _HEADINGS or node.tag in ("b", "strong", "legend") or _TITLED.search(names):
        text = squeeze(node.text(deep=True, separator=" "))
        return text if len(text) <= 80 else ""
    inner = node.css_first("h1, h2, h3, h4")
    return squeeze(inner.text(deep=True, separator=" "))[:80] if inner is not None else ""
