"""Does a source still work, here and now: each part of it looked at once, in the order a crawl needs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

from scrapy.http import Response
from scrapy.settings import Settings

from articles import Article, read_article
from crawler.addresses import period_address
from crawler.card_days import local_day, stated_day
from crawler.discovery import Found, FoundPage
from crawler.hints import site_hints
from crawler.spiders.asking import AskingSpider, answer_of, run_errand
from crawler.spiders.source import utc_now
from crawler.spiders.ways import numbered, own_links, read_way
from crawler.survey.answer import hint_of_status
from crawler.survey.records import Sample
from crawler.survey.survey import sample_of
from crawler.validity import why_no_listing
from sources import Source
from sources.records import Entry, FeedEntry, JsonEntry, ListingEntry
from storage.thread import StoreThread

State = Literal["ok", "warn", "fail"]
SAMPLES = 3
OLD_DAYS = 60
"""A newest article older than this is worth a look: the news may have moved, or it is summer."""
_INDEX_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: ``words`` say what was found, ``hint`` what to do where it is not well."""

    name: str
    state: State
    words: str
    hint: str = ""


@dataclass(slots=True)
class Checkup:
    """All checks of one source."""

    source_key: str
    checks: list[Check] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)

    @property
    def verdict(self) -> State:
        """The worst of its checks; "fail" where nothing could be looked at."""
        states = {check.state for check in self.checks}
        return "fail" if "fail" in states or not states else "warn" if "warn" in states else "ok"

    def add(self, name: str, state: State, words: str, hint: str = "") -> None:
        """One more check."""
        self.checks.append(Check(name, state, words, hint if state != "ok" else ""))


async def check_source(
    source: Source,
    *,
    settings: Settings,
    store: StoreThread,
    clock: Callable[[], datetime] = utc_now,
    said: Callable[[str], None] = lambda words: None,
) -> Checkup:
    """Look at every way in, its second page and three articles. Never raises for what the site does."""
    checkup = Checkup(source.key)

    async def errand(spider: AskingSpider) -> None:
        await _Looking(spider, checkup, said).run()

    await run_errand(source, errand, settings=settings, store=store, clock=clock)
    return checkup


