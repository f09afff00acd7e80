"""One call of ``vestnik export``: its options checked, its file or archive written, what came of it told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vestnik.errors import UsageError
from vestnik.state import State

if TYPE_CHECKING:
    from storage import Store
    from storage.exports.writing import Format, Wish, Written


@dataclass(frozen=True)
class Asked:
    """What one call asks for: where to, and which articles."""

    format: Format
    output: Path | None
    archive: Path | None
    compress: str | None
    no_datapackage: bool
    as_json: bool
    everything: bool
    filters: dict[str, Any]
    how: dict[str, Any] = field(default_factory=dict)

    @property
    def file(self) -> Path | None:
        """The file to write, None for standard output."""
        return None if self.output is None or str(self.output) == "-" else self.output


def export(state: State, asked: Asked) -> None:
    """Write what is asked for and say what was written. Raises UsageError, StoreError."""
    from storage.exports.writing import Wish
    from vestnik.commands.options import check_topic, flag_filter
    from vestnik.wiring import stored

    config = state.config()
    _check(asked)
    wanted = flag_filter(config, **asked.filters)
    wish = Wish(asked.format, wanted, asked.everything, **asked.how)
    with stored(config, create=False) as store:
        check_topic(config, store, asked.filters["topic"])
        if asked.archive is not None:
            _write_archive(store, wish, asked, asked.archive)
        elif asked.file is not None:
            _write_file(store, wish, asked, asked.file)
        else:
            _write_out(store, wish)


def _check(asked: Asked) -> None:
    """UsageError for options that exclude each other, or a place that cannot be written."""
    from storage.errors import StoreError
    from storage.exports.writing import check_name

    if asked.archive is not None and asked.output is not None:
        raise UsageError("--archive and -o: name one of the two")
    if asked.compress is not None and (asked.archive is None or asked.compress not in ("gz", "zst")):
        raise UsageError("--compress takes gz or zst and goes with --archive; a file is compressed by its name")
    if asked.archive is not None and any(str(asked.filters[name] or "").endswith("d") for name in ("since", "until")):
        raise UsageError("--archive: name a day (2024-01-31), for what 7d means changes every day")
    if asked.filters["reviewed"] is not None and asked.everything:
        raise UsageError("--reviewed and --all: an article without a flag cannot be reviewed; leave one out")
    file = asked.file
    if asked.as_json and file is None and asked.archive is None:
        raise UsageError("--json reports on a file: name one with -o")
    if file is None:
        if asked.archive is None and asked.format in ("parquet", "warc") and sys.stdout.isatty():
            raise UsageError(f"{asked.format} is nothing for a terminal: name a file with -o")
        return
    if file.is_dir():
        raise UsageError(f"-o: {file} is a folder; name a file in it, for instance {file / f'flags.{asked.format}'}")
    if file.exists() and not file.is_file():  # a device or a pipe would be replaced by a file
        raise UsageError(f"-o: {file} is no ordinary file; name one, or - for standard output")
    if not file.resolve().parent.is_dir():
        raise UsageError(f"-o: there is no folder {file.parent}")
    try:
        check_name(asked.format, file)
    except StoreError as error:
        raise UsageError(f"-o: {error}") from None


def _write_file(store: Store, wish: Wish, asked: Asked, file: Path) -> None:
    from storage.exports.package import add_to_package
    from storage.exports.writing import write_file
    from vestnik.console import note, print_json

    with row_counter(_total(store, wish)) as progress:
        written = write_file(store, wish, file, now=datetime.now(UTC), progress=progress)
    if not asked.no_datapackage and not add_to_package(file, written.resource):
        note(f"{file.with_name('datapackage.json')} is not ours and was left as it is")
    if asked.as_json:
        print_json({"file": file, "rows": written.rows, "sha256": written.resource.sha256, "long": written.long_texts})
        return
    note(f"{file}: {written.rows} {_things(wish)}")
    _warn(written)


def _write_out(store: Store, wish: Wish) -> None:
    from storage.exports.writing import write_stream

    with row_counter(_total(store, wish)) as progress:
        write_stream(store, wish, sys.stdout.buffer, now=datetime.now(UTC), progress=progress)
    sys.stdout.buffer.flush()


def _write_archive(store: Store, wish: Wish, asked: Asked, folder: Path) -> None:
    from storage.exports.archive import write_archive
    from vestnik.console import note, print_json

    with row_counter(_total(store, wish)) as progress:
        report = write_archive(store, wish, folder, compressed=asked.compress, progress=progress)
    if asked.as_json:
        print_json({"folder": folder, **{name: getattr(report, name) for name in report.__dataclass_fields__}})
        return
    note(
        f"{folder}: {report.rows} {_things(wish)}, a file a month; "
        f"{len(report.written)} files written, {len(report.kept)} as before, {len(report.removed)} removed"
    )


def _things(wish: Wish) -> str:
    return "pages" if wish.format == "warc" else "rows"


def _warn(written: Written) -> None:
    from vestnik.console import note

    if written.long_texts:
        note(
            f"{written.long_texts} texts are longer than the 32,767 characters a spreadsheet shows of a cell; "
            "they are whole in the file"
        )


def _total(store: Store, wish: Wish) -> int | None:
    """How many rows there will be; asked only where somebody sees it."""
    if not sys.stderr.isatty() or wish.format == "warc":
        return None
    return store.export_count(wish.wanted, all_articles=wish.all_articles)


@contextmanager
def row_counter(total: int | None) -> Iterator[Callable[[int], object] | None]:
    """A live count of rows on standard error, a bar where their number is known; None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from vestnik.console import err

    counted = TextColumn("{task.completed:,.0f} rows")
    columns = (SpinnerColumn(), counted, TimeElapsedColumn())
    if total is not None:
        columns = (BarColumn(bar_width=24), counted, TimeRemainingColumn())  # type: ignore[assignment]  # other columns
    with Progress(*columns, console=err(), transient=True) as live:
        task = live.add_task("", total=total)
        yield lambda count: live.update(task, completed=count)
