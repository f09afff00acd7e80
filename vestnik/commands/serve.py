"""``vestnik serve``: the dashboard in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from vestnik.errors import UsageError, UserError
from vestnik.state import State


def register(app: typer.Typer) -> None:
    """Put ``serve`` on the application."""
    app.command("serve")(serve)


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option("--host", help="Address of this machine to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8750,
) -> None:
    """Show the archive in a browser, until stopped.

    It has no login yet and therefore listens on this machine only.
    """
    import socket

    from dashboard.server import check_host
    from dashboard.server import serve as serve_dashboard
    from vestnik.console import note
    from vestnik.wiring import stored

    state: State = ctx.obj
    config = state.config()
    try:
        check_host(host)
    except ValueError as error:
        raise UsageError(str(error)) from None
    with stored(config, create=False):
        pass  # a missing or damaged database is said here, not on the first page
    bare = host.strip("[]")
    try:
        with socket.create_server((bare, port), family=socket.AF_INET6 if ":" in bare else socket.AF_INET):
            pass  # a port in use is said in one line; uvicorn would log it and leave with a code of its own
    except OSError as error:
        raise UserError(f"cannot listen on {host} port {port}: {error.strerror}; choose another with --port") from None
    note(f"http://{host}:{port}/ (Ctrl-C stops it)")
    try:
        serve_dashboard(config.database_url(), host, port)
    except RuntimeError as error:
        raise UserError(str(error)) from None
