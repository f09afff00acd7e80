"""Which route asks for which alert, and when it is due: pure, no SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from storage.records import AlertKind, Route


class Told(NamedTuple):
    """One alert that is to be written: of which topic, to which channel, of which grade, due when (None: at once)."""

    topic: str
    channel: str
    grade: int
    not_before: datetime | None


def alerts_of(
    grades: Mapping[str, int],
    routes: Sequence[Route],
    *,
    kind: AlertKind,
    source_key: str,
    country: str,
    language: str | None,
    before: Mapping[str, int],
    now: datetime,
) -> Iterator[Told]:
    """Every alert that the ``grades`` by topic of one article give rise to, one a topic and channel.

    ``before`` holds the grades of the version before by topic, those at 0 left out: what reached a route then is no
    news to it now. Where several routes lead to one channel the soonest of them counts: what one of them wants at once
    waits for no digest.
    """
    asked = [r for r in routes if _of_kind(r, kind, source_key, country) and _speaks(r, language)]
    for topic, grade in grades.items():
        reached = [
            route
            for route in asked
            if before.get(topic, 0) < max(route.min_grade, 1) <= grade and (not route.topics or topic in route.topics)
        ]
        for channel, due in _soonest(reached, now).items():
            yield Told(topic, channel, grade, due)


def routes_of(tables: Sequence[Mapping[str, Any]]) -> tuple[Route, ...]:
    """Routes from the plain tables that ``dataclasses.asdict`` made of them: what travels in Scrapy's settings."""
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Route, ...]).validate_python(tables)


def health_channels(
    routes: Sequence[Route], *, source_key: str, country: str, now: datetime, everywhere: bool = False
) -> dict[str, datetime | None]:
    """The channels that are told of the health of a source, and when each is due; with ``everywhere`` those that are
    told of the health of any."""
    asked = [r for r in routes if "health" in r.kinds and (everywhere or _of_kind(r, "health", source_key, country))]
    return _soonest(asked, now)


def _of_kind(route: Route, kind: AlertKind, source_key: str, country: str) -> bool:
    return (
        kind in route.kinds
        and (not route.sources or source_key in route.sources)
        and (not route.countries or country.upper() in (code.upper() for code in route.countries))
    )


def _speaks(route: Route, language: str | None) -> bool:
    return not route.languages or (language or "").lower() in (code.lower() for code in route.languages)


def _soonest(routes: Iterable[Route], now: datetime) -> dict[str, datetime | None]:
    found: dict[str, datetime | None] = {}
    for route in routes:
        due = None if route.digest is None else route.digest.next_after(now)
        known = found.get(route.channel, due)
        found[route.channel] = None if due is None or known is None else min(due, known)
    return found
