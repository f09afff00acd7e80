"""``vestnik export``: the archive as files other programs read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from vestnik.commands.options import (
    AsJson,
    Countries,
    Grade,
    Languages,
    Since,
    SourceKeys,
    TopicName,
    Until,
    check_topic,
    flag_filter,
)
from vestnik.errors import UsageError
from vestnik.state import State

_group = typer.Typer(help="Export the archive.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Put the group ``export`` on the application."""
    app.add_typer(_group, name="export")


@_group.command("csv")
def export_csv(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; default: standard output.")
    ] = None,
    topic: TopicName = None,
    since: Since = None,
    until: Until = None,
    source: SourceKeys = None,
    country: Countries = None,
    language: Languages = None,
    grade: Grade = 2,
    everything: Annotated[bool, typer.Option("--all", help="Articles without a flag, too.")] = False,
    excel_ru: Annotated[bool, typer.Option("--excel-ru", help="Semicolons, as a Russian Excel expects.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write flagged articles as CSV (UTF-8 with BOM).

    One row for each article and topic; cells that look like formulas are made harmless.
    """
    from storage.export_csv import write_csv
    from vestnik.console import note, print_json
    from vestnik.wiring import stored

    state: State = ctx.obj
    config = state.config()
    if as_json and output is None:
        raise UsageError("--json reports on a file: name one with -o")
    if output is not None and output.is_dir():
        raise UsageError(f"-o: {output} is a folder; name a file in it, for instance {output / 'flags.csv'}")
    if output is not None and not output.resolve().parent.is_dir():
        raise UsageError(f"-o: there is no folder {output.parent}")
    wanted = flag_filter(
        config,
        topic=topic,
        grade=grade,
        sources=source,
        since=since,
        until=until,
        countries=country,
        languages=language,
    )
    with stored(config, create=False) as store, _row_counter() as progress:
        check_topic(config, store, topic)
        rows = store.export_rows(wanted, all_articles=everything)
        target = output if output is not None else sys.stdout.buffer
        count = write_csv(rows, target, delimiter=";" if excel_ru else ",", progress=progress)
    if output is None:
        return
    if as_json:
        print_json({"file": output, "rows": count})
        return
    note(f"{output}: {count} rows")


@contextmanager
def _row_counter() -> Iterator[Callable[[int], None] | None]:
    """A live count of rows on standard error, None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from vestnik.console import err

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} rows"), TimeElapsedColumn())
    with Progress(*columns, console=err(), transient=True) as live:
        task = live.add_task("", total=None)
        yield lambda count: live.update(task, completed=count)
