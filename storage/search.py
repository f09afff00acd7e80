"""Full-text search: the index beside the articles, and what is found in it, newest first.

An article's number in the index is its day and its id in one (``entry_of``): the index itself then gives the newest
first, and a search from a day on reads nothing older. Articles are indexed after their crawl, not in its transactions;
which ones wait is written down with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, Connection, Insert, bindparam, delete, func, insert, select, text

from storage.engine import Database
from storage.errors import StoreBusy
from storage.filters import of_article, of_flag
from storage.records import FlagFilter
from storage.schema import article, flag, source
from storage.schema_search import search_entry, search_pending
from storage.search_figures import settle
from storage.search_query import Question, fts5, read_question, tsquery
from storage.search_snippet import Snippet, marks, snippet
from storage.search_words import MOST_WORDS, stems

AT_ONCE = 100
"""Articles indexed in one transaction: about 30 ms in which no other process writes."""
CATCH_UP = 500
"""Articles that a search indexes first where some wait; who has more waiting is told so."""
_ID_BITS = 40
_CHUNK = 200

_SQLITE_FIND = text(
    "SELECT rowid AS entry FROM article_fts WHERE article_fts MATCH :question AND rowid BETWEEN :low AND :high"
    " ORDER BY rowid DESC LIMIT :many"
).columns(entry=BigInteger)
_POSTGRES_FIND = text(
    "SELECT entry FROM article_fts WHERE words @@ CAST(:question AS tsquery) AND entry BETWEEN :low AND :high"
    " ORDER BY entry DESC LIMIT :many"
).columns(entry=BigInteger)
_SQLITE_ADD = text("INSERT INTO article_fts (rowid, title, body) VALUES (:entry, :title, :body)")
_SQLITE_DROP = text("DELETE FROM article_fts WHERE rowid = :entry")
_POSTGRES_ADD = text("INSERT INTO article_fts (entry, words) VALUES (:entry, CAST(:words AS tsvector))")
_POSTGRES_DROP = text("DELETE FROM article_fts WHERE entry = :entry")
_PENDING = select(search_pending.c.article_id).order_by(search_pending.c.article_id).limit(bindparam("many"))
_SHOWN = (
    article.c.id,
    article.c.version,
    article.c.title,
    article.c.url,
    article.c.body,
    article.c.day,
    article.c.published_day,
    article.c.language,
    article.c.story_id,
    article.c.source_key,
    source.c.name.label("source_name"),
    source.c.country,
)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One article that answers. ``title_marks`` are (start, end) in its headline; ``grades`` by topic, from 1 up."""

    article_id: int
    version: int
    title: str
    title_marks: tuple[tuple[int, int], ...]
    snippet: Snippet
    url: str
    day: str
    published_day: str | None
    language: str | None
    story_id: int
    source_key: str
    source_name: str
    country: str
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Answers, newest first. ``before`` asks for the next page, None where this was the last; ``waiting`` articles are
    stored and not indexed yet. ``until`` is the day (ISO) to which a search that may read only so much has come, where
    it has not come to the end of the page."""

    hits: tuple[SearchHit, ...]
    before: int | None
    waiting: int = 0
    until: str | None = None


def entry_of(day: str, article_id: int) -> int:
    """The number of an article in the index: sorts by day (ISO), then by id."""
    return date.fromisoformat(day).toordinal() << _ID_BITS | article_id


def day_of(entry: int) -> str:
    """The day (ISO) of an entry of the index."""
    return date.fromordinal(entry >> _ID_BITS).isoformat()


class Search:
    """The part of ``Store`` that searches."""

    _db: Database
    _unsettled = 0

    def search(
        self,
        asked: str,
        wanted: FlagFilter | None = None,
        *,
        limit: int = 20,
        before: int | None = None,
        reads: int | None = None,
        catch_up: int = CATCH_UP,
    ) -> SearchPage:
        """The newest articles that answer ``asked`` (``storage.search_query`` says how to ask) and pass the filter; the
        topic and grade of the filter count only where it names a topic. SearchError where nothing is asked for.

        A filter is tried on the articles that answer, newest first: on about so many as ``reads``, all where None; the
        page then says where to go on. Up to ``catch_up`` articles that wait are put into the index before.

        The same answers on SQLite and PostgreSQL, in the same order.
        """
        question = read_question(asked)
        waiting = self._catch_up(catch_up)
        wanted = wanted or FlagFilter()
        with self._db.read() as connection:
            found, read_to = self._find(connection, question, wanted, limit + 1, before, reads)
            hits = _hits(connection, question, found[:limit])
        if len(found) > limit:
            return SearchPage(hits, found[limit - 1], waiting)
        return SearchPage(hits, read_to, waiting, day_of(read_to) if read_to is not None else None)

    def index_for_search(self, many: int = AT_ONCE) -> int:
        """Put up to ``many`` of the articles that wait into the index, in one transaction; how many it were. Called
        until it answers 0 after a crawl: PostgreSQL then gets its index in order and its planner's figures."""
        with self._db.write() as connection:
            query = _PENDING if self._db.is_sqlite else _PENDING.with_for_update(skip_locked=True)
            ids = connection.scalars(query, {"many": many}).all()
            if ids:
                self._drop(connection, ids)
                self._add(connection, ids)
                connection.execute(delete(search_pending).where(search_pending.c.article_id.in_(ids)))
        self._unsettled += len(ids)
        if not ids and self._unsettled and not self._db.is_sqlite:
            self._unsettled = 0
            settle(self._db)
        return len(ids)

    def waiting_for_search(self) -> int:
        """Articles that are stored and not in the index yet."""
        with self._db.read() as connection:
            return connection.scalar(select(func.count()).select_from(search_pending)) or 0

    def _catch_up(self, most: int) -> int:
        waiting = self.waiting_for_search()
        if not 0 < waiting <= most:
            return waiting
        try:
            while self.index_for_search():
                pass
        except StoreBusy:  # a crawl holds the database; it will index them itself
            return waiting
        return 0

    def _find(
        self,
        connection: Connection,
        question: Question,
        wanted: FlagFilter,
        most: int,
        before: int | None,
        reads: int | None,
    ) -> tuple[list[int], int | None]:
        """The entries that answer and pass the filter, and where reading was broken off. The index is read in growing
        pieces, newest first, until there are enough, or ``reads`` were read."""
        low = entry_of(wanted.since.isoformat(), 0) if wanted.since else 0
        high = entry_of(wanted.until.isoformat(), (1 << _ID_BITS) - 1) if wanted.until else (1 << 62)
        statement, words_ = (_SQLITE_FIND, fts5) if self._db.is_sqlite else (_POSTGRES_FIND, tsquery)
        asked = {"question": words_(question), "low": low}
        high, many = min(high, before - 1 if before else high), max(most, _CHUNK if _filters(wanted) else most)
        found: list[int] = []
        read = 0
        while len(found) < most:
            if reads is not None and read >= reads:
                return found, high + 1
            piece = connection.scalars(statement, asked | {"high": high, "many": many}).all()
            found += _passing(connection, piece, wanted) if _filters(wanted) else piece
            if len(piece) < many:
                break
            read += len(piece)
            high, many = piece[-1] - 1, min(many * 4, 10_000 if reads is None else max(reads - read, _CHUNK))
        return found[:most], None

    def _drop(self, connection: Connection, ids: Sequence[int]) -> None:
        mine = search_entry.c.article_id.in_(ids)
        old = [{"entry": number} for number in connection.scalars(select(search_entry.c.entry).where(mine))]
        if old:
            connection.execute(_SQLITE_DROP if self._db.is_sqlite else _POSTGRES_DROP, old)
            connection.execute(delete(search_entry).where(mine))

    def _add(self, connection: Connection, ids: Sequence[int]) -> None:
        query = select(article.c.id, article.c.title, article.c.body, article.c.day).where(article.c.id.in_(ids))
        rows = [(entry_of(row.day, row.id), row) for row in connection.execute(query)]
        if self._db.is_sqlite:
            values = [{"entry": entry, **_columns(row.title, row.body)} for entry, row in rows]
            connection.execute(_SQLITE_ADD, values)
        else:
            values = [{"entry": entry, "words": _vector(row.title, row.body)} for entry, row in rows]
            connection.execute(_POSTGRES_ADD, values)
        connection.execute(insert(search_entry), [{"article_id": row.id, "entry": entry} for entry, row in rows])


