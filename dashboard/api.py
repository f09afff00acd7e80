"""What programs read: the JSON API and the health page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request, Response, Security
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field

from dashboard.api_models import (
    AlertOut,
    AlertsOut,
    ArticleOut,
    CountOut,
    EventOut,
    FlagOut,
    FlagsOut,
    HealthOut,
    HitOut,
    Problem,
    SearchOut,
    SourceOut,
    SourcesOut,
    StoryPageOut,
    TallyOut,
    TopicOut,
    TopicsOut,
    TrendsOut,
    VersionOut,
)
from dashboard.outbox import MOST_COUNTED
from dashboard.pages import ArticleId
from dashboard.query import HIGHEST_ID, MOST_ON_A_PAGE, PAGE, Flags, read_part
from dashboard.searching import Search
from dashboard.site import Site, the_site
from dashboard.topics_page import measured
from dashboard.trends import Asked, trend
from storage import StoreError
from storage.records import AlertState
from storage.search import SearchHit
from storage.search_query import SearchError
from topics import Topic
from topics.vocabulary import vocabulary

PROBLEMS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 404, 422, 503)}
TOKEN = HTTPBearer(
    auto_error=False,
    description="What `vestnik users token NAME` prints; not needed where the dashboard has no logins.",
)
"""How a program says who it is. Only described here: ``dashboard.site.reader`` sees to it."""

router = APIRouter(prefix="/api", tags=["api"], responses=PROBLEMS, dependencies=[Security(TOKEN)])
health = APIRouter()


class AlertQuery(BaseModel):
    """Which alerts of the outbox, and which part of the list."""

    state: Literal[""] | AlertState = ""
    channel: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = PAGE
    cursor: Annotated[int, Field(ge=1, le=HIGHEST_ID)] | None = None


class SourceQuery(BaseModel):
    """Which part of the list of sources: those whose keys follow ``cursor``."""

    limit: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = MOST_ON_A_PAGE
    cursor: Annotated[str, Field(max_length=64)] | None = None


@router.get("/flags")
def flags(request: Request, query: Flags) -> FlagsOut:
    """Flagged articles, newest first."""
    with the_site(request).stores.borrow() as store:
        part = read_part(store, query)
    following = query.address("/api/flags", cursor=part.older) if part.older else None
    return FlagsOut(flags=[FlagOut.of(row) for row in part.rows], cursor=part.older, next=following)


@router.get("/articles/{article_id}")
def article(request: Request, article_id: ArticleId) -> ArticleOut:
    """One article whole: its text, where its fields came from, its flags, versions, events, and its story."""
    with the_site(request).stores.borrow() as store:
        found = store.article(article_id)
        story = store.story(found.story_id) if found is not None else []
    if found is None:
        raise HTTPException(404, "There is no article with this number; /api/flags and /api/search tell numbers.")
    return ArticleOut.model_validate(
        {name: getattr(found, name) for name in found.__dataclass_fields__}
        | {
            "flags": [FlagOut.of(row) for row in found.flags],
            "story": [StoryPageOut.model_validate(page) for page in story if page.article_id != article_id],
            "versions": [VersionOut.model_validate(version) for version in found.versions],
            "events": [EventOut.model_validate(event) for event in found.events],
        }
    )


@router.get("/search")
def search(request: Request, query: Search) -> SearchOut:
    """Full text: words in any form, "phrases", title:word, OR, -without, begin*; newest first."""
    try:
        with the_site(request).stores.borrow() as store:
            page = query.ask(store)
    except SearchError as error:
        raise HTTPException(422, f"q: {error}") from None
    cursor = str(page.before) if page.before else None
    following = query.address("/api/search", cursor=cursor) if cursor else None
    hits = [_hit(hit) for hit in page.hits]
    return SearchOut(hits=hits, waiting=page.waiting, until=page.until, cursor=cursor, next=following)


@router.get("/sources")
def sources(request: Request, query: Annotated[SourceQuery, Query()]) -> SourcesOut:
    """The sources by key: health with its reason, articles a week, last success, when each is due."""
    with the_site(request).stores.borrow() as store:
        lines = store.board().lines(after=query.cursor, limit=query.limit + 1)
    shown = lines[: query.limit]
    cursor = shown[-1].key if len(lines) > query.limit else None
    values = query.model_dump(mode="json", exclude_defaults=True) | {"cursor": cursor}
    following = f"/api/sources?{urlencode(values)}" if cursor else None
    return SourcesOut(sources=[SourceOut.model_validate(line) for line in shown], cursor=cursor, next=following)


@router.get("/topics")
def topics(request: Request) -> TopicsOut:
    """The topics that are judged, with what people said of their flags."""
    site = the_site(request)
    return TopicsOut(topics=[_topic(site, site.settings.judge(name)) for name in site.settings.topics])


@router.get("/trends")
def trends(request: Request, query: Asked) -> TrendsOut:
    """Flagged articles by week, university, country and partner; without days those of the last year."""
    found = trend(the_site(request), query)

    def counts(pairs: Iterable[tuple[str, int]]) -> list[CountOut]:
        return [CountOut(name=name, articles=count) for name, count in pairs]

    return TrendsOut(
        since=found.since,
        until=found.until,
        articles=found.articles,
        weeks=counts(found.weeks),
        universities=counts((key, count) for key, _, _, count in found.universities),
        countries=counts(found.countries),
        partners=counts(found.partners),
        partners_read=found.read,
    )


@router.get("/alerts")
def alerts(request: Request, query: Annotated[AlertQuery, Query()]) -> AlertsOut:
    """The outbox, newest first."""
    states: tuple[AlertState, ...] | None = (query.state,) if query.state else None
    with the_site(request).stores.borrow() as store:
        rows = store.alerts(states=states, channel=query.channel or None, limit=query.limit + 1, before=query.cursor)
        counted = store.alert_counts(most=MOST_COUNTED)
    shown = rows[: query.limit]
    counts: dict[str, dict[str, int]] = {}
    for (channel, state), count in counted.items():
        counts.setdefault(channel, {})[state] = count
    cursor = str(shown[-1].id) if len(rows) > query.limit else None
    values = query.model_dump(mode="json", exclude_defaults=True) | {"cursor": cursor}
    return AlertsOut(
        alerts=[AlertOut.model_validate(row) for row in shown],
        counts=counts,
        cursor=cursor,
        next=f"/api/alerts?{urlencode(values)}" if cursor else None,
    )


def _topic(site: Site, topic: Topic) -> TopicOut:
    tallies = measured(site, topic).tallies
    return TopicOut(
        name=topic.name,
        title=topic.title,
        version=topic.version,
        terms=len(vocabulary(topic)),
        significant=topic.rules.thresholds.significant,
        main=topic.rules.thresholds.main,
        reviews={language: TallyOut.model_validate(tally.as_json()) for language, tally in tallies.items()},
    )


def _hit(hit: SearchHit) -> HitOut:
    same = {name: getattr(hit, name) for name in HitOut.model_fields if hasattr(hit, name)}
    return HitOut.model_validate(
        same | {"snippet": hit.snippet.text, "snippet_marks": hit.snippet.marks, "source": hit.source_key}
    )


@health.get("/healthz", responses={503: {"model": HealthOut}})
def healthz(request: Request, response: Response) -> HealthOut:
    """200 where the store can be read, else 503. Asked by machines: no login."""
    try:
        with the_site(request).stores.borrow() as store:
            return HealthOut(status="ok", schema_version=store.schema_version())
    except StoreError:
        response.status_code = 503
        return HealthOut(status="the database cannot be read")
