"""How far the backfill of each way in has come: what a killed one goes on from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from storage.engine import Database
from storage.pages import batched
from storage.schema import address_key, article, page
from storage.schema_crawl import backfill


@dataclass(frozen=True, slots=True)
class BackfillRow:
    """One way in on its way back to ``since``. ``way`` is its kind and address; ``next_url`` the page to ask for next,
    None at the way's own end; ``pages`` and ``links`` what was read; ``newest`` and ``oldest`` the days seen;
    ``last_page`` the highest number its pager names; ``finished_at`` is set once ``since`` or the end is reached."""

    source_key: str
    way: str
    since: date
    next_url: str | None = None
    pages: int = 0
    links: int = 0
    newest: date | None = None
    oldest: date | None = None
    last_page: int | None = None
    finished_at: datetime | None = None


class Backfills:
    """The part of ``Store`` that knows backfills."""

    _db: Database

    def backfills(self, source_key: str) -> list[BackfillRow]:
        """What was ever backfilled of a source, by way in."""
        query = select(backfill).where(backfill.c.source_key == source_key).order_by(backfill.c.way)
        with self._db.read() as connection:
            return [_row(row) for row in connection.execute(query)]

    def save_backfill(self, row: BackfillRow) -> None:
        """Store how far one way in has come; the whole row replaces the old one."""
        values = asdict(row) | {name: _text(getattr(row, name)) for name in ("since", "newest", "oldest")}
        insert = self._db.insert(backfill).values(values)
        with self._db.write() as connection:
            connection.execute(insert.on_conflict_do_update(index_elements=["source_key", "way"], set_=values))

    def forget_backfills(self, source_key: str) -> None:
        """Forget how far a source's backfill came: the next one begins at the top."""
        with self._db.write() as connection:
            connection.execute(backfill.delete().where(backfill.c.source_key == source_key))

    def published_days(self, addresses: Sequence[str]) -> dict[str, date]:
        """The published days of those of these canonical addresses that are stored and have one."""
        days: dict[str, date] = {}
        with self._db.read() as connection:
            for part in batched(addresses):
                keys = [address_key(address) for address in part]
                query = select(article.c.address, article.c.published_day).where(
                    article.c.address_key.in_(keys), article.c.published_day.is_not(None)
                )
                for row in connection.execute(query):
                    days[row.address] = date.fromisoformat(str(row.published_day))
        return days

    def waiting_pages(self, source_key: str) -> int:
        """How many article pages of a source were found and not yet fetched."""
        query = select(func.count()).select_from(page).where(page.c.source_key == source_key, page.c.state == "found")
        with self._db.read() as connection:
            return connection.scalar(query) or 0


def _text(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None


def _row(row: Any) -> BackfillRow:
    return BackfillRow(
        row.source_key,
        row.way,
        date.fromisoformat(row.since),
        row.next_url,
        row.pages,
        row.links,
        _day(row.newest),
        _day(row.oldest),
        row.last_page,
        row.finished_at,
    )
