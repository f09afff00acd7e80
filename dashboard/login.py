"""Logging in and out, and choosing the language."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from dashboard.auth import LONGEST_PASSWORD, password_fits
from dashboard.i18n import LANGUAGES
from dashboard.site import (
    FORM_COOKIE,
    LANGUAGE_COOKIE,
    LOGIN_COOKIE,
    Reader,
    Visitor,
    check_own_form,
    is_https,
    safe_next,
    the_site,
)
from storage.people import LOGIN_LASTS

router = APIRouter(include_in_schema=False)

_Text = Annotated[str, Form(max_length=LONGEST_PASSWORD)]
_YEAR_S = 365 * 24 * 3600


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:
    """The form; whoever is logged in, or need not be, goes on."""
    site = the_site(request)
    if not site.settings.login:
        return RedirectResponse(safe_next(next), 303)
    return _form(request, next)


@router.post("/login")
def log_in(request: Request, name: _Text, password: _Text, form_token: _Text = "", next: _Text = "/") -> Response:
    """Check the password, five times a quarter of an hour for a name and for an address."""
    site = the_site(request)
    check_own_form(request, request.cookies.get(FORM_COOKIE), form_token)
    keys = (f"name {name[:64].casefold()}", f"address {request.client.host if request.client else ''}")
    wait = site.attempts.wait_s(*keys)
    if wait:
        refused = _form(request, next, problem="wait", status=429)
        refused.headers["Retry-After"] = str(int(wait) + 1)
        return refused
    now = site.settings.clock()
    with site.stores.borrow() as store:
        known = store.password_of(name)
        if not password_fits(password, known[0] if known else None):
            site.attempts.failed(*keys)
            store.note_action(None, "login refused", name[:64], now=now)
            return _form(request, next, problem="wrong", status=401)
        site.attempts.succeeded(*keys)
        token = store.begin_login(name, now=now)
        store.note_action(name, "login", now=now)
    answer = RedirectResponse(safe_next(next), 303)
    answer.set_cookie(
        LOGIN_COOKIE,
        token,
        max_age=int(LOGIN_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_https(request),
    )
    return answer


@router.post("/logout")
def log_out(request: Request, visitor: Reader, form_token: _Text = "") -> Response:
    """Forget the login, here and in the store."""
    check_own_form(request, visitor.secret, form_token)
    site = the_site(request)
    with site.stores.borrow() as store:
        store.end_login(request.cookies.get(LOGIN_COOKIE, ""))
        store.note_action(visitor.name, "logout", now=site.settings.clock())
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(LOGIN_COOKIE)
    return answer


@router.get("/language/{code}")
def choose_language(request: Request, code: str, next: str = "/") -> Response:
    """Remember the language, and go back."""
    answer = RedirectResponse(safe_next(next), 303)
    if code in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, code, max_age=_YEAR_S, samesite="lax", httponly=True)
    return answer


def _form(request: Request, next: str, *, problem: str = "", status: int = 200) -> HTMLResponse:
    """The login form. It, too, proves that it is ours: by a cookie from before the login."""
    secret = request.cookies.get(FORM_COOKIE)
    made = Visitor(None, "reader", secret or token_urlsafe(32), new_secret=not secret)
    request.state.visitor = made
    return the_site(request).page(request, "login.html", status=status, next=safe_next(next), problem=problem)
