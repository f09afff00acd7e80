"""Storing articles: what is new, what is an edit, what was seen before; all of one article or nothing of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from storage.batch import BatchWriter
from storage.engine import Database
from storage.errors import BatchError, StoreError
from storage.ready import Ready
from storage.recheck import AGES, Ages
from storage.records import ArticleItem, KnownArticle, Route, SaveResult
from storage.rows import known_as
from storage.schema import address_key, article, page

_COLUMNS = (
    article.c.id,
    article.c.address,
    article.c.version,
    article.c.title,
    article.c.body,
    article.c.published_day,
    article.c.content_hash,
    article.c.gone_at,
)
_ASKED = select(bindparam("key", type_=article.c.address_key.type).label("key")).subquery()
_REPEATS = and_(page.c.address_key == _ASKED.c.key, page.c.duplicate_of.is_not(None))
_BY_ADDRESS = Ready(
    select(*_COLUMNS, page.c.address.label("other"), page.c.duplicate_of).select_from(
        _ASKED.outerjoin(article, article.c.address_key == _ASKED.c.key).outerjoin(page, _REPEATS)
    )
)
_SAME_TEXT = Ready(
    select(article.c.address)
    .where(article.c.content_hash == bindparam("hash"), article.c.source_key == bindparam("source"))
    .order_by(article.c.id)
    .limit(1)
)


class ArticleWriting:
    """The part of ``Store`` that stores articles, and tells what is stored of one."""

    _db: Database

    def known_article(self, address: str) -> KnownArticle | None:
        """What is stored of the article of this canonical address; of its original, with the original's own address,
        where the page of this address only repeats another one (``duplicate_of``)."""
        found = self._db.ask(_BY_ADDRESS, {"key": address_key(address)})
        if found is not None and found.id is not None:
            return _known(found) if found.address == address else None
        if found is None or found.duplicate_of is None or found.other != address:
            return None
        original = self._db.ask(_BY_ADDRESS, {"key": address_key(found.duplicate_of)})
        return _known(original) if original is not None and original.address == found.duplicate_of else None

    def save_items(
        self, items: Sequence[ArticleItem], *, routes: Sequence[Route], now: datetime, ages: Ages = AGES
    ) -> list[SaveResult]:
        """Store a batch in one transaction: article, version, raw page, flags, alert rows and page row of each item,
        or nothing of it. Returns one result an item, in order.

        * An unknown address is "new" (version 1); a known one whose text or day differs is "edited" (the next
          version); else "unchanged", which only notes that it was seen. Storing the same item twice is harmless.
        * An item with ``duplicate_of`` is a "duplicate" where that article is stored: its page is noted, nothing else.
          Where it is not (it could not be stored itself), the item is stored in its place. With ``by_text`` the first
          article of its source with the same ``content_hash`` comes before that one.
        * An item whose ``known`` has another address than its own is another page of that article: "duplicate" where
          the text is the same, else an edit of that article, whose own page row and address stay as they are.
        * Whether an item is news is judged against what is stored NOW: where another process stored a version since
          ``item.known`` was read, the item is compared again.
        * Flags are kept from grade 1 up. An alert row is written for each topic in ``verdicts`` and each channel of a
          route that this version reaches and the version before did not (grade before < ``min_grade`` <= grade), kind
          "new" for a first version and "edit" for a later one; unless that channel was alerted of this article and
          topic, or of another page of its story, before at the same or a higher grade.
        * A page is due again by the age of its article (``ages``).

        An item that cannot be stored does not sink the others: they are committed, then BatchError is raised with
        their ``results`` and the ``failures``. Where the database itself fails (disk full, locked, gone) nothing of
        the batch is stored and StoreError is raised; the batch may be repeated.
        """
        results: list[SaveResult] = []
        failures: list[tuple[ArticleItem, Exception]] = []
        with self._db.write() as connection:
            if any(item.known is None for item in items):  # two that store one story at once would each find it new
                self._db.one_at_a_time(connection)
            _find_same_texts(connection, items)
            for group in _independent(items):
                try:
                    results += self._save(connection, group, routes, now, ages)
                except Exception as error:
                    _raise_if_fatal(error)
                    for item in group:
                        try:
                            results += self._save(connection, [item], routes, now, ages)
                        except Exception as cause:
                            _raise_if_fatal(cause)
                            failures.append((item, cause))
        if failures:
            raise BatchError(results, failures)
        return results

    def _save(
        self,
        connection: Connection,
        items: Sequence[ArticleItem],
        routes: Sequence[Route],
        now: datetime,
        ages: Ages,
    ) -> list[SaveResult]:
        savepoint = connection.begin_nested()
        try:
            results = BatchWriter(self._db, connection, routes, now, ages).save(items)
        except Exception as error:
            _raise_if_fatal(error)  # the database may have undone everything already, the savepoint too
            savepoint.rollback()
            raise
        savepoint.commit()
        return results


def _known(row: Any) -> KnownArticle:
    return KnownArticle(
        id=row.id,
        address=row.address,
        version=row.version,
        title=row.title,
        body=row.body,
        published_day=row.published_day,
        content_hash=row.content_hash,
        gone=row.gone_at is not None,
    )


def _find_same_texts(connection: Connection, items: Sequence[ArticleItem]) -> None:
    """Note of which stored article each item ``by_text`` is a duplicate: the first of its source with its text."""
    for item in items:
        if item.by_text:
            found = _SAME_TEXT.one(connection, {"hash": item.content_hash, "source": item.source_key})
            if found is not None and found.address != item.address:
                item.duplicate_of = found.address


def _independent(items: Sequence[ArticleItem]) -> Iterator[list[ArticleItem]]:
    """Cut a batch where an item refers to an earlier one (same address, a sibling, its original): within a
    group all can be looked up together and written together."""
    group: list[ArticleItem] = []
    taken: set[str] = set()
    for item in items:
        refers = {item.address, item.duplicate_of, known_as(item), *item.article.siblings.values()}
        if taken & refers:
            yield group
            group, taken = [], set()
        group.append(item)
        taken |= {item.address, item.article.url, known_as(item)}
    if group:
        yield group


def _raise_if_fatal(error: Exception) -> None:
    """Go on with the next item only where this item is at fault, not the database."""
    if isinstance(error, (OperationalError, InterfaceError, StoreError)):
        raise error
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        raise error
