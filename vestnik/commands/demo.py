"""``vestnik demo``: the main job on replica sites of universities, on this machine, from first crawl to edit."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from vestnik.errors import EXIT_ERROR, UserError


def register(app: typer.Typer) -> None:
    """Put ``demo`` on the application."""
    app.command("demo")(demo)


def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Where everything is written.")] = Path("demo-run"),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the sites; taken: any other.")] = 8765,
    keep: Annotated[bool, typer.Option("--keep", help="Afterwards leave the sites running until Ctrl-C.")] = False,
) -> None:
    """Show the main job on replica sites with invented news.

    Starts the sites, a mailbox and a Slack endpoint on this machine, crawls, alerts, exports, and checks the result.
    Needs no network and stops by itself. Exit code 1 where a result is not what it must be.
    """
    try:
        import aiosmtpd  # noqa: F401 (only to say early what is missing)
    except ImportError as error:
        raise UserError("the demo's mailbox needs one more package: pip install 'vestnik[demo]'") from error
    from vestnik.console import say
    from vestnik.demo_run import Demo, show_everything

    with Demo(folder, port) as running:
        good = show_everything(running)
        if keep:
            say("\nThe sites stay up; Ctrl-C ends.")
            for source in running.catalogue:
                say(f"  {source.key:<12} {source.homepage}")
            threading.Event().wait()
    if not good:
        raise typer.Exit(EXIT_ERROR)
