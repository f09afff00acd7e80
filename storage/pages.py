"""Addresses: which are known, what is known of them, which are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Select, and_, or_, select, update

from storage.engine import Database
from storage.errors import StoreError
from storage.recheck import article_due, retry_due
from storage.records import FoundLink, PageRow, PageState
from storage.schema import address_key, article, page

BATCH = 500
"""Addresses a query asks for at once: far below the limit on parameters of either database."""

_FIELDS = PageRow.__dataclass_fields__.keys()
_COLUMNS = [page.c[name] for name in _FIELDS]


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
                keys = [address_key(address) for address in wanted]
                for row in connection.execute(select(*_COLUMNS).where(page.c.address_key.in_(keys))):
                    if row.address in wanted:
                        found[row.address] = _page_row(row)
        return found

    def save_entry(self, page_row: PageRow) -> None:
        """Store what is now known of a feed, sitemap, listing or JSON page; the whole row replaces the old one."""
        values = {name: getattr(page_row, name) for name in _FIELDS}
        values["address_key"] = address_key(page_row.address)
        insert = self._db.insert(page).values(values)
        with self._db.write() as connection:
            connection.execute(insert.on_conflict_do_update(index_elements=["address_key"], set_=values))

    def entry_pages(self, source_key: str) -> list[PageRow]:
        """The feeds, sitemaps, listings and JSON pages of a source that were ever saved, oldest first."""
        return self._select(_of(source_key).where(page.c.state == "entry").order_by(page.c.id))

    def add_found(self, source_key: str, links: Sequence[FoundLink], *, now: datetime) -> list[FoundLink]:
        """Store the addresses nobody has seen before, of any source, as "found". Returns exactly those, in order."""
        unique = {link.address: link for link in links}
        added: list[FoundLink] = []
        with self._db.write() as connection:
            for part in batched(list(unique.values())):
                keys = {address_key(link.address): link for link in part}
                known = set(connection.scalars(select(page.c.address_key).where(page.c.address_key.in_(list(keys)))))
                new = {key: link for key, link in keys.items() if key not in known}
                if new:
                    rows = [_found(source_key, key, link, now) for key, link in new.items()]
                    connection.execute(self._db.insert(page).on_conflict_do_nothing(), rows)
                    added.extend(new.values())
        return added

    def pending(self, source_key: str, *, now: datetime, limit: int) -> list[PageRow]:
        """The article pages of a source still to be fetched, in the order they were found: new ones, then those that
        failed or were rejected and are due again."""
        due = and_(page.c.state.in_(("failed", "rejected")), page.c.next_check_at <= now)
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
        next_check_at: datetime | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        now: datetime | None = None,
    ) -> None:
        """Note what became of an article page that was not stored as an article this time.

        "stored" says: unchanged (304, or the same text), or, with another status, that a page already stored could
        not be had this time, which says nothing against it; "alias": another address of a stored article; "rejected"
        and "failed" count a failure; "gone" marks its article as gone. Where ``next_check_at`` is None it follows from
        ``storage.recheck``: by the article's age, or later with each failure; a page that is gone is not looked at
        again. ``etag`` and ``last_modified`` replace the kept ones only where given. StoreError for an address that
        was never found.
        """
        now = now or self._db.now()
        key = address_key(address)
        with self._db.write() as connection:
            failures = connection.scalar(select(page.c.failures).where(page.c.address_key == key))
            if failures is None:
                raise StoreError(f"{address}: no such page in the store; it must be found before it is marked")
            seen: dict[str, Any] = {"gone_at": now} if state == "gone" else {"gone_at": None, "last_seen_at": now}
            if state == "gone" or (state == "stored" and status in (None, 200, 304)):
                wanted = article.c.address_key == key
                if state == "gone":
                    wanted = and_(wanted, article.c.gone_at.is_(None))
                connection.execute(update(article).where(wanted).values(seen))
            failures = failures + 1 if state in ("failed", "rejected") else 0
            if next_check_at is None and failures:
                next_check_at = retry_due(address=address, now=now, failures=failures)
            elif next_check_at is None and state == "stored":
                row = connection.execute(
                    select(article.c.first_seen_at, article.c.published_day).where(article.c.address_key == key)
                ).one_or_none()
                first, day = (row.first_seen_at, row.published_day) if row else (now, None)
                next_check_at = article_due(address=address, now=now, first_seen_at=first, published_day=day)
            values: dict[str, Any] = {
                "state": state,
                "status": status,
                "note": note,
                "failures": failures,
                "next_check_at": next_check_at,
            }
            values |= {"etag": etag} if etag is not None else {}
            values |= {"last_modified": last_modified} if last_modified is not None else {}
            connection.execute(update(page).where(page.c.address_key == key).values(values))

    def _select(self, query: Select[*tuple[Any, ...]]) -> list[PageRow]:
        with self._db.read() as connection:
            return [_page_row(row) for row in connection.execute(query)]


def batched(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """``values`` in parts of at most ``BATCH``."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def _of(source_key: str) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(page.c.source_key == source_key)


def _page_row(row: Any) -> PageRow:
    return PageRow(*cast("Iterable[Any]", row))


def _found(source_key: str, key: int, link: FoundLink, now: datetime) -> dict[str, Any]:
    return {
        "address_key": key,
        "address": link.address,
        "source_key": source_key,
        "url": link.url,
        "kind": "article",
        "state": "found",
        "title": link.title,
        "date_text": link.date_text,
        "feed_date": link.feed_date,
        "next_check_at": now,
    }
