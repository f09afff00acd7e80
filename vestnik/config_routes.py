"""Who is told of what, when and in whose words: the sections [[routes]] and [alerts] of the configuration."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from vestnik.config_values import Words, ZoneName, split_list

if TYPE_CHECKING:
    from storage.digests import DigestTime

_STRICT = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EVERY: dict[str, Literal["hour", "day", "week"]] = {"hourly": "hour", "daily": "day", "weekly": "week"}


class RouteConfig(BaseModel):
    """Which flags reach which channel, at once or in a digest."""

    model_config = _STRICT

    channel: str = Field(description="Name of a channel.")
    topics: Words = Field((), description="Topics; empty: any.")
    min_grade: int = Field(2, ge=1, le=3, description="1 passing, 2 significant, 3 main subject.")
    sources: Words = Field((), description="Keys of sources; empty: any.")
    countries: Words = Field((), description="Countries of sources (RU, CN ...); empty: any.")
    languages: Words = Field((), description="Languages of articles (ru, en, zh ...); empty: any.")
    kinds: Annotated[tuple[Literal["new", "edit", "withdrawn", "health"], ...], BeforeValidator(split_list)] = Field(
        ("new", "edit", "health"),
        description="new article, edit that now mentions the topic, withdrawn flagged article, health of a source.",
    )
    digest: Literal["hourly", "daily", "weekly"] | None = Field(None, description="Collected; empty: sent at once.")
    at: str = Field(
        "08:00", description="When a daily or weekly digest goes out (of a digest only, as are weekday and timezone)."
    )
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = Field(
        "mon", description="The day of a weekly digest."
    )
    timezone: ZoneName = Field("UTC", description="The zone of at and weekday.")

    @field_validator("at")
    @classmethod
    def _a_time(cls, value: str) -> str:
        found = re.fullmatch(r"(\d{1,2}):(\d\d)", value)
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValueError('must be a time of the day such as "08:00"')
        return value

    def digest_time(self) -> DigestTime | None:
        """When the digest goes out, None where alerts are sent at once."""
        from storage.digests import DigestTime

        if self.digest is None:
            return None
        hour, minute = (int(part) for part in self.at.split(":"))
        return DigestTime(_EVERY[self.digest], hour * 60 + minute, _WEEKDAYS.index(self.weekday), self.timezone)


class AlertsConfig(BaseModel):
    """What messages say."""

    model_config = _STRICT

    dashboard: str | None = Field(None, description="The dashboard's address; messages link to it.")
    templates: Path | None = Field(None, description="A folder of your own templates.")

    @field_validator("dashboard")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
                raise ValueError('must be a web address such as "https://news.example.org"')
        return value
