"""How every source is doing, and what a person can do about it: pause, crawl now."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from dashboard.narrowing import named
from dashboard.site import Editor, Visitor, safe_next, the_site

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

SourceKey = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
_Next = Annotated[str, Form(max_length=2000)]
TROUBLED = ("broken", "temporary", "suspect")
BAR_WIDTH, BAR_HEIGHT = 6, 24
SHOWN = 50
"""Sources on one page."""


@router.get("/sources")
def sources(
    request: Request,
    broken: bool = False,
    q: Annotated[str, Query(max_length=64)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """The table of sources, the troubled ones first; with ``broken`` those alone, with ``q`` those of such a name."""
    site = the_site(request)
    with site.stores.borrow() as store:
        board = store.board()
        every, machine = board.states(), board.machine()
        found = [one for one in named(every, q) if not broken or one.state in TROUBLED]
        found.sort(key=lambda one: (one.state not in TROUBLED, one.country, one.name))
        last = max(1, -(-len(found) // SHOWN))
        page = min(page, last)
        keys = [one.key for one in found[(page - 1) * SHOWN : page * SHOWN]]
        lines = {line.key: line for line in board.lines(keys=keys)}
    asked = {**({"broken": "true"} if broken else {}), **({"q": q} if q else {})}
    return site.page(
        request,
        "sources.html",
        lines=[(lines[key], bars(lines[key].articles_a_week)) for key in keys if key in lines],
        broken=broken,
        q=q,
        many=len(every) > SHOWN,
        number=page,
        last=last,
        newer=f"/sources?{urlencode({**asked, 'page': page - 1})}" if page > 1 else "",
        older=f"/sources?{urlencode({**asked, 'page': page + 1})}" if page < last else "",
        troubled=sum(one.state in TROUBLED for one in every),
        machine=machine,
    )


@router.post("/sources/{key}/pause")
def pause(request: Request, key: SourceKey, visitor: Editor, next: _Next = "/sources") -> Response:
    """Crawl it no more by itself."""
    return _change(request, key, visitor, "pause", next)


@router.post("/sources/{key}/resume")
def resume(request: Request, key: SourceKey, visitor: Editor, next: _Next = "/sources") -> Response:
    """Crawl it again."""
    return _change(request, key, visitor, "resume", next)


@router.post("/sources/{key}/crawl")
def crawl_now(request: Request, key: SourceKey, visitor: Editor, next: _Next = "/sources") -> Response:
    """Have the service crawl it as soon as it looks."""
    return _change(request, key, visitor, "crawl now", next)


def bars(counts: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """(x, y, height) of a sparkline's bars, the highest count at full height; a week without articles shows a line."""
    most = max(counts, default=0) or 1
    heights = [max(1, round(count / most * BAR_HEIGHT)) for count in counts]
    return [(at * (BAR_WIDTH + 2), BAR_HEIGHT - height, height) for at, height in enumerate(heights)]


def _change(request: Request, key: str, visitor: Visitor, action: str, next: str) -> Response:
    site = the_site(request)
    now = site.settings.clock()
    with site.stores.borrow() as store:
        if not store.board().lines(keys=[key]):
            raise HTTPException(404, "There is no source of this name.")
        if action == "crawl now":
            store.due_now(key, now=now)
        else:
            store.pause_source(key, action == "pause")
        store.note_action(visitor.name, action, key, now=now)
    return RedirectResponse(safe_next(next), 303)
