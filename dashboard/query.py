"""What a page, the API or the feed is asked for: one set of parameters for all of them."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, field_validator

from storage import Store
from storage.records import FlagFilter, FlaggedArticle

PAGE = 50
MOST_ON_A_PAGE = 200
DEEPEST = 10_000

_Word = Annotated[str, Field(max_length=64)]


class FlagQuery(BaseModel):
    """Which flagged articles, and which part of the list. Empty parameters, as a form sends them, count as none."""

    model_config = ConfigDict(extra="ignore")

    topic: _Word | None = None
    grade: Annotated[int, Field(ge=1, le=3)] = 2
    source: Annotated[list[_Word], Field(max_length=50)] = []
    country: Annotated[list[_Word], Field(max_length=50)] = []
    language: Annotated[list[_Word], Field(max_length=50)] = []
    since: date | None = None
    until: date | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = PAGE
    offset: Annotated[int, Field(ge=0, le=DEEPEST)] = 0

    @field_validator("topic", "since", "until", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("source", "country", "language", mode="after")
    @classmethod
    def _without_empty(cls, values: list[str]) -> list[str]:
        return [value for value in values if value]

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
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the place in the list was asked for."""
        return bool(self.model_dump(exclude_defaults=True, exclude={"limit", "offset"}))

    def address(self, path: str, **changes: object) -> str:
        """``path`` with these parameters, some of them changed; those at their defaults are left out."""
        values = {**self.model_dump(mode="json", exclude_defaults=True), **changes}
        pairs = [(name, value) for name, value in values.items() if value not in (None, "", [])]
        return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


Flags = Annotated[FlagQuery, Query()]


def read_part(store: Store, query: FlagQuery) -> tuple[list[FlaggedArticle], bool]:
    """The part of the list that was asked for, newest first, and whether more follows."""
    found = store.flags(query.filter(), limit=query.offset + query.limit + 1)
    rows = list(islice(found, query.offset, None))
    return rows[: query.limit], len(rows) > query.limit
