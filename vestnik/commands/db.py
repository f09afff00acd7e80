"""``vestnik db``: care for the database."""

from __future__ import annotations

import typer

from vestnik.commands.options import AsJson
from vestnik.state import State

_group = typer.Typer(help="Care for the database.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Put the group ``db`` on the application."""
    app.add_typer(_group, name="db")


@_group.command("upgrade")
def upgrade(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Bring the database's schema to this program's version; nothing changes where it already is."""
    from storage import Store
    from vestnik.console import print_json, say

    state: State = ctx.obj
    before, after = Store.upgrade(state.config().database_url())
    if as_json:
        print_json({"before": before, "after": after})
        return
    say(f"the database has schema {after} already" if before == after else f"upgraded: schema {before} -> {after}")