def mark_for_search(db: Database, connection: Connection, ids: Iterable[int]) -> None:
    """Note that these articles are to be indexed (again), in the transaction that stores them."""
    values = [{"article_id": number} for number in ids]
    if values:
        db.ready(_waits).many(connection, values)


def _waits(db: Database) -> Insert:
    return db.insert(search_pending).on_conflict_do_nothing()


def _filters(wanted: FlagFilter) -> bool:
    """True where more than days is asked for, which the index knows."""
    return bool(of_article(wanted, days=False)) or wanted.topic is not None


def _passing(connection: Connection, entries: Sequence[int], wanted: FlagFilter) -> list[int]:
    by_id = {entry & ((1 << _ID_BITS) - 1): entry for entry in entries}
    query = select(article.c.id).join(source, source.c.key == article.c.source_key)
    query = query.where(*of_article(wanted, days=False))
    if wanted.topic is not None:
        query = query.join(flag, (flag.c.article_id == article.c.id) & (flag.c.version == article.c.version))
        query = query.where(*of_flag(wanted))
    passing: list[int] = []
    ids = list(by_id)
    for start in range(0, len(ids), 500):
        passing += connection.scalars(query.where(article.c.id.in_(ids[start : start + 500]))).all()
    return sorted((by_id[number] for number in passing), reverse=True)