class _Looking:
    """One check-up on its way."""

    def __init__(self, spider: AskingSpider, checkup: Checkup, said: Callable[[str], None]) -> None:
        self.spider, self.source, self.checkup, self.said = spider, spider.source, checkup, said
        self.cards: dict[str, Found] = {}
        self.reached = False

    async def run(self) -> None:
        for entry in self.source.entries:
            await self._entry(entry)
        self._tls()
        articles = await self._articles()
        self._dates(articles)
        self._age(articles)

    async def _get(self, url: str) -> Response | str:
        self.said(url)
        return await self.spider.response(url)

    # -- ways in -------------------------------------------------------------------------------------------------

    async def _entry(self, entry: Entry, url: str = "", depth: int = 0) -> None:
        url = url or entry.url
        came = await self._get(url)
        if isinstance(came, str):
            self._unreached(entry, came)
            return
        self.reached = True
        if came.status != 200:
            self.checkup.add(entry.kind, "fail", f"{url} answered {came.status}", hint_of_status(came.status))
            return
        page = read_way(self.spider, entry, came)
        if page.more and depth < _INDEX_DEPTH:
            part = next((part for part in page.more if self.spider.is_own(part)), None)
            if part is not None:
                await self._entry(entry, part, depth + 1)
                return
        if not page.links and isinstance(entry, ListingEntry) and entry.archive:
            url, page, came = await self._newest_list(entry, page, came)
        own = own_links(self.spider, page.links)
        self._links(entry, url, own, page, came)
        for card in own.values():
            self.cards.setdefault(card.url, card)
        if own and isinstance(entry, ListingEntry | JsonEntry) and (isinstance(entry, ListingEntry) or entry.pager):
            await self._pager(entry, url, page, set(own))

    async def _newest_list(
        self, entry: ListingEntry, page: FoundPage, came: Response
    ) -> tuple[str, FoundPage, Response]:
        """Of a listing that names lists by month or year: the newest of them that names articles."""
        for back in range(2):
            url = self._period(entry, back)
            answer = await self._get(url)
            found = (
                read_way(self.spider, entry, answer) if not isinstance(answer, str) and answer.status == 200 else None
            )
            if found is not None and found.links and not isinstance(answer, str):
                return url, found, answer
        return entry.url, page, came

    def _period(self, entry: ListingEntry, back: int) -> str:
        today = local_day(self.source, self.spider.clock())
        return urljoin(entry.url, period_address(entry.archive or "", back, today))

    def _unreached(self, entry: Entry, words: str) -> None:
        name, hint = "reach", "is the address right, and does it open in a browser?"
        if words.startswith(("robots.txt forbids", "robots.txt answered")):
            name, hint = "robots", "the site does not want this page read by programs: another way in may be allowed"
        elif "certificate" in words:
            name, hint = "tls", "verify_tls = false in the source's file reads it all the same, if you trust the site"
        elif "allow_hosts" in words:
            name, hint = "reach", "the site has moved: `vestnik add` with the new address finds the way in"
        self.checkup.add(name, "fail", f"{entry.url}: {words}", hint)

    def _links(self, entry: Entry, url: str, own: dict[str, Found], page: FoundPage, came: Response) -> None:
        count, least = len(own), self.source.min_items
        if not own:
            words = why_no_listing(self._text(came)) or page.problem or "no link of this site"
            self.checkup.add(entry.kind, "fail", f"{url}: {words}", "`vestnik add URL --dry-run` looks for it anew")
        elif count < least:
            self.checkup.add(
                entry.kind,
                "warn",
                f"{url}: {count} articles, {least} expected (min_items)",
                "has its template changed?",
            )
        else:
            dated = sum(1 for card in own.values() if card.feed_date)
            tail = f", {dated} with a date" if isinstance(entry, FeedEntry) else ""
            state: State = "warn" if isinstance(entry, FeedEntry) and not dated else "ok"
            self.checkup.add(entry.kind, state, f"{url}: {count} articles{tail}", "no date in the feed can be believed")

    def _text(self, came: Response) -> str:
        return answer_of(came, came.url, self.spider.clock()).text

    async def _pager(self, entry: ListingEntry | JsonEntry, url: str, page: FoundPage, first: set[str]) -> None:
        following = numbered(entry, 1) or page.next_url
        if not following and isinstance(entry, ListingEntry) and entry.archive:
            following = next(address for back in (1, 2) if (address := self._period(entry, back)) != url)
        if self.source.max_pages == 1:
            self.checkup.add("pager", "ok", "one page is all there is (max_pages = 1)")
            return
        if not following or not self.spider.is_own(following):
            self.checkup.add(
                "pager", "warn", f"{entry.url}: no further page is named", "write a pager into the source's file"
            )
            return
        came = await self._get(following)
        if isinstance(came, str) or came.status != 200:
            words = came if isinstance(came, str) else f"answered {came.status}"
            self.checkup.add("pager", "warn", f"{following}: {words}", "does the template of the pager still fit?")
            return
        own = own_links(self.spider, read_way(self.spider, entry, came).links)
        new = len(own.keys() - first)
        state: State = "ok" if new else "warn"
        self.checkup.add(
            "pager", state, f"{following}: {new} further articles", "does the template of the pager still fit?"
        )

    def _tls(self) -> None:
        if not self.reached:
            return
        plain = [entry.url for entry in self.source.entries if urlsplit(entry.url).scheme == "http"]
        if plain and not self.source.allow_private:
            self.checkup.add("tls", "warn", f"{plain[0]}: not encrypted", "does the site answer under https://, too?")
        elif not plain and not self.source.verify_tls:
            self.checkup.add("tls", "warn", "certificates are not checked (verify_tls = false)", "is it still needed?")
        elif not plain:
            self.checkup.add("tls", "ok", "https, certificate valid")

    # -- articles ------------------------------------------------------------------------------------------------

    async def _articles(self) -> list[Article]:
        articles: list[Article] = []
        cards = list(self.cards.values())
        for card in [*cards[: SAMPLES - 1], *cards[-1:]][:SAMPLES] if len(cards) > SAMPLES else cards:
            came = await self._get(card.url)
            if isinstance(came, str) or came.status != 200:
                words = came if isinstance(came, str) else f"answered {came.status}"
                self.checkup.samples.append(Sample(card.url, problem=words))
                continue
            answer = answer_of(came, card.url, self.spider.clock())
            hints = site_hints(self.source, self.spider.clock())
            charset = self.source.encoding or answer.charset
            article = read_article(answer.body, answer.url, charset=charset, fetched_at=answer.at, hints=hints)
            self.checkup.samples.append(sample_of(article, card, answer))
            articles.append(article)
        good = [sample for sample in self.checkup.samples if sample.problem in (None, "no date found")]
        total = len(self.checkup.samples)
        if total:
            state: State = "ok" if len(good) == total else "warn" if good else "fail"
            bad = next((sample for sample in self.checkup.samples if sample not in good), None)
            words = f"{len(good)} of {total} sample articles have headline and text"
            words += f"; {bad.url}: {bad.problem}" if bad else ""
            self.checkup.add("articles", state, words, "`vestnik read URL --source KEY` shows what is read")
        return articles

    def _dates(self, articles: list[Article]) -> None:
        if not articles:
            return
        dated = [article.published for article in articles if article.published is not None]
        from_where = ", ".join(sorted({date_.provenance for date_ in dated}))
        state: State = "ok" if len(dated) == len(articles) else "warn"
        words = f"{len(dated)} of {len(articles)} sample articles have a date" + (f" ({from_where})" if dated else "")
        self.checkup.add("dates", state, words, "hints.date or hints.date_label in its file may name the place")

    def _age(self, articles: list[Article]) -> None:
        now = self.spider.clock()
        today = local_day(self.source, now)
        days = [article.published.day for article in articles if article.published is not None]
        days += [day for card in self.cards.values() if (day := stated_day(self.source, card, now)) is not None]
        days = [day for day in days if day <= today]
        if not days:
            return
        newest = max(days)
        age = (today - newest).days
        words = f"the newest article is of {newest.isoformat()}, {age} days old"
        self.checkup.add("newest", "warn" if age > OLD_DAYS else "ok", words, "have the news moved to another address?")
