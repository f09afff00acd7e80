"""Output: tables and texts for people, JSON for programs. Everything that came from the web passes ``clean``."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from vestnik.redact import redact

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_T = TypeVar("_T")

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
        """Leaves a closed pipe to ``vestnik.cli``; rich would end the process by itself."""

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


def say(text: str) -> None:
    """Print one plain text to standard output, cleaned."""
    sys.stdout.write(clean(text, lines=True) + "\n")


def note(text: str) -> None:
    """Print one line for the person (a hint, a warning) to standard error, cleaned."""
    sys.stderr.write(f"vestnik: {clean(redact(text))}\n")


def print_json(value: Any) -> None:
    """Print one JSON document: dataclasses as objects, times as ISO 8601 in UTC, days as YYYY-MM-DD, UTF-8 as it is."""
    sys.stdout.write(to_json(value, indent=2) + "\n")


def print_json_array(values: Iterable[Any]) -> None:
    """Print a JSON array, one element a line, in constant memory."""
    sys.stdout.write("[")
    separator = "\n"
    for value in values:
        sys.stdout.write(separator + to_json(value))
        separator = ",\n"
    sys.stdout.write("\n]\n" if separator != "\n" else "]\n")


def to_json(value: Any, *, indent: int | None = None) -> str:
    """A value of records, mappings and times as JSON text."""
    text = json.dumps(_plain(value), ensure_ascii=False, indent=indent, allow_nan=False)
    # JSON leaves these unescaped; a terminal or a line reader would act on them. Lone surrogates cannot be encoded.
    return "".join(f"\\u{ord(c):04x}" if _is_risky(c) else c for c in text) if not text.isascii() else text


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


def table(title: str | None, columns: Sequence[str | tuple[str, Mapping[str, Any]]]) -> Table:
    """An empty table in the house style; a column is its heading, or heading and options of ``add_column``."""
    from rich import box
    from rich.table import Table

    made = Table(title=title, box=box.SIMPLE_HEAD if sys.stdout.isatty() else None, title_justify="left")
    for column in columns:
        heading, options = (column, {}) if isinstance(column, str) else column
        made.add_column(heading, **{"overflow": "fold", **options})
    return made


def moment(value: datetime | None) -> str:
    """A time for a table: minutes, in the person's own zone."""
    return value.astimezone().strftime("%Y-%m-%d %H:%M") if value else "–"


def shorten(text: str, width: int) -> str:
    """A text cut to ``width`` characters with an ellipsis, cleaned."""
    tidy = clean(text)
    return tidy if len(tidy) <= width else tidy[: width - 1].rstrip() + "…"


def tracked(values: Iterable[_T], label: str, total: int | None = None) -> Iterator[_T]:
    """The values one by one, with a progress bar on standard error while they are worked on (terminals only)."""
    if not sys.stderr.isatty():
        yield from values
        return
    from rich.progress import track

    yield from track(values, description=label, total=total, console=err(), transient=True)
