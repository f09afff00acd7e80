"""Addresses: which are known, what is known of them, which are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Column, Connection, Insert, Select, and_, bindparam, exists, func, insert, or_, select, update

from storage.due import LONGEST_RETRY, is_due
from storage.engine import Database
from storage.errors import StoreError
from storage.fate import Fate, Marked, fate_of
from storage.news import event, write_withdrawn
from storage.ready import Ready
from storage.recheck import AGES, Ages
from storage.records import FoundLink, PageRow, PageState, Route
from storage.schema import address_key, article, article_event, page, source

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
_MARKED = Ready(
    select(
        page.c.state,
        page.c.failures,
        page.c.missing_since,
        page.c.duplicate_of,
        article.c.id,
        article.c.first_seen_at,
        article.c.published_day,
        article.c.gone_at,
    )
    .outerjoin(article, article.c.address_key == page.c.address_key)
    .where(page.c.address_key == bindparam("key"))
)
_SHOWN = Ready(
    select(article.c.first_seen_at, article.c.published_day).where(article.c.address_key == bindparam("key"))
)


def _new(column: Column[Any]) -> Any:
    return bindparam(f"new_{column.name}", type_=column.type)


_REPLACED = (
    page.c.state, page.c.status, page.c.note, page.c.failures, page.c.missing_since, page.c.next_check_at,
)  # fmt: skip
_MARK = Ready(
    update(page).where(page.c.address_key == bindparam("key")).values({column: _new(column) for column in _REPLACED})
)
_MARK_ARTICLE = Ready(
    update(article)
    .where(article.c.id == bindparam("number"))
    .values(gone_at=_new(article.c.gone_at))
    .values(last_seen_at=func.coalesce(_new(article.c.last_seen_at), article.c.last_seen_at))
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

    def mark_page(
        self,
        address: str,
        *,
        state: PageState,
        status: int | None = None,
        note: str | None = None,
        now: datetime | None = None,
        again: bool = False,
        ages: Ages = AGES,
        routes: Sequence[Route] = (),
    ) -> None:
        """Note what became of an article page that was not stored as an article this time.

        "stored" says: unchanged (304, or the same text), or, with another status, that a page already stored could
        not be had this time, which says nothing against it; "alias": another address of a stored article; "rejected"
        and "failed" count a failure. "gone" marks a stored article as gone, and its page is not looked at again; a
        page that was never stored is "failed" and tried again, and "gone" for good only after four failures, and three
        days after the first 404 or 410.

        ``again`` with "failed", "rejected" or "gone" says that another look at a stored page failed: its state stays,
        failures count, and its article is gone (``gone_at``: since the first time) once the page has answered 404 or
        410 twice, a day apart. The next success takes that back. A flagged article that goes is an alert, once a
        version, for those of ``routes`` that ask for kind "withdrawn".

        When it is looked at again follows from ``storage.recheck``: by the article's age (``ages``), or later with
        each failure (from 1 hour on; with ``again`` from 6 hours on). StoreError for an address that was never found.
        """
        now = now or self._db.now()
        with self._db.write() as connection:
            found = _marked(connection, address)
            if found is None:
                raise StoreError(f"{address}: no such page in the store; it must be found before it is marked")
            fate = fate_of(found, state, status, again=again, now=now, ages=ages)
            if fate.article and found.article_id is not None:
                new = {"new_last_seen_at": fate.article.get("last_seen_at"), "new_gone_at": fate.article["gone_at"]}
                _MARK_ARTICLE.one(connection, new | {"number": found.article_id})
                _note_event(connection, found, fate, routes, now)
            values = {
                "key": address_key(address),
                "new_state": fate.state,
                "new_status": status,
                "new_note": note,
                "new_failures": fate.failures,
                "new_missing_since": fate.missing_since,
                "new_next_check_at": fate.next_check_at,
            }
            _MARK.one(connection, values)

    def _select(self, query: Select[*tuple[Any, ...]]) -> list[PageRow]:
        with self._db.read() as connection:
            return [page_row(row) for row in connection.execute(query)]


def _note_event(connection: Connection, found: Marked, fate: Fate, routes: Sequence[Route], now: datetime) -> None:
    """Write down that an article was withdrawn, or is there again, each once."""
    gone = fate.article.get("gone_at", found.gone_at) is not None
    if found.article_id is not None and gone != (found.gone_at is not None):
        version = select(article.c.version).where(article.c.id == found.article_id)
        number = connection.execute(version).scalar_one()
        values = event(found.article_id, number, "withdrawn" if gone else "restored", now)
        connection.execute(insert(article_event).values(values))
        if gone:
            write_withdrawn(connection, found.article_id, number, routes, now)


def _marked(connection: Connection, address: str) -> Marked | None:
    """What is known of a page that is to be marked. Its age is that of the article it shows, its own or not."""
    row = _MARKED.one(connection, {"key": address_key(address)})
    if row is None:
        return None
    first, day = row.first_seen_at, row.published_day
    if row.duplicate_of is not None:
        original = _SHOWN.one(connection, {"key": address_key(row.duplicate_of)})
        first, day = original or (first, day)
    return Marked(address, row.state, row.failures, row.missing_since, row.id, row.gone_at, first, day)


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
