"""A whole survey: the ways in, the feed beside them, sample articles, the source they make, and what is unsure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from articles import Article, Hints, read_article
from crawler.discovery.found import Found
from crawler.survey.answer import Answer, hint_of_status
from crawler.survey.browse import Browse
from crawler.survey.explorer import Explored, Explorer, no_site
from crawler.survey.feeds import Feed, announced_feeds, fits, guessed_feeds, judge_feed, strangers
from crawler.survey.links import joined
from crawler.survey.listing import is_flat
from crawler.survey.place import country_of, host_of, key_of, languages_of, site_name, zone_of
from crawler.survey.records import Sample, Survey, Way
from crawler.survey.scripted import wordpress_way
from crawler.survey.sitemap import sitemap_way
from crawler.validity import why_no_article
from sources.records import Entry, FeedEntry, ListingEntry, SiteHints, Source

SAMPLES = 5
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller wants of the source: its key, the keys that are taken, whether its host may be private."""

    key: str | None = None
    taken: Collection[str] = ()
    allow_private: bool = False
    verify_tls: bool = True
    delay_s: float = 1.0


@dataclass(slots=True)
class _Read:
    samples: list[Sample] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    texts: list[tuple[str, str | None]] = field(default_factory=list)


async def survey(browse: Browse, url: str, wishes: Wishes) -> Survey:
    """Survey a site from one address: its home page, a section, a feed or an article. Never raises for what the site
    does; a survey without a source says why."""
    result = Survey(asked=url)
    first = await browse.get(url)
    browse.settle_on(first.url)
    reason = no_site(first)
    if reason is None and host_of(first.url) != host_of(url) and first.asked == url:
        result.facts.append(f"{url} leads to {first.url}")
    if reason is None:
        await _survey(browse, first, wishes, result)
    else:
        result.problem = reason
        if first.status not in (0, 200):
            result.help.append("is the address right?" if first.status in (404, 410) else hint_of_status(first.status))
    if browse.spent:
        result.doubts.append("the survey's requests or its time were spent before all was looked at")
    result.requests, result.seconds = browse.requests, browse.seconds
    return result


async def _survey(browse: Browse, first: Answer, wishes: Wishes, result: Survey) -> None:
    given = None
    page = first
    if first.is_feed:
        given, why = judge_feed(first, browse.is_own)
        if given is None:
            given, why = _foreign_feed(browse, first, why)
        if given is None:
            result.problem = f"the feed cannot be used: {why}"
            return
        parts = urlsplit(given.urls[0])
        page = await browse.get(f"{parts.scheme}://{parts.netloc}/")
    elif not first.is_html:
        result.problem = f"is no web page and no feed ({first.content_type or 'no type'})"
        return
    found = await Explorer(browse).explore(page) if page.ok and page.is_html else Explored(home=page)
    feed = await _feed(browse, found, given, result)
    await _more_ways(browse, found, feed)
    result.facts += found.facts + found.refused
    result.doubts += found.doubts
    result.help += found.help
    if feed is None and not found.ways:
        _say_nothing_found(found, result)
        return
    await _conclude(browse, first, found, feed, wishes, result)


def _foreign_feed(browse: Browse, answer: Answer, why: str) -> tuple[Feed | None, str]:
    """A feed that stands on another host than its articles (a feed service): its articles' host is the site's."""
    everything, reason = judge_feed(answer, lambda url: True)
    if everything is None:
        return None, why or reason
    browse.settle_on(everything.urls[0])
    return judge_feed(answer, browse.is_own)


