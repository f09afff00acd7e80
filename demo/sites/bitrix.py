"""A site on 1C-Bitrix with its default news template, in windows-1251."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from demo.records import Item, SiteFacts
from demo.sites.base import Entries, Site
from demo.wire import RSS, Request, Response, rss_date

UNDATED = 3
"""The place (newest is 0) of the article that has no date: the feed then gives the time of the request."""


class BitrixSite(Site):
    """`p.news-item`, bare text in `div.news-detail`, `PAGEN_1`, a page past the end that is page 1, no validators.

    A session remembers the page of the list: a client that sends the cookie back gets the page it saw last.
    """

    templates = "bitrix"
    validators = "none"

    def __init__(self, facts: SiteFacts, items: Sequence[Item]) -> None:
        super().__init__(facts, items)
        if len(self.items) > UNDATED:
            self.items[UNDATED].published = None
        self.sessions: dict[str, int] = {}

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        return f"/news/{item.slug}/"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        listing = {
            "kind": "listing",
            "url": f"{base}/news/",
            "articles": ["/news/*/"],
            "not_articles": ["/news/rss/"],
            "pager": {"template": "?PAGEN_1={n}", "first": 2, "step": 1},
        }
        return [{"kind": "feed", "url": f"{base}/news/rss/"}, listing]

    def source(self, base: str) -> dict[str, Any]:
        """This site's source file, without its entries."""
        return super().source(base) | {"encoding": "windows-1251"}

    def chrome(self) -> tuple[str, ...]:
        """Phrases around the articles which must never be read as part of one."""
        return ("Представительство в г. Шанхае", "Версия для слабовидящих", "Возврат к списку", "Поделиться:", "中文")

    def robots(self, request: Request) -> str:
        """The text of robots.txt."""
        return (
            "User-agent: *\nDisallow: /bitrix/\nDisallow: /*?print=\nCrawl-delay: 0.05\n"
            f"Host: {request.base}\nSitemap: {request.base}/sitemap.xml\n"
        )

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        response = self._route(request)
        if response is not None:
            response.headers.append(("X-Powered-CMS", "Bitrix Site Manager (0a1b2c3d4e5f60718293a4b5c6d7e8f9)"))
            if self._session(request) is None:
                response.headers.append(("Set-Cookie", f"PHPSESSID={secrets.token_hex(16)}; path=/; HttpOnly"))
        return response

    def _route(self, request: Request) -> Response | None:
        match request.path:
            case "/":
                return self.page(request, "home.html", items=self.listed(request)[:3])
            case "/news/":
                return self._list(request)
            case "/news/rss/":
                return self._feed(request)
            case "/sitemap.xml":
                return self.xml("sitemap_index.xml", base=request.base)
            case "/sitemap_iblock_5.xml":
                return self.xml("sitemap.xml", base=request.base, items=self.visible(request.now))
        item = self.find(request.path, request.now)
        if item is None:
            return None
        return self.page(request, "article.html", item=item, bare=item.number % 2 == 0)

    def _session(self, request: Request) -> str | None:
        for pair in request.headers.get("cookie", "").split(";"):
            name, _, value = pair.strip().partition("=")
            if name == "PHPSESSID" and value:
                return value
        return None

    def _list(self, request: Request) -> Response:
        items = self.listed(request)
        pages = self.page_count(items)
        session = self._session(request)
        page = request.number("PAGEN_1", 0)
        if session is not None:
            page = page or self.sessions.get(session, 1)
            self.sessions[session] = page
        if not 1 <= page <= pages:
            page = 1  # the navigation class of Bitrix: past the end is the beginning
        special = request.arg("special_version") == "Y"
        chosen = items if request.arg("SHOWALL_1") == "1" else self.slice(items, page)
        shown = [(item, self._element_id(item)) for item in chosen]
        return self.page(request, "list.html", items=shown, page_number=page, pages=pages, special=special)

    def _element_id(self, item: Item) -> str:
        return f"bx_{hashlib.sha256(item.path.encode()).hexdigest()[:10]}_{4000 + item.number}"

    def _feed(self, request: Request) -> Response:
        items = [
            (item, rss_date(item.published or request.now.astimezone(self.facts.zone)))
            for item in self.listed(request)[:20]
        ]
        return self.xml("rss.xml", RSS, base=request.base, items=items)
