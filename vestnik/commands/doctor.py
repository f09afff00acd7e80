"""``vestnik doctor``: is everything well that an installation stands on?"""

from __future__ import annotations

import typer

from vestnik.commands.options import AsJson
from vestnik.errors import EXIT_ERROR, EXIT_INTERRUPTED, ConfigError
from vestnik.state import State

_STYLES = {"ok": "green", "warning": "yellow", "error": "red"}


def register(app: typer.Typer) -> None:
    """Put ``doctor`` on the application."""
    app.command("doctor")(doctor)


def doctor(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Look at everything Vestnik stands on, and say what to do.

    Configuration, file rights, disk, database, clock, DNS, the servers of all channels, the outbox, the running
    service. Nothing is sent and nothing is changed. Exit code 1 where anything is wrong; warnings leave it 0.
    """
    from functools import partial

    from rich.text import Text

    from vestnik import doctor as checks
    from vestnik import doctor_network as network
    from vestnik.console import clean, note, out, print_json, table, working
    from vestnik.redact import redact

    state: State = ctx.obj
    try:
        config = state.config()
    except ConfigError as error:
        found = checks.broken_configuration(error)
    else:
        looks: list[tuple[str, checks.Check]] = [
            ("configuration", checks.check_configuration),
            ("file rights", checks.check_rights),
            ("disk", checks.check_disk),
            ("database", checks.check_database),
            ("network", network.check_sites),
        ]
        looks += [(f"channel {one.name}", partial(network.check_channel, one)) for one in config.channels]
        try:
            with working("looking"):
                found = checks.examine(config, looks)
        except KeyboardInterrupt:
            note("interrupted")
            checks.leave(EXIT_INTERRUPTED)
    if as_json:
        print_json([{"check": f.check, "level": f.level, "said": redact(f.said), "advice": f.advice} for f in found])
    else:
        shown = table(
            None, ["check", ("", {"min_width": 7, "no_wrap": True}), ("found", {"min_width": 20}), "what to do"]
        )
        for one in found:
            shown.add_row(
                clean(one.check), Text(one.level, style=_STYLES[one.level]), clean(redact(one.said)), clean(one.advice)
            )
        out().print(shown)
    if any(one.level == "error" for one in found):
        raise typer.Exit(EXIT_ERROR)
