"""The survey of a site from one address: which page to look at next, and what all pages together come to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from articles import read_article
from crawler.patterns import matches
from crawler.survey.answer import Answer
from crawler.survey.archive import archive_way
from crawler.survey.browse import Browse
from crawler.survey.groups import LIKELY, Group, find_groups
from crawler.survey.listing import settle_listing
from crawler.survey.records import Way
from crawler.survey.scripted import is_shell, scripted_way
from crawler.survey.sections import leads_on, menu_pages, parents_of, section_candidates
from crawler.survey.shapes import share_of
from crawler.validity import why_no_listing

_BARE = re.compile(r"^/(?:[a-z]{2,3}(?:-[a-z]{2})?/?|(?:index|main|default|home)\.\w{2,5})?$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"^(?:page|p|paged|paging|start|offset|PAGEN_\d{1,2})=\d{1,5}$", re.IGNORECASE)
_CANDIDATES, _MENU, _GUESSES = 6, 8, ("/news/", "/novosti/", "/en/news/")


@dataclass(slots=True)
class Explored:
    """What the walk over the site found: its home page, the ways in but for feeds, articles named on the way."""

    home: Answer
    pages: list[Answer] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    article: str | None = None
    facts: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    help: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class Explorer:
    """Looks for the list of articles from one address on."""

    def __init__(self, browse: Browse) -> None:
        self.browse = browse

    async def explore(self, first: Answer) -> Explored:
        """Find the ways in other than feeds, from a page that was fetched: a home page, a listing or an article."""
        page = await self._past_splash(first)
        bare = self._is_bare(page.url) or self._is_bare(first.asked)  # many home pages stand elsewhere: "/" leads there
        home = page if bare else await self._home(page)
        found = Explored(home=home, pages=[page])
        if not bare:
            if self._is_article(page):
                found.article = page.url
                found.facts.append(f"{page.url} is an article; its list was looked for")
            elif await self._take_given(page, found):
                return found
        if not await self._take_sections(page, found) and not found.ways:
            await self._take_anything(page, found)
        return found

    # -- single steps --------------------------------------------------------------------------------------------

    async def _past_splash(self, page: Answer) -> Answer:
        for _ in range(2):
            target = leads_on(page, self.browse.is_own) if page.is_html else None
            if target is None:
                return page
            following = await self.browse.get(target)
            if not following.ok or not following.is_html:
                return page
            page = following
        return page

    async def _home(self, page: Answer) -> Answer:
        parts = urlsplit(page.url)
        home = await self.browse.get(f"{parts.scheme}://{parts.netloc}/")
        return await self._past_splash(home) if home.ok and home.is_html else page

    def _is_bare(self, url: str) -> bool:
        parts = urlsplit(url)
        return _BARE.match(parts.path) is not None and not parts.query

    def _is_article(self, page: Answer) -> bool:
        """Whether a page is one article: a headline, a date and a text, and no long list of dated links."""
        top = next((group for group in self._groups(page) if group.likely), None)
        if top is not None and not matches(page.url, top.patterns):  # a list of its like beside an article has its form
            below = urlsplit(page.url).path.rstrip("/") + "/"
            if all(urlsplit(url).path.startswith(below) for url in top.urls) or (
                len(top.cards) >= 6 and top.dated >= 0.5
            ):
                return False
        article = read_article(page.body, page.url, charset=page.charset, fetched_at=page.at)
        return bool(article.title and len(article.body) >= 250 and article.published is not None)

    def _groups(self, page: Answer) -> list[Group]:
        return find_groups(page, self.browse.is_own, self.browse.now()) if page.is_html else []

    async def _take_given(self, page: Answer, found: Explored) -> bool:
        """The page that was given is itself a listing, or a page that a script fills."""
        page = await self._first_page(page)
        groups = self._groups(page)
        if groups and groups[0].likely and (groups[0].dated >= 0.3 or len(groups[0].cards) >= 5):
            await self._take_listing(page, groups[0], found)
            return True
        return await self._take_scripted(page, found)

    async def _first_page(self, page: Answer) -> Answer:
        """The first page of a list of which a later one was given."""
        parts = urlsplit(page.url)
        if _PAGE_NUMBER.search(parts.query) is None:
            return page
        first = await self.browse.get(f"{parts.scheme}://{parts.netloc}{parts.path}")
        same = first.ok and first.is_html and self._groups(first) and self._groups(page)
        if same and share_of(self._groups(first)[0].urls, self._groups(page)[0].patterns) >= 0.5:
            return first
        return page

    async def _take_sections(self, page: Answer, found: Explored) -> bool:
        """The pages that this one and the home page call news, the likeliest first; the first with a good list wins,
        else the best of those seen."""
        candidates = section_candidates(page, self.browse.is_own)
        if page.url != found.home.url and found.home.ok:
            candidates += section_candidates(found.home, self.browse.is_own)
        if found.article is not None:
            candidates = [*((7.0, url) for url in parents_of(found.article)[:3]), *candidates]
        best: tuple[float, Answer, Group] | None = None
        looked: set[str] = set()
        queue = _ranked(candidates)
        while queue and len(looked) < _CANDIDATES:
            weight, url = queue.pop(0)
            if url in looked or self._is_same(url, found.article):
                continue
            looked.add(url)
            answer = await self.browse.get(url)
            if not answer.ok or not answer.is_html:
                if weight >= 5:
                    found.refused.append(f"{url} is called news, but: {answer.problem or 'it is no web page'}")
                continue
            found.pages.append(answer)
            group = self._best(answer, found.article)
            if group is None:
                if weight >= 5 and await self._take_scripted(answer, found):
                    return True
                if weight >= 5 and (way := await archive_way(self.browse, answer)) is not None:
                    found.ways.append(way)
                    found.facts.append(way.words)
                    return True
                nested = section_candidates(answer, self.browse.is_own)  # a press centre, whose news are one step on
                queue = _ranked([*queue, *((value, link) for value, link in nested if value >= 6)])
                continue
            worth = group.score * (1.0 + weight / 10)
            if best is None or worth > best[0]:
                best = worth, answer, group
            if weight >= 6 and len(group.cards) >= 5 and group.dated >= 0.5:
                break
        own = self._best(page, found.article) if page.url not in looked else None
        if own is not None and own.dated >= 0.5 and (best is None or own.score > 1.5 * best[0]):
            best = own.score, page, own
        if best is None:
            return False
        await self._take_listing(best[1], best[2], found)
        return True

    def _best(self, page: Answer, article: str | None) -> Group | None:
        likely = [group for group in self._groups(page) if group.score >= LIKELY]
        if article is not None:
            return next((group for group in likely if matches(article, group.patterns)), None)
        return likely[0] if likely else None

    async def _take_anything(self, page: Answer, found: Explored) -> None:
        """No page is called news: the pages of the menu, the folders of what the home page links, usual addresses."""
        await self._take_scripted(page, found)
        best: tuple[Answer, Group] | None = None
        for url in menu_pages(page, self.browse.is_own)[:_MENU]:
            answer = await self.browse.get(url)
            if not answer.ok or not answer.is_html:
                continue
            group = self._best(answer, found.article)
            if group is not None and (best is None or group.score > best[1].score):
                best = answer, group
            elif group is None:
                await self._take_scripted(answer, found)
        if best is not None:
            await self._take_listing(*best, found)
        if found.ways:
            return
        for url in [*self._folders(page), *(urljoin(page.url, guess) for guess in _GUESSES)][:5]:
            answer = await self.browse.get(url)
            group = self._best(answer, found.article) if answer.ok and answer.is_html else None
            if group is not None:
                await self._take_listing(answer, group, found)
                return

    def _folders(self, page: Answer) -> list[str]:
        """The folders in which the likeliest list of a page keeps its articles."""
        groups = self._groups(page)
        return parents_of(groups[0].urls[0])[:2] if groups else []

    def _is_same(self, url: str, other: str | None) -> bool:
        return other is not None and url.rstrip("/") == other.rstrip("/")

    # -- taking ways in ------------------------------------------------------------------------------------------

    async def _take_listing(self, page: Answer, group: Group, found: Explored) -> None:
        way, doubts = await settle_listing(self.browse, page, group)
        found.ways.append(way)
        found.doubts += doubts
        found.facts.append(way.words)
        if page not in found.pages:
            found.pages.append(page)
        if group.dated < 0.5:
            found.doubts.append(f"few links of {page.url} stand beside a date: is this the list of news?")

    async def _take_scripted(self, page: Answer, found: Explored) -> bool:
        """Ways in on a page whose list a script fills in: data in the page, a fragment, a known service."""
        way = await scripted_way(self.browse, page)
        if way is not None:
            if not any(other.entry.url == way.entry.url for other in found.ways):
                found.ways.append(way)
                found.facts.append(way.words)
                instead = f"{way.entry.url} holds it" if way.entry.url != page.url else "the data in the page are read"
                found.doubts.append(f"{page.url} shows its list with a script; without one, {instead}")
            return True
        if is_shell(page):
            found.help.append(
                f"{page.url} is empty without a browser: a feed, or the JSON address its script asks for (the network"
                " tab of a browser's developer tools shows it), could be read"
            )
        return False


def _ranked(candidates: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    return sorted(candidates, key=lambda pair: -pair[0])


def no_site(page: Answer) -> str | None:
    """Why a page cannot be surveyed at all, in words, or None."""
    if not page.ok:
        return page.problem
    if page.is_html and (reason := why_no_listing(page.text)) is not None and len(page.text) < 60_000:
        return f"the page is a {reason}"
    return None
