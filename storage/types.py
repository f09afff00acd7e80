"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit row number: on SQLite it must be spelled INTEGER to be the table's own rowid."""
_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def storable(text: str) -> str:
    """``text`` as every database takes it: without NUL, and with lone surrogates as U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def json_text(value: Any) -> str:
    """``value`` as compact JSON; NaN and infinity are refused, for no other reader would take them."""
    return storable(_JSON(value))


def sqlite_time(value: datetime) -> str:
    """A moment as SQLite keeps it: sortable text, in UTC. Refuses a naive time: it would be a silent error of hours."""
    if value.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be stored: {value!r}")
    return _utc_text(value if value.tzinfo is UTC else value.astimezone(UTC))


@lru_cache(maxsize=64)  # the moment of a batch is that of all its rows
def _utc_text(value: datetime) -> str:
    return value.replace(tzinfo=None).isoformat(" ", "microseconds")


class SafeText(TypeDecorator[str]):
    """Text from the web: PostgreSQL refuses NUL, and neither database takes a lone surrogate."""

    impl = Text
    cache_ok = True
    for_sqlite = staticmethod(storable)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Clean what goes in."""
        return None if value is None else storable(value)


class JsonText(TypeDecorator[Any]):
    """A JSON value as text, Cyrillic and Chinese readable in any database browser."""

    impl = Text
    cache_ok = True
    for_sqlite = staticmethod(json_text)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write compactly."""
        return None if value is None else json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read back."""
        return None if value is None else json.loads(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC: sortable text on SQLite, ``timestamptz`` on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True
    for_sqlite = staticmethod(sqlite_time)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time (it would be a silent error of hours) and shift the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
