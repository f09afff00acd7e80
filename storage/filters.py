"""What a ``FlagFilter`` asks for, as conditions on the tables: one reading of it for lists, searches and exports."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, select

from storage.records import FlagFilter
from storage.schema import article, flag, source


def of_article(wanted: FlagFilter, *, days: bool = True) -> list[ColumnElement[bool]]:
    """Conditions on ``article`` and ``source`` for lists of articles; without those on the day where ``days`` is
    False."""
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


def of_flag(wanted: FlagFilter) -> list[ColumnElement[bool]]:
    """Conditions on ``flag`` alone: grade, topic, review."""
    found: list[ColumnElement[bool]] = [flag.c.grade >= wanted.min_grade]
    if wanted.topic is not None:
        found.append(flag.c.topic == wanted.topic)
    if wanted.reviewed is not None:
        said = None if wanted.reviewed == "none" else wanted.reviewed
        found.append(flag.c.reviewed.is_(None) if said is None else flag.c.reviewed == said)
    return found


def of_flagged(wanted: FlagFilter) -> list[ColumnElement[bool]]:
    """All conditions of a list of flags joined with ``article`` and ``source``. Day, source and language are those that
    the flag repeats: its indexes then give the newest that pass, without a look at what does not."""
    narrow = bool(wanted.sources or wanted.languages)
    found = of_flag(replace(wanted, topic=None) if narrow else wanted)
    if narrow and wanted.topic is not None:  # of two indexes a planner may take the worse: that of a topic is left out
        found.append(flag.c.topic.concat("") == wanted.topic)
    if wanted.sources:
        found.append(flag.c.source_key.in_(wanted.sources))
    if wanted.languages:
        found.append(flag.c.language.in_(wanted.languages))
    if wanted.countries:  # by the list of days: most flags of a country would have to be sorted otherwise
        there = select(source.c.key).where(source.c.country.in_(wanted.countries))
        found.append(flag.c.source_key.concat("").in_(there))
    if wanted.story is not None:
        found.append(article.c.story_id == wanted.story)
    if wanted.since is not None:
        found.append(flag.c.day >= wanted.since.isoformat())
    if wanted.until is not None:
        found.append(flag.c.day <= wanted.until.isoformat())
    return found
