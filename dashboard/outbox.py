"""The outbox: what is on its way, what failed and why; retry it, give it up, look at the message."""

from __future__ import annotations

from typing import Annotated, Literal, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from alerts import Delivery
from alerts.render import render
from alerts.templates import mail_texts
from dashboard.pages import INERT
from dashboard.query import HIGHEST_ID
from dashboard.site import Editor, safe_next, the_site
from storage.records import AlertState

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

STATES: tuple[AlertState, ...] = get_args(AlertState)
ROWS_SHOWN = 50
MOST_COUNTED = 1000
"""Alerts of a channel and state that are counted; what is more is told as more than so many."""
MOST_TOLD = 200
"""Alerts of one message that its preview tells."""
State = Annotated[Literal[""] | AlertState, Query()]
AlertId = Annotated[int, Path(ge=1, le=2**63 - 1)]
_Next = Annotated[str, Form(max_length=2000)]


@router.get("/alerts")
def alerts(
    request: Request, state: State = "", before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None
) -> HTMLResponse:
    """The outbox by channel and state, and its latest rows, or those before a number."""
    site = the_site(request)
    wanted: tuple[AlertState, ...] | None = (state,) if state else None
    with site.stores.borrow() as store:
        counts = store.alert_counts(most=MOST_COUNTED)
        found = store.alerts(states=wanted, limit=ROWS_SHOWN + 1, before=before)
    rows = found[:ROWS_SHOWN]
    place = {**({"state": state} if state else {}), "before": rows[-1].id if rows else 0}
    table = {
        name: {one: counts.get((name, one), 0) for one in STATES} for name in sorted({channel for channel, _ in counts})
    }
    return site.page(
        request,
        "alerts.html",
        table=table,
        states=STATES,
        state=state,
        rows=rows,
        most=ROWS_SHOWN,
        counted=MOST_COUNTED,
        older=f"/alerts?{urlencode(place)}" if len(found) > ROWS_SHOWN else "",
        newest=before is None,
    )


@router.get("/alerts/{number}/message")
def message(request: Request, number: AlertId) -> Response:
    """The mail that tells this alert (with the others of its message, once it was put together), for a frame."""
    with the_site(request).stores.borrow() as store:
        rows = store.alerts(ids=[number])
        if rows and rows[0].delivery_id is not None:
            rows = store.alerts(delivery_id=rows[0].delivery_id, limit=MOST_TOLD)[::-1]
    if not rows:
        raise HTTPException(404, "There is no alert with this number.")
    told = Delivery(rows[0].delivery_id or "not sent yet", rows[0].channel, tuple(rows), rows[0].created_at)
    wording = the_site(request).settings.wording
    mail = mail_texts(render(told, wording.dashboard), wording.templates)
    headers = {"Content-Security-Policy": INERT, "X-Frame-Options": "SAMEORIGIN"}
    return Response(mail.html, media_type="text/html; charset=utf-8", headers=headers)


@router.post("/alerts/{number}/retry")
def retry(request: Request, number: AlertId, visitor: Editor, next: _Next = "/alerts") -> Response:
    """Have the message of an alert sent again, soon."""
    site = the_site(request)
    now = site.settings.clock()
    with site.stores.borrow() as store:
        count = store.retry_alerts([number], now=now)
        store.note_action(visitor.name, "retry alert", str(number), {"rows": count}, now=now)
    return RedirectResponse(safe_next(next), 303)


@router.post("/alerts/{number}/drop")
def drop(request: Request, number: AlertId, visitor: Editor, next: _Next = "/alerts") -> Response:
    """Give an alert up. It stays in the list as dropped."""
    site = the_site(request)
    now = site.settings.clock()
    with site.stores.borrow() as store:
        count = store.drop_alerts(ids=[number], now=now)
        store.note_action(visitor.name, "drop alert", str(number), {"rows": count}, now=now)
    return RedirectResponse(safe_next(next), 303)
