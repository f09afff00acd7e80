"""``vestnik db``: care for the database."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands import db_backup
from vestnik.commands.options import AsJson
from vestnik.errors import EXIT_ERROR, UserError
from vestnik.state import State

if TYPE_CHECKING:
    from storage.verifying import Problem

_SHOWN = 50

_group = typer.Typer(help="Care for the database.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Put the group ``db`` on the application."""
    db_backup.register(_group)
    app.add_typer(_group, name="db")


@_group.command("upgrade")
def upgrade(
    ctx: typer.Context,
    no_backup: Annotated[bool, typer.Option("--no-backup", help="Do not save the archive first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the database's schema to this program's version, after a backup; nothing changes where it already is."""
    from storage import Store
    from storage.errors import StoreBusy, StoreError
    from storage.queue_tables import upgrade_queue
    from vestnik.console import note, print_json, say

    state: State = ctx.obj
    url = state.config().database_url()
    try:
        saved = None if no_backup else db_backup.save_before_upgrade(state.config())
    except StoreBusy:
        raise
    except StoreError as error:
        raise UserError(f"{error} Nothing was upgraded; --no-backup upgrades without a backup.") from error
    if saved is not None:
        note(f"saved first: {saved.path}")
    before, after = Store.upgrade(url)
    queue = upgrade_queue(url)
    if as_json:
        queues = {} if queue is None else {"queue": {"before": queue[0], "after": queue[1]}}
        print_json({"before": before, "after": after, "backup": saved and saved.path, **queues})
        return
    say(f"the database has schema {after} already" if before == after else f"upgraded: schema {before} -> {after}")
    if queue is not None and queue[0] != queue[1]:
        say(f"upgraded: queue {queue[0]} -> {queue[1]}")


@_group.command("verify")
def verify(
    ctx: typer.Context,
    processes: Annotated[
        int | None, typer.Option("--processes", min=1, max=256, help="Processes to work with; default: one a core.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the archive: every page against its sha256, every row against its page and against the rows it names.

    Exit code 1 where anything is wrong. Nothing is changed.
    """
    from articles.reader_version import reader_version
    from vestnik.console import counted, print_json, working
    from vestnik.replaying import Work
    from vestnik.verifying import check_shares, shares
    from vestnik.wiring import source_folders, stored

    state: State = ctx.obj
    config = state.config()
    with stored(config, create=False) as store:
        with working("checking") as note:
            problems = store.check_whole(note)
        torn = any(problem.kind == "file" for problem in problems)
        keys, ids = ([], []) if torn else (store.page_keys(), store.article_ids())
        work = Work(config.database_url(), tuple(source_folders(config)), ())
        other_reader: list[int] = []
        with counted("checking", len(keys) + len(ids)) as advance:
            for done in check_shares(work, shares(keys, ids), processes or os.cpu_count() or 1):
                problems += done.problems
                other_reader += done.other_reader
                advance(len(done.share.pages) + len(done.share.articles))
    if as_json:
        print_json(
            {
                "pages": len(keys),
                "articles": len(ids),
                "reader": reader_version(),
                "problems": problems,
                "read_differently_today": other_reader,
            }
        )
    else:
        _print_report(len(keys), len(ids), problems, other_reader)
    if problems:
        raise typer.Exit(EXIT_ERROR)


def _print_report(pages: int, articles: int, problems: Sequence[Problem], other_reader: Sequence[int]) -> None:
    from vestnik.console import clean, say

    for problem in problems[:_SHOWN]:
        say(f"{problem.kind}: {clean(problem.where)}: {clean(problem.what)}")
    if len(problems) > _SHOWN:
        say(f"… and {len(problems) - _SHOWN} more; --json lists all")
    if other_reader:
        say(
            f"{len(other_reader)} articles were read by an older reader and would be read differently today; "
            "`vestnik replay --dry-run` shows how"
        )
    counts = Counter(problem.kind for problem in problems)
    found = ", ".join(f"{count} {kind}" for kind, count in counts.items()) or "nothing is wrong"
    say(f"{pages} pages and {articles} articles checked: {found}")
    if problems:
        say("what is damaged comes from the newest backup; a reading comes from its page with `vestnik replay`")
