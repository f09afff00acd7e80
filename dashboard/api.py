"""What programs read: the JSON API, the feed and the health page."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from alerts.names import grade_name
from alerts.render import topic_name
from alerts.text import clean, web_link
from dashboard.i18n import tongue
from dashboard.query import Flags, read_part
from dashboard.site import the_site
from dashboard.views import Card, cards
from storage import StoreError


class FlagOut(BaseModel):
    """One flagged article in the API. ``published_day`` is the site's own calendar day; ``found_at`` is UTC."""

    article_id: int
    version: int
    topic: str
    grade: int
    score: float
    source: str
    source_name: str
    country: str
    title: str
    url: str
    language: str | None
    published_day: str | None
    published_provenance: str | None
    found_at: datetime
    story_id: int | None
    reviewed: str | None
    evidence: list[dict[str, object]]


class FlagsOut(BaseModel):
    """A part of the list, newest first; ``next`` is the address of the part that follows, null at the end."""

    flags: list[FlagOut]
    next: str | None


class HealthOut(BaseModel):
    """Whether the dashboard can read its store."""

    status: str
    schema_version: str | None = None


router = APIRouter()
health = APIRouter()


@router.get("/api/flags")
def flags(request: Request, query: Flags) -> FlagsOut:
    """Flagged articles, newest first."""
    with the_site(request).stores.borrow() as store:
        rows, more = read_part(store, query)
    found = [
        FlagOut(
            article_id=row.article_id,
            version=row.version,
            topic=row.topic,
            grade=row.grade,
            score=row.score,
            source=row.source_key,
            source_name=row.source_name,
            country=row.country,
            title=row.title,
            url=row.url,
            language=row.language,
            published_day=row.published_day,
            published_provenance=row.published_provenance,
            found_at=row.first_seen_at,
            story_id=row.story_id,
            reviewed=row.reviewed,
            evidence=[dict(entry) for entry in row.evidence],
        )
        for row in rows
    ]
    return FlagsOut(flags=found, next=query.address("/api/flags", offset=query.offset + query.limit) if more else None)


@router.get("/feed.rss", response_class=Response)
def feed(request: Request, query: Flags) -> Response:
    """The flagged articles as an RSS feed, with the same parameters as the API."""
    site = the_site(request)
    with site.stores.borrow() as store:
        rows, _ = read_part(store, query)
    body = rss(cards(rows), title=site.settings.title, home=str(request.base_url))
    return Response(body, media_type="application/rss+xml")


@health.get("/healthz", responses={503: {"model": HealthOut}})
def healthz(request: Request, response: Response) -> HealthOut:
    """200 where the store can be read, else 503. Asked by machines: no login."""
    try:
        with the_site(request).stores.borrow() as store:
            return HealthOut(status="ok", schema_version=store.schema_version())
    except StoreError:
        response.status_code = 503
        return HealthOut(status="the database cannot be read")


def rss(found: list[Card], *, title: str, home: str) -> str:
    """Cards as RSS 2.0; the address of this dashboard is ``home``."""
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    SubElement(channel, "title").text = clean(f"{title}: flagged articles", 200)
    SubElement(channel, "link").text = home
    SubElement(channel, "description").text = "Articles of university news sites that mention a watched topic"
    for card in found:
        item = SubElement(channel, "item")
        SubElement(item, "title").text = card.title or "(no headline)"
        SubElement(item, "link").text = card.url or web_link(f"{home}article/{card.id}")
        SubElement(item, "guid", isPermaLink="false").text = f"vestnik-article-{card.id}"
        SubElement(item, "pubDate").text = format_datetime(card.found_at)
        for topic, _reviewed in card.topics:
            SubElement(item, "category").text = topic_name(topic)
        SubElement(item, "description").text = _description(card)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


def _description(card: Card) -> str:
    english = tongue("en")
    day = english.day(card.day) or "no date on the page"
    names = [english.country(card.country), day, grade_name(card.grade), english.language(card.language)]
    facts = [card.university, *names]
    sentences = ["".join(piece.text for piece in quote) for quote in card.quotes]
    terms = f"Terms: {', '.join(card.terms)}" if card.terms else ""
    text = " — ".join(p for p in [", ".join(f for f in facts if f), *sentences, terms] if p)
    # Feed readers show descriptions as HTML: escaped once more, so that "<b>" in a sentence stays "<b>".
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
