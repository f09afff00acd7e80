"""What all pages share: the store, who asks, in which language, and the templates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from alerts.names import CHANGES, GRADES
from alerts.records import PLAIN_WORDING, Wording
from alerts.render import topic_name
from alerts.text import clean, web_link
from dashboard.auth import Attempts, form_token, is_form_token
from dashboard.i18n import LANGUAGES, Tongue, chosen, tongue
from dashboard.names import ALERT_KINDS, ALERT_STATES, EVENTS, FOR_ADMINS, HEALTHS, PAGES, PROVENANCES, VERDICTS
from dashboard.previews import Adding, Previews
from dashboard.recently import Recently
from dashboard.stores import StorePool
from dashboard.views import language_tag
from storage.people import ROLES, Role
from topics import Topic, load_topic

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
LOGIN_COOKIE = "vestnik_login"
FORM_COOKIE = "vestnik_form"
LANGUAGE_COOKIE = "vestnik_language"
_TEMPLATES = Path(__file__).with_name("templates")


def utc_now() -> datetime:
    """Now, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """How the dashboard is served. ``hosts``: the names it answers to, without port. ``login``: everybody must log in;
    without it whoever reaches it (this machine only) may do everything. ``topics``: those that are judged, ``judge``
    gives each by its name. ``adding``: how sources are added; ``wording``: what the user says of messages."""

    title: str = "Vestnik"
    hosts: Sequence[str] = LOCAL_NAMES
    login: bool = False
    topics: Sequence[str] = ("china",)
    judge: Callable[[str], Topic] = load_topic
    adding: Adding | None = None
    wording: Wording = PLAIN_WORDING
    clock: Callable[[], datetime] = utc_now


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. ``name`` is None at a dashboard without logins. ``secret`` is the cookie that our forms prove."""

    name: str | None
    role: Role
    secret: str
    new_secret: bool = False

    def may(self, role: Role) -> bool:
        """Whether the visitor's role is this one or a higher one."""
        return ROLES.index(self.role) >= ROLES.index(role)


class LoginNeeded(Exception):  # noqa: N818 - it is no error: the visitor is sent to the login page
    """Nobody is logged in."""


