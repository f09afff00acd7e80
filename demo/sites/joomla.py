"""A German university on Joomla: numbered slugs behind ``/index.php``, a pager by offset, no feed."""

from __future__ import annotations

from demo.records import Item
from demo.sites.base import Entries, Site
from demo.wire import Request, Response

_FIRST_ID = 1480
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip


class JoomlaSite(Site):
    """``/index.php/aktuelles/1529-slug`` beside category pages ``/index.php/aktuelles/forschung``, ``?start=10``,
    a next link of nothing but an icon, "28. Juni 2024", a block of much-read articles without dates on every page, and
    dated events of the same markup."""

    templates = "joomla"
    section = "/index.php/aktuelles"
    validators = "none"

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        return f"/index.php/aktuelles/{_FIRST_ID + item.number}-{item.slug[:70].strip('-')}"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        return [
            {
                "kind": "listing",
                "url": f"{base}/index.php/aktuelles",
                "articles": ["/index.php/aktuelles/{n}-*"],
                "pager": {"template": "?start={n}", "first": 10, "step": 10},
            }
        ]

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        popular = self.visible(request.now)[20:25]
        if request.path in ("/", "/index.php"):
            return self.page(request, "home.html", popular=popular, teasers=self.listed(request)[:4])
        if request.path == "/index.php/aktuelles":
            return self._list(request, popular)
        item = self.find(request.path, request.now)
        if item is None:
            return None
        return self.page(request, "article.html", item=item, date=self._date(item), popular=popular)

    def not_found(self, request: Request) -> Response:
        """The site's own 404 page."""
        response = self.page(request, "notfound.html", popular=())
        response.status = 404
        return response

    def _list(self, request: Request, popular: list[Item]) -> Response:
        items = self.listed(request)
        page = request.number("start", 0) // self.page_size + 1
        cards = [(item, self._date(item)) for item in self.slice(items, page)]
        pages = self.page_count(items)
        return self.page(request, "list.html", cards=cards, popular=popular, page_number=page, pages=pages)

    def _date(self, item: Item) -> str:
        day = item.entered.date()
        return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"
