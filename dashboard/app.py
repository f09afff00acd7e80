"""The dashboard as one ASGI application over one store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from alerts.text import clean
from dashboard import (
    administering,
    api,
    feeds,
    login,
    outbox,
    pages,
    reviewing,
    searching,
    sources_page,
    topics_page,
    trends,
)
from dashboard.conditional import Conditional
from dashboard.headers import Safeguard
from dashboard.site import LoginNeeded, Settings, Site, here, reader, safe_next
from dashboard.stores import StorePool
from storage import StoreError

_FOR_PROGRAMS = ("/api/", "/healthz", "/feed", "/static/")
_SAID_BY_FRAMEWORK = {
    "Not Found": "There is no such address here; /api/openapi.json lists those for programs.",
    "Method Not Allowed": "This address is not asked in that way; the header Allow says how.",
}


def create_app(store_url: str, settings: Settings | None = None) -> FastAPI:
    """The dashboard of the store at ``store_url``; it is opened at the first request and never created.

    Without logins (``Settings.login``) whoever reaches it may do everything: serve it on loopback only then
    (``dashboard.serve`` sees to that).
    """
    settings = settings or Settings()
    site = Site(StorePool(store_url), settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        site.stores.close()

    # The interactive API pages would load scripts from another host; the schema itself stays.
    app = FastAPI(
        title=settings.title, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", lifespan=lifespan
    )
    app.state.site = site
    known = [Depends(reader)]
    app.include_router(login.router)
    for part in (pages, searching, sources_page, outbox, trends, topics_page, administering, api, feeds):
        app.include_router(part.router, dependencies=known)
    app.include_router(reviewing.router)
    app.include_router(api.health)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.add_middleware(Conditional)
    app.add_middleware(Safeguard, hosts=settings.hosts)
    _answer_problems(app, site)
    return app


def _answer_problems(app: FastAPI, site: Site) -> None:
    """Say what is wrong: on a page for people, in JSON for programs."""

    def problem(request: Request, status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
        if request.url.path.startswith(_FOR_PROGRAMS):
            return JSONResponse({"detail": message}, status, headers)
        page = site.page(request, "problem.html", code=status, status=status, message=message)
        page.headers.update(headers or {})
        return page

    @app.exception_handler(LoginNeeded)
    def log_in_first(request: Request, _error: LoginNeeded) -> Response:
        if request.url.path.startswith(_FOR_PROGRAMS):
            return JSONResponse({"detail": "log in, or send a token"}, 401, {"WWW-Authenticate": "Bearer"})
        back = here(request) if request.method == "GET" else "/"
        return RedirectResponse(str(request.url_for("login_page").include_query_params(next=safe_next(back))), 303)

    @app.exception_handler(HTTPException)
    def not_found(request: Request, error: HTTPException) -> Response:
        said = _SAID_BY_FRAMEWORK.get(error.detail) or clean(error.detail)
        return problem(request, error.status_code, said, error.headers)

    @app.exception_handler(RequestValidationError)
    def bad_request(request: Request, error: RequestValidationError) -> Response:
        faults = [f"{'.'.join(str(p) for p in fault['loc'][1:])}: {fault['msg']}" for fault in error.errors()[:5]]
        return problem(request, 422, clean("; ".join(faults), 500))

    @app.exception_handler(StoreError)
    def no_store(request: Request, error: StoreError) -> Response:
        return problem(request, 503, clean(error, 500))
