"""``vestnik init``: write a commented configuration file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Put ``init`` on the application."""
    app.command("init")(init)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write vestnik.toml into.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Replace a vestnik.toml that is there.")] = False,
) -> None:
    """Write a commented vestnik.toml (mode 0600)."""
    from importlib.resources import files

    from vestnik.config_load import FILE_NAME
    from vestnik.console import say
    from vestnik.errors import UserError

    target = folder / FILE_NAME
    if target.exists() and not force:
        raise UserError(f"{target} exists already; edit it, or replace it with --force")
    folder.mkdir(parents=True, exist_ok=True)
    write_private(target, files("vestnik").joinpath("template.toml").read_text(encoding="utf-8"))
    say(f"wrote {target}\nnext: edit it, then `vestnik config check` and `vestnik crawl`")


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read (mode 0600), whole or not at all."""
    import os
    import tempfile

    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
