"""How every source is doing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dashboard.site import the_site

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/sources")
def sources(request: Request) -> HTMLResponse:
    """The table of sources."""
    site = the_site(request)
    with site.stores.borrow() as store:
        states = store.source_states()
    return site.page(request, "sources.html", sources=states)
