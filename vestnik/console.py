"""Output: tables and texts for people, JSON for programs. Everything that came from the web passes ``clean``."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from io import TextIOWrapper
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from vestnik.redact import redact

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.style import StyleType
    from rich.table import Table

_T = TypeVar("_T")

_NARROW = 110  # on a narrower terminal a table does without margins
_LONGEST_HEADLINE = 120
_PIPE_WIDTH = 100_000  # a pipe has no width: cells are never cut or wrapped there


@lru_cache(maxsize=4096)
def _kept(character: str) -> str:
    # Cc: escape and control codes. Cf: bidirectional overrides, zero-width marks. Cs: lone surrogates.
    category = unicodedata.category(character)
    if category in ("Zl", "Zp") or character in "\n\t\r":
        return " "
    return "" if category in ("Cc", "Cf", "Cs") else character


def clean(text: object, *, lines: bool = False) -> str:
    """A text safe for a terminal: no escape, control or text-direction characters, on one line unless ``lines``."""
    parts = str(text).replace("\r\n", "\n").split("\n") if lines else [str(text)]
    return "\n".join("".join(map(_kept, part)) for part in parts)


def out() -> Console:
    """The console for results (standard output): no markup, colours only on a terminal, NO_COLOR honoured."""
    return _console(sys.stdout)


def err() -> Console:
    """The console for progress (standard error)."""
    return _console(sys.stderr)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    class QuietPipe(Console):
        """Leaves a closed pipe to ``vestnik.root``; rich would end the process by itself."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    terminal = stream.isatty()
    return QuietPipe(
        file=stream,
        markup=False,
        emoji=False,
        highlight=False,
        force_terminal=terminal,
        no_color=None if terminal else True,
        width=None if terminal else _PIPE_WIDTH,
    )


def write_anything(*streams: TextIO) -> None:
    """Let a stream whose encoding lacks a character show its code (``\\u4e2d``) instead of failing on it."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Print one plain text to standard output, cleaned."""
    sys.stdout.write(clean(text, lines=True) + "\n")


def note(text: str) -> None:
    """Print one line for the person (a hint, a warning) to standard error, cleaned."""
    sys.stderr.write(f"vestnik: {clean(redact(text))}\n")


def print_json(value: Any) -> None:
    """Print one JSON document: dataclasses as objects, times as ISO 8601 in UTC, days as YYYY-MM-DD, UTF-8 as it is."""
    sys.stdout.write(to_json(value, indent=2, ascii_only=not _takes_all(sys.stdout)) + "\n")


def print_json_array(values: Iterable[Any]) -> None:
    """Print a JSON array, one element a line, in constant memory."""
    sys.stdout.write("[")
    separator, ascii_only = "\n", not _takes_all(sys.stdout)
    for value in values:
        sys.stdout.write(separator + to_json(value, ascii_only=ascii_only))
        separator = ",\n"
    sys.stdout.write("\n]\n" if separator != "\n" else "]\n")


def _takes_all(stream: TextIO) -> bool:
    """True for a stream that can hold every character; JSON for another writes ``\\u...`` itself, which stays JSON."""
    return (stream.encoding or "utf-8").lower().replace("_", "-").startswith("utf")


def to_json(value: Any, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """A value of records, mappings and times as JSON text."""
    text = json.dumps(_plain(value), ensure_ascii=ascii_only, indent=indent, allow_nan=False)
    # JSON leaves these unescaped; a terminal or a line reader would act on them. Lone surrogates cannot be encoded.
    plain = text.isascii() and "\x7f" not in text
    return text if plain else "".join(f"\\u{ord(c):04x}" if _is_risky(c) else c for c in text)


def _is_risky(character: str) -> bool:
    return character > "\x7e" and ord(character) < 0x10000 and unicodedata.category(character) in _RISKY


_RISKY = ("Cc", "Cf", "Cs", "Zl", "Zp")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date | Path):
        return str(value)
    return value


NUMBER: Mapping[str, Any] = {"justify": "right", "no_wrap": True}
"""Options of a column of numbers: never broken over lines."""
DAY: Mapping[str, Any] = {"min_width": 10}
"""Options of a column of days or moments: broken between day and time at most."""


