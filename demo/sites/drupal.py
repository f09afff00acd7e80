"""A university on Drupal with one host a language: the same stories in Russian, English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from demo.dates import us_medium
from demo.records import Item, SiteFacts
from demo.sites.base import Entries, Site
from demo.wire import RSS, Request, Response, rss_date

_NODE = 2400
_WORDS = {
    "ru": {
        "news": "Новости",
        "more": "Подробнее",
        "next": "Следующая",
        "missing": "Страница не найдена",
        "also": "Похожие материалы",
        "also_title": "Китайский язык для начинающих: набор в группу закрыт",
        "submitted": "Опубликовано",
        "views": "просмотров",
    },
    "en": {
        "news": "News",
        "more": "Read more",
        "next": "Next",
        "missing": "Page not found",
        "also": "Related content",
        "also_title": "Chinese for beginners: enrolment is closed",
        "submitted": "Submitted by",
        "views": "views",
    },
    "zh": {
        "news": "新闻",
        "more": "阅读更多",
        "next": "下一页",
        "missing": "页面未找到",
        "also": "相关内容",
        "also_title": "汉语初级班报名已截止",
        "submitted": "发布者",
        "views": "次阅读",
    },
}


class DrupalSite(Site):
    """`article.node--type-news`, `views-row`, `?page=` from 0, `/news-rss`, "Tue, 11/26/2024 - 18:50" on every host.

    ``/node/N`` and the alias both answer 200 and name the alias as canonical; every fifth teaser and feed item links
    the node. Articles name their siblings by hreflang. Listings and articles carry an ETag and Last-Modified.
    """

    templates = "drupal"
    section = "/news"
    validators = "both"

    def __init__(self, facts: SiteFacts, items: Sequence[Item]) -> None:
        super().__init__(facts, items)
        self.siblings: dict[str, DrupalSite] = {}

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        return f"/news/{item.slug}"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        listing = {
            "kind": "listing",
            "url": f"{base}/news",
            "articles": ["/news/*", "/node/{n}"],
            "pager": {"template": "?page={n}", "first": 1, "step": 1},
        }
        return [{"kind": "feed", "url": f"{base}/news-rss"}, listing]

    def source(self, base: str) -> dict[str, Any]:
        """This site's source file, without its entries."""
        return super().source(base) | {"hints": {"date_order": "mdy"}}

    def chrome(self) -> tuple[str, ...]:
        """Phrases around the articles which must never be read as part of one."""
        words = _WORDS[self.facts.language]
        return (words["also_title"], words["also"], words["submitted"], words["more"])

    def robots(self, request: Request) -> str:
        """The text of robots.txt."""
        return "User-agent: *\nDisallow: /core/\nDisallow: /admin/\nDisallow: /user/\nCrawl-delay: 0.1\n"

    def page(self, request: Request, template: str, **context: Any) -> Response:
        """Render one HTML page with what all pages of this site need."""
        bases = {code: self._base_of(site, request) for code, site in self.siblings.items()}
        return super().page(request, template, words=_WORDS[self.facts.language], bases=bases, **context)

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        match request.path:
            case "/":
                return self.page(request, "home.html")
            case "/news":
                return self._list(request)
            case "/news-rss":
                items = self.listed(request)[:15]
                cards = [(item, self.node(item), rss_date(item.entered)) for item in items]
                return self.validated(self.xml("rss.xml", RSS, base=request.base, cards=cards), items)
        item = self.find(request.path, request.now) or self._by_node(request)
        return None if item is None else self._article(request, item)

    def node(self, item: Item) -> int:
        """The node number: the newest story has the highest on every host."""
        return _NODE + item.number * 3

    def _by_node(self, request: Request) -> Item | None:
        return next((i for i in self.visible(request.now) if request.path == f"/node/{self.node(i)}"), None)

    def _list(self, request: Request) -> Response:
        items = self.listed(request)
        pages = self.page_count(items)
        page = request.number("page", 0)
        cards = [self._card(item) for item in self.slice(items, page + 1)]
        return self.validated(self.page(request, "list.html", cards=cards, page_number=page, pages=pages), items)

    def _card(self, item: Item) -> tuple[Item, str, str]:
        link = f"/node/{self.node(item)}" if item.number % 5 == 0 else item.path
        return item, link, us_medium(item.entered)

    def _article(self, request: Request, item: Item) -> Response:
        translations = {
            code: self._base_of(site, request) + twin.path
            for code, site in self.siblings.items()
            if (twin := site.story(item.story_id, request.now)) is not None
        }
        response = self.page(
            request,
            "article.html",
            item=item,
            node=self.node(item),
            date=us_medium(item.entered),
            stamp=item.entered.strftime("%Y-%m-%dT%H:%M:%S%z"),
            translations=translations,
        )
        response.etag = f'"{int(item.modified.timestamp())}"'
        response.last_modified = item.modified
        return response

    def story(self, story_id: str, now: datetime) -> Item | None:
        """The article that tells that story on this host."""
        return next((item for item in self.visible(now) if item.story_id == story_id), None)

    def _base_of(self, site: DrupalSite, request: Request) -> str:
        return request.base.replace(f"//{self.facts.host}.localhost", f"//{site.facts.host}.localhost")
