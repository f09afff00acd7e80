"""``vestnik db backup``, ``restore`` and ``copy``: an archive saved, brought back, moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands.options import AsJson
from vestnik.errors import EXIT_ERROR, UsageError
from vestnik.state import State

if TYPE_CHECKING:
    from storage.backup import Backup
    from storage.copying import Copied
    from vestnik.config import Config

FOLDER = "backups"
"""Where backups go that no file is named for: beside vestnik.toml."""
_SHOWN = 20
_UNSEEN = timedelta(minutes=5)


def register(group: typer.Typer) -> None:
    """Put the commands on the group ``db``."""
    group.command("backup")(backup)
    group.command("restore")(restore)
    group.command("copy")(copy)


def now() -> datetime:
    """The clock of these commands."""
    return datetime.now(UTC)


def backup(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="A new file, or a folder; default: a file with the date in backups/, beside vestnik.toml.",
        ),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", min=1, max=10_000, help="Keep so many of the backups in the folder, delete older ones."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Save the whole archive to one compressed file while crawls go on; it is checked before it gets its name."""
    from storage.backup import backup_name, drop_older, make_backup
    from vestnik.console import print_json, say
    from vestnik.databases import stages

    state: State = ctx.obj
    config = state.config()
    url = config.database_url()
    folder = config.folder / FOLDER if file is None else file
    is_folder = file is None or file.is_dir() or str(file).endswith("/")
    if keep is not None and not is_folder:
        raise UsageError("--keep: name a folder, or nothing; a file's name says nothing of its age")
    path = folder / backup_name(url, now()) if is_folder else folder
    with stages() as told:
        made = make_backup(url, path, now=now, told=told)
    gone = drop_older(url, folder, keep) if keep else []
    if as_json:
        print_json({"file": made.path, "size": made.size, **_as_json(made), "deleted": gone})
    else:
        say(_told(made))
        for old in gone:
            say(f"deleted: {old}")
        _tell_damaged(made.damaged)
    if made.damaged:
        raise typer.Exit(EXIT_ERROR)


def _as_json(made: Backup) -> dict[str, object]:
    return {"manifest": made.manifest, "damaged_pages": made.damaged}


def _told(made: Backup) -> str:
    """One line on a backup."""
    articles = made.manifest.tables.get("article", 0)
    return (
        f"{made.path}: {articles} articles, schema {made.manifest.schema}, {made.size / 1e6:,.1f} MB "
        f"({made.manifest.size / 1e6:,.1f} unpacked), checked"
    )


def _tell_damaged(keys: tuple[str, ...]) -> None:
    from vestnik.console import note

    for key in keys[:_SHOWN]:
        note(f"stored page {key}: was damaged in the archive already, and is so in the copy")
    if keys:
        note(f"{len(keys)} damaged pages; `vestnik db verify` names them, an older backup may have them whole")


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    to: Annotated[
        str, typer.Option("--to", help="Where to: a path, an address of a database; default: the configured one.")
    ] = "config",
    force: Annotated[
        bool, typer.Option("--force", help="Where an archive is there already, keep it beside under another name.")
    ] = False,
    upgrade: Annotated[bool, typer.Option("--upgrade", help="Bring an older schema up to date on the way.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring back the archive of a backup; what is not sound is refused, what is there already is not overwritten."""
    from storage.backup_restore import restore_backup
    from storage.upgrade import HEAD
    from vestnik.console import print_json, say
    from vestnik.databases import database_address, stages

    state: State = ctx.obj
    target = database_address(state.config(), to)
    with stages() as told:
        done = restore_backup(file, target, force=force, upgrade=upgrade, now=now, told=told)
    if as_json:
        print_json({"database": done.place, "schema": done.schema, "kept": done.kept, "manifest": done.manifest})
        return
    articles = done.manifest.tables.get("article", 0)
    say(f"{done.place}: {articles} articles as of {done.manifest.made_at}, schema {done.schema}")
    if done.kept is not None:
        say(f"what was there before is now {done.kept}")
    if done.schema != HEAD:
        say(f"its schema is older than this program's, {HEAD}: run `vestnik db upgrade`")


def copy(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FROM", help="config, a path, or an address of a database.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The same; there must be nothing in it yet.")],
    as_json: AsJson = False,
) -> None:
    """Copy a whole archive to another database, SQLite or PostgreSQL, and prove that it arrived.

    Stop `vestnik watch` and workers first: what they write after the copy has begun is not in it.
    """
    from storage.copying import copy_archive
    from vestnik.console import print_json
    from vestnik.databases import database_address, stages

    state: State = ctx.obj
    config = state.config()
    addresses = database_address(config, source), database_address(config, target)
    with stages() as told:
        done = copy_archive(*addresses, now=now, told=told)
    _tell_running(addresses[0])
    if as_json:
        print_json(done)
    else:
        _print_copied(done)
    if done.damaged:
        raise typer.Exit(EXIT_ERROR)


def _tell_running(address: str) -> None:
    """A service that was not stopped: its work is lost to the copy, and what waits in both outboxes is sent twice."""
    from storage import Store
    from vestnik.console import note

    with Store.open(address, create=False) as store:
        for one in store.services():
            if now() - one.seen_at > _UNSEEN:  # it ended without a word, on another machine
                continue
            host, pid, _ = one.owner.rsplit("/", 2)
            note(
                f"`vestnik watch` (on {host}, process {pid}) still uses the archive that was copied: stop it, and copy "
                "anew; what it stores and sends meanwhile is not in the copy"
            )


def _print_copied(done: Copied) -> None:
    from vestnik.console import NUMBER, out, say, table

    shown = table(None, ["table", ("rows", NUMBER), ("sum of both sides", {"no_wrap": True})])
    for one in done.tables:
        shown.add_row(one.name, str(one.rows), one.digest[:16])
    out().print(shown)
    rows = sum(one.rows for one in done.tables)
    say(f"{done.source} -> {done.target}: {rows} rows copied, read again and found equal")
    say("next: name it in vestnik.toml ([database] url); the first `vestnik search` indexes its articles")
    _tell_damaged(done.damaged)


def save_before_upgrade(config: Config) -> Backup | None:
    """A backup in the usual folder where the database's schema is about to change; None where it is not."""
    from storage.backup import backup_before_upgrade
    from vestnik.databases import stages

    with stages() as told:
        return backup_before_upgrade(config.database_url(), config.folder / FOLDER, now=now, told=told)