async def _feed(browse: Browse, found: Explored, given: Feed | None, result: Survey) -> Feed | None:
    """The feed that goes with the ways in: the given one, an announced one, one where the site's system keeps it."""
    listing = next((way.entry for way in found.ways if isinstance(way.entry, ListingEntry)), None)
    patterns = listing.articles if listing else ()
    listed = [card.url for way in found.ways for card in way.cards]
    if given is not None:
        if patterns and not fits(given, patterns, listed):
            found.ways.clear()
            found.facts.append("the list found on the site holds other articles than the feed that was given: left out")
        return given
    pages = [page for page in (*reversed(found.pages), found.home) if page.is_html]
    announced = joined([url for page in pages for url in announced_feeds(page, browse.is_own)])[:4]
    where = listing.url if listing else found.home.url
    guessed = [url for url in guessed_feeds(found.home, where) if url not in announced] if found.home.is_html else []
    scripted = bool(found.ways) and listing is None
    for url in [*announced, *(() if scripted else guessed)]:
        feed, why = judge_feed(await browse.get(url), browse.is_own)
        if feed is not None and feed.dated == 0:
            result.doubts.append(f"feed {url}: {why}")
        others = strangers(feed, listed, listing.not_articles) if feed is not None and listing else 0
        if others and feed is not None:
            found.facts.append(f"feed {url}: {others} of its {len(feed.items)} items are not among the news: left out")
            continue
        if feed is not None and (not listed or fits(feed, patterns, listed)):
            found.facts.append(f"feed {url}: {len(feed.items)} items, {feed.dated} with a date")
            return feed
        if feed is not None:
            found.facts.append(f"feed {url} holds other things than the list: left out")
        elif url in announced:
            found.facts.append(f"feed {url} is announced, but: {why}")
    return None


async def _more_ways(browse: Browse, found: Explored, feed: Feed | None) -> None:
    """Where there is no list, or one whose addresses are like every other page's: an interface of the site's system;
    where there is nothing, or no way to older articles, its sitemap."""
    listing = next((way.entry for way in found.ways if isinstance(way.entry, ListingEntry)), None)
    flat = listing is not None and any(is_flat(pattern) for pattern in listing.articles)
    if flat or not found.ways:
        way = await wordpress_way(browse, [*found.pages, found.home])
        if way is not None:
            if flat:
                found.ways.clear()
                found.doubts = [doubt for doubt in found.doubts if "root" not in doubt]
            found.ways.append(way)
            found.facts.append(way.words)
    if not found.ways:
        way = await sitemap_way(browse, found.home, feed.urls if feed else [found.article] if found.article else [])
        if way is not None:
            found.ways.append(way)
            found.facts.append(way.words)


def _say_nothing_found(found: Explored, result: Survey) -> None:
    if any("browser" in words for words in found.help):
        result.problem = "no list of articles can be read: scripts fill the pages, and no data address was found"
        return
    result.problem = "no list of articles was found" + "".join(f"; {words}" for words in found.refused[:1])
    result.help.append("give the address of the news section, of a feed, or of one article")


async def _conclude(
    browse: Browse, first: Answer, found: Explored, feed: Feed | None, wishes: Wishes, result: Survey
) -> None:
    cards: dict[str, Found] = {}
    for card in (*(feed.items if feed else ()), *(card for way in found.ways for card in way.cards)):
        cards[card.url] = Found(
            card.url,
            title=card.title or (cards[card.url].title if card.url in cards else None),
            date_text=card.date_text or (cards[card.url].date_text if card.url in cards else None),
            feed_date=card.feed_date or (cards[card.url].feed_date if card.url in cards else None),
        )
    pages = [page for page in (found.home, *found.pages) if page.ok and page.is_html]
    home = found.home.url if found.home.ok else first.url
    host = host_of(home)
    order = _date_order([card.date_text or "" for card in cards.values()])
    read = await _read_samples(browse, _spread(list(cards.values())), order)
    languages = languages_of(pages, read.texts)
    name = site_name(pages, host)
    country, certain = country_of(host, languages)
    zone, doubt = zone_of(country, name, read.moments)
    if not certain:
        result.doubts.append(f"the country is a guess by the language: {country}")
    if doubt:
        result.doubts.append(f"the time zone is a guess ({doubt}): {zone}")
    if name == host:
        result.doubts.append("the university's name was not found: its host stands for it")
    entries, comments = _entries(feed, found.ways)
    result.source = Source(
        key=wishes.key or key_of(host, languages, country, wishes.taken),
        name=name,
        country=country,
        homepage=f"{urlsplit(home).scheme}://{urlsplit(home).netloc}/",
        languages=languages,
        timezone=zone,
        allow_private=wishes.allow_private,
        verify_tls=wishes.verify_tls,
        delay_s=wishes.delay_s,
        min_items=3 if len(cards) >= 6 else 1,
        entries=tuple(entries),
        hints=SiteHints(date_order=order) if order == "mdy" else SiteHints(),
    )
    result.samples = read.samples
    result.comments |= comments
    if doubt:
        result.comments["timezone"] = f"A guess: {doubt}."
    _doubt_samples(read.samples, result)


