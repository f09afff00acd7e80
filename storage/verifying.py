"""Is the archive what it was? Its pages against their sha256, its rows against each other and against their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    column,
    func,
    or_,
    select,
    text,
)
from sqlalchemy import table as sql_table
from sqlalchemy.exc import DatabaseError, StatementError

from articles.fingerprint import content_hash, text_keys
from storage.engine import Database
from storage.errors import DatabaseDamaged
from storage.flag_days import REPEATED
from storage.pages import batched
from storage.raw_pages import read_page
from storage.schema import address_key, article, article_version, flag, page, raw_page, text_key
from storage.schema_search import search_entry, search_pending

ProblemKind = Literal["file", "page", "dangling", "row", "unreadable", "reading"]


_UNREADABLE = (StatementError, ValueError, TypeError)
"""What a value raises that is no text, time or JSON any more, or of another kind than its column's."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``kind``: the database file itself; a stored page; a row that refers to none; a row that
    does not fit its own text or another row, or cannot be read at all; a text that is not what its page says. ``where``
    names the row."""

    kind: ProblemKind
    where: str
    what: str


class Verifying:
    """The part of ``Store`` that checks the archive. It writes nothing."""

    _db: Database

    def page_keys(self) -> list[str]:
        """The sha256 of every stored page."""
        with self._db.read() as connection:
            return list(connection.scalars(select(raw_page.c.sha256).order_by(raw_page.c.fetched_at)))

    def check_pages(self, keys: Sequence[str]) -> list[Problem]:
        """Restore these pages and compare their bytes with their sha256."""
        found: list[Problem] = []
        with self._db.read() as connection:
            for key in keys:
                try:
                    read_page(connection, key)
                except DatabaseDamaged as error:
                    found.append(Problem("page", key, str(error)))
        return found

    def check_whole(self, note: Callable[[str], object] = lambda _words: None) -> list[Problem]:
        """What concerns the database as one: its file, and rows that refer to rows which do not exist. ``note`` is told
        what is looked at next. Where the file itself is damaged, nothing else is looked at: values may be anything."""
        with self._db.read() as connection:
            found: list[Problem] = []
            if self._db.is_sqlite:  # PostgreSQL holds its references itself, and has its own tools for its files
                note("the database file")
                found += _file_problems(connection)
                if found:
                    return found
                note("references")
                found += _reference_problems(connection)
            note("versions and duplicates")
            found += [*_version_problems(connection), *_duplicate_problems(connection)]
            note("search index")
            return [*found, *_index_problems(connection, self._db.is_sqlite), *_key_problems(connection)]

    def check_articles(self, ids: Sequence[int]) -> list[Problem]:
        """Hold these articles and all their versions against their own texts: address key, content hash, current
        version, keys in the index of near duplicates."""
        found: list[Problem] = []
        with self._db.read() as connection:
            for part in batched(ids):
                try:
                    found += _article_problems(connection, part)
                except _UNREADABLE:
                    for number in part:
                        found += _unread_problems(connection, number)
        return found


def _file_problems(connection: Connection) -> Iterator[Problem]:
    try:
        for line in connection.scalars(text("PRAGMA integrity_check(20)")):
            if line != "ok":
                yield Problem("file", "database", str(line))
    except DatabaseError as error:  # damage that the check itself stumbles over
        yield Problem("file", "database", str(error.orig))


def _reference_problems(connection: Connection) -> Iterator[Problem]:
    for table, rowid, parent, _number in connection.execute(text("PRAGMA foreign_key_check")):
        yield Problem("dangling", f"{table} row {rowid}", f"refers to a row of {parent} that does not exist")


def _version_problems(connection: Connection) -> Iterator[Problem]:
    newest = (
        select(article_version.c.article_id, func.max(article_version.c.version).label("version"))
        .group_by(article_version.c.article_id)
        .subquery()
    )
    query: Select[*tuple[Any, ...]] = (
        select(article.c.id, article.c.version, newest.c.version.label("newest"))
        .outerjoin(newest, newest.c.article_id == article.c.id)
        .where(or_(newest.c.version.is_(None), newest.c.version != article.c.version))
    )
    for row in connection.execute(query):
        words = "has no versions" if row.newest is None else f"says version {row.version}, its newest is {row.newest}"
        yield Problem("dangling", f"article {row.id}", words)


def _duplicate_problems(connection: Connection) -> Iterator[Problem]:
    query = select(page.c.address, page.c.duplicate_of).where(page.c.duplicate_of.is_not(None))
    for part in batched(connection.execute(query).all()):
        keys = {address_key(row.duplicate_of) for row in part}
        known = set(connection.scalars(select(article.c.address_key).where(article.c.address_key.in_(keys))))
        for row in part:
            if address_key(row.duplicate_of) not in known:
                yield Problem("dangling", row.address, f"repeats {row.duplicate_of}, which is not stored")


def _index_problems(connection: Connection, is_sqlite: bool) -> Iterator[Problem]:
    """What is wrong between the articles, the note of which are indexed, and the index itself."""
    indexed, waiting = search_entry.c.article_id, search_pending.c.article_id
    unknown = _missing(article.c.id, search_entry, indexed).outerjoin(search_pending, waiting == article.c.id)
    for number in connection.scalars(unknown.where(waiting.is_(None))):
        yield Problem("dangling", f"article {number}", "is not in the search index and does not wait for it")
    for noted in (indexed, waiting):
        for number in connection.scalars(_missing(noted, article, article.c.id)):
            yield Problem("dangling", f"{noted.table.name} {number}", "refers to an article that does not exist")
    index = sql_table("article_fts", column("rowid" if is_sqlite else "entry", BigInteger))
    (entry,) = index.columns
    for number in connection.scalars(_missing(search_entry.c.entry, index, entry)):
        article_id = select(indexed).where(search_entry.c.entry == number)
        yield Problem(
            "dangling", f"article {connection.scalar(article_id)}", "is said to be in the search index, not so"
        )
    for number in connection.scalars(_missing(entry, search_entry, search_entry.c.entry)):
        yield Problem("dangling", f"search index {number}", "belongs to no article")


def _key_problems(connection: Connection) -> Iterator[Problem]:
    for number in connection.scalars(_missing(text_key.c.article_id, article, article.c.id).distinct()):
        yield Problem("dangling", f"text_key {number}", "refers to an article that does not exist")
    for name in REPEATED:
        others = select(flag.c.article_id).join(article, article.c.id == flag.c.article_id)
        others = others.where(flag.c[name].is_distinct_from(article.c[name]))
        for number in connection.scalars(others.distinct()):
            yield Problem("row", f"flag of article {number}", f"has another {name} than its article")


def _missing(numbers: ColumnElement[int], table: FromClause, known: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    """Those of a column's numbers that ``known``, a column of ``table``, lacks."""
    return select(numbers).outerjoin(table, known == numbers).where(known.is_(None))


