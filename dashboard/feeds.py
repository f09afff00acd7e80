"""Feeds of any filter and of any search: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated, Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from fastapi import APIRouter, HTTPException, Query, Request, Response, Security
from fastapi.responses import JSONResponse
from pydantic import Field

from alerts.names import grade_name
from alerts.render import topic_name
from alerts.text import clean, web_link
from dashboard.api import PROBLEMS, TOKEN
from dashboard.i18n import tongue
from dashboard.query import NewsFilter
from dashboard.site import the_site
from dashboard.views import Card, cards
from storage import Store
from storage.search import SearchHit
from storage.search_query import LONGEST, SearchError

ATOM = "http://www.w3.org/2005/Atom"
register_namespace("atom", ATOM)
router = APIRouter(tags=["feeds"], responses=PROBLEMS, dependencies=[Security(TOKEN)], default_response_class=Response)


class FeedQuery(NewsFilter):
    """Which articles: the newest flagged ones that pass the filter; with ``q`` the newest that answer that search,
    flagged or not (topic, grade and review then count only where a topic is named)."""

    q: Annotated[str, Field(max_length=LONGEST)] = ""


Feed = Annotated[FeedQuery, Query()]


@dataclass(frozen=True, slots=True)
class Item:
    """One article in a feed. ``id`` stays the same through all its versions; ``text`` is plain."""

    id: str
    title: str
    url: str
    page: str
    text: str
    categories: tuple[str, ...]
    author: str
    language: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed: its own address, that of the dashboard, its items."""

    title: str
    address: str
    home: str
    items: tuple[Item, ...]

    @property
    def updated(self) -> datetime:
        """When something last changed in it."""
        return max((item.updated for item in self.items), default=datetime(2000, 1, 1, tzinfo=UTC))


@router.get("/feed.rss")
def as_rss(request: Request, query: Feed) -> Response:
    """The articles as RSS 2.0."""
    return Response(rss(_channel(request, query)), media_type="application/rss+xml")


@router.get("/feed.atom")
def as_atom(request: Request, query: Feed) -> Response:
    """The articles as Atom."""
    return Response(atom(_channel(request, query)), media_type="application/atom+xml")


@router.get("/feed.json")
def as_json(request: Request, query: Feed) -> Response:
    """The articles as JSON Feed 1.1."""
    return JSONResponse(json_feed(_channel(request, query)), media_type="application/feed+json")


def rss(channel: Channel) -> bytes:
    """A feed as RSS 2.0, with its own address as the RSS board's profile asks."""
    root = Element("rss", version="2.0")
    top = SubElement(root, "channel")
    SubElement(top, "title").text = channel.title
    SubElement(top, "link").text = channel.home
    SubElement(top, f"{{{ATOM}}}link", href=channel.address, rel="self", type="application/rss+xml")
    SubElement(top, "description").text = "Articles of university news sites"
    SubElement(top, "lastBuildDate").text = format_datetime(channel.updated)
    for one in channel.items:
        item = SubElement(top, "item")
        SubElement(item, "title").text = one.title
        SubElement(item, "link").text = one.url or one.page
        SubElement(item, "guid", isPermaLink="false").text = one.id
        SubElement(item, "pubDate").text = format_datetime(one.published)
        SubElement(item, f"{{{ATOM}}}updated").text = one.updated.isoformat()
        for category in one.categories:
            SubElement(item, "category").text = category
        # Feed readers show descriptions as HTML: escaped once more, so that "<b>" in a sentence stays "<b>".
        SubElement(item, "description").text = _escaped(one.text)
    return _written(root)


