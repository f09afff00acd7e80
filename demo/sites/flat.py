"""A Kazakh university on a page builder: articles stand at the root, beside every other page of the site."""

from __future__ import annotations

from demo.records import Item
from demo.sites.base import Entries, Site
from demo.wire import JSON, Request, Response

_MONTHS = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
    "желтоқсан",
)  # fmt: skip
_PAGES = (
    "turaly", "basshylyq", "talapkerge", "qabyldau-komissiyasy", "granttar-men-shakirtaqylar", "kitaphana",
    "gylymi-jurnal", "zertteu-ortalyqtary", "halyqaralyq-seriktester", "bailanys", "keste-zhane-emtihandar",
    "zhataqhana", "tulekter-qauymdastygy",
)  # fmt: skip


class FlatSite(Site):
    """Articles at ``/<slug>/`` as are the pages of the menu, dates ("28 маусым 2024") below the titles, a read-more
    link in every card, pages at ``/zhanalyqtar/2/``. The feed that the head names is switched off (it leads to the
    home page), the JSON interface is closed."""

    templates = "flat"
    section = "/zhanalyqtar/"
    page_size = 8
    validators = "none"

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        return f"/{item.slug}/"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        return [
            {
                "kind": "listing",
                "url": f"{base}/zhanalyqtar/",
                "articles": ["/*/"],
                "not_articles": ["/zhanalyqtar/", *(f"/{name}/" for name in _PAGES)],
            }
        ]

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        parts = [part for part in request.path.split("/") if part]
        match parts:
            case []:
                cards = [(item, self._date(item)) for item in self.listed(request)[:3]]
                return self.page(request, "home.html", cards=cards)
            case ["feed"] | ["comments", "feed"]:
                return Response(b"", 301, headers=[("Location", f"{request.base}/")])
            case ["wp-json", *_]:
                return Response(b'{"code":"rest_disabled","data":{"status":401}}', 401, content_type=JSON)
            case ["zhanalyqtar"]:
                return self._list(request, 1)
            case ["zhanalyqtar", number] if number.isascii() and number.isdigit() and int(number[:6]) > 1:
                return self._list(request, int(number[:6]))
            case [name] if name in _PAGES:
                return self.page(request, "plain.html", heading=name.replace("-", " ").capitalize())
        item = self.find(request.path, request.now)
        return None if item is None else self.page(request, "article.html", item=item, date=self._date(item))

    def _list(self, request: Request, page: int) -> Response | None:
        items = self.listed(request)
        pages = self.page_count(items)
        if page > pages:
            return None
        cards = [(item, self._date(item)) for item in self.slice(items, page)]
        return self.page(request, "list.html", cards=cards, page_number=page, pages=pages)

    def _date(self, item: Item) -> str:
        day = item.entered.date()
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
