"""``vestnik serve``: the dashboard in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from vestnik.state import State


def register(app: typer.Typer) -> None:
    """Put ``serve`` on the application."""
    app.command("serve")(serve)


def serve(
    ctx: typer.Context,
    host: Annotated[
        str | None, typer.Option("--host", help="Address of this machine to listen on (`[dashboard] host`).")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Port to listen on (`[dashboard] port`).")
    ] = None,
) -> None:
    """Show the archive in a browser, until stopped.

    On this machine alone it needs no login. It listens on other addresses once somebody may log in (`vestnik users
    add NAME`), and everybody must then. With `in_watch` of `[dashboard]`, `vestnik watch` serves it, too.
    """
    import threading

    from vestnik.console import note
    from vestnik.logs import start_logging
    from vestnik.server import build_server, listen, place_of
    from vestnik.wiring import stored

    state: State = ctx.obj
    config = state.config()
    with stored(config, create=False) as store:  # a missing or damaged database is said here, not on the first page
        anybody = any(not one.disabled for one in store.people())
    place = place_of(config, anybody=anybody, host=host, port=port)
    over = threading.Event()
    server = build_server(config, place, over)
    listening = listen(place)
    start_logging(config.log)
    note(f"{place.url} (Ctrl-C stops it)")
    try:
        server.run(sockets=[listening])
    finally:
        over.set()
