"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from vestnik.errors import UsageError
from vestnik.nearest import nearest

if TYPE_CHECKING:
    from storage import Store
    from storage.records import FlagFilter
    from vestnik.config import Config

HIGHEST_ID = 2**63 - 1
"""The highest number a database can hold, and be asked for."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
TopicName = Annotated[str | None, typer.Option("--topic", help="Only this topic.")]
SourceKeys = Annotated[
    list[str] | None, typer.Option("--source", help="Only this source; may be given more than once.")
]
Countries = Annotated[
    list[str] | None, typer.Option("--country", help="Only this country (RU, BY ...); may be given more than once.")
]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="Only this language (ru, en, zh ...); may be repeated.")
]
Since = Annotated[
    str | None, typer.Option("--since", help="From this day, month or year on: 2026-01-31, 2026-01, 2026; 7d: 7 days.")
]
Until = Annotated[str | None, typer.Option("--until", help="Up to and with this day, month or year.")]
Grade = Annotated[
    int, typer.Option("--grade", min=1, max=3, help="Least grade: 1 passing, 2 significant, 3 main subject.")
]

Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=64, help="Processes that share the sources; default: crawl.workers."),
]
Reviewed = Annotated[
    Literal["yes", "no", "none"] | None,
    typer.Option("--reviewed", help="Only what a person said yes or no to, or (none) nobody has looked at yet."),
]
Story = Annotated[int | None, typer.Option("--story", min=1, max=HIGHEST_ID, help="Only the story of this number.")]


def today() -> date:
    """The current day in UTC: the only clock of these options."""
    return datetime.now(UTC).date()


def parse_day(text: str | None, option: str, now: date, *, last: bool = False) -> date | None:
    """A day from ``2026-01-31``, ``2026-01`` or ``2026`` (its first day, or its ``last``) or ``7d`` (days before
    ``now``). UsageError on anything else."""
    from storage.days import HOW, read_day

    try:
        return None if text is None else read_day(text, now, last=last)
    except (ValueError, OverflowError):
        raise UsageError(f"{option}: {text!r} is no day; {HOW}") from None


def flag_filter(
    config: Config,
    *,
    topic: str | None,
    grade: int,
    sources: list[str] | None,
    since: str | None,
    until: str | None = None,
    countries: list[str] | None = None,
    languages: list[str] | None = None,
    reviewed: Literal["yes", "no", "none"] | None = None,
    story: int | None = None,
) -> FlagFilter:
    """What the options ask for. A source's key is checked, so that a typing mistake does not look like "nothing"; one
    that is watched no more may be named as long as the archive knows it."""
    from storage.records import FlagFilter
    from vestnik.wiring import build_catalogue, named_source

    if sources and (never_crawled := _not_in_archive(config, sources)):
        catalogue = build_catalogue(config)
        for key in never_crawled:
            named_source(catalogue, key)
    now = today()
    return FlagFilter(
        topic=topic,
        min_grade=grade,
        sources=tuple(sources or ()),
        countries=tuple(country.upper() for country in countries or ()),
        languages=tuple(language.lower() for language in languages or ()),
        since=parse_day(since, "--since", now),
        until=parse_day(until, "--until", now, last=True),
        reviewed=reviewed,
        story=story,
    )


def _not_in_archive(config: Config, keys: Sequence[str]) -> list[str]:
    from storage.errors import DatabaseMissing
    from vestnik.wiring import stored

    try:
        with stored(config, create=False, quiet=True) as store:
            return [key for key in keys if not store.is_registered(key)]
    except DatabaseMissing:
        return list(keys)


def named_topic(name: str | None) -> list[str] | None:
    """What ``--topic`` names, for ``wiring.build_topics``: a path counts from the current folder, not the file's.

    UsageError where there is no such file or shipped topic.
    """
    if name is None:
        return None
    if name.endswith(".toml"):
        if not Path(name).is_file():
            raise UsageError(f"--topic: there is no file {name}")
        return [str(Path(name).absolute())]
    from topics import available_topics

    if name not in available_topics():
        raise UsageError(f"--topic: there is no topic {name!r}; {_known_topics(name, available_topics())}")
    return [name]


def check_topic(config: Config, store: Store, name: str | None) -> None:
    """UsageError where ``--topic`` is neither shipped nor enabled and no stored article was ever flagged for it."""
    from storage.records import FlagFilter
    from topics import available_topics

    if name is None or name in available_topics():
        return
    from vestnik.wiring import build_topics

    known = [*available_topics(), *(topic.name for topic in build_topics(config))]
    if name not in known and not any(store.flags(FlagFilter(topic=name, min_grade=1), limit=1)):
        raise UsageError(f"--topic: there is no topic {name!r}; {_known_topics(name, known)}")


def _known_topics(name: str, known: Sequence[str]) -> str:
    return nearest(name, known) or f"there are {', '.join(dict.fromkeys(known))}"


def read_text_argument(path: Path, limit: int = 20_000_000) -> bytes:
    """The bytes of a file, or of standard input for ``-``; UsageError where there is no such file or it is too big."""
    import sys

    if str(path) == "-":
        data = sys.stdin.buffer.read(limit + 1)
    elif path.is_file():
        with path.open("rb") as file:
            data = file.read(limit + 1)
    else:
        raise UsageError(f"there is no file {path}")
    if len(data) > limit:
        raise UsageError(f"{path}: is over {limit // 1_000_000} MB")
    return data
