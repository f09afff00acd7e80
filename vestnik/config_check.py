"""Try everything a configuration names: source and topic files, keys, secrets, the database's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vestnik.config_schedule import build_schedule
from vestnik.errors import UserError
from vestnik.nearest import nearest
from vestnik.wiring import build_catalogue, build_channel, build_topics

if TYPE_CHECKING:
    from sources import Catalogue
    from vestnik.config import Config


def check_wiring(config: Config) -> list[str]:
    """Everything the configuration names, tried: source and topic files, keys, secrets. One text a problem."""
    catalogue = build_catalogue(config)
    problems = [str(error) for error in catalogue.errors]
    for section, keys in (("only", config.sources.only), ("except", config.sources.exclude)):
        problems += [f"sources.{section}: {text}" for text in _unknown(catalogue, keys)]
    for index, route in enumerate(config.routes):
        problems += [f"routes.{index}.sources: {text}" for text in _unknown(catalogue, route.sources)]
        problems += [f"routes.{index}.countries: {text}" for text in _of_no_source(catalogue, route.countries)]
    problems += list(_schedule_problems(config, catalogue))
    problems += list(_topic_problems(config))
    problems += list(_channel_problems(config))
    problems += [f"export.sources: {text}" for text in _unknown(catalogue, config.export.sources)]
    problems += list(_export_problems(config))
    problems += list(_database_problems(config))
    return problems


def warnings(config: Config) -> list[str]:
    """What is allowed and probably not meant."""
    told = []
    if not config.topics.enabled:
        told.append("topics.enabled is empty: articles are stored, none is ever flagged, no alert is sent")
    if config.file is not None and not config.crawl.contact:
        told.append("crawl.contact is not set: the sites cannot reach you; give a mail address or a web page")
    return told


def _database_problems(config: Config) -> Iterator[str]:
    """What would keep a SQLite file from being made or written; a server is not asked."""
    try:
        url = config.database_url()
    except UserError as error:
        yield str(error)
        return
    path = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or str(path) == ":memory:":
        return
    folder = path.parent
    if not folder.is_dir():
        wrong = "is no folder" if folder.exists() else "does not exist; make it, or name another folder"
        yield f"database.url: {folder} {wrong}"
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield f"database.url: {folder} cannot be written by this user (SQLite keeps its log beside the file)"
    elif path.is_dir():
        yield f"database.url: {path} is a folder; name a file in it"
    elif path.exists() and not os.access(path, os.R_OK | os.W_OK):
        yield f"database.url: {path} cannot be read and written by this user"


def _unknown(catalogue: Catalogue, keys: Sequence[str]) -> Iterator[str]:
    from sources import SourceError

    for key in keys:
        try:
            catalogue.get(key)
        except SourceError as error:
            yield str(error)


def _schedule_problems(config: Config, catalogue: Catalogue) -> Iterator[str]:
    yield from build_schedule(config).problems
    for index, rule in enumerate(config.rhythms):
        yield from (f"rhythms.{index}.sources: {text}" for text in _unknown(catalogue, rule.sources))
        yield from (f"rhythms.{index}.countries: {text}" for text in _of_no_source(catalogue, rule.countries))


def _of_no_source(catalogue: Catalogue, countries: Sequence[str]) -> Iterator[str]:
    known = sorted({source.country for source in catalogue})
    for country in countries:
        if country.upper() not in known:
            yield f"no source is of {country!r}; there are {', '.join(known)}"


def _topic_problems(config: Config) -> Iterator[str]:
    from topics import TopicError

    names = []
    for name in config.topics.enabled:
        try:
            names.append(build_topics(config, [name])[0].name)
        except TopicError as error:
            yield f"topics.enabled: {error}"
            return
    for index, route in enumerate(config.routes):
        for name in route.topics:
            if name not in names:
                hint = nearest(name, names) or f"enabled are: {', '.join(names)}"
                yield f"routes.{index}.topics: no topic {name!r} is enabled; {hint}"


def _export_problems(config: Config) -> Iterator[str]:
    from topics import available_topics
    from vestnik.export_job import build_export_jobs

    try:
        build_export_jobs(config)
    except UserError as error:
        yield str(error)
    topic, known = config.export.topic, available_topics()
    own = any(name.endswith(".toml") for name in config.topics.enabled)  # a topic of one's own may be called anything
    if topic is not None and topic not in known and not own:
        hint = nearest(topic, known) or f"there are {', '.join(known)}"
        yield f"export.topic: there is no topic {topic!r}; {hint}"


def _channel_problems(config: Config) -> Iterator[str]:
    for channel in config.channels:
        try:
            build_channel(channel, config)
        except UserError as error:
            yield str(error)