def _article_problems(connection: Connection, ids: Sequence[int]) -> list[Problem]:
    query = select(article).where(article.c.id.in_(ids)).order_by(article.c.id)
    return [
        Problem("row", f"article {row.id}", words)
        for row in connection.execute(query).all()
        for words in _row_problems(connection, row)
    ]


def _unread_problems(connection: Connection, number: int) -> list[Problem]:
    try:
        return _article_problems(connection, [number])
    except _UNREADABLE as error:
        return [Problem("unreadable", f"article {number}", f"cannot be read ({error.__cause__ or error})")]


def _row_problems(connection: Connection, row: Row[*tuple[Any, ...]]) -> Iterator[str]:
    if row.address_key != address_key(row.address):
        yield "its address key is not that of its address: it cannot be found"
    if row.content_hash != content_hash(row.title, row.body):
        yield "its content hash is not that of its text"
    keys = set(text_keys(row.body))
    kept = and_(text_key.c.article_id == row.id, text_key.c.key.in_(keys))
    if keys and set(connection.scalars(select(text_key.c.key).where(kept))) != keys:
        yield "its text is not in the index of near duplicates"
    versions = connection.execute(select(article_version).where(article_version.c.article_id == row.id)).all()
    for version in versions:
        if version.content_hash != content_hash(version.title, version.body):
            yield f"the content hash of version {version.version} is not that of its text"
        current = version.version == row.version
        same = (version.title, version.body, version.page_sha256) == (row.title, row.body, row.page_sha256)
        if current and not same:
            yield f"it differs from its current version {version.version}"
