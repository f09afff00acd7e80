"""The HTML pages of stories: Today, and one article with its versions and its stored page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from alerts.names import GRADES
from articles.worddiff import diff_words
from dashboard.names import FEEDS, REVIEWS
from dashboard.narrowing import choices, found_university
from dashboard.query import Flags, read_part
from dashboard.site import the_site
from dashboard.views import cards, days, marked_text

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

ArticleId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Version = Annotated[int, Query(ge=1, le=2**31 - 1)]
VERSIONS_SHOWN = 50
INERT = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
"""What a stored page may do in its frame: be looked at. It has an origin of its own there, and runs nothing."""


@router.get("/")
def today(request: Request, query: Flags) -> Response:
    """The newest flagged articles, those of one story together."""
    site = the_site(request)
    if (found := found_university(request, site, query)) is not None:
        return found
    with site.stores.borrow() as store:
        part = read_part(store, query)
        offered = choices(store, query)
    return site.page(
        request,
        "today.html",
        query=query,
        days=days(cards(part.rows)),
        newer=query.address("/", cursor=part.newer) if part.newer else "",
        older=query.address("/", cursor=part.older) if part.older else "",
        feeds=[(name, query.address(path, cursor=None)) for path, name in FEEDS.items()],
        choices=offered,
        grades=sorted(GRADES)[1:],
        reviews=REVIEWS,
        topics=site.settings.topics,
    )


@router.get("/article/{article_id}")
def article(request: Request, article_id: ArticleId) -> HTMLResponse:
    """One article: its text with the evidence, where its fields came from, its story, its versions."""
    site = the_site(request)
    with site.stores.borrow() as store:
        found = store.article(article_id)
        if found is None:
            raise HTTPException(404, "There is no article with this number.")
        members = store.story(found.story_id) if found.story_members else []
    return site.page(
        request,
        "article.html",
        article=found,
        text=marked_text(found),
        flags=cards(found.flags),
        members=[member for member in members if member.article_id != article_id],
        versions=found.versions[: -VERSIONS_SHOWN - 1 : -1],
        topics=site.settings.topics,
    )


@router.get("/article/{article_id}/diff")
def diff(
    request: Request, article_id: ArticleId, to: Version, before: Annotated[Version | None, Query()] = None
) -> HTMLResponse:
    """Two versions word by word: ``to``, and the one before it or any other."""
    site = the_site(request)
    with site.stores.borrow() as store:
        found = store.article(article_id)
    versions = {version.version: version for version in found.versions} if found is not None else {}
    earlier = before if before is not None else to - 1
    if found is None or to not in versions or earlier not in versions:
        raise HTTPException(404, "There is no such article or version.")
    old, new = versions[earlier], versions[to]
    return site.page(
        request,
        "diff.html",
        article=found,
        old=old,
        new=new,
        title=diff_words(old.title, new.title),
        body=diff_words(old.body, new.body),
    )


@router.get("/article/{article_id}/page")
def stored_page(
    request: Request, article_id: ArticleId, version: Annotated[Version | None, Query()] = None
) -> Response:
    """The stored page of a version as it was received, for a sandboxed frame: no script runs, nothing is loaded."""
    site = the_site(request)
    with site.stores.borrow() as store:
        found = store.article(article_id)
        wanted = version or (found.version if found is not None else None)
        sha256 = next((one.page_sha256 for one in (found.versions if found else ()) if one.version == wanted), None)
        page = store.raw_page(sha256) if sha256 is not None else None
    if page is None:
        raise HTTPException(404, "No page is stored of this version.")
    text = page.body.decode(page.encoding or "utf-8", "replace")
    headers = {
        "Content-Security-Policy": INERT,
        "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "private, max-age=3600",
    }
    return Response(text.encode("utf-8", "replace"), media_type="text/html; charset=utf-8", headers=headers)
