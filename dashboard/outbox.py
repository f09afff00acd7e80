"""The outbox: what is on its way, what failed and why."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from dashboard.site import the_site
from storage.records import AlertState

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

STATES: tuple[AlertState, ...] = get_args(AlertState)
ROWS_SHOWN = 100
State = Annotated[Literal[""] | AlertState, Query()]


@router.get("/alerts")
def alerts(request: Request, state: State = "") -> HTMLResponse:
    """The outbox by channel and state, and its latest rows."""
    site = the_site(request)
    wanted: tuple[AlertState, ...] | None = (state,) if state else None
    with site.stores.borrow() as store:
        counts = store.alert_counts()
        rows = store.alerts(states=wanted, limit=ROWS_SHOWN)
    table = {
        name: {one: counts.get((name, one), 0) for one in STATES} for name in sorted({channel for channel, _ in counts})
    }
    return site.page(request, "alerts.html", table=table, states=STATES, state=state, rows=rows, most=ROWS_SHOWN)
