"""Full-text search: the index beside the articles, and what is found in it, newest first.

An article's number in the index is its day and its id in one (``entry_of``): the index itself then gives the newest
first, and a search from a day on reads nothing older. Articles are indexed after their crawl, not in its transactions;
which ones wait is written down with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, Connection, Insert, bindparam, column, delete, func, insert, select, table, text

from storage.engine import Database
from storage.errors import StoreBusy
from storage.ready import Ready
from storage.records import FlagFilter
from storage.schema import article, flag, source
from storage.schema_search import search_entry, search_pending
from storage.search_figures import settle
from storage.search_find import day_of, entry_of, find, id_of
from storage.search_query import Question, read_question
from storage.search_snippet import Snippet, marks, snippet
from storage.search_words import MOST_WORDS, stems

AT_ONCE = 100
"""Articles indexed in one transaction: about 30 ms in which no other process writes."""
CATCH_UP = 500
"""Articles that a search indexes first where some wait; who has more waiting is told so."""
_SQLITE_ADD = Ready(insert(table("article_fts", column("rowid"), column("title"), column("body"))))
_SQLITE_DROP = text("DELETE FROM article_fts WHERE rowid = :entry")
_POSTGRES_ADD = text("INSERT INTO article_fts (entry, words) VALUES (:entry, CAST(:words AS tsvector))")
_POSTGRES_DROP = text("DELETE FROM article_fts WHERE entry = :entry")
_PENDING = select(search_pending.c.article_id).order_by(search_pending.c.article_id).limit(bindparam("many"))
_THESE: BindParameter[int] = bindparam("ids", expanding=True)
_OLD = Ready(select(search_entry.c.entry).where(search_entry.c.article_id.in_(_THESE)))
_TEXTS = Ready(select(article.c.id, article.c.title, article.c.body, article.c.day).where(article.c.id.in_(_THESE)))
_ENTRY = Ready(insert(search_entry))
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
    stored and not indexed yet. ``until`` is the day (ISO) to which a search that was stopped has come: all
    that is newer was looked through."""

    hits: tuple[SearchHit, ...]
    before: int | None
    waiting: int = 0
    until: str | None = None


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
        spent: Callable[[], bool] | None = None,
        catch_up: int = CATCH_UP,
    ) -> SearchPage:
        """The newest articles that answer ``asked`` (``storage.search_query`` says how to ask) and pass the filter; the
        topic and grade of the filter count only where it names a topic. SearchError where nothing is asked for.

        Looks until the page is full or all was looked through. With ``spent`` it does so piece by piece and asks after
        each whether that is enough; the page then says where to go on, and all pages together hold the same answers.
        Up to ``catch_up`` articles that wait are put into the index before.

        The same answers on SQLite and PostgreSQL, in the same order.
        """
        question = read_question(asked)
        waiting = self._catch_up(catch_up)
        wanted = wanted or FlagFilter()
        with self._db.read() as connection:
            found, read_to = find(self._db, connection, question, wanted, limit + 1, before, spent)
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

    def _drop(self, connection: Connection, ids: Sequence[int]) -> None:
        old = sorted(row.entry for row in _OLD.all(connection, {"ids": ids}))
        if old:
            drop = _SQLITE_DROP if self._db.is_sqlite else _POSTGRES_DROP
            connection.execute(drop, [{"entry": number} for number in old])
            connection.execute(delete(search_entry).where(search_entry.c.article_id.in_(ids)))

    def _add(self, connection: Connection, ids: Sequence[int]) -> None:
        # In their order: FTS5 writes out what it holds wherever an entry is less than the one before.
        rows = sorted((entry_of(row.day, row.id), row) for row in _TEXTS.all(connection, {"ids": ids}))
        if self._db.is_sqlite:
            _SQLITE_ADD.many(connection, [{"rowid": entry, **_columns(row.title, row.body)} for entry, row in rows])
        else:
            values = [{"entry": entry, "words": _vector(row.title, row.body)} for entry, row in rows]
            connection.execute(_POSTGRES_ADD, values)
        _ENTRY.many(connection, [{"article_id": row.id, "entry": entry} for entry, row in rows])


def mark_for_search(db: Database, connection: Connection, ids: Iterable[int]) -> None:
    """Note that these articles are to be indexed (again), in the transaction that stores them."""
    values = [{"article_id": number} for number in ids]
    if values:
        db.ready(_waits).many(connection, values)


def _waits(db: Database) -> Insert:
    return db.insert(search_pending).on_conflict_do_nothing()


def _hits(connection: Connection, question: Question, entries: Sequence[int]) -> tuple[SearchHit, ...]:
    ids = [id_of(entry) for entry in entries]
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
