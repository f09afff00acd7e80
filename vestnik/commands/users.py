"""``vestnik users``: who may log in to the dashboard."""

from __future__ import annotations

from typing import Annotated

import typer

from vestnik.commands.options import AsJson
from vestnik.errors import UsageError, UserError
from vestnik.state import State

_group = typer.Typer(help="Who may log in to the dashboard.", rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name they log in with.")]


def register(app: typer.Typer) -> None:
    """Put the group ``users`` on the application."""
    app.add_typer(_group, name="users")


@_group.command("list")
def list_(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List everybody with their role."""
    from vestnik.console import clean, note, out, print_json, table
    from vestnik.wiring import stored

    state: State = ctx.obj
    with stored(state.config(), create=False) as store:
        found = store.people()
    if as_json:
        print_json(found)
        return
    if not found:
        note("nobody may log in yet: `vestnik users add NAME`")
        return
    shown = table(None, [("name", {}), ("role", {}), ("since", {}), ("", {})])
    for one in found:
        shown.add_row(clean(one.name), one.role, one.created_at.date().isoformat(), "shut out" if one.disabled else "")
    out().print(shown)


@_group.command("add")
def add(
    ctx: typer.Context,
    name: Name,
    role: Annotated[
        str, typer.Option("--role", help="reader: looks; editor: also reviews and retries; admin: also adds sources.")
    ] = "reader",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, without asking.")
    ] = False,
) -> None:
    """Let somebody log in, or give them another role and password.

    Asks for the password twice; only its argon2 hash is kept. With a first login the dashboard may listen on other
    addresses (`vestnik serve --host`).
    """
    import sys
    from datetime import UTC, datetime

    from storage.people import ROLES
    from vestnik.console import say
    from vestnik.wiring import stored

    chosen = next((one for one in ROLES if one == role), None)
    if chosen is None:
        raise UsageError(f"--role: {role!r} is none of {', '.join(ROLES)}")
    try:
        from dashboard.auth import hash_password
    except ImportError:
        raise UserError("logins need the dashboard's packages: pip install 'vestnik[dashboard]'") from None
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        hashed = hash_password(password)
    except ValueError as error:
        raise UserError(str(error)) from None
    state: State = ctx.obj
    with stored(state.config()) as store:
        new = store.set_person(name, chosen, hashed, now=datetime.now(UTC))
    say(f"{name} may log in as {chosen}" if new else f"{name} has a new password and is {chosen}")


@_group.command("remove")
def remove(ctx: typer.Context, name: Name) -> None:
    """Let somebody log in no more. What they reviewed stays."""
    from datetime import UTC, datetime

    from vestnik.console import say
    from vestnik.wiring import stored

    state: State = ctx.obj
    with stored(state.config(), create=False) as store:
        if not store.disable_person(name, now=datetime.now(UTC)):
            raise UserError(f"nobody of the name {name!r} may log in; `vestnik users list` shows who may")
    say(f"{name} may log in no more")


@_group.command("token")
def token(ctx: typer.Context, name: Name) -> None:
    """Print a token with which a program asks the API in somebody's name, for 14 days.

    It is sent as `Authorization: Bearer TOKEN`. A new password or `users remove` ends it.
    """
    from datetime import UTC, datetime

    from vestnik.console import say
    from vestnik.wiring import stored

    state: State = ctx.obj
    with stored(state.config(), create=False) as store:
        if store.password_of(name) is None:
            raise UserError(f"nobody of the name {name!r} may log in; `vestnik users list` shows who may")
        say(store.begin_login(name, now=datetime.now(UTC)))
