"""An English college on TYPO3: whole cards are links, articles are told apart by one of four query values."""

from __future__ import annotations

import hashlib

from demo.dates import en_long
from demo.records import Item
from demo.sites.base import Entries, Site
from demo.wire import Request, Response

_FIRST_ID = 610


class Typo3Site(Site):
    """``/en/newsroom/detail?tx_news_pi1[action]=detail&…&tx_news_pi1[news]=N&cHash=…``: each card one link around
    image, date, heading and teaser; filters by category and month as queries of the list; events as equal cards on
    the home page and beside the list; the list is called "Newsroom"."""

    templates = "typo3"
    section = "/en/newsroom/"
    page_size = 9
    validators = "etag"

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        number = _FIRST_ID + item.number
        return (
            "/en/newsroom/detail?tx_news_pi1%5Baction%5D=detail&tx_news_pi1%5Bcontroller%5D=News"
            f"&tx_news_pi1%5Bnews%5D={number}&cHash={hashlib.sha256(str(number).encode()).hexdigest()[:32]}"
        )

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        return [
            {
                "kind": "listing",
                "url": f"{base}/en/newsroom",
                "articles": ["/en/newsroom/detail?tx_news_pi1[news]={n}"],
            }
        ]

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        match request.path:
            case "/":
                return Response(b"", 302, headers=[("Location", f"{request.base}/en")])
            case "/en":
                cards = [(item, en_long(item.entered.date())) for item in self.listed(request)[:3]]
                return self.page(request, "home.html", cards=cards)
            case "/en/newsroom":
                return self._list(request)
            case "/en/newsroom/detail":
                return self._detail(request)
        return None

    def _detail(self, request: Request) -> Response | None:
        number = request.number("tx_news_pi1[news]", 0) - _FIRST_ID
        items = self.visible(request.now)
        item = next((item for item in items if item.number == number), None)
        if item is None:
            return None
        related = [(other, en_long(other.entered.date())) for other in items[:3] if other is not item]
        return self.page(request, "article.html", item=item, date=en_long(item.entered.date()), related=related)

    def _list(self, request: Request) -> Response:
        items = self.listed(request)
        page = max(1, request.number("tx_news_pi1[currentPage]", 1))
        pages = self.page_count(items)
        cards = [(item, en_long(item.entered.date())) for item in self.slice(items, min(page, pages))]
        return self.validated(self.page(request, "list.html", cards=cards, page_number=page, pages=pages), items)
