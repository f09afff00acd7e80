"""The dashboard as one ASGI application over one store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from alerts.text import clean
from dashboard import api, pages
from dashboard.headers import Safeguard
from dashboard.stores import StorePool
from storage import StoreError

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


def create_app(store_url: str, *, title: str = "Vestnik", hosts: Sequence[str] = LOCAL_NAMES) -> FastAPI:
    """The dashboard of the store at ``store_url``; it is opened at the first request and never created.

    ``hosts`` are the names it answers to, without port. There is no login yet: serve it on loopback only
    (``dashboard.serve`` sees to that).
    """
    stores = StorePool(store_url)
    templates = pages.make_templates(title)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        stores.close()

    # The interactive API pages would load scripts from another host; the schema itself stays.
    app = FastAPI(title=title, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", lifespan=lifespan)
    app.include_router(pages.Pages(stores, templates).router())
    app.include_router(api.make_router(stores, title))
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    app.add_middleware(Safeguard, hosts=hosts)

    def problem(request: Request, status: int, message: str) -> Response:
        if request.url.path.startswith(("/api/", "/healthz", "/feed.rss", "/static/")):
            return JSONResponse({"detail": message}, status)
        return templates.TemplateResponse(
            request, "problem.html", {"status": status, "message": message}, status_code=status
        )

    @app.exception_handler(HTTPException)
    def not_found(request: Request, error: HTTPException) -> Response:
        return problem(request, error.status_code, clean(error.detail))

    @app.exception_handler(RequestValidationError)
    def bad_request(request: Request, error: RequestValidationError) -> Response:
        faults = [f"{'.'.join(str(p) for p in fault['loc'][1:])}: {fault['msg']}" for fault in error.errors()[:5]]
        return problem(request, 422, clean("; ".join(faults), 500))

    @app.exception_handler(StoreError)
    def no_store(request: Request, error: StoreError) -> Response:
        return problem(request, 503, clean(error, 500))

    return app