def _hits(connection: Connection, question: Question, entries: Sequence[int]) -> tuple[SearchHit, ...]:
    ids = [entry & ((1 << _ID_BITS) - 1) for entry in entries]
    query = select(*_SHOWN).join(source, source.c.key == article.c.source_key).where(article.c.id.in_(ids))
    rows = {row.id: row for row in connection.execute(query)}
    grades: defaultdict[int, dict[str, int]] = defaultdict(dict)
    current = select(flag.c.article_id, flag.c.topic, flag.c.grade).join(
        article, (flag.c.article_id == article.c.id) & (flag.c.version == article.c.version)
    )
    for number, topic, grade in connection.execute(current.where(article.c.id.in_(ids)).order_by(flag.c.topic)):
        grades[number][topic] = grade
    sought = question.sought()
    in_text = [clause for clause in sought if not clause.title] or sought
    return tuple(
        SearchHit(
            article_id=row.id,
            version=row.version,
            title=row.title,
            title_marks=marks(row.title, sought),
            snippet=snippet(row.body, in_text),
            url=row.url,
            day=row.day,
            published_day=row.published_day,
            language=row.language,
            story_id=row.story_id,
            source_key=row.source_key,
            source_name=row.source_name,
            country=row.country,
            grades=grades[row.id],
        )
        for number in ids
        if (row := rows.get(number)) is not None
    )


def _columns(title: str, body: str) -> dict[str, str]:
    head = stems(title)
    return {"title": " ".join(head), "body": " ".join(stems(body, max(MOST_WORDS - len(head), 1)))}


def _vector(title: str, body: str) -> str:
    """A text as PostgreSQL writes a tsvector: headline words have weight A; a gap keeps phrases out of both."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    head = stems(title)
    for at, stem in enumerate(head, 1):
        places[stem].append(f"{at}A")
    for at, stem in enumerate(stems(body, max(MOST_WORDS - len(head), 1)), len(head) + 2):
        places[stem].append(str(at))
    return " ".join(f"'{stem}':{','.join(found)}" for stem, found in places.items())
