"""Databases as command lines name them, and what is shown while a whole one is worked on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vestnik.config import Config

CONFIGURED = "config"
"""The word for the database of the configuration."""


def database_address(config: Config, named: str) -> str:
    """The address of a database from a command line: ``config``, an address with ``://``, or the path of a SQLite
    file. Passwords in it are struck out of everything that is printed from now on."""
    from vestnik.redact import remember_address

    if named == CONFIGURED:
        return config.database_url()
    if "://" not in named:
        return f"sqlite:///{Path(named).absolute()}"
    remember_address(named)
    return named


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error (terminals only) for work in stages; it is called with the stage, how much of it is done
    and of how much, 0 where that is not known."""
    if not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    from rich.progress import Progress

    from vestnik.console import err

    with Progress(console=err(), transient=True) as live:
        task = live.add_task("", total=None)
        present = ""

        def told(stage: str, done: int, total: int) -> None:
            nonlocal present
            if stage != present:
                live.reset(task, description=stage, total=total or None)
                present = stage
            live.update(task, completed=done, total=total or None)

        yield told
