"""An institute's page on its university's shared platform: the form of the seed article."""

from __future__ import annotations

from demo.dates import RU_SHORT
from demo.records import Item
from demo.sites.base import Entries, Site
from demo.wire import XML, Request, Response


class InstituteSite(Site):
    """English texts with Russian labels: "Дата публикации: 2024.06.28", ">>Перейти к новостям", list dates in three
    boxes, `?paging=N`. A page past the end is an empty list. Listings send a weak ETag."""

    templates = "institute"
    section = "/news"
    validators = "weak"

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        return f"/news/{item.slug}"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        return [
            {
                "kind": "listing",
                "url": f"{base}/news",
                "articles": ["/news/*"],
                "pager": {"template": "?paging={n}", "first": 2, "step": 1},
            }
        ]

    def chrome(self) -> tuple[str, ...]:
        """Phrases around the articles which must never be read as part of one."""
        return (
            ">>Перейти к новостям",
            ">>Перейти ко всем новостям",
            "Дата публикации",
            "Читайте также",
            "Chinese delegation at the winter school",
            "中文",
        )

    def robots(self, request: Request) -> str:
        """The text of robots.txt."""
        return f"{super().robots(request)}Sitemap: {request.base}/sitemap.xml\n"

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        if request.path == "/":
            return self.page(request, "home.html")
        if request.path in ("/news", "/news/"):
            return self._list(request)
        if request.path == "/sitemap.xml":
            response = self.xml("sitemap.xml", XML, base=request.base, items=self.visible(request.now))
            return self.validated(response, self.visible(request.now))
        item = self.find(request.path, request.now)
        return None if item is None else self.page(request, "article.html", item=item)

    def _list(self, request: Request) -> Response:
        items = self.listed(request)
        section = request.arg("section")
        if section:
            items = [item for item in items if item.rubric_slug == section]
        page = max(1, request.number("paging", 1))
        cards = [(item, RU_SHORT[item.entered.month - 1]) for item in self.slice(items, page)]
        link = f"/news?section={section}&paging=" if section else "/news?paging="
        response = self.page(
            request, "list.html", cards=cards, page_number=page, pages=self.page_count(items), link=link
        )
        return self.validated(response, items)
