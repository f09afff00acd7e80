"""When sources are crawled: the sections [schedule] and [[rhythms]] of the configuration.

Time zones, cron expressions and quiet hours are read by the scheduler, rule by rule: a wrong one is named by ``vestnik
config check`` and by ``vestnik watch``, and the others hold all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, model_validator

from vestnik.config_values import Seconds, Words

if TYPE_CHECKING:
    from scheduler.schedule import Schedule
    from vestnik.config import Config


class _When(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    every: Seconds | None = Field(None, description="A fixed time between two crawls; empty: each source's own rhythm.")
    cron: str | None = Field(None, description='A cron expression instead, such as "0 8 * * mon-fri".')
    quiet: Words | None = Field(None, description='Hours without crawls: "22:00-06:00", "sat,sun 00:00-24:00".')
    timezone: str | None = Field(None, description="The zone of cron and quiet; empty: each source's own.")


class ScheduleConfig(_When):
    """When sources are crawled and alerts delivered."""

    min: Seconds = Field(600.0, ge=60, description="Least time between two crawls of a source by its own rhythm.")
    max: Seconds = Field(7200.0, ge=60, description="Most time between two crawls of a source by its own rhythm.")
    backoff: Seconds = Field(86_400.0, ge=600, description="Most time between two crawls of a source that fails.")
    catch_up: Seconds = Field(600.0, ge=1, description="Over how long crawls are spread that are due all at once.")
    deliver_every: Seconds = Field(60.0, ge=1, description="Time between two deliveries of alerts.")

    @model_validator(mode="after")
    def _in_order(self) -> ScheduleConfig:
        if self.min > self.max:
            raise ValueError("min is more than max")
        return self


class RhythmConfig(_When):
    """When some of the sources are crawled: those named, and those of the countries named."""

    sources: Words = Field((), description="Keys of sources.")
    countries: Words = Field((), description="Countries of sources (RU, CN ...).")
    min: Seconds | None = Field(None, ge=60, description="As in [schedule].")
    max: Seconds | None = Field(None, ge=60, description="As in [schedule].")

    @model_validator(mode="after")
    def _of_some(self) -> RhythmConfig:
        if not self.sources and not self.countries:
            raise ValueError("names neither sources nor countries; what holds for all stands in [schedule]")
        return self


def build_schedule(config: Config) -> Schedule:
    """The rules of the configuration. What cannot be read is in the ``problems`` of the result."""
    from scheduler.schedule import Rule, Schedule

    given = config.schedule
    general = Rule(every=given.every, cron=given.cron, quiet=given.quiet, timezone=given.timezone, place="schedule")
    named = [
        Rule(
            sources=rule.sources,
            countries=tuple(country.upper() for country in rule.countries),
            every=rule.every,
            cron=rule.cron,
            min_s=rule.min,
            max_s=rule.max,
            quiet=rule.quiet,
            timezone=rule.timezone,
            place=f"rhythms.{index}",
        )
        for index, rule in enumerate(config.rhythms)
    ]
    return Schedule([general, *named], min_s=given.min, max_s=given.max, longest_backoff_s=given.backoff)
