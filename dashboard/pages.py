"""The HTML pages: Today, Article, Sources, Alerts."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.templating import Jinja2Templates

from alerts.names import CHANGES, GRADES, country_name, day_name, grade_name, language_name, moment_name
from alerts.render import topic_name
from alerts.text import clean, web_link
from dashboard.query import Flags, read_part
from dashboard.stores import StorePool
from dashboard.views import cards, days, language_tag, marked_text
from storage.records import AlertState

ArticleId = Annotated[int, Path(ge=1, le=2**63 - 1)]
State = Annotated[Literal["", "pending", "sending", "retry", "dead", "sent"], Query()]
ALERT_STATES: tuple[AlertState, ...] = ("pending", "sending", "retry", "dead", "sent")
ROWS_SHOWN = 100
STORY_SHOWN = 20
VERSIONS_SHOWN = 50

PROVENANCES = {
    "json-ld": "the page's JSON-LD data",
    "meta": "a meta element of the page",
    "microdata": "the page's microdata or time element",
    "label": "a label in the page's text",
    "near-title": "a date beside the headline",
    "listing": "the news list",
    "feed": "the site's feed",
    "url": "the address of the page",
    "htmldate": "the first date in the text (low trust)",
    "site": "a place named in the source's file",
}


def make_templates(title: str) -> Jinja2Templates:
    """The templates of this room: everything escaped, unknown names are errors."""
    environment = Environment(
        loader=FileSystemLoader(FilePath(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["site_title"] = title
    environment.filters |= {
        "clean": clean,
        "country": country_name,
        "day": day_name,
        "grade": grade_name,
        "language": language_name,
        "lang_tag": language_tag,
        "moment": moment_name,
        "topic": topic_name,
        "weblink": web_link,
    }
    return Jinja2Templates(env=environment)


class Pages:
    """The pages over one pool of stores. They run in worker threads: the store is synchronous."""

    def __init__(self, stores: StorePool, templates: Jinja2Templates) -> None:
        self._stores, self._templates = stores, templates

    def router(self) -> APIRouter:
        """The routes of all pages."""
        router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
        router.add_api_route("/", self.today)
        router.add_api_route("/article/{article_id}", self.article)
        router.add_api_route("/sources", self.sources)
        router.add_api_route("/alerts", self.alerts)
        return router

    def today(self, request: Request, query: Flags) -> HTMLResponse:
        """The newest flagged articles, those of one story together."""
        with self._stores.borrow() as store:
            rows, more = read_part(store, query)
            sources = store.source_states()
        return self._page(
            request,
            "today.html",
            query=query,
            days=days(cards(rows)),
            newer=query.address("/", offset=max(0, query.offset - query.limit)) if query.offset else "",
            older=query.address("/", offset=query.offset + query.limit) if more else "",
            feed=query.address("/feed.rss", offset=0),
            sources=sources,
            countries=sorted({state.country for state in sources}, key=country_name),
            grades={grade: GRADES[grade] for grade in (1, 2, 3)},
        )

    def article(self, request: Request, article_id: ArticleId) -> HTMLResponse:
        """One article: its text with the evidence, where its date came from, its versions."""
        with self._stores.borrow() as store:
            found = store.article(article_id)
            if found is None:
                raise HTTPException(404, "There is no article with this number.")
            members = [store.article(member) for member in found.story_members[:STORY_SHOWN]]
        return self._page(
            request,
            "article.html",
            article=found,
            text=marked_text(found),
            flags=cards(found.flags),
            members=[member for member in members if member is not None],
            versions=found.versions[: -VERSIONS_SHOWN - 1 : -1],
            changes=CHANGES,
            provenance=PROVENANCES.get(found.published_provenance or "", ""),
        )

    def sources(self, request: Request) -> HTMLResponse:
        """How every source is doing."""
        with self._stores.borrow() as store:
            states = store.source_states()
        return self._page(request, "sources.html", sources=states)

    def alerts(self, request: Request, state: State = "") -> HTMLResponse:
        """The outbox by channel and state, and its latest rows."""
        wanted: tuple[AlertState, ...] | None = (state,) if state else None
        with self._stores.borrow() as store:
            counts = store.alert_counts()
            rows = store.alerts(states=wanted, limit=ROWS_SHOWN)
        table = {
            name: {one: counts.get((name, one), 0) for one in ALERT_STATES}
            for name in sorted({channel for channel, _ in counts})
        }
        return self._page(
            request, "alerts.html", table=table, states=ALERT_STATES, state=state, rows=rows, most=ROWS_SHOWN
        )

    def _page(self, request: Request, name: str, **values: Any) -> HTMLResponse:
        return self._templates.TemplateResponse(request, name, values)
