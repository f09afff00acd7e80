"""Full-text search: the page, saved searches, the answers as CSV."""

from __future__ import annotations

import io
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import AfterValidator, Field

from alerts.names import GRADES
from alerts.quotes import Piece
from dashboard.names import FEEDS
from dashboard.narrowing import choices, found_university
from dashboard.query import HIGHEST_ID, NewsFilter
from dashboard.site import Reader, check_own_form, safe_next, the_site
from storage import Store
from storage.exports.csv_files import write_csv
from storage.records import FlagFilter
from storage.search import SearchPage
from storage.search_query import LONGEST, SearchError

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

MOST_EXPORTED = 2000
"""Answers in one CSV: a browser waits for it."""
MOST_SECONDS = 0.04
"""A page looks no further once so long has gone; it then says to which day it has come."""
MOST_INDEXED = 25
"""Articles that are indexed by the way, some ten milliseconds; a crawl indexes what it stored when it ends."""
_AT_ONCE = 200


def _check_cursor(cursor: str) -> str:
    if cursor and not (cursor.isascii() and cursor.isdigit() and 0 < int(cursor) <= HIGHEST_ID):
        raise ValueError("take it from an answer's own link, or leave it out to begin with the newest")
    return cursor


class SearchQuery(NewsFilter):
    """What is searched for. Topic, grade and review count only where a topic is named; ``cursor`` goes on from a part
    of the answers."""

    q: Annotated[str, Field(max_length=LONGEST)] = ""
    limit: Annotated[int, Field(ge=1, le=_AT_ONCE)] = 20
    cursor: Annotated[str, Field(max_length=19), AfterValidator(_check_cursor)] | None = None

    def ask(self, store: Store) -> SearchPage:
        """The answers. SearchError where nothing is asked for."""
        before = int(self.cursor) if self.cursor else None
        end = monotonic() + MOST_SECONDS
        return store.search(
            self.q,
            self.filter(),
            limit=self.limit,
            before=before,
            spent=lambda: monotonic() >= end,
            catch_up=MOST_INDEXED,
        )


Search = Annotated[SearchQuery, Query()]
_Name = Annotated[str, Form(min_length=1, max_length=80)]


@router.get("/search")
def search(request: Request, query: Search, visitor: Reader) -> Response:
    """The form, the saved searches, and the newest articles that answer."""
    site = the_site(request)
    if (found := found_university(request, site, query)) is not None:
        return found
    problem, page = "", SearchPage((), None)
    with site.stores.borrow() as store:
        saved = store.saved_searches(visitor.name or "")
        offered = choices(store, query)
        if query.q.strip():
            try:
                page = query.ask(store)
            except SearchError as error:
                problem = str(error)
    return site.page(
        request,
        "search.html",
        query=query,
        problem=problem,
        page=page,
        hits=[
            (hit, marked(hit.title, hit.title_marks), marked(hit.snippet.text, hit.snippet.marks)) for hit in page.hits
        ],
        older=query.address("/search", cursor=page.before) if page.before else "",
        csv=query.address("/search.csv", cursor=None),
        feeds=[(name, query.address(path, cursor=None)) for path, name in FEEDS.items()],
        saved=saved,
        choices=offered,
        grades=sorted(GRADES)[1:],
        topics=site.settings.topics,
    )


@router.get("/search.csv")
def as_csv(request: Request, query: Search) -> Response:
    """The newest answers as the CSV of ``vestnik export``, at most ``MOST_EXPORTED``."""
    with the_site(request).stores.borrow() as store:
        ids = _found(store, query)
        file = io.BytesIO()
        write_csv(store.export_rows(FlagFilter(min_grade=1), all_articles=True, ids=ids), file)
    headers = {"Content-Disposition": 'attachment; filename="vestnik-search.csv"'}
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/search/save")
def save(
    request: Request, visitor: Reader, name: _Name, query: Annotated[str, Form(max_length=4000)],
    form_token: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Keep a search under a name, for this person."""
    check_own_form(request, visitor.secret, form_token)
    site = the_site(request)
    with site.stores.borrow() as store:
        store.save_search(visitor.name or "", name.strip(), query.lstrip("?"), now=site.settings.clock())
    return RedirectResponse(safe_next(f"/search?{query.lstrip('?')}"), 303)


@router.post("/search/drop/{number}")
def drop(
    request: Request,
    visitor: Reader,
    number: Annotated[int, Path(ge=1, le=2**63 - 1)],
    form_token: Annotated[str, Form()] = "",
) -> Response:
    """Forget a saved search."""
    check_own_form(request, visitor.secret, form_token)
    with the_site(request).stores.borrow() as store:
        store.drop_search(visitor.name or "", number)
    return RedirectResponse("/search", 303)


def marked(text: str, marks: tuple[tuple[int, int], ...]) -> tuple[Piece, ...]:
    """A text in pieces, what was found marked."""
    pieces, at = [], 0
    for start, end in marks:
        if start > at:
            pieces.append(Piece(text[at:start], False))
        pieces.append(Piece(text[start:end], True))
        at = end
    return (*pieces, Piece(text[at:], False)) if at < len(text) else tuple(pieces)


def _found(store: Store, query: SearchQuery) -> list[int]:
    ids: list[int] = []
    before = None
    while query.q.strip() and len(ids) < MOST_EXPORTED:
        page = store.search(query.q, query.filter(), limit=_AT_ONCE, before=before)
        ids += [hit.article_id for hit in page.hits]
        before = page.before
        if before is None:
            break
    return ids[:MOST_EXPORTED]
