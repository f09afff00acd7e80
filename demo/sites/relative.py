"""A home-made site whose dates are said in words: "Сегодня", "Вчера", a day and a month without a year."""

from __future__ import annotations

import calendar

from demo.dates import RU_GENITIVE, ru_day_month, ru_weekday_long
from demo.records import Item
from demo.sites.base import Entries, Site
from demo.wire import Request, Response

_FIRST_ID = 5200


class RelativeSite(Site):
    """`?idnews=N`, list dates in two boxes without a year, a calendar of the month's links, a clock in the header.

    Days count back from the server's today in the site's zone. Listings have an ETag of their articles alone: it does
    not see the clock, and changes at midnight when "Сегодня" becomes "Вчера".
    """

    templates = "relative"
    section = "/news.php"
    validators = "etag"

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        return f"/news.php?idnews={_FIRST_ID + item.number}"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        return [
            {
                "kind": "listing",
                "url": f"{base}/news.php",
                "articles": ["/news.php?idnews={n}"],
                "pager": {"template": "?page={n}", "first": 2, "step": 1},
            }
        ]

    def chrome(self) -> tuple[str, ...]:
        """Phrases around the articles which must never be read as part of one."""
        return ("Календарь", "Сейчас на сайте", "Неделя Китая", "К списку новостей", "中文")

    def robots(self, request: Request) -> str:
        """The text of robots.txt."""
        return "User-agent: *\nDisallow: /cgi-bin/\n"

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        if request.path == "/":
            return self.page(request, "home.html", **self._around(request))
        if request.path != "/news.php":
            return None
        wanted = request.arg("idnews")
        if wanted is not None:
            item = self.find(f"/news.php?idnews={wanted}", request.now)
            if item is None:
                return None
            date = self._words(item, request)
            return self.page(request, "article.html", item=item, date=date, **self._around(request))
        return self._list(request)

    def not_found(self, request: Request) -> Response:
        """The site's own 404 page."""
        response = self.page(request, "notfound.html", **self._around(request))
        response.status = 404
        return response

    def _words(self, item: Item, request: Request) -> str:
        """ "Сегодня", "Вчера", else "28 июня": never a year."""
        day = item.entered.date()
        ago = (request.now.astimezone(self.facts.zone).date() - day).days
        return {0: "Сегодня", 1: "Вчера"}.get(ago) or ru_day_month(day)

    def _list(self, request: Request) -> Response:
        items = self.listed(request)
        day = request.arg("date")
        if day is not None:
            items = [item for item in items if item.entered.date().isoformat() == day]
        page = max(1, request.number("page", 1))
        shown = self.slice(items, page)
        cards = [(item, self._words(item, request), RU_GENITIVE[item.entered.month - 1]) for item in shown]
        pages = self.page_count(items)
        response = self.page(request, "list.html", cards=cards, page_number=page, pages=pages, **self._around(request))
        seed = "|".join(f"{item.path} {item.title} {item.opening} {date}" for item, date, _ in cards)
        return self.validated(response, items, seed=f"{seed}|{pages}|{request.redesigned}")

    def _around(self, request: Request) -> dict[str, object]:
        """The header's clock and the calendar: a link for each day of the month, up to today."""
        now = request.now.astimezone(self.facts.zone)
        days = calendar.monthrange(now.year, now.month)[1]
        links = [(day, f"/news.php?date={now:%Y-%m}-{day:02}") for day in range(1, days + 1)]
        return {"clock": f"{ru_weekday_long(now.date())} г. {now:%H:%M}", "calendar": links}
