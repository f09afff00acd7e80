"""``vestnik config``: check, show and describe the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from vestnik.redact import HIDDEN
from vestnik.state import State

if TYPE_CHECKING:
    from vestnik.config import Config

_group = typer.Typer(help="Check, show and describe the configuration.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Put the group ``config`` on the application."""
    app.add_typer(_group, name="config")


@_group.command("check")
def check(ctx: typer.Context) -> None:
    """Check the configuration file, the source and topic files, the channels and the database's folder it names."""
    from vestnik.config_check import check_wiring, warnings
    from vestnik.console import note, say
    from vestnik.errors import EXIT_ERROR, ConfigError

    state: State = ctx.obj
    try:
        config = state.config()
        problems = check_wiring(config)
    except ConfigError as error:
        problems = error.problems
    if problems:
        for problem in problems:
            note(problem)
        raise typer.Exit(EXIT_ERROR)
    for warning in warnings(config):
        note(f"warning: {warning}")
    where = config.file or "no configuration file (built-in defaults; `vestnik init` writes one)"
    say(f"{where}: all well")


@_group.command("show")
def show(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the configuration in force (file, environment and defaults together), without its secrets."""
    from vestnik.console import print_json, say

    state: State = ctx.obj
    config = state.config()
    shown = shown_config(config)
    if as_json:
        print_json({"file": config.file, **shown})
        return
    say(f"# {config.file or 'no configuration file: built-in defaults'}")
    for section, values in shown.items():
        for line in _lines(section, values):
            say(line)


@_group.command("schema")
def schema() -> None:
    """Print the JSON Schema of vestnik.toml, for editors that complete and check TOML."""
    from vestnik.config import Config
    from vestnik.console import print_json

    print_json(Config.model_json_schema(by_alias=True))


def shown_config(config: Config) -> dict[str, Any]:
    """The configuration as plain data under the file's own key names, secrets replaced by asterisks."""
    from pydantic import SecretStr

    shown = config.model_dump(mode="json", by_alias=True)
    shown["database"]["url"] = hide_password(config.database.url.get_secret_value())
    for channel, told in zip(config.channels, shown["channels"], strict=True):
        told |= {key: HIDDEN for key, value in channel if isinstance(value, SecretStr)}
    return shown


def hide_password(url: str) -> str:
    """A database address without its password or query (which may carry one); a SQLite path is shown as it is."""
    if url.startswith("sqlite:"):
        return url
    scheme, _, rest = url.partition("://")
    credentials, at, place = rest.rpartition("@")
    user = credentials.partition(":")[0] + ":" + HIDDEN if ":" in credentials else credentials
    bare, question, _ = place.partition("?")
    return f"{scheme}://{user}{at}{bare}{'?' + HIDDEN if question else ''}"


def _lines(name: str, values: Any) -> list[str]:
    if isinstance(values, dict):
        return ["", f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in values.items() if value is not None)]
    lines = []
    for item in values:
        lines += ["", f"[[{name}]]", *(f"{key} = {_toml(value)}" for key, value in item.items() if value is not None)]
    return lines


def _toml(value: Any) -> str:
    import json

    # JSON's texts, numbers, booleans and flat lists are valid TOML as they stand.
    return json.dumps(value, ensure_ascii=False)
