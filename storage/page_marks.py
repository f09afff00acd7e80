"""What becomes of a page that was looked at and not stored as an article this time, and of its article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, bindparam, func, insert, select, update

from storage.engine import Database
from storage.errors import StoreError
from storage.fate import Fate, Marked, fate_of
from storage.news import event, write_withdrawn
from storage.ready import Ready
from storage.recheck import AGES, Ages
from storage.records import PageState, Route
from storage.schema import address_key, article, article_event, page

# Built once: this is written for every page that is looked at again, and building costs more than running it.
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

_ITS = page.alias()
_ELSEWHERE = Ready(
    select(page.c.id)
    .join(_ITS, _ITS.c.source_key == page.c.source_key)
    .where(
        _ITS.c.address_key == bindparam("key"),
        page.c.duplicate_of == bindparam("address"),
        page.c.state == "stored",
        page.c.missing_since.is_(None),
    )
    .limit(1)
)


class PageMarks:
    """The part of ``Store`` that notes what became of pages."""

    _db: Database

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
        410 twice, a day apart, and no other page of the source shows it. The next success takes that back. A flagged
        article that goes is an alert, once a version, for those of ``routes`` that ask for kind "withdrawn".

        When it is looked at again follows from ``storage.recheck``: by the article's age (``ages``), or later with
        each failure (from 1 hour on; with ``again`` from 6 hours on). StoreError for an address that was never found.
        """
        now = now or self._db.now()
        with self._db.write() as connection:
            found = _marked(connection, address)
            if found is None:
                raise StoreError(f"{address}: no such page in the store; it must be found before it is marked")
            fate = fate_of(found, state, status, again=again, now=now, ages=ages)
            if fate.article.get("gone_at") is not None and _stands_elsewhere(connection, address):
                fate = replace(fate, article={})  # the site has moved it
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


def _stands_elsewhere(connection: Connection, address: str) -> bool:
    """Whether another page of the same source has shown this article, and is there as far as anybody knows."""
    return _ELSEWHERE.one(connection, {"key": address_key(address), "address": address}) is not None


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