def _entries(feed: Feed | None, ways: list[Way]) -> tuple[list[Entry], dict[str, str]]:
    entries: list[Entry] = [FeedEntry(kind="feed", url=feed.url)] if feed else []
    comments: dict[str, str] = {}
    for way in ways:
        if way.comment:
            comments[f"entries.{len(entries)}"] = way.comment
        entries.append(way.entry)
    return entries, comments


def _spread(cards: list[Found]) -> list[Found]:
    """Five of them: the newest three and two farther down."""
    if len(cards) <= SAMPLES:
        return cards
    return [*cards[:3], cards[len(cards) // 2], cards[-1]]


async def _read_samples(browse: Browse, cards: list[Found], order: Literal["dmy", "mdy"] | None) -> _Read:
    read = _Read()
    for card in cards:
        answer = await browse.get(card.url)
        if not answer.ok or not answer.is_html:
            read.samples.append(Sample(card.url, problem=answer.problem or "no web page"))
            continue
        hints = Hints(
            listing_title=card.title if not card.feed_date else None,
            listing_date=card.date_text,
            feed_title=card.title if card.feed_date else None,
            feed_date=card.feed_date,
            date_order=order if order == "mdy" else None,
        )
        article = read_article(answer.body, answer.url, charset=answer.charset, fetched_at=answer.at, hints=hints)
        read.samples.append(sample_of(article, card, answer))
        if article.body:
            read.texts.append((f"{article.title}\n{article.body}"[:3000], article.language))
        if article.published is not None and article.published.value.utcoffset() is not None:
            read.moments.append(article.published.value)
    return read


def sample_of(article: Article, card: Found, answer: Answer) -> Sample:
    """One article in a line or two, with what is missing of it."""
    problem = why_no_article(article, asked=card.url, final=answer.url, announced=card.title)
    if problem is None and not article.body:
        problem = "no text found"
    if problem is None and article.published is None:
        problem = "no date found"
    return Sample(
        card.url,
        title=article.title,
        day=article.published.day.isoformat() if article.published else None,
        provenance=article.published.provenance if article.published else "",
        first_line=article.body.partition("\n")[0][:200],
        language=article.language,
        problem=problem,
    )


def _date_order(texts: list[str]) -> Literal["dmy", "mdy"] | None:
    """The order of day and month in numeric dates, where some number over 12 settles it; None where nothing does."""
    pairs = [(int(match[1]), int(match[2])) for text in texts for match in [_NUMERIC.search(text)] if match]
    firsts, seconds = max((a for a, _ in pairs), default=0), max((b for _, b in pairs), default=0)
    if firsts > 12 and seconds <= 12:
        return "dmy"
    return "mdy" if seconds > 12 and firsts <= 12 else None


def _doubt_samples(samples: list[Sample], result: Survey) -> None:
    bad = [sample for sample in samples if sample.problem]
    if samples and len(bad) * 2 > len(samples):
        result.doubts.append(f"{len(bad)} of {len(samples)} sample articles could not be read well: {bad[0].problem}")
    dated = [sample for sample in samples if sample.provenance in ("listing", "feed", "url", "htmldate")]
    if dated and len(dated) == len([sample for sample in samples if sample.day]):
        result.doubts.append(f"no article page states its own date; it is taken from: {dated[0].provenance}")
