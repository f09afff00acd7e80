"""The table of how sources fare, typed: one row a source, and one for this machine's own way to the network."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Float, Table, TypedColumns

from storage.schema import metadata
from storage.types import JsonText, SafeText, UtcDateTime


class _HealthColumns(TypedColumns):
    source_key = Column(SafeText, primary_key=True)  # no foreign key: MACHINE is a row, too
    run_id: Column[int | None] = Column(BigInteger)  # the newest crawl that was judged
    judged_at = Column(UtcDateTime, nullable=False)
    state = Column(SafeText, nullable=False)
    reason: Column[str | None] = Column(SafeText)
    advice: Column[str | None] = Column(SafeText)
    since: Column[datetime | None] = Column(UtcDateTime)
    last_answer_at: Column[datetime | None] = Column(UtcDateTime)  # the newest crawl in which a way in answered
    silent_since: Column[datetime | None] = Column(UtcDateTime)  # since when nothing but our own network may fail
    expected = Column(Float, nullable=False)  # articles of the last seven days by the source's own rhythm
    got = Column(Float, nullable=False)  # those that came
    weeks: Column[Any] = Column(JsonText, nullable=False)  # articles a week, the oldest first
    memory: Column[Any] = Column(JsonText, nullable=False)  # the judge's own: days of polls, open troubles


health = Table("health", metadata, _HealthColumns)