def atom(channel: Channel) -> bytes:
    """A feed as Atom."""
    root = Element(f"{{{ATOM}}}feed")

    def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
        made = SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        made.text = text
        return made

    add(root, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, channel.address)}")
    add(root, "title", channel.title)
    add(root, "updated", channel.updated.isoformat())
    add(root, "link", rel="self", type="application/atom+xml", href=channel.address)
    add(root, "link", rel="alternate", type="text/html", href=channel.home)
    for one in channel.items:
        entry = add(root, "entry")
        add(entry, "id", one.id)
        add(entry, "title", one.title)
        add(entry, "link", rel="alternate", type="text/html", href=one.url or one.page)
        add(entry, "link", rel="related", type="text/html", href=one.page)
        add(entry, "published", one.published.isoformat())
        add(entry, "updated", one.updated.isoformat())
        add(add(entry, "author"), "name", one.author)
        for category in one.categories:
            add(entry, "category", term=category)
        add(entry, "summary", one.text)
    return _written(root)


def json_feed(channel: Channel) -> dict[str, Any]:
    """A feed as JSON Feed 1.1."""
    items = [
        {
            "id": one.id,
            "url": one.url or one.page,
            "title": one.title,
            "content_text": one.text,
            "date_published": one.published.isoformat(),
            "date_modified": one.updated.isoformat(),
            "authors": [{"name": one.author}],
            "tags": list(one.categories),
            **({"language": one.language} if one.language else {}),
        }
        for one in channel.items
    ]
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.address,
        "items": items,
    }


def _channel(request: Request, query: FeedQuery) -> Channel:
    site, home = the_site(request), str(request.base_url)
    with site.stores.borrow() as store:
        if query.q.strip():
            title, items = f"search for {query.q}", _answers(store, query, home)
        else:
            title, items = "flagged articles", _flagged(store, query, home)
    address = query.address(f"{home.rstrip('/')}{request.url.path}")
    return Channel(clean(f"{site.settings.title}: {title}", 200), address, home, tuple(items))


def _flagged(store: Store, query: FeedQuery, home: str) -> list[Item]:
    rows = list(store.flags(query.filter(), limit=query.limit))
    changed = store.changed_at(row.article_id for row in rows)
    return [
        Item(
            id=_id(card.url, home, card.id),
            title=card.title or "(no headline)",
            url=card.url,
            page=f"{home}article/{card.id}",
            text=_told(card),
            categories=tuple(topic_name(topic) for topic, _ in card.topics),
            author=card.university,
            language=card.language,
            published=card.found_at,
            updated=changed.get(card.id, card.found_at),
        )
        for card in cards(rows)
    ]


def _answers(store: Store, query: FeedQuery, home: str) -> list[Item]:
    try:
        hits = store.search(query.q, query.filter(), limit=query.limit).hits
    except SearchError as error:
        raise HTTPException(422, f"q: {error}") from None
    changed = store.changed_at(hit.article_id for hit in hits)
    first = store.changed_at((hit.article_id for hit in hits), version=1)
    return [_answer(hit, home, first[hit.article_id], changed[hit.article_id]) for hit in hits]


def _answer(hit: SearchHit, home: str, first: datetime, changed: datetime) -> Item:
    url = web_link(hit.url)
    return Item(
        id=_id(url, home, hit.article_id),
        title=clean(hit.title, 400) or "(no headline)",
        url=url,
        page=f"{home}article/{hit.article_id}",
        text=clean(hit.snippet.text, 2000),
        categories=tuple(topic_name(topic) for topic in hit.grades),
        author=clean(hit.source_name, 200) or hit.source_key,
        language=hit.language or "",
        published=first,
        updated=changed,
    )


def _id(url: str, home: str, number: int) -> str:
    """An article's own name: made from its address, so that it is the same in every feed and on every dashboard."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, url or f'{home}article/{number}')}"


def _told(card: Card) -> str:
    english = tongue("en")
    day = english.day(card.day) or "no date on the page"
    names = [english.country(card.country), day, grade_name(card.grade), english.language(card.language)]
    facts = [card.university, *names]
    sentences: Sequence[str] = ["".join(piece.text for piece in quote) for quote in card.quotes]
    terms = f"Terms: {', '.join(card.terms)}" if card.terms else ""
    return " — ".join(p for p in [", ".join(f for f in facts if f), *sentences, terms] if p)


def _written(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
