"""From the configuration to a served dashboard: by ``vestnik serve``, or by ``vestnik watch`` in its own thread."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vestnik.errors import UsageError, UserError

if TYPE_CHECKING:
    import uvicorn

    from dashboard.site import Settings
    from vestnik.config import Config

log = logging.getLogger("vestnik.server")

ENDS_IN_S = 3
"""Seconds that requests have to end when the dashboard is stopped."""
_JOINED_IN_S = 6.0
_PACKAGES = "the dashboard needs its packages: pip install 'vestnik[dashboard]'"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dashboard listens, and whether everybody must log in there."""

    host: str
    port: int
    login: bool

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{f'[{self.bare}]' if ':' in self.bare else self.bare}:{self.port}/"

    @property
    def bare(self) -> str:
        """The host without the brackets of an IPv6 address."""
        return self.host.strip("[]")


def place_of(config: Config, *, anybody: bool, host: str | None = None, port: int | None = None) -> Place:
    """Where the dashboard is to listen; ``anybody``: somebody may log in. UsageError or UserError where it must not."""
    from dashboard.server import check_host, is_loopback

    given = config.dashboard
    host, port = host if host is not None else given.host, port or given.port
    # Names of its own mean a proxy in front: whoever asks through it comes from loopback, too.
    place = Place(host, port, given.login or bool(given.hosts) or (anybody and not is_loopback(host)))
    try:
        check_host(host, login=place.login)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if place.login and not anybody:
        raise UserError("others can reach it and nobody may log in yet: `vestnik users add NAME --role admin`")
    return place


def listen(place: Place) -> socket.socket:
    """The socket of a dashboard: whoever asks from now on is answered once it runs. UserError where the port cannot be
    had."""
    family = socket.AF_INET6 if ":" in place.bare else socket.AF_INET
    try:
        return socket.create_server((place.bare, place.port), family=family)
    except OSError as error:
        raise UserError(
            f"cannot listen on {place.host} port {place.port}: {error.strerror}; choose another (--port)"
        ) from None


def dashboard_settings(config: Config, place: Place, over: threading.Event) -> Settings:
    """How the dashboard is to be served. What it began elsewhere ends with ``over``. UserError where its packages are
    not installed, or the configuration cannot be used."""
    try:
        from dashboard.site import LOCAL_NAMES, Settings
    except ImportError:
        raise UserError(_PACKAGES) from None
    from vestnik.adding import build_adding
    from vestnik.wiring import build_topics, build_wording

    topics = {topic.name: topic for topic in build_topics(config)}
    return Settings(
        title=config.dashboard.title,
        hosts=tuple(dict.fromkeys((*LOCAL_NAMES, place.bare, *config.dashboard.hosts))),
        login=place.login,
        topics=tuple(topics),
        judge=topics.__getitem__,
        adding=build_adding(config, over),
        wording=build_wording(config),
    )


def build_server(config: Config, place: Place, over: threading.Event) -> uvicorn.Server:
    """A server that is ready to run. Raises as ``dashboard_settings``."""
    settings = dashboard_settings(config, place, over)
    try:
        from dashboard.server import build
    except ImportError:
        raise UserError(_PACKAGES) from None
    return build(config.database_url(), place.bare, place.port, settings=settings, ends_in_s=ENDS_IN_S)


@asynccontextmanager
async def serving_dashboard(config: Config) -> AsyncIterator[Place | None]:
    """Serve the dashboard while the block runs, in a thread and a loop of its own, so that no page holds up a crawl.
    Where it cannot be served, the reason is logged, and the block runs without it."""
    import asyncio

    from storage import StoreError

    over = threading.Event()
    try:
        place = await asyncio.to_thread(lambda: place_of(config, anybody=_anybody(config)))
        server = build_server(config, place, over)
        listening = listen(place)
    except (UsageError, UserError, StoreError) as error:
        log.error("the dashboard is not served: %s", error)
        yield None
        return
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="dashboard", daemon=True)
    thread.start()
    log.info("dashboard at %s", place.url)
    try:
        yield place
    finally:
        over.set()
        server.should_exit = True
        await asyncio.to_thread(thread.join, _JOINED_IN_S)


def _anybody(config: Config) -> bool:
    """Whether somebody may log in; nobody where there is no database yet."""
    from storage import DatabaseMissing
    from vestnik.wiring import stored

    try:
        with stored(config, create=False, quiet=True) as store:
            return any(not one.disabled for one in store.people())
    except DatabaseMissing:
        return False
