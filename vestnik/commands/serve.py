"""``vestnik serve``: the dashboard in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.errors import UsageError, UserError
from vestnik.state import State

if TYPE_CHECKING:
    from dashboard.site import Settings
    from vestnik.config import Config


def register(app: typer.Typer) -> None:
    """Put ``serve`` on the application."""
    app.command("serve")(serve)


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option("--host", help="Address of this machine to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8750,
) -> None:
    """Show the archive in a browser, until stopped.

    On this machine alone it needs no login. It listens on other addresses once somebody may log in (`vestnik users
    add NAME`), and everybody must then.
    """
    import socket

    from dashboard.server import check_host, is_loopback
    from dashboard.server import serve as serve_dashboard
    from vestnik.console import note
    from vestnik.wiring import stored

    state: State = ctx.obj
    config = state.config()
    with stored(config, create=False) as store:  # a missing or damaged database is said here, not on the first page
        anybody = any(not one.disabled for one in store.people())
    # Names of its own mean a proxy in front: whoever asks through it comes from loopback, too.
    login = config.dashboard.login or bool(config.dashboard.hosts) or (anybody and not is_loopback(host))
    try:
        check_host(host, login=login)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if login and not anybody:
        raise UserError("others can reach it and nobody may log in yet: `vestnik users add NAME --role admin`")
    bare = host.strip("[]")
    try:
        with socket.create_server((bare, port), family=socket.AF_INET6 if ":" in bare else socket.AF_INET):
            pass  # a port in use is said in one line; uvicorn would log it and leave with a code of its own
    except OSError as error:
        raise UserError(f"cannot listen on {host} port {port}: {error.strerror}; choose another with --port") from None
    note(f"http://{host}:{port}/ (Ctrl-C stops it)")
    try:
        serve_dashboard(config.database_url(), host, port, settings=dashboard_settings(config, host, login=login))
    except RuntimeError as error:
        raise UserError(str(error)) from None


def dashboard_settings(config: Config, host: str, *, login: bool) -> Settings:
    """How the dashboard is to be served. RuntimeError where its packages are not installed."""
    try:
        from dashboard.site import LOCAL_NAMES, Settings
    except ImportError as error:
        raise RuntimeError("the dashboard needs its packages: pip install 'vestnik[dashboard]'") from error
    from vestnik.adding import build_adding
    from vestnik.wiring import build_topics

    names = tuple(dict.fromkeys((*LOCAL_NAMES, host.strip("[]"), *config.dashboard.hosts)))
    topics = {topic.name: topic for topic in build_topics(config)}
    return Settings(
        title=config.dashboard.title,
        hosts=names,
        login=login,
        topics=tuple(topics),
        judge=topics.__getitem__,
        adding=build_adding(config),
    )
