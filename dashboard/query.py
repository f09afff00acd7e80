"""What a page, the API or a feed is asked for: one set of parameters for all of them."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from storage import Store
from storage.days import HOW, read_day
from storage.reading import FlagPlace
from storage.records import FlagFilter, FlaggedArticle

PAGE = 50
MOST_ON_A_PAGE = 200
HIGHEST_ID = 2**63 - 1


def today() -> date:
    """The current day in UTC: what "7d" counts from."""
    return datetime.now(UTC).date()


_Word = Annotated[str, Field(max_length=64)]


def read_cursor(cursor: str) -> tuple[str, FlagPlace]:
    """("older" or "newer", the place of the flag it goes on from). ValueError for what was not made here."""
    try:
        way, day, article_id, topic = urlsafe_b64decode(cursor.encode() + b"===").decode().split(" ", 3)
        place = FlagPlace(date.fromisoformat(day).isoformat(), int(article_id), topic)
    except ValueError:  # also what is no base64 and no UTF-8
        place, way = FlagPlace("", 0, ""), ""
    if way not in ("older", "newer") or not 0 < place.article_id <= HIGHEST_ID:
        raise ValueError("take it from an answer's own link, or leave it out to begin with the newest")
    return way, place


def cursor_at(way: Literal["older", "newer"], row: FlaggedArticle) -> str:
    """The cursor of the part that is older, or newer, than a flag."""
    place = FlagPlace.of(row)
    return urlsafe_b64encode(f"{way} {place.day} {place.article_id} {place.topic}".encode()).decode().rstrip("=")


def _check_cursor(cursor: str) -> str:
    read_cursor(cursor)
    return cursor


class NewsFilter(BaseModel):
    """Which articles: the options of `vestnik flags`. Empty parameters, as a form sends them, count as none."""

    model_config = ConfigDict(extra="ignore")

    topic: _Word | None = None
    grade: Annotated[int, Field(ge=1, le=3)] = 2
    source: Annotated[list[_Word], Field(max_length=50)] = []
    country: Annotated[list[_Word], Field(max_length=50)] = []
    language: Annotated[list[_Word], Field(max_length=50)] = []
    since: date | None = None
    until: date | None = None
    reviewed: Literal["yes", "no", "none"] | None = None
    story: Annotated[int, Field(ge=1, le=HIGHEST_ID)] | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = PAGE

    @field_validator("topic", "since", "until", "reviewed", "story", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("since", "until", mode="before")
    @classmethod
    def _as_written(cls, value: object, info: ValidationInfo) -> object:
        """A day as the command takes it: "2024", "2024-06", "7d"; the until of a month is its last day."""
        if not isinstance(value, str) or not value:
            return value
        try:
            return read_day(value[:20], today(), last=info.field_name == "until")
        except (ValueError, OverflowError):
            raise ValueError(HOW) from None

    @field_validator("source", "country", "language", mode="after")
    @classmethod
    def _without_empty(cls, values: list[str]) -> list[str]:
        return [value for value in values if value]

    @field_validator("country", mode="after")
    @classmethod
    def _in_capitals(cls, values: list[str]) -> list[str]:
        return [value.upper() for value in values]

    @field_validator("language", mode="after")
    @classmethod
    def _in_small_letters(cls, values: list[str]) -> list[str]:
        return [value.lower() for value in values]

    def filter(self) -> FlagFilter:
        """The same as the store's filter."""
        return FlagFilter(
            topic=self.topic,
            min_grade=self.grade,
            sources=tuple(self.source),
            countries=tuple(self.country),
            languages=tuple(self.language),
            since=self.since,
            until=self.until,
            reviewed=self.reviewed,
            story=self.story,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the place in the list was asked for."""
        return bool(self.model_dump(exclude_defaults=True, exclude={"limit", "cursor"}))

    def address(self, path: str, **changes: object) -> str:
        """``path`` with these parameters, some of them changed; those at their defaults are left out."""
        values = {**self.model_dump(mode="json", exclude_defaults=True), **changes}
        pairs = [(name, value) for name, value in values.items() if value not in (None, "", [])]
        return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


class FlagQuery(NewsFilter):
    """Which flagged articles, and which part of the list: ``cursor`` is told with each part for the next."""

    cursor: Annotated[str, Field(max_length=400), AfterValidator(_check_cursor)] | None = None

    @field_validator("cursor", mode="before")
    @classmethod
    def _no_cursor(cls, value: object) -> object:
        return None if value == "" else value


Flags = Annotated[FlagQuery, Query()]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the list, newest first, with the cursors of the parts that follow and precede it, None at an end."""

    rows: list[FlaggedArticle]
    older: str | None
    newer: str | None


def read_part(store: Store, query: FlagQuery) -> Part:
    """The part of the list that was asked for."""
    wanted, most = query.filter(), query.limit + 1
    way, place = read_cursor(query.cursor) if query.cursor else ("older", None)
    if way == "newer" and place is not None:
        found = store.flags_before(wanted, place, limit=most)
        rows, more_older, more_newer = found[-query.limit :], True, len(found) > query.limit
    else:
        found = list(store.flags(wanted, limit=most, after=place))
        rows, more_older, more_newer = found[: query.limit], len(found) > query.limit, place is not None
    return Part(
        rows,
        cursor_at("older", rows[-1]) if rows and more_older else None,
        cursor_at("newer", rows[0]) if rows and more_newer else None,
    )
