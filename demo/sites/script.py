"""A site whose lists are filled by scripts: a fragment, data embedded in the page, a feed service, and a true wall."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from demo.dates import ru_long
from demo.records import Item, SiteFacts
from demo.sites.base import Entries, Site
from demo.wire import JSON, Request, Response

FEED_UID, REC_ID = "318472905561", "640217733"
_SECTIONS = ("events", "science", "projects")


class ScriptSite(Site):
    """Three sections of a third of the articles each: ``/events/`` (an empty list with a `data-url` fragment),
    ``/science/`` (`__NEXT_DATA__`), ``/projects/`` (a getfeed JSON as Tilda's). ``/life/`` has nothing at all in its
    HTML: only a browser could read it, and no article of it is in the gold. Article pages are plain HTML."""

    templates = "script"
    section = "/events/"
    validators = "etag"

    def __init__(self, facts: SiteFacts, items: Sequence[Item]) -> None:
        self.section_of: dict[str, str] = {}
        super().__init__(facts, items)

    def address(self, item: Item) -> str:
        """The path (with query) of an article."""
        section = self.section_of.setdefault(item.story_id, _SECTIONS[item.number % 3])
        if section == "projects":
            return f"/tpost/{hashlib.sha256(item.story_id.encode()).hexdigest()[:10]}-{item.slug[:60].strip('-')}"
        return f"/{section}/{item.slug}"

    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""
        return [
            {
                "kind": "listing",
                "url": f"{base}/ajax/events?page=1",
                "articles": ["/events/*"],
                "pager": {"template": "?page={n}", "first": 2, "step": 1},
            },
            {
                "kind": "json",
                "url": f"{base}/science/",
                "embedded": "__NEXT_DATA__",
                "items": "props.pageProps.news",
                "link": "url",
                "title": "title",
                "date": "date",
            },
            {
                "kind": "json",
                "url": f"{base}/api/getfeed/?{self._feed_query(1)}",
                "items": "posts",
                "link": "url",
                "title": "title",
                "date": "date",
                "pager": {"template": "?" + self._feed_query("{n}"), "first": 2, "step": 1},
            },
        ]

    def chrome(self) -> tuple[str, ...]:
        """Phrases around the articles which must never be read as part of one."""
        return ("Включите JavaScript", "Смотрите также", "Стажировка в Шэньчжэне", "中文")

    def robots(self, request: Request) -> str:
        """The text of robots.txt."""
        return "User-agent: *\nDisallow: /private/\n"

    def route(self, request: Request) -> Response | None:
        """The answer for a page of this site; None where there is no such page."""
        match request.path:
            case "/":
                return self.page(request, "home.html")
            case "/events/" | "/science/" | "/projects/" | "/life/":
                return self._section(request, request.path.strip("/"))
            case "/ajax/events":
                return self._fragment(request)
            case "/api/getfeed/":
                return self._getfeed(request)
        item = self.find(request.path, request.now)
        if item is None:
            return None
        section = self.section_of[item.story_id]
        return self.page(request, f"{section}_article.html", item=item, date=ru_long(item.entered.date()))

    def _of(self, request: Request, section: str) -> list[Item]:
        return [item for item in self.listed(request) if self.section_of[item.story_id] == section]

    def _section(self, request: Request, section: str) -> Response:
        news = [
            {"id": item.number, "url": item.path, "title": item.title, "date": item.entered.date().isoformat()}
            for item in self._of(request, "science")
        ]
        # "<" is escaped as Next.js does it, so that no text can close the script element.
        data = json.dumps({"props": {"pageProps": {"news": news}}, "page": "/science"}, ensure_ascii=False)
        response = self.page(
            request, f"{section}.html", data=data.replace("<", "\\u003c"), feed_uid=FEED_UID, rec_id=REC_ID
        )
        return self.validated(response, self.listed(request))

    def _fragment(self, request: Request) -> Response:
        items = self._of(request, "events")
        page = max(1, request.number("page", 1))
        cards = [(item, ru_long(item.entered.date())) for item in self.slice(items, page)]
        following = page + 1 if page < self.page_count(items) else None
        return self.validated(self.page(request, "fragment.html", cards=cards, following=following), items)

    def _getfeed(self, request: Request) -> Response:
        if request.arg("feeduid") != FEED_UID:
            return Response(b'{"error":"feed not found"}', 404, content_type=JSON)
        items = self._of(request, "projects")
        size = min(max(request.number("size", 10), 1), 50)
        page = max(1, request.number("slice", 1))
        posts = [
            {
                "uid": hashlib.sha256(item.path.encode()).hexdigest()[:12],
                "title": item.title,
                "descr": item.preview(),
                "date": f"{item.entered:%Y-%m-%d %H:%M}",
                "url": request.base + item.path,
            }
            for item in items[(page - 1) * size : page * size]
        ]
        data = {"feeduid": FEED_UID, "total": str(len(items)), "posts": posts}
        return self.validated(Response(json.dumps(data, ensure_ascii=False).encode(), content_type=JSON), items)

    def _feed_query(self, part: int | str) -> str:
        return f"feeduid={FEED_UID}&recid={REC_ID}&size=10&slice={part}&sort%5Bdate%5D=desc&getparts=true"
