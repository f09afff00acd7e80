"""``vestnik check``: does a source still work, here and now?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from vestnik.commands.options import AsJson
from vestnik.errors import EXIT_SOME_SOURCES_FAILED
from vestnik.state import State

if TYPE_CHECKING:
    from crawler.checking import Checkup

_MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


def register(app: typer.Typer) -> None:
    """Put ``check`` on the application."""
    app.command("check")(check)


def check(
    ctx: typer.Context,
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help="Keys of sources.")],
    as_json: AsJson = False,
) -> None:
    """Check sources against their sites: reach, robots.txt, ways in, pager, sample articles, dates.

    Where nothing failed, the day is recorded as `verified`. Exit code 3 where some source failed.
    """
    from vestnik.check import check_all
    from vestnik.console import print_json

    state: State = ctx.obj
    found = check_all(state.config(), sources, said=None if as_json else _print)
    if as_json:
        print_json([_as_data(checkup, recorded) for checkup, recorded in found])
    if any(checkup.verdict == "fail" for checkup, _ in found):
        raise typer.Exit(EXIT_SOME_SOURCES_FAILED)


def _print(checkup: Checkup, recorded: str | None) -> None:
    from vestnik.console import say

    say(f"{checkup.source_key}")
    for one in checkup.checks:
        say(f"  {_MARKS[one.state]}  {one.name + ':':<10}{one.words}" + (f" – {one.hint}" if one.hint else ""))
    words = {"ok": "works", "warn": "works, with warnings", "fail": "does not work as it should"}[checkup.verdict]
    say(f"  {words}" + (f"; verified {recorded}" if recorded else ""))


def _as_data(checkup: Checkup, recorded: str | None) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "source": checkup.source_key,
        "verdict": checkup.verdict,
        "verified": recorded,
        "checks": [asdict(one) for one in checkup.checks],
        "samples": [asdict(sample) for sample in checkup.samples],
    }
