"""What is wrong with a configuration, in words: file, line, key, what was wrong, what would be right."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from vestnik.config import (
    Config,
    CrawlConfig,
    DatabaseConfig,
    LogConfig,
    SourcesConfig,
    TopicsConfig,
)
from vestnik.config_channels import (
    AppriseChannelConfig,
    EmailChannelConfig,
    SlackChannelConfig,
    WebhookChannelConfig,
)
from vestnik.config_routes import AlertsConfig, RouteConfig
from vestnik.config_schedule import RhythmConfig, ScheduleConfig
from vestnik.nearest import nearest

Location = Sequence[str | int]

_SECTIONS: dict[str, type[BaseModel]] = {
    "": Config,
    "database": DatabaseConfig,
    "sources": SourcesConfig,
    "topics": TopicsConfig,
    "crawl": CrawlConfig,
    "routes": RouteConfig,
    "alerts": AlertsConfig,
    "schedule": ScheduleConfig,
    "rhythms": RhythmConfig,
    "log": LogConfig,
    "channels.email": EmailChannelConfig,
    "channels.slack": SlackChannelConfig,
    "channels.webhook": WebhookChannelConfig,
    "channels.apprise": AppriseChannelConfig,
}
_CHANNEL_KINDS = ("email", "slack", "webhook", "apprise")
_AT_LEAST_ONE = {"to": 'must name at least one mail address, for instance "news@example.org"'}


def describe(error: ValidationError, *, path: Path | None, text: str) -> list[str]:
    """One line a problem. Values are quoted only where the key cannot hold a secret."""
    return [_one(problem, path, text) for problem in error.errors(include_url=False, include_context=True)]


def line_of(text: str, location: Location) -> int | None:
    """The line (from 1) of a key, else of its table, else None."""
    from sources import problems  # a configuration without faults needs nothing of that room

    return problems.line_of(text, _plain(location))


def _plain(location: Location) -> tuple[str | int, ...]:
    """The place as the file writes it: pydantic puts a channel's kind after its number."""
    parts = tuple(location)
    if len(parts) > 2 and parts[0] == "channels" and parts[2] in _CHANNEL_KINDS:
        return parts[:2] + parts[3:]
    return parts


def _one(problem: Mapping[str, Any], path: Path | None, text: str) -> str:
    location = tuple(problem["loc"])
    plain = _plain(location)
    dotted = ".".join(str(part) for part in plain)
    return f"{_where(plain, path, text)}: {dotted + ': ' if dotted else ''}{_words(problem, location)}"


def _where(plain: Location, path: Path | None, text: str) -> str:
    variable = "VESTNIK_" + "__".join(str(part) for part in plain).upper()
    if variable in os.environ:
        return f"environment variable {variable}"
    if path is None:
        return "configuration"
    line = line_of(text, plain)
    return f"{path}:{line}" if line else str(path)


def _words(problem: Mapping[str, Any], location: Location) -> str:
    from sources.problems import in_words, wrong_kind

    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(location)
    if kind == "union_tag_not_found":
        return wrong_kind(None, _CHANNEL_KINDS)
    if kind == "union_tag_invalid":
        return wrong_kind(str(context.get("tag", "")), _CHANNEL_KINDS)
    if kind == "too_short" and location[-1] in _AT_LEAST_ONE:
        return _AT_LEAST_ONE[str(location[-1])]
    if kind == "string_pattern_mismatch" and location[-1] == "name":
        return 'must be letters, digits, ".", "_" or "-", at most 63 of them' + _found(problem, location)
    if kind == "model_type":
        return f"must be a table: write [{location[0]}] on a line of its own, its keys below"
    if kind == "tuple_type" and _section(location) == "":
        return f"must be a list of tables: write [[{location[0]}]] on a line of its own, its keys below"
    return in_words(problem) + ("" if kind == "missing" else _found(problem, location))


def _unknown_key(location: Location) -> str:
    model = _SECTIONS[_section(location)]
    keys = [field.alias or name for name, field in model.model_fields.items()]
    wrong = str(location[-1])
    hint = nearest(wrong, keys) or f"known: {', '.join(keys)}"
    return f"there is no such key; {hint}"


def _section(location: Location) -> str:
    names = [str(part) for part in location[:-1] if isinstance(part, str)]
    dotted = ".".join(names[:2])
    return dotted if dotted in _SECTIONS else (names[0] if names and names[0] in _SECTIONS else "")


def _found(problem: Mapping[str, Any], location: Location) -> str:
    """The value, where the key is known to hold no secret and the value is short and plain."""
    model, value = _SECTIONS[_section(location)], problem.get("input")
    leaf = next((part for part in reversed(location) if isinstance(part, str)), "")
    if model is Config or not isinstance(value, str | int | float) or len(str(value)) > 100:
        return ""
    for name, field in model.model_fields.items():
        if leaf in (name, field.alias) and "SecretStr" not in str(field.annotation):
            return f" (found {value!r})"
    return ""
