"""A small institute on WordPress with a default theme."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

from demo.records import Item, SiteFacts
from demo.sites.base import Entries, Site
from demo.wire import JSON, RSS, Request, Response, etag_of, rss_date

EDITED = 5
"""The place (newest is 0) of the post that was edited three days later and says so."""


class WordPressSite(Site):
    """hentry, `.published` and `.updated`, `/page/N/` with 404 past the end, `/feed/` and a feed of comments,
    `wp-sitemap.xml`, wp-json. The edited post shows both dates; two posts of one title differ by "-2"."""

    templates = "wordpress"
    section = "/novosti/"
    validators = "etag"

    def __init__(self, facts: SiteFacts, items: Sequence[Item]) -> None:
        super().__init__(facts, items)
        if len(self.items) > EDITED:
            edited = self.items[EDITED]
            edited.updated = edited.entered + timedelta(days=3, hours=1)

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        return f"/novosti/{item.slug}/"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        listing = {
            "kind": "listing",
            "url": f"{base}/",
            "articles": ["/novosti/*/"],
            "pager": {"template": "/page/{n}/", "first": 2, "step": 1},
        }
        return [{"kind": "feed", "url": f"{base}/feed/"}, listing]

    def chrome(self) -> tuple[str, ...]:
        """Phrases around the articles which must never be read as part of one."""
        return (
            "Свежие записи",
            "Рубрики",
            "Метки:",
            "Комментариев",
            "Спасибо, очень интересно",
            "Выставка китайской каллиграфии",
        )

    def robots(self, request: Request) -> str:
        """The text of robots.txt."""
        return (
            "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
            f"Sitemap: {request.base}/wp-sitemap.xml\n"
        )

    def post_id(self, item: Item) -> int:
        """The post's number: the stable part of its guid."""
        return 300 + item.number * 4

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        parts = [part for part in request.path.split("/") if part]
        match parts:
            case [] if request.arg("p"):
                return self._shortlink(request)
            case [] | ["category", "novosti"]:
                return self._list(request, 1)
            case ["page", number] if number.isascii() and number.isdigit() and int(number[:6]) > 0:
                return self._list(request, int(number[:6]))
            case ["feed"]:
                return self._feed(request)
            case ["comments", "feed"]:
                newest = self.visible(request.now)[0]
                return self.xml("comments.xml", RSS, base=request.base, item=newest, date=self._utc(newest))
            case ["wp-sitemap.xml"]:
                return self.xml("sitemap_index.xml", base=request.base)
            case ["wp-sitemap-posts-post-1.xml"]:
                return self.xml("sitemap.xml", base=request.base, items=self.visible(request.now))
            case ["wp-json", "wp", "v2", "posts"]:
                return self._json(request)
        item = self.find(request.path, request.now)
        return None if item is None else self._article(request, item)

    def _utc(self, item: Item) -> str:
        return rss_date(item.entered.astimezone(UTC))

    def _list(self, request: Request, page: int) -> Response | None:
        items = self.listed(request)
        pages = self.page_count(items)
        if page > pages:
            return None
        cards = [(item, self.post_id(item)) for item in self.slice(items, page)]
        response = self.page(request, "list.html", cards=cards, page_number=page, pages=pages, recent=items[:3])
        return self.validated(response, items)

    def _shortlink(self, request: Request) -> Response | None:
        wanted = request.number("p", 0)
        item = next((item for item in self.visible(request.now) if self.post_id(item) == wanted), None)
        return None if item is None else Response(b"", 301, headers=[("Location", request.base + item.path)])

    def _article(self, request: Request, item: Item) -> Response:
        items = self.visible(request.now)
        place = items.index(item)
        older = items[place + 1] if place + 1 < len(items) else None
        response = self.page(
            request, "article.html", item=item, post_id=self.post_id(item), older=older, recent=items[:3]
        )
        response.etag = etag_of(response.body)
        return response

    def _feed(self, request: Request) -> Response:
        items = self.listed(request)[:10]
        cards = [(item, self.post_id(item), self._utc(item)) for item in items]
        response = self.xml("rss.xml", RSS, base=request.base, cards=cards)
        response = self.validated(response, items)
        response.last_modified = max((item.modified for item in items), default=None)
        return response

    def _json(self, request: Request) -> Response:
        items = self.listed(request)
        size = min(max(request.number("per_page", 10), 1), 100)
        page = max(request.number("page", 1), 1)
        pages = max(1, -(-len(items) // size))
        if page > pages:
            error = {"code": "rest_post_invalid_page_number", "message": "…", "data": {"status": 400}}
            return Response(json.dumps(error).encode(), 400, content_type=JSON)
        posts = [self._post(request, item) for item in items[(page - 1) * size : page * size]]
        fields = (request.arg("_fields") or "").split(",")
        if fields != [""]:
            posts = [{name: post[name] for name in fields if name in post} for post in posts]
        response = Response(json.dumps(posts, ensure_ascii=False).encode(), content_type=JSON)
        response.headers = [("X-WP-Total", str(len(items))), ("X-WP-TotalPages", str(pages))]
        return self.validated(response, items)

    def _post(self, request: Request, item: Item) -> dict[str, Any]:
        utc = item.entered.astimezone(UTC)
        content = "".join(f"<p>{block.text}</p>" for block in item.blocks if block.text)
        return {
            "id": self.post_id(item),
            "date": f"{item.entered:%Y-%m-%dT%H:%M:%S}",
            "date_gmt": f"{utc:%Y-%m-%dT%H:%M:%S}",
            "slug": item.slug,
            "link": request.base + item.path,
            "title": {"rendered": item.title},
            "content": {"rendered": content, "protected": False},
        }
