"""What all replica sites share: their articles, rendering, paging, robots.txt, the not-found page, edits."""

from __future__ import annotations

import hashlib
import re
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo.items import unique_slug
from demo.records import Item, SiteFacts
from demo.wire import PLAIN, XML, Request, Response, etag_of

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
_NAMES = re.compile(r'\b(class|id)="([^"]*)"')
_PIXEL = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")

Context = Mapping[str, Any]
Entries = list[dict[str, Any]]


class Site(ABC):
    """One replica site: one host, one source key.

    ``validators`` says what its listings send: "none", "etag", "weak", "modified" or "both".
    """

    templates: str
    section = "/news/"
    page_size = 10
    validators = "etag"

    def __init__(self, facts: SiteFacts, items: Sequence[Item]) -> None:
        self.facts = facts
        self.items: list[Item] = []
        self.lock = threading.RLock()
        self.views: Counter[str] = Counter()
        self.changed_at: datetime | None = None
        for item in reversed(items):
            self.add(item)

    # -- what a site must say ------------------------------------------------------------------------------------

    @abstractmethod
    def address(self, item: Item) -> str:
        """The path (with query) of an article."""

    @abstractmethod
    def route(self, request: Request) -> Response | None:
        """The answer to a request for a page of this site; None where there is no such page."""

    @abstractmethod
    def entries(self, base: str) -> Entries:
        """The ``entries`` of this site's source file."""

    def source(self, base: str) -> dict[str, Any]:
        """This site's source file as data, without its entries."""
        facts = self.facts
        return {
            "key": facts.key,
            "name": facts.name,
            "name_en": facts.name_en,
            "country": facts.country,
            "homepage": f"{base}/",
            "languages": [facts.language],
            "timezone": facts.zone.key,
            "allow_private": True,
            "delay_s": 0.05,
            "max_pages": 12,
            "min_items": 3,
        }

    def chrome(self) -> tuple[str, ...]:
        """Phrases around the articles which must never be read as part of one."""
        return ()

    # -- articles ------------------------------------------------------------------------------------------------

    def add(self, item: Item) -> None:
        """Put an article on top. Its slug gets a number where it is taken, its address is made here."""
        with self.lock:
            item.slug = unique_slug(item.slug, (other.slug for other in self.items))
            item.path = self.address(item)
            self.items.insert(0, item)

    def visible(self, now: datetime) -> list[Item]:
        """The articles that are out by now, newest first."""
        with self.lock:
            return [item for item in self.items if item.entered <= now]

    def find(self, path: str, now: datetime) -> Item | None:
        """The article of that address."""
        return next((item for item in self.visible(now) if item.path == path), None)

    def count_view(self, item: Item) -> int:
        """One more view of an article; the number that its page now shows."""
        with self.lock:
            self.views[item.path] += 1
            return self.shown_views(item)

    def shown_views(self, item: Item) -> int:
        """The view counter: a number that differs from article to article and grows with each request."""
        return 100 + item.number * 7 % 311 + self.views[item.path]

    # -- pages ---------------------------------------------------------------------------------------------------

    def respond(self, request: Request) -> Response:
        """Answer any request to this host."""
        if request.path == "/robots.txt":
            return Response(self.robots(request).encode(), content_type=PLAIN)
        if request.path.endswith((".gif", ".jpg", ".png")):
            return Response(_PIXEL, content_type="image/gif")
        return self.route(request) or self.not_found(request)

    def robots(self, request: Request) -> str:
        """The text of robots.txt."""
        return "User-agent: *\nDisallow: /admin/\nCrawl-delay: 0.05\n"

    def not_found(self, request: Request) -> Response:
        """The site's own 404 page, with its menus."""
        response = self.page(request, "notfound.html")
        response.status = 404
        return response

    def page(self, request: Request, template: str, **context: Any) -> Response:
        """Render one HTML page of this site in its encoding."""
        common = {"site": self.facts, "request": request, "now": request.now.astimezone(self.facts.zone)}
        html = _ENVIRONMENT.get_template(f"{self.templates}/{template}").render(**common, **context)
        if request.redesigned:
            html = rename_classes(html)
        charset = self.facts.encoding
        return Response(html.encode(charset, "xmlcharrefreplace"), content_type=f"text/html; charset={charset}")

    def xml(self, template: str, content_type: str = XML, **context: Any) -> Response:
        """Render a feed or a sitemap."""
        charset = self.facts.encoding
        text = _ENVIRONMENT.get_template(f"{self.templates}/{template}").render(site=self.facts, **context)
        kind = content_type.replace("utf-8", charset)
        return Response(text.encode(charset, "xmlcharrefreplace"), content_type=kind)

    def listed(self, request: Request) -> list[Item]:
        """The articles that listings show: none where the fault says that a script would fill them."""
        return [] if request.emptied else self.visible(request.now)

    def page_count(self, items: Sequence[Item]) -> int:
        """How many pages a listing of these articles has, at least one."""
        return max(1, -(-len(items) // self.page_size))

    def slice(self, items: Sequence[Item], page: int) -> list[Item]:
        """The articles of one page, counted from 1."""
        return list(items[(page - 1) * self.page_size : page * self.page_size])

    def validated(self, response: Response, items: Sequence[Item], *, seed: str | None = None) -> Response:
        """Give a listing or feed this site's validators. ``seed`` stands for the content where the bytes hold a
        counter or a clock that must not count as a change."""
        if response.status != 200:
            return response
        if self.validators in ("etag", "weak", "both"):
            weak = self.validators == "weak"
            response.etag = etag_of(response.body if seed is None else seed, weak=weak)
        if self.validators in ("modified", "both"):
            moments = [item.modified for item in items]
            if self.changed_at is not None:
                moments.append(self.changed_at)
            response.last_modified = max(moments, default=None)
        return response


def rename_classes(html: str) -> str:
    """The changed template: every class and id has another name, as after a redesign."""

    def renamed(match: re.Match[str]) -> str:
        if match[2].startswith("__"):  # an element that a program looks up, not a design
            return match[0]
        names = (f"ds-{hashlib.sha256(name.encode()).hexdigest()[:7]}" for name in match[2].split())
        return f'{match[1]}="{" ".join(names)}"'

    return _NAMES.sub(renamed, html)


def with_words(item: Item, find: str, words: str, where: str) -> bool:
    """Replace the first occurrence of ``find`` in an article's title or body; False where it does not occur."""
    if where == "title":
        if find not in item.title:
            return False
        item.title = item.title.replace(find, words, 1)
        return True
    for place, block in enumerate(item.blocks):
        if find in block.text:
            item.blocks[place] = replace(block, text=block.text.replace(find, words, 1))
            return True
    return False
