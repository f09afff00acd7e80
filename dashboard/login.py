"""Logging in and out, and choosing the language."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from dashboard.auth import LONGEST_PASSWORD, SHORTEST_PASSWORD, hash_password, password_fits
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
    _remember(answer, request, token)
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


@router.get("/password")
def password_page(request: Request, visitor: Reader) -> HTMLResponse:
    """The form for a new password of one's own."""
    return _password_form(request, visitor)


@router.post("/password")
def change_password(
    request: Request, visitor: Reader, present: _Text, password: _Text, again: _Text, form_token: _Text = ""
) -> Response:
    """Change one's own password. Whoever else is logged in under the name is logged out."""
    check_own_form(request, visitor.secret, form_token)
    site = the_site(request)
    name = visitor.name
    if name is None:
        return _password_form(request, visitor)
    keys = (f"password {name.casefold()}",)
    if site.attempts.wait_s(*keys):
        return _password_form(request, visitor, problem="wait", status=429)
    now = site.settings.clock()
    with site.stores.borrow() as store:
        known = store.password_of(name)
        if known is None or not password_fits(present, known[0]):
            site.attempts.failed(*keys)
            return _password_form(request, visitor, problem="wrong", status=422)
        if len(password) < SHORTEST_PASSWORD or password != again:
            problem = "unequal" if password != again else "short"
            return _password_form(request, visitor, problem=problem, status=422)
        if not store.change_password(name, known[0], hash_password(password)):
            return _password_form(request, visitor, problem="wrong", status=422)
        site.attempts.succeeded(*keys)
        token = store.begin_login(name, now=now)
        store.note_action(name, "new password", now=now)
    answer = RedirectResponse("/", 303)
    _remember(answer, request, token)
    return answer


@router.get("/language/{code}")
def choose_language(request: Request, code: str, next: str = "/") -> Response:
    """Remember the language, and go back."""
    answer = RedirectResponse(safe_next(next), 303)
    if code in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, code, max_age=_YEAR_S, samesite="lax", httponly=True)
    return answer


def _remember(answer: Response, request: Request, token: str) -> None:
    """Have the browser keep a login."""
    lasts = int(LOGIN_LASTS.total_seconds())
    answer.set_cookie(LOGIN_COOKIE, token, max_age=lasts, httponly=True, samesite="lax", secure=is_https(request))


def _password_form(request: Request, visitor: Visitor, *, problem: str = "", status: int = 200) -> HTMLResponse:
    """The form for a new password; HTTPException 404 where nobody is logged in."""
    if visitor.name is None:
        raise HTTPException(404, "Nobody is logged in here.")
    site = the_site(request)
    return site.page(request, "password.html", status=status, problem=problem, shortest=SHORTEST_PASSWORD)


def _form(request: Request, next: str, *, problem: str = "", status: int = 200) -> HTMLResponse:
    """The login form. It, too, proves that it is ours: by a cookie from before the login."""
    secret = request.cookies.get(FORM_COOKIE)
    made = Visitor(None, "reader", secret or token_urlsafe(32), new_secret=not secret)
    request.state.visitor = made
    return the_site(request).page(request, "login.html", status=status, next=safe_next(next), problem=problem)
