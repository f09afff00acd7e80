"""From a list found on a page to a way in: how it goes on, the article pattern over two pages, what is no article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from articles import read_article
from crawler.addresses import plain_address
from crawler.discovery.found import Found
from crawler.discovery.listing import read_listing
from crawler.patterns import matches
from crawler.survey.answer import Answer
from crawler.survey.archive import archive_template
from crawler.survey.browse import Browse
from crawler.survey.groups import Group, find_groups, own_cards
from crawler.survey.links import Link, joined, page_links
from crawler.survey.pager import button_pager, numbered_pagers
from crawler.survey.records import Way
from crawler.survey.shapes import patterns_of, share_of
from crawler.survey.words import other_path, other_words
from sources.records import ListingEntry, Pager

_MOST_EXCEPTIONS = 60
_SUSPECTS = 3


@dataclass(frozen=True, slots=True)
class Continued:
    """How a list goes on: the template (None where its own next link is followed), page 2 and its articles."""

    pager: Pager | None
    page: Answer
    urls: tuple[str, ...]
    cards: tuple[Found, ...]


async def settle_listing(browse: Browse, page: Answer, group: Group) -> tuple[Way, list[str]]:
    """The listing as a way in, and doubts in words."""
    doubts: list[str] = []
    host = urlsplit(page.url).netloc
    more = await _continue(browse, page, group)
    urls, cards = group.urls, list(group.cards)
    if more is not None:
        urls = joined([*urls, *more.urls])
        cards += [card for card in more.cards if card.url not in set(group.urls)]
    patterns = patterns_of(urls, host)
    exceptions = _exceptions(browse, page, more.page if more else None, set(urls), patterns)
    exceptions += await _undated(browse, page, more.page if more else None, {*urls}, patterns, exceptions)
    archive = archive_template(page, browse.is_own, set(urls))
    if more is None and archive is not None:
        doubts.append(f"no further pages of {page.url} were found, but lists by time: they are walked")
    elif more is None:
        doubts.append(f"no further pages of {page.url} were found: only the articles on its first page are seen")
    if any(is_flat(pattern) for pattern in patterns):
        doubts.append("articles stand at the site's root, beside its other pages: see not_articles in the file")
    entry = ListingEntry(
        kind="listing",
        url=page.url,
        articles=tuple(patterns),
        not_articles=tuple(exceptions),
        pager=more.pager if more else None,
        archive=archive if more is None else None,
    )
    words = f"listing {page.url}: {len(group.cards)} articles on its first page"
    words += f", {sum(url not in set(group.urls) for url in more.urls)} more on the second" if more else ""
    comment = "Its next link is found by itself." if more is not None and more.pager is None else ""
    return Way(entry, tuple(cards), words, comment), doubts


async def _continue(browse: Browse, page: Answer, group: Group) -> Continued | None:
    """Page 2 by the next link, else by numbers, else by the button: the first that brings articles not seen."""
    following = read_listing(page.tree, page.url, group.patterns).next_url
    if following and browse.is_own(following):
        found = await _try(browse, following, group, None)
        if found is not None:
            return found
    for pager in (*numbered_pagers(page, browse.is_own), button_pager(page, browse.is_own)):
        if pager is not None:
            target = urljoin(page.url, pager.template.replace("{n}", str(pager.first)))
            found = await _try(browse, target, group, pager) if target != following else None
            if found is not None:
                return found
    return None


async def _try(browse: Browse, url: str, group: Group, pager: Pager | None) -> Continued | None:
    answer = await browse.get(url)
    if not answer.ok or not answer.is_html:
        return None
    best, best_share = None, 0.0
    for other in find_groups(answer, browse.is_own, browse.now()):
        share = share_of(other.urls, group.patterns)
        alike = other.score >= 0.4 * group.score and _same_family(other, group)
        if (share >= 0.3 or alike) and max(share, 0.5) > best_share:
            best, best_share = other, max(share, 0.5)
    read = read_listing(answer.tree, answer.url, best.patterns if best else group.patterns)
    wanted = set(best.urls) if best else None
    cards = own_cards(read.links, wanted if wanted is not None else {plain_address(card.url) for card in read.links})
    new = [card for card in cards if card.url not in set(group.urls) and browse.is_own(card.url)]
    return Continued(pager, answer, tuple(card.url for card in cards), cards) if new else None


def _same_family(one: Group, other: Group) -> bool:
    def heads(group: Group) -> set[tuple[str, int]]:
        return {(urlsplit(url).path.strip("/").split("/")[0], urlsplit(url).path.count("/")) for url in group.urls}

    return bool(heads(one) & heads(other)) or one.heading == other.heading != ""


def _exceptions(
    browse: Browse, page: Answer, second: Answer | None, articles: set[str], patterns: Sequence[str]
) -> list[str]:
    """Addresses that fit the patterns and are no articles: links of the page's frame to other parts of the site.

    A link counts as one where it stands in a menu (or beside the list, without being headed as news), and says too
    little or stands on both pages; a pattern as wide as ``/*/`` makes every link of the frame suspect.
    """
    there = {link.url for link in page_links(second, browse.is_own)} if second else None
    flat = any(is_flat(pattern) for pattern in patterns)
    usual = not any(other_path(pattern) for pattern in patterns)  # articles do not stand below /events/ and its like
    found: dict[str, None] = {}
    for link in page_links(page, browse.is_own):
        if link.url in articles or not matches(link.url, patterns):
            continue
        if _is_other(link, flat=flat, usual=usual, repeated=there is None or link.url in there):
            found.setdefault(_exact(link.url, page.url))
    if matches(page.url, patterns):
        found.setdefault(_exact(page.url, page.url))
    pages = _pages_pattern(second.asked, page.url) if second is not None and matches(second.asked, patterns) else ""
    if pages and not any(matches(url, [pages]) for url in articles):
        found = {text: None for text in found if not matches(urljoin(page.url, text), [pages])} | {pages: None}
    return [text for text in found if text][:_MOST_EXCEPTIONS]


async def _undated(
    browse: Browse, page: Answer, second: Answer | None, articles: set[str], patterns: Sequence[str], known: list[str]
) -> list[str]:
    """Pages that the frame of the list names at length, whose addresses fit, and that are no news: two of them were
    looked at, and state no date. (Popular articles stand there, too.)"""
    there = {link.url for link in page_links(second, browse.is_own)} if second else set()
    suspects = joined(
        [
            link.url
            for link in page_links(page, browse.is_own)
            if link.url in there
            and link.url not in articles
            and (link.in_aside() or link.in_chrome())
            and matches(link.url, patterns, known)
        ]
    )
    for url in suspects[:1] + suspects[-1:] if len(suspects) >= _SUSPECTS else []:
        answer = await browse.get(url)
        if not answer.ok or not answer.is_html:
            return []
        if read_article(answer.body, answer.url, charset=answer.charset, fetched_at=answer.at).published is not None:
            return []
    found = [_exact(url, page.url) for url in suspects] if len(suspects) >= _SUSPECTS else []
    return [text for text in found if text][:_MOST_EXCEPTIONS]


def _pages_pattern(second: str, listing: str) -> str:
    """The addresses of a listing's pages as a pattern, by page 2's: its last number may be any."""
    exact = _exact(second, listing)
    at = list(re.finditer(r"\d+", exact))
    return exact[: at[-1].start()] + "{n}" + exact[at[-1].end() :] if at else exact


def _is_other(link: Link, *, flat: bool, usual: bool, repeated: bool) -> bool:
    if (usual and other_path(urlsplit(link.url).path)) or _is_page_number(link):
        return True
    if not repeated:
        return False
    if flat:
        return True
    return link.size < 20 and (link.in_chrome() or link.in_aside() or other_words(link.text) or not link.text)


def _is_page_number(link: Link) -> bool:
    return link.text.isdigit() or link.text.strip("«»‹›<>→← ") == ""


def is_flat(pattern: str) -> bool:
    """Whether a pattern is as wide as ``/*/``: articles at the site's root, like every other page."""
    return pattern.partition("?")[0].strip("/").startswith("*") and "/" not in pattern.partition("?")[0].strip("/")


def _exact(url: str, page: str) -> str:
    """An address as a pattern that only it fits; "" where a hole of the patterns stands in it."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if "*" in path or "{n}" in path or len(path) > 300:
        return ""
    host = "" if parts.netloc == urlsplit(page).netloc else f"{parts.scheme}://{parts.netloc}"
    return f"{host}{path}" + (f"?{parts.query}" if parts.query else "")
