"""Addresses: which are known, what is known of them, which are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Insert, Select, and_, bindparam, exists, func, or_, select, update

from storage.due import LONGEST_RETRY, is_due
from storage.engine import Database
from storage.ready import Ready
from storage.records import FoundLink, PageRow
from storage.schema import address_key, article, page, source

BATCH = 500
"""Addresses a query asks for at once: far below the limit on parameters of either database."""

_FIELDS = PageRow.__dataclass_fields__.keys()
PAGE_COLUMNS = [page.c[name] for name in _FIELDS]
"""What ``page_row`` is made of."""

# Built once: these are asked and written for every page that is looked at, and building costs more than running them.
_THESE = page.c.address_key.in_(bindparam("keys", expanding=True))
_KNOWN = Ready(select(*PAGE_COLUMNS).where(_THESE))
_WAITING = Ready(
    select(
        page.c.address_key,
        page.c.source_key,
        and_(
            page.c.kind == "article",
            or_(*(page.c.state == state for state in ("found", "failed", "rejected"))),
            or_(~source.c.enabled, source.c.retired_at.is_not(None)),
            ~exists().where(article.c.address_key == page.c.address_key),
        ).label("left_behind"),
    )
    .join(source, source.c.key == page.c.source_key)
    .where(_THESE)
)
_ADOPTED = ("address_key", "source_key", "url", "state", "title", "date_text", "feed_date", "next_check_at")
_ADOPT = Ready(
    update(page)
    .where(page.c.address_key == bindparam("new_address_key"))
    .values(
        source_key=bindparam("new_source_key"),
        url=bindparam("new_url"),
        state=bindparam("new_state"),
        title=func.coalesce(bindparam("new_title", type_=page.c.title.type), page.c.title),
        date_text=func.coalesce(bindparam("new_date_text", type_=page.c.date_text.type), page.c.date_text),
        feed_date=func.coalesce(bindparam("new_feed_date", type_=page.c.feed_date.type), page.c.feed_date),
        next_check_at=bindparam("new_next_check_at"),
        failures=0,
        status=None,
        note=None,
        missing_since=None,
    )
)

T = TypeVar("T")


class Pages:
    """The part of ``Store`` that knows addresses."""

    _db: Database

    def pages(self, addresses: Sequence[str]) -> dict[str, PageRow]:
        """What is known of these canonical addresses, by address; the unknown ones are left out."""
        found: dict[str, PageRow] = {}
        with self._db.read() as connection:
            for part in batched(addresses):
                wanted = set(part)
                for row in _KNOWN.all(connection, {"keys": [address_key(address) for address in wanted]}):
                    if row.address in wanted:
                        found[row.address] = page_row(row)
        return found

    def save_entry(self, entry: PageRow) -> None:
        """Store what is now known of a feed, sitemap, listing or JSON page; the whole row replaces the old one."""
        with self._db.write() as connection:
            save_entries(self._db, connection, [entry])

    def entry_pages(self, source_key: str) -> list[PageRow]:
        """The feeds, sitemaps, listings and JSON pages of a source that were ever saved, oldest first."""
        return self._select(_of(source_key).where(page.c.state == "entry").order_by(page.c.id))

    def add_found(self, source_key: str, links: Sequence[FoundLink], *, now: datetime) -> list[FoundLink]:
        """Store the addresses nobody has seen before, of any source, as "found"; and take over those that wait, or
        failed, under a source that is not crawled any more (retired or not enabled). Returns exactly those, in order:
        what this source is to fetch."""
        unique = {link.address: link for link in links}
        taken: list[FoundLink] = []
        with self._db.write() as connection:
            for part in batched(list(unique.values())):
                keys = {address_key(link.address): link for link in part}
                rows = _WAITING.all(connection, {"keys": list(keys)})
                known = {row.address_key for row in rows}
                left = {row.address_key for row in rows if row.left_behind and row.source_key != source_key}
                new = [_found(source_key, key, link, now) for key, link in keys.items() if key not in known]
                adopted = [_found(source_key, key, link, now) for key, link in keys.items() if key in left]
                if new:
                    self._db.ready(_first_found).many(connection, new)
                if adopted:
                    _ADOPT.many(connection, [{f"new_{name}": row[name] for name in _ADOPTED} for row in adopted])
                taken += [link for key, link in keys.items() if key in left or key not in known]
        return taken

    def pending(self, source_key: str, *, now: datetime, limit: int) -> list[PageRow]:
        """The article pages of a source still to be fetched, in the order they were found: new ones, then those that
        failed or were rejected and are due again."""
        due = and_(page.c.state.in_(("failed", "rejected")), is_due(page.c.next_check_at, now, LONGEST_RETRY))
        query = _of(source_key).where(or_(page.c.state == "found", due), page.c.kind == "article")
        return self._select(query.order_by(page.c.state != "found", page.c.id).limit(limit))

    def due_rechecks(self, source_key: str, *, now: datetime, limit: int, everything: bool = False) -> list[PageRow]:
        """The stored article pages of a source that are due for another look, longest due first; with ``everything``
        all of them, due or not."""
        query = _of(source_key).where(page.c.state == "stored", page.c.kind == "article")
        if not everything:
            query = query.where(page.c.next_check_at <= now)
        return self._select(query.order_by(page.c.next_check_at, page.c.id).limit(limit))

    def _select(self, query: Select[*tuple[Any, ...]]) -> list[PageRow]:
        with self._db.read() as connection:
            return [page_row(row) for row in connection.execute(query)]


def save_entries(database: Database, connection: Connection, entries: Sequence[PageRow]) -> None:
    """Store what is now known of ways in; each whole row replaces the old one."""
    if not entries:
        return
    rows = [
        {name: getattr(entry, name) for name in _FIELDS} | {"address_key": address_key(entry.address)}
        for entry in entries
    ]
    database.ready(_entry).many(connection, rows)


def _entry(database: Database) -> Insert:
    new = database.insert(page)
    replaced = {name: new.excluded[name] for name in (*_FIELDS, "address_key")}
    return new.on_conflict_do_update(index_elements=["address_key"], set_=replaced)


def _first_found(database: Database) -> Insert:
    return database.insert(page).on_conflict_do_nothing()


def batched(values: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """``values`` in parts of at most ``size``."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _of(source_key: str) -> Select[*tuple[Any, ...]]:
    return select(*PAGE_COLUMNS).where(page.c.source_key == source_key)


def page_row(row: Any) -> PageRow:
    """A row of ``PAGE_COLUMNS`` as the record."""
    return PageRow(*cast("Iterable[Any]", row))


def _found(source_key: str, key: int, link: FoundLink, now: datetime) -> dict[str, Any]:
    return {
        "address_key": key,
        "address": link.address,
        "source_key": source_key,
        "url": link.url,
        "kind": "article",
        "state": "found",
        "failures": 0,
        "title": link.title,
        "date_text": link.date_text,
        "feed_date": link.feed_date,
        "next_check_at": now,
    }
