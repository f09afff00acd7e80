"""A polytechnic on a Bitrix of its own design: three tabs of equal markup, a view counter, a pinned article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from demo.dates import en_long, ru_weekday_long
from demo.records import Item, SiteFacts
from demo.sites.base import Entries, Site
from demo.wire import RSS, Request, Response, rss_date

_PRESS = (
    ("science", "forum-gazeta", "Форум молодых учёных собрал полный зал. «Приозёрская газета»"),
    ("international", "delegatsiya-vestnik", "Делегация из Пекина посетила наш город. «Северный вестник»"),
    ("life", "sport-vecher", "Гребцы политеха снова первые на реке. «Вечерние новости»"),
)
_STUDENT = (
    ("ktsya", "Клуб китайского языка ищет волонтёров на осенний фестиваль", "28 Мая 2018"),
    ("obshchezhitie", "Совет общежитий подвёл итоги конкурса на лучшую комнату", "25 Мая 2018"),
)


class PolytechSite(Site):
    """The Russian side: `div.item.article-item`, "Среда, 14 Марта 2018", `PAGEN_2`, Last-Modified only.

    Only ``/media/news/`` holds news of its own. ``/media/smi/`` (press about us) and the students' news have the same
    markup in other tabs of the same page. The first article of every list page is pinned.
    """

    templates = "polytech"
    section = "/media/news/"
    page_size = 12
    validators = "modified"
    pager_key = "PAGEN_2"

    def __init__(self, facts: SiteFacts, items: Sequence[Item]) -> None:
        super().__init__(facts, items)
        self.pinned = self.items[min(17, len(self.items) - 1)].path

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        return f"/media/news/{item.rubric_slug}/{item.slug}/"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        return [{"kind": "feed", "url": f"{base}/media/news/rss/"}, self._listing(base)]

    def _listing(self, base: str) -> dict[str, Any]:
        return {
            "kind": "listing",
            "url": f"{base}/media/news/",
            "articles": ["/media/news/*/*/"],
            "pager": {"template": "?" + self.pager_key + "={n}", "first": 2, "step": 1},
        }

    def chrome(self) -> tuple[str, ...]:
        """Phrases around the articles which must never be read as part of one."""
        return ("Читайте также", "Просмотров:", "Китайская Народная Республика", "Делегация из Пекина", "Поделиться:")

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        match request.path:
            case "/":
                return self.page(request, "home.html")
            case "/media/news/":
                return self._list(request)
            case "/media/news/rss/":
                return self._feed(request)
        if request.path.startswith("/media/smi/") or request.path.startswith("/students/"):
            return self._other_tab(request)
        item = self.find(request.path, request.now)
        if item is None:
            return None
        views = self.count_view(item)
        return self.page(request, "article.html", item=item, views=views, date=self.date_words(item))

    def date_words(self, item: Item) -> str:
        """The date as this side of the site prints it."""
        return ru_weekday_long(item.entered.date())

    def _list(self, request: Request) -> Response:
        items = self.listed(request)
        pinned = [item for item in items if item.path == self.pinned]
        others = [item for item in items if item.path != self.pinned]
        pages = self.page_count(others)
        page = request.number(self.pager_key, 1)
        page = page if 1 <= page <= pages else 1
        shown = pinned + self.slice(others, page)
        with self.lock:
            for item in shown:
                self.views[item.path] += 1
        cards = [(item, self.date_words(item), self.shown_views(item)) for item in shown]
        response = self.page(
            request, "list.html", cards=cards, page_number=page, pages=pages, press=_PRESS, student=_STUDENT
        )
        return self.validated(response, items)

    def _feed(self, request: Request) -> Response:
        items = self.listed(request)[:20]
        cards = [(item, rss_date(item.entered)) for item in items]
        return self.validated(self.xml("rss.xml", RSS, base=request.base, cards=cards), items)

    def _other_tab(self, request: Request) -> Response | None:
        titles = {f"/media/smi/{rubric}/{slug}/": title for rubric, slug, title in _PRESS}
        titles |= {f"/students/news/{slug}/": title for slug, title, _ in _STUDENT}
        title = titles.get(request.path)
        return None if title is None else self.page(request, "press.html", title=title)


class PolytechEnglishSite(PolytechSite):
    """The English twin: "20 June 2024 International activities 203", where 203 is a view counter. No feed."""

    templates = "polytech"
    pager_key = "PAGEN_1"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        return [self._listing(base)]

    def chrome(self) -> tuple[str, ...]:
        """Phrases around the articles which must never be read as part of one."""
        return ("Read also", "Delegation from Beijing", "中文", "Share:")

    def date_words(self, item: Item) -> str:
        """The date as this side of the site prints it."""
        return en_long(item.entered.date())

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        return None if request.path == "/media/news/rss/" else super().route(request)

    def page(self, request: Request, template: str, **context: Any) -> Response:
        """Render one HTML page with what all pages of this site need."""
        return super().page(request, f"english_{template}", **context)
