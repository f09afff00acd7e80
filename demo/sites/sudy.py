"""A Chinese institute on Sudy WebPlus: a list of images whose only dates stand in the addresses."""

from __future__ import annotations

from demo.records import Item
from demo.sites.base import Entries, Site
from demo.wire import Request, Response

_COLUMN, _FIRST_ID = 1083, 97100
_CUT = 16


class SudySite(Site):
    """``/2024/0628/c1083a97166/page.htm``, pages at ``/xwdt/list2.htm``, cut titles with the whole in an attribute.
    The list shows no date, but the notices beside it (another column, the same form of address) do. The first page of
    the site is a splash page that leads on by a link."""

    templates = "sudy"
    section = "/xwdt/list.htm"
    page_size = 12
    validators = "modified"

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        return f"/{item.entered:%Y/%m%d}/c{_COLUMN}a{_FIRST_ID + item.number}/page.htm"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        listing = {"kind": "listing", "url": f"{base}/xwdt/list.htm", "articles": ["/{n}/{n}/c1083a{n}/page.htm"]}
        return [listing]

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        if request.path in ("/", "/index.htm", "/main.htm"):
            template = "splash.html" if request.path == "/" else "home.html"
            return self.page(request, template, cards=self._cards(self.listed(request)[:6]), notices=self._notices())
        name = request.path.removeprefix("/xwdt/list").removesuffix(".htm")
        if request.path == f"/xwdt/list{name}.htm" and (name == "" or (name.isascii() and name.isdigit())):
            return self._list(request, int(name or "1"))
        item = self.find(request.path, request.now)
        return None if item is None else self.page(request, "article.html", item=item)

    def _list(self, request: Request, page: int) -> Response | None:
        items = self.listed(request)
        pages = self.page_count(items)
        if not 1 <= page <= pages:
            return None
        cards = self._cards(self.slice(items, page))
        response = self.page(request, "list.html", cards=cards, page_number=page, pages=pages, notices=self._notices())
        return self.validated(response, items)

    def _cards(self, items: list[Item]) -> list[tuple[Item, str]]:
        return [(item, item.title if len(item.title) <= _CUT else item.title[:_CUT] + "...") for item in items]

    def _notices(self) -> list[tuple[str, str, str]]:
        """Address, title and day of the notices: the same form of address in another column."""
        titles = (
            "关于做好期末教学检查工作的通知", "关于寒假期间图书馆开放时间的通知", "关于校园网设备更新的公告",
            "关于开展安全检查工作的通知", "关于申报校级教改项目的通知", "关于调整班车运行时间的公告",
        )  # fmt: skip
        return [
            (f"/2024/12{9 - place:02}/c1090a{96500 - place}/page.htm", title, f"2024-12-{9 - place:02}")
            for place, title in enumerate(titles)
        ]
