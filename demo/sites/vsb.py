"""A Chinese-language site on VSB WebPlus: GBK that only a meta element declares, page numbers that count down."""

from __future__ import annotations

from typing import Any

from demo.dates import zh_clock
from demo.records import Item
from demo.sites.base import Entries, Site
from demo.wire import Request, Response

_COLUMN = 1083
_FIRST_ID = 97100
CUT = 18
"""After so many characters a list cuts the title; the whole of it stands in the title attribute."""


class VsbSite(Site):
    """`/info/1083/97166.htm`, `li#line_u10_N`, "发布时间：… 浏览次数：", a clock in the header; no feed, no sitemap, no
    validators. The second page of the list is ``/xyyw/<pages - 1>.htm``."""

    templates = "vsb"
    section = "/info/"
    validators = "none"

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        return f"/info/{_COLUMN}/{_FIRST_ID + item.number}.htm"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        return [{"kind": "listing", "url": f"{base}/xyyw.htm", "articles": ["/info/{n}/{n}.htm"]}]

    def chrome(self) -> tuple[str, ...]:
        """Phrases around the articles which must never be read as part of one."""
        return ("发布时间", "浏览次数", "上一条", "下一条", "今天是", "推荐阅读", "孔子学院招生")

    def robots(self, request: Request) -> str:
        """The text of robots.txt."""
        return "User-agent: *\nDisallow: /system/\n"

    def page(self, request: Request, template: str, **context: Any) -> Response:
        """Render one HTML page with what all pages of this site need."""
        clock = zh_clock(request.now.astimezone(self.facts.zone))
        response = super().page(request, template, clock=clock, **context)
        response.content_type = "text/html"
        return response

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        if request.path in ("/", "/index.htm"):
            return self.page(request, "home.html")
        page = self._page_number(request)
        if page is not None:
            return self._list(request, page)
        item = self.find(request.path, request.now)
        return None if item is None else self._article(request, item)

    def _page_number(self, request: Request) -> int | None:
        """Which page of the list (from 1) that address is: the addresses count down."""
        if request.path == "/xyyw.htm":
            return 1
        number = request.path.removeprefix("/xyyw/").removesuffix(".htm")
        pages = self.page_count(self.visible(request.now))
        if request.path != f"/xyyw/{number}.htm" or not number.isascii() or not number.isdigit():
            return None
        return pages - int(number) + 1 if 1 <= int(number) < pages else None

    def _list(self, request: Request, page: int) -> Response:
        items = self.listed(request)
        pages = self.page_count(self.visible(request.now))
        up = "" if page == 1 else "../"
        cards = [(item, up + item.path[1:], self._cut(item.title)) for item in self.slice(items, page)]
        following = f"/xyyw/{pages - page}.htm" if page < pages else None
        return self.page(
            request, "list.html", cards=cards, page_number=page, pages=pages, total=len(items), following=following
        )

    def _cut(self, title: str) -> str:
        return title if len(title) <= CUT else title[:CUT] + "…"

    def _article(self, request: Request, item: Item) -> Response:
        items = self.visible(request.now)
        place = items.index(item)
        newer = items[place - 1] if place else None
        older = items[place + 1] if place + 1 < len(items) else None
        return self.page(request, "article.html", item=item, newer=newer, older=older, click_id=_FIRST_ID + item.number)
