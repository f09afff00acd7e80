"""What administrators alone see: who did what, and adding a source by its address."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from dashboard.names import ACTIONS, ROLE_NAMES
from dashboard.previews import AddError, Preview
from dashboard.query import HIGHEST_ID
from dashboard.site import Admin, Reader, check_role, the_site

ENTRIES = 100
AT_ONCE = 2
"""Sites that are looked at at the same time: each is a process of its own, for up to a minute and a half."""
_LOOKING = BoundedSemaphore(AT_ONCE)
Key = Annotated[str, Query(pattern=r"^([a-z0-9][a-z0-9-]{0,63})?$")]


def administrator(visitor: Reader) -> None:
    """HTTPException 403 for anybody else."""
    check_role(visitor, "admin")


router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False, dependencies=[Depends(administrator)])


@router.get("/audit")
def audit(request: Request, before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None) -> HTMLResponse:
    """Everything people did, newest first, and who may log in."""
    site = the_site(request)
    with site.stores.borrow() as store:
        entries = store.audit_trail(limit=ENTRIES + 1, before=before)
        people = store.people()
    shown = entries[:ENTRIES]
    return site.page(
        request,
        "audit.html",
        entries=[entry for _, entry in shown],
        older=f"/audit?before={shown[-1][0]}" if len(entries) > ENTRIES else "",
        newest=before is None,
        people=people,
        actions=ACTIONS,
        roles=ROLE_NAMES,
    )


@router.get("/sources/add")
def add_source(request: Request, saved: Key = "") -> HTMLResponse:
    """The form for an address."""
    return _page(request, saved=saved)


@router.post("/sources/add")
def look(
    request: Request, visitor: Admin, address: Annotated[str, Form(min_length=1, max_length=2000)]
) -> HTMLResponse:
    """Look at a site: its ways in, and articles as a crawl would read them. Nothing is saved yet."""
    site = the_site(request)
    adding = site.settings.adding
    if adding is None or adding.problem:
        return _page(request, status=503)
    if not _LOOKING.acquire(blocking=False):
        raise HTTPException(429, "Other sites are being looked at: try again in a minute.", {"Retry-After": "60"})
    try:
        preview = adding.look(address)
    except AddError as error:
        return _page(request, address=address, problem=str(error), status=422)
    finally:
        _LOOKING.release()
    with site.stores.borrow() as store:
        store.note_action(visitor.name, "look at site", address[:200], now=site.settings.clock())
    word = site.previews.keep(preview, visitor.name) if preview.text else ""
    return _page(request, address=address, preview=preview, word=word)


@router.post("/sources/add/save")
def save(request: Request, visitor: Admin, preview: Annotated[str, Form(max_length=100)]) -> Response:
    """Write the source file of a preview that this person has just seen."""
    site = the_site(request)
    kept = site.previews.take(preview, visitor.name)
    if kept is None or site.settings.adding is None:
        return _page(request, problem="This preview is too old: look at the site again.", status=422)
    try:
        site.settings.adding.save(kept)
    except AddError as error:
        return _page(request, address=kept.asked, problem=str(error), status=422)
    with site.stores.borrow() as store:
        detail = {"address": kept.asked, "file": kept.file}
        store.note_action(visitor.name, "add source", kept.key, detail, now=site.settings.clock())
    return RedirectResponse(f"/sources/add?saved={kept.key}", 303)


def _page(
    request: Request,
    *,
    address: str = "",
    problem: str = "",
    preview: Preview | None = None,
    word: str = "",
    saved: str = "",
    status: int = 200,
) -> HTMLResponse:
    site = the_site(request)
    return site.page(
        request,
        "add.html",
        status=status,
        adding=site.settings.adding,
        address=address,
        problem=problem,
        preview=preview,
        word=word,
        saved=saved,
    )