def table(title: str | None, columns: Sequence[str | tuple[str, Mapping[str, Any]]]) -> Table:
    """An empty table in the house style; a column is its heading, or heading and options of ``add_column``.

    One more option, ``least``: the column is left out on a terminal narrower than that. Rows are given whole all the
    same. In a pipe every column is there.
    """
    from rich import box
    from rich.segment import Segment
    from rich.table import Table

    terminal = sys.stdout.isatty()
    width = out().width
    options = [({}, column) if isinstance(column, str) else (dict(column[1]), column[0]) for column in columns]
    shown = [width >= own.pop("least", 0) for own, _ in options]

    class Fitted(Table):
        """Takes whole rows and keeps the cells of the columns that are shown."""

        def add_row(
            self, *renderables: RenderableType | None, style: StyleType | None = None, end_section: bool = False
        ) -> None:
            super().add_row(*compress(renderables, shown), style=style, end_section=end_section)

        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            lines = None if terminal or self.title else _piped(self, options.max_width)
            if lines is None:
                yield from super().__rich_console__(console, options)
            else:
                yield Segment("".join(lines))

    made = Fitted(
        title=title,
        box=box.SIMPLE_HEAD if terminal else None,
        title_justify="left",
        padding=(0, 1) if width >= _NARROW else 0,
    )
    for own, heading in compress(options, shown):
        made.add_column(heading, **{"overflow": "fold", **own})
    return made


def _piped(shown: Table, most: int) -> Iterator[str] | None:
    """The lines of a table as rich writes them into a pipe, in a fiftieth of its time; None for what only rich knows
    how to write: cells that are no plain texts of one line, columns that do not fit into ``most`` characters."""
    from rich.cells import cell_len

    columns = []
    for column in shown.columns:
        if column.justify not in ("left", "right") or column.width or column.max_width or not column.header:
            return None
        cells = [cell if isinstance(cell, str) else getattr(cell, "plain", "\0") for cell in column.cells]
        cells.insert(0, str(column.header))
        if not all(map(str.isprintable, cells)):
            return None
        width = max(*map(cell_len, cells), column.min_width or 0, 1)
        if column.justify == "right":
            cells = [cell.rstrip() for cell in cells]
        blanks = [" " * (width - cell_len(cell)) for cell in cells]
        parts = zip(blanks, cells, strict=True) if column.justify == "right" else zip(cells, blanks, strict=True)
        columns.append([f" {first}{second} " for first, second in parts])
    if not columns or sum(len(column[0]) for column in columns) > most:
        return None
    return ("".join(row) + "\n" for row in zip(*columns, strict=True))


def moment(value: datetime | None) -> str:
    """A time for a table: minutes, in the person's own zone."""
    return value.astimezone().strftime("%Y-%m-%d %H:%M") if value else "–"


def shorten(text: str, width: int) -> str:
    """A text cut to ``width`` characters with an ellipsis, cleaned."""
    tidy = clean(text)
    return tidy if len(tidy) <= width else tidy[: width - 1].rstrip() + "…"


def headline(text: str) -> str:
    """A title for a table: on a terminal cut where it would fill the screen, in a pipe whole."""
    return shorten(text, _LONGEST_HEADLINE) if sys.stdout.isatty() else clean(text)


@contextmanager
def working(label: str) -> Iterator[Callable[[str], None]]:
    """A line on standard error while something goes on (terminals only); what is called with says what is done now."""
    if not sys.stderr.isatty():
        yield lambda words: None
        return
    done = 0
    screen = err()
    with screen.status(label) as status:

        def said(words: str) -> None:
            nonlocal done
            done += 1
            beginning = f"{label}, {done}: "
            room = screen.width - len(beginning) - 3  # the sign that turns before it, a blank, the cursor
            status.update(beginning + shorten(words, max(min(room, 60), 10)))

        yield said


@contextmanager
def counted(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error (terminals only); what is called with says how many more are done."""
    if not sys.stderr.isatty():
        yield lambda more: None
        return
    from rich.progress import Progress

    with Progress(console=err(), transient=True) as live:
        task = live.add_task(label, total=total)
        yield lambda more: live.advance(task, more)


def tracked(values: Iterable[_T], label: str) -> Iterator[_T]:
    """The values one by one, with a progress bar on standard error while they are worked on (terminals only)."""
    if not sys.stderr.isatty():
        yield from values
        return
    from rich.progress import track

    yield from track(values, description=label, console=err(), transient=True)
