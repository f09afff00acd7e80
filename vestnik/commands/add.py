"""``vestnik add``: a university by nothing but an address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands.options import AsJson
from vestnik.errors import EXIT_ERROR
from vestnik.state import State

if TYPE_CHECKING:
    from vestnik.add import Added


def register(app: typer.Typer) -> None:
    """Put ``add`` on the application."""
    app.command("add")(add)


def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Home page, news section, feed, or one article.")],
    key: Annotated[str | None, typer.Option("--key", help="Key of the source; else made from the host.")] = None,
    to: Annotated[Path | None, typer.Option("--to", help="Folder to write into; else the first of yours.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the file, write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="The site is on your own network or this machine.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find a university's news by an address, show sample articles, write its source file.

    At most 40 pages are asked for, as politely as a crawl does. Exit code 1 where no way in is found.
    """
    from vestnik.add import find, write
    from vestnik.add_report import as_data, print_report
    from vestnik.console import note, print_json, say

    state: State = ctx.obj
    added: Added = find(state.config(), url, key=key, to=to, allow_private=allow_private)
    survey = added.survey
    if not as_json:
        print_report(added, whole_file=dry_run)
    written = False
    if survey.source is not None and not dry_run:
        if not yes and not as_json and _can_ask():
            typer.confirm(f"Write {added.file}?", default=True, abort=True, err=True)
            yes = True
        if yes:
            write(added)
            written = True
    if as_json:
        print_json(as_data(added, written=written))
    elif written:
        say(f"wrote {added.file}\nnext: `vestnik check {added.key}`, then `vestnik crawl {added.key}`")
    elif survey.source is not None and not dry_run:
        note("nothing was written; --yes writes the file")
    if survey.source is None:
        raise typer.Exit(EXIT_ERROR)


def _can_ask() -> bool:
    import sys

    return sys.stdin.isatty() and sys.stderr.isatty()