@dataclass
class Site:
    """One dashboard: its store, settings, languages and templates."""

    stores: StorePool
    settings: Settings
    attempts: Attempts = field(default_factory=Attempts)
    trends: Recently[Any] = field(default_factory=lambda: Recently(60))
    previews: Previews = field(default_factory=Previews)
    charts: Recently[bytes] = field(default_factory=lambda: Recently(3600))
    verdicts: Recently[Any] = field(default_factory=lambda: Recently(24 * 3600, most=5000))
    measured: Recently[Any] = field(default_factory=lambda: Recently(30))

    def __post_init__(self) -> None:
        self._environments = {code: _environment(tongue(code), self.settings.title) for code in LANGUAGES}

    def visitor(self, request: Request) -> Visitor:
        """Who asks. Raises LoginNeeded where somebody must log in first."""
        token = request.cookies.get(LOGIN_COOKIE) or _bearer(request)
        if token:
            with self.stores.borrow() as store:
                person = store.logged_in(token, now=self.settings.clock())
            if person is not None:
                return Visitor(person.name, person.role, token)
        if self.settings.login:
            raise LoginNeeded
        secret = request.cookies.get(FORM_COOKIE)
        return Visitor(None, "admin", secret or token_urlsafe(32), new_secret=not secret)

    def page(self, request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page in the visitor's language."""
        code = self.language(request)
        visitor: Visitor | None = getattr(request.state, "visitor", None)
        answer = HTMLResponse(
            self._environments[code]
            .get_template(name)
            .render(
                request=request,
                visitor=visitor,
                form_token=form_token(visitor.secret) if visitor else "",
                languages=LANGUAGES,
                language=code,
                here=here(request),
                pages=[(address, tongue(code).gettext(name)) for address, name in _menu(visitor).items()],
                **values,
            ),
            status,
            headers={"Vary": "Accept-Language, Cookie", "Content-Language": code},
        )
        if visitor is not None and visitor.new_secret:
            answer.set_cookie(FORM_COOKIE, visitor.secret, httponly=True, samesite="strict", secure=is_https(request))
        return answer

    def language(self, request: Request) -> str:
        """The code of the visitor's language."""
        return chosen(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language"))

    def tongue(self, request: Request) -> Tongue:
        """The visitor's language."""
        return tongue(self.language(request))


def the_site(request: Request) -> Site:
    """The dashboard that was asked."""
    site: Site = request.app.state.site
    return site


def reader(request: Request) -> Visitor:
    """Anybody who may look."""
    visitor = the_site(request).visitor(request)
    request.state.visitor = visitor
    return visitor


async def editor(request: Request) -> Visitor:
    """Somebody who may review and retry, with a form of our own."""
    return await _allowed(request, "editor")


async def admin(request: Request) -> Visitor:
    """Somebody who may change sources and people, with a form of our own."""
    return await _allowed(request, "admin")


Reader = Annotated[Visitor, Depends(reader)]
Editor = Annotated[Visitor, Depends(editor)]
Admin = Annotated[Visitor, Depends(admin)]


def check_role(visitor: Visitor, role: Role) -> None:
    """HTTPException 403 for somebody of a lower role."""
    if not visitor.may(role):
        raise HTTPException(403, f"Your role is {visitor.role}; this needs {role}.")


def _menu(visitor: Visitor | None) -> dict[str, str]:
    return PAGES | FOR_ADMINS if visitor is not None and visitor.may("admin") else PAGES


async def _allowed(request: Request, role: Role) -> Visitor:
    from starlette.concurrency import run_in_threadpool

    visitor = await run_in_threadpool(reader, request)
    check_role(visitor, role)
    if _bearer(request) is None or LOGIN_COOKIE in request.cookies:
        check_own_form(request, visitor.secret, str((await request.form()).get("form_token", "")))
    return visitor


def check_own_form(request: Request, secret: str | None, given: str) -> None:
    """HTTPException 403 unless the form was made by this dashboard for this visitor, and sent from it."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if site not in ("same-origin", "none") or not own or not is_form_token(secret, given):
        raise HTTPException(403, "This form is too old or came from another site: load the page again.")


def safe_next(path: str | None) -> str:
    """Where to go after a form: a path of this dashboard, "/" for anything else."""
    text = path or "/"
    plain = text.isprintable() and "\\" not in text and text.startswith("/") and not text.startswith("//")
    return quote(text, safe="/?&=%+:,;@*()!~'#-._") if plain else "/"


def here(request: Request) -> str:
    """The path and query of this page."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def is_https(request: Request) -> bool:
    """Whether the visitor came by https (as a proxy in front tells uvicorn)."""
    return request.url.scheme == "https"


def _bearer(request: Request) -> str | None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None


def _environment(words: Tongue, title: str) -> Environment:
    """The templates in one language: everything escaped, unknown names are errors."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined] # from the extension
        words.gettext, words.ngettext, newstyle=True
    )
    environment.globals["site_title"] = title
    environment.filters |= {
        "clean": clean,
        "country": words.country,
        "change": lambda kind: words.gettext(CHANGES.get(kind) or str(kind)),
        "day": words.day,
        "event": lambda kind: words.gettext(EVENTS.get(kind) or str(kind)),
        "health": lambda state: words.gettext(HEALTHS.get(state) or str(state)),
        "state": lambda state: words.gettext(ALERT_STATES.get(state) or str(state)),
        "grade": lambda grade: words.gettext(GRADES[grade]) if grade in GRADES else "",
        "language": words.language,
        "lang_tag": language_tag,
        "moment": words.moment,
        "provenance": lambda code: words.gettext(PROVENANCES.get(code) or str(code)),
        "kind": lambda kind: words.gettext(ALERT_KINDS.get(kind) or str(kind)),
        "told": lambda message: words.told(str(message)),
        "topic": lambda name: words.gettext(topic_name(name)),
        "verdict": lambda verdict: words.gettext(VERDICTS.get(verdict) or str(verdict)),
        "weblink": web_link,
    }
    return environment
