"""Sites for surveys, asked without a network: the replica sites, the strangers, and small sites made by a test."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from articles.address import canonical_address
from crawler.discovery import FoundPage
from crawler.discovery.feed import read_feed
from crawler.discovery.jsonlist import read_json_list
from crawler.discovery.listing import read_listing
from crawler.survey.answer import Answer
from crawler.survey.browse import Browse
from crawler.survey.records import Survey
from crawler.survey.survey import Wishes, survey
from demo.sites.base import Site
from demo.wire import Request
from sources import Source
from sources.records import Entry, FeedEntry, JsonEntry, ListingEntry

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
Fetch = Callable[[str], Awaitable[Answer]]


def fetch_from(sites: Mapping[str, Site]) -> Fetch:
    """Fetches pages of demo sites by host; redirects are followed."""
    by_host = {f"{site.facts.host}.localhost": site for site in sites.values()}

    async def fetch(url: str) -> Answer:
        asked = url
        for _ in range(5):
            parts = urlsplit(url)
            site = by_host[parts.hostname or ""]
            base = f"{parts.scheme}://{parts.netloc}"
            response = site.respond(Request(parts.path or "/", parts.query, {}, base, NOW))
            target = dict(response.headers).get("Location")
            if target is None:
                return _answer(asked, url, response.status, response.body, response.content_type)
            url = urljoin(url, target)
        return Answer(asked, at=NOW, problem="redirected for ever")

    return fetch


def fetch_pages(pages: Mapping[str, str]) -> Fetch:
    """Fetches from a table of pages by path (or whole address); what is not in it answers 404."""

    async def fetch(url: str) -> Answer:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        html = pages.get(url, pages.get(path))
        return _answer(url, url, 404 if html is None else 200, (html or "").encode(), "text/html; charset=utf-8")

    return fetch


def _answer(asked: str, url: str, status: int, body: bytes, content_type: str) -> Answer:
    charset = content_type.partition("charset=")[2] or None
    return Answer(asked, url=url, status=status, body=body, content_type=content_type, charset=charset, at=NOW)


def surveyed(fetch: Fetch, url: str, **limits: int) -> Survey:
    """A survey from that address."""
    browse = Browse(fetch, clock=lambda: NOW, **limits)
    return asyncio.run(survey(browse, url, Wishes(allow_private=True, delay_s=0.1)))


def found(result: Survey) -> Source:
    """The source of a survey that must have one."""
    assert result.source is not None, (result.problem, result.facts)
    return result.source


def walked(source: Source, fetch: Fetch) -> set[str]:
    """The article addresses that a crawl of the source would find, over all pages of every way in."""
    own = urlsplit(source.homepage).hostname or ""
    addresses = {
        url for entry in source.entries for url in _walk(entry, fetch) if own in (urlsplit(url).hostname or "")
    }
    return {canonical_address(url) for url in addresses}


def _walk(entry: Entry, fetch: Fetch) -> set[str]:
    url: str | None = entry.url
    seen: set[str] = set()
    for page in range(1, 20):
        answer = asyncio.run(fetch(url or ""))
        read = _read(entry, answer) if answer.ok else FoundPage()
        links = {link.url for link in read.links}
        if links <= seen:
            return seen
        seen |= links
        pager = getattr(entry, "pager", None)
        number = pager.first + pager.step * (page - 1) if pager else 0
        url = urljoin(entry.url, pager.template.replace("{n}", str(number))) if pager else read.next_url
        if url is None:
            return seen
    return seen


def _read(entry: Entry, answer: Answer) -> FoundPage:
    match entry:
        case FeedEntry():
            return read_feed(answer.body, answer.url, fetched_at=NOW)
        case JsonEntry():
            return read_json_list(answer.text, answer.url, entry)
        case ListingEntry():
            return read_listing(answer.text, answer.url, entry.articles, entry.not_articles)
    raise AssertionError(entry)


@dataclass
class SmallSite:
    """A site of 24 articles in any markup: ``card`` makes one item of the list, ``address`` its path, ``around`` what
    holds the items; ``home`` is its home page's content, ``page`` the address of a page of its list."""

    card: Callable[[str, str, date], str]
    address: Callable[[int, str], str] = lambda number, slug: f"/news/{slug}/"
    around: str = "<div class='list'>{}</div>"
    section: str = "/news/"
    menu: str = "<a href='{section}'>Новости</a>"
    page: Callable[[int], str] = lambda number: f"/news/?page={number}"
    beside: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    articles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        cards = []
        for number in range(24):
            title = f"{_SUBJECTS[number % 6]} {_ACTS[number // 6]}"
            day = date(2026, 3, 10) - timedelta(days=number * 4)
            path = self.address(900 - number * 3, f"sobytie-{chr(97 + number)}-universiteta")
            self.articles.append(canonical_address(urljoin("http://uni.ru/", path)))
            cards.append(self.card(path, title, day))
            self.pages[path] = self.framed(f"<h1>{title}</h1><p class='date'>{day:%d.%m.%Y}</p>{_TEXT}")
        numbers = "".join(f"<a href='{self.page(n) if n > 1 else self.section}'>{n}</a> " for n in (1, 2, 3))
        for n in (1, 2, 3):
            listed = self.around.format("".join(cards[8 * n - 8 : 8 * n]))
            self.pages[self.section if n == 1 else self.page(n)] = self.framed(f"<h1>Новости</h1>{listed}{numbers}")
        self.pages.setdefault("/", self.framed("<h1>Университет</h1>"))

    def framed(self, content: str) -> str:
        menu = self.menu.format(section=self.section)
        return (
            "<html lang='ru'><head><title>Университет Заозёрья</title></head><body><div class='header'><ul>"
            f"<li><a href='/about/'>Об университете и его истории</a></li><li>{menu}</li><li><a href='/abitur/'>"
            f"Поступающим</a></li></ul></div><div class='main'>{content}</div>{self.beside}</body></html>"
        )


_SUBJECTS = ("Студенты-физики", "Хор преподавателей", "Учёные кафедры химии", "Волонтёры", "Библиотека", "Шахматисты")
_ACTS = (
    "выиграли городскую олимпиаду",
    "рассказали о планах на весенний семестр",
    "показали новую работу горожанам",
    "посадили сад у озера",
)
_TEXT = "<div class='text'><p>" + "Подробный рассказ о событии, которое заметили многие жители. " * 8 + "</p></div>"
