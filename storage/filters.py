"""What a ``FlagFilter`` asks for, as conditions on the tables: one reading of it for lists, searches and exports."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from storage.records import FlagFilter
from storage.schema import article, flag, source


def of_article(wanted: FlagFilter, *, days: bool = True) -> list[ColumnElement[bool]]:
    """Conditions on ``article`` and ``source``; without those on the day where ``days`` is False."""
    found: list[ColumnElement[bool]] = []
    if wanted.sources:
        found.append(article.c.source_key.in_(wanted.sources))
    if wanted.countries:
        found.append(source.c.country.in_(wanted.countries))
    if wanted.languages:
        found.append(article.c.language.in_(wanted.languages))
    if wanted.story is not None:
        found.append(article.c.story_id == wanted.story)
    if days and wanted.since is not None:
        found.append(article.c.day >= wanted.since.isoformat())
    if days and wanted.until is not None:
        found.append(article.c.day <= wanted.until.isoformat())
    return found


def of_flag(wanted: FlagFilter, *, days: bool = False) -> list[ColumnElement[bool]]:
    """Conditions on ``flag``; with ``days`` also those on the day, which a flag shares with its article."""
    found: list[ColumnElement[bool]] = [flag.c.grade >= wanted.min_grade]
    if wanted.topic is not None:
        found.append(flag.c.topic == wanted.topic)
    if wanted.reviewed is not None:
        said = None if wanted.reviewed == "none" else wanted.reviewed
        found.append(flag.c.reviewed.is_(None) if said is None else flag.c.reviewed == said)
    if days and wanted.since is not None:
        found.append(flag.c.day >= wanted.since.isoformat())
    if days and wanted.until is not None:
        found.append(flag.c.day <= wanted.until.isoformat())
    return found
