"""Which entries of the search index answer a question, the newest first, piece by piece.

A question that few articles answer though many hold its words ("из что") makes a database go through them all. Who asks
with ``spent`` has the index looked through in slices instead, and is told how far it has come.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property

from sqlalchemy import BigInteger, Connection, TextClause, TextualSelect, literal, select, text, tuple_

from storage.engine import Database
from storage.filters import of_article, of_flag
from storage.records import FlagFilter
from storage.schema import article, flag, source
from storage.schema_search import search_pending
from storage.search_query import Clause, Question, fts5, tsquery

ID_BITS = 40
_LOWEST, _HIGHEST = date.min.toordinal() << ID_BITS, (date.max.toordinal() + 1 << ID_BITS) - 1
SLICE, POSTGRES_SLICE = 100_000, 1_000
"""Articles that are looked through between two questions whether that is enough. FTS5 takes 9 ms for those where all
hold the words of a phrase; PostgreSQL reads the words of each, 14 ms."""
_CHUNK = 200
_MOST_AT_ONCE = 10_000
_MOST_OF_A_SLICE = 1_000
"""Answers on which a filter is tried at once, and between two such questions."""
RARE = 5_000
"""Articles with the words of a phrase up to which FTS5 may go through them all at once."""
_GUARDS, _GUARD_WORDS = 2, 3
_CANDIDATES, _CANDIDATES_OF_A_SLICE, _TRIED, _FEW = 20_000, 2_000, 300, 25
"""Articles with the words of a phrase or headline that PostgreSQL is asked for at once, and those whose text is read at
once for whether the phrase is in it."""
_OF_SOURCES = 3_000
"""Newest articles of named sources whose words PostgreSQL reads before it looks for the words in all articles."""

_SQLITE_FIND = text(
    "SELECT rowid AS entry FROM article_fts WHERE article_fts MATCH :question AND rowid BETWEEN :low AND :high"
    " ORDER BY rowid DESC LIMIT :many"
).columns(entry=BigInteger)
_POSTGRES_FIND = text(
    "SELECT entry FROM article_fts WHERE words @@ CAST(:question AS tsquery) AND entry BETWEEN :low AND :high"
    " ORDER BY entry DESC LIMIT :many"
).columns(entry=BigInteger)
_POSTGRES_FIND_BY_WORDS = text(
    "SELECT entry FROM article_fts WHERE words @@ CAST(:question AS tsquery) AND entry + 0 BETWEEN :low AND :high"
    " ORDER BY entry + 0 DESC LIMIT :many"
).columns(entry=BigInteger)
"""The sums keep the planner from the index of entries."""
_POSTGRES_NTH = text("SELECT entry FROM article_fts WHERE entry <= :high ORDER BY entry DESC LIMIT 1 OFFSET :number")
_POSTGRES_AMONG = text(
    "SELECT entry FROM article_fts WHERE entry = ANY(:entries) AND words @@ CAST(:question AS tsquery)"
    " ORDER BY entry DESC"
).columns(entry=BigInteger)
_POSTGRES_SCANS = text("SELECT set_config('enable_seqscan', :on, true), set_config('work_mem', :memory, true)")
_POSTGRES_MEMORY = text("SELECT current_setting('work_mem')")
_MEMORY = "64MB"
"""For a million articles' places in the table; with less PostgreSQL forgets which and reads the texts again."""
_WAITS = select(search_pending.c.article_id).limit(1)
_SQLITE_NTH = text("SELECT id FROM article_fts_docsize WHERE id <= :high ORDER BY id DESC LIMIT 1 OFFSET :number")
"""FTS5 keeps a small row for each article there."""
_SQLITE_NTH_WITH = text(
    "SELECT rowid FROM article_fts WHERE article_fts MATCH :question ORDER BY rowid DESC LIMIT 1 OFFSET :number"
)
_STEMS = text("SELECT c0 || ' ' || c1 FROM article_fts_content WHERE id <= :high ORDER BY id DESC LIMIT :many")


def entry_of(day: str, article_id: int) -> int:
    """The number of an article in the index: sorts by day (ISO), then by id."""
    return date.fromisoformat(day).toordinal() << ID_BITS | article_id


def day_of(entry: int) -> str:
    """The day (ISO) of an entry of the index."""
    return date.fromordinal(entry >> ID_BITS).isoformat()


def id_of(entry: int) -> int:
    """The article of an entry of the index."""
    return entry & ((1 << ID_BITS) - 1)


def find(
    db: Database,
    connection: Connection,
    question: Question,
    wanted: FlagFilter,
    most: int,
    before: int | None,
    spent: Callable[[], bool] | None,
) -> tuple[list[int], int | None]:
    """The newest ``most`` entries that answer and pass the filter, and the entry before which nothing was looked at,
    None where all was (or enough was found). ``spent`` is asked after each piece whether that is enough."""
    low = entry_of(wanted.since.isoformat(), 0) if wanted.since else 0
    high = entry_of(wanted.until.isoformat(), (1 << ID_BITS) - 1) if wanted.until else (1 << 62)
    narrow, sliced = _filters(wanted), spent is not None
    if db.is_sqlite:
        index: _Index = _Fts5(connection, question, low, sliced)
    else:
        index = _Tsvector(connection, question, low, sliced, wanted.sources)
    many = max(most, _CHUNK) if narrow else most
    found: list[int] = []
    for piece, read_to in index.pieces(min(high, before - 1 if before else high), many):
        found += _passing(connection, piece, wanted) if narrow else piece
        if len(found) >= most:
            break
        if read_to is not None and spent is not None and spent():
            return found, read_to + 1
    return found[:most], None


class _Index(ABC):
    """The index of one database, asked one question. ``low``: nothing below is wanted. ``sliced``: who asks may have
    enough before all of it was looked through."""

    def __init__(self, connection: Connection, question: Question, low: int, sliced: bool) -> None:
        self._connection = connection
        self._question = question
        self._low = low
        self._sliced = sliced

    def pieces(self, high: int, many: int) -> Iterator[tuple[list[int], int | None]]:
        """The entries that answer from ``high`` down, about ``many`` in the first piece and more in those that follow;
        with each piece the entry to go on from, None with the last."""
        most = _MOST_OF_A_SLICE if self._sliced else _MOST_AT_ONCE
        read_to: int | None = high
        while read_to is not None:
            piece, read_to = self._piece(read_to, many)
            if read_to is not None and read_to < self._low:
                read_to = None
            yield piece, read_to
            many = min(many * 4, max(many, most))

    @abstractmethod
    def _piece(self, high: int, many: int) -> tuple[list[int], int | None]:
        """One piece of at least one step, and the entry to go on from; None where nothing is left."""

    def _whole(self, find: TextualSelect, question: str, high: int, many: int) -> tuple[list[int], int | None]:
        """A piece that ends with its last answer."""
        found = self._answers(find, question, self._low, high, many)
        return found, found[-1] - 1 if len(found) == many else None

    def _answers(self, find: TextualSelect, question: str, low: int, high: int, many: int) -> list[int]:
        asked = {"question": question, "low": low, "high": high, "many": many}
        return list(self._connection.scalars(find, asked))

    def _nth(self, query: TextClause, number: int, **asked: object) -> int | None:
        found: int | None = self._connection.scalar(query, {"number": number, **asked})
        return found

    def _beyond_words(self) -> Iterator[Clause]:
        """Clauses for which it is not enough that an article holds their words."""
        return (clause for clause in self._question.sought() if clause.title or len(clause.stems) > 1)


class _Tsvector(_Index):
    """PostgreSQL's. By words it finds what few articles answer, and would read nearly all for what many do; by entries
    the other way round. So the newest are looked through by entries, and what is older by words where those have not
    filled the page."""

    def __init__(
        self, connection: Connection, question: Question, low: int, sliced: bool, sources: Sequence[str]
    ) -> None:
        super().__init__(connection, question, low, sliced)
        self._sources = sources
        self._newest = True

    def _piece(self, high: int, many: int) -> tuple[list[int], int | None]:
        question = tsquery(self._question)
        if self._sources and not self._connection.scalar(_WAITS):  # whose days may be others
            return self._of_sources(question, high)
        if self._newest:
            self._newest = False
            floor = self._nth(_POSTGRES_NTH, POSTGRES_SLICE, high=high)
            if floor is None or floor < self._low:
                return self._whole(_POSTGRES_FIND, question, high, many)
            found = self._answers(_POSTGRES_FIND, question, floor + 1, high, many)
            return found, found[-1] - 1 if len(found) == many else floor
        with self._by_index():
            if any(self._beyond_words()):
                return self._tried(question, high, many)
            return self._whole(_POSTGRES_FIND_BY_WORDS, question, high, many)

    def _of_sources(self, question: str, high: int) -> tuple[list[int], int | None]:
        """A few of what the newest articles of the sources answer. By the index of words, a common word would be looked
        for in the articles of all the other sources, too."""
        first = min(max(high, _LOWEST), _HIGHEST)
        upto = tuple_(literal(day_of(first), article.c.day.type), literal(id_of(first), BigInteger))
        mine = select(article.c.id, article.c.day).where(article.c.source_key.in_(self._sources))
        mine = mine.where(tuple_(article.c.day, article.c.id) <= upto)
        mine = mine.order_by(article.c.day.desc(), article.c.id.desc()).limit(_OF_SOURCES)
        newest = self._connection.execute(mine).all()
        entries = [entry for entry in (entry_of(row.day, row.id) for row in newest) if self._low <= entry <= high]
        found, read_to = self._among(entries, question, _FEW)
        if read_to is None:
            self._sources, self._newest = (), False
            read_to = entry_of(newest[-1].day, newest[-1].id) - 1 if len(newest) == _OF_SOURCES else None
        return found, read_to

    def _tried(self, question: str, high: int, many: int) -> tuple[list[int], int | None]:
        """The index of words knows neither places nor headlines: of the articles with all the words, the newest first,
        the texts are read only until there are enough."""
        loosely, most = tsquery(self._question.loosely()), _CANDIDATES_OF_A_SLICE if self._sliced else _CANDIDATES
        candidates = self._answers(_POSTGRES_FIND_BY_WORDS, loosely, self._low, high, most)
        found, read_to = self._among(candidates, question, many)
        return found, read_to if read_to is not None or len(candidates) < most else candidates[-1] - 1

    def _among(self, entries: Sequence[int], question: str, many: int) -> tuple[list[int], int | None]:
        """Those of the entries, newest first, that answer; where reading ended early, as there are enough, the entry to
        go on from."""
        found: list[int] = []
        for start in range(0, len(entries), _TRIED):
            tried = entries[start : start + _TRIED]
            found += self._connection.scalars(_POSTGRES_AMONG, {"entries": tried, "question": question})
            if len(found) >= many and start + _TRIED < len(entries):
                return found, tried[-1] - 1
        return found, None

    @contextmanager
    def _by_index(self) -> Iterator[None]:
        """No reading of the whole table: the planner takes that for cheap, as it does not count texts that are kept
        apart."""
        before = self._connection.scalar(_POSTGRES_MEMORY)
        self._connection.execute(_POSTGRES_SCANS, {"on": "off", "memory": _MEMORY})
        yield
        self._connection.execute(_POSTGRES_SCANS, {"on": "on", "memory": before})


class _Fts5(_Index):
    """SQLite's. FTS5 looks for the next answer beyond the lowest rowid it was asked for, if need be through the whole
    archive. Where that may take long it is asked for guards, too: words of the articles just below the slice, which it
    finds there and stops. What answers for a guard's words alone is then taken out of the answers."""

    def _piece(self, high: int, many: int) -> tuple[list[int], int | None]:
        question = fts5(self._question)
        floor = self._floor(high) if self._sliced and self._laborious else None
        guards = self._guards(floor) if floor is not None else ""
        if floor is None or not guards:
            return self._whole(_SQLITE_FIND, question, high, many)
        many = max(many, _CHUNK)
        found = self._answers(_SQLITE_FIND, f"({question}) OR {guards}", max(self._low, floor + 1), high, many)
        read_to = found[-1] - 1 if len(found) == many else floor
        if found:
            only = self._answers(_SQLITE_FIND, f"({guards}) NOT ({question})", found[-1], high, many)
            found = sorted(set(found).difference(only), reverse=True)
        return found, read_to

    @cached_property
    def _laborious(self) -> bool:
        """Whether many articles hold the words of a clause and perhaps few the clause itself."""
        return any(self._are_common(clause.stems) for clause in self._beyond_words())

    def _are_common(self, stems: Sequence[str]) -> bool:
        words = " AND ".join(f'"{stem}"' for stem in stems)
        return self._nth(_SQLITE_NTH_WITH, RARE, question=words) is not None

    def _floor(self, high: int) -> int | None:
        """The first entry below the newest slice from ``high`` down; None where there is none."""
        found = self._nth(_SQLITE_NTH, SLICE, high=high)
        return found if found is not None and found >= self._low else self._nth(_SQLITE_NTH, 0, high=self._low - 1)

    def _guards(self, floor: int) -> str:
        """Words of two articles from ``floor`` down. Two, as the one that FTS5 finds first does not stop it."""
        texts = self._connection.scalars(_STEMS, {"high": floor, "many": 2 * _GUARDS})
        longest = [sorted(set(text.split()), key=len)[-_GUARD_WORDS:] for text in texts if text.strip()]
        return " OR ".join("(" + " AND ".join(f'"{stem}"' for stem in words) + ")" for words in longest[:_GUARDS])


def _filters(wanted: FlagFilter) -> bool:
    """True where more than days is asked for, which the index knows."""
    return bool(of_article(wanted, days=False)) or wanted.topic is not None


def _passing(connection: Connection, entries: Sequence[int], wanted: FlagFilter) -> list[int]:
    by_id = {id_of(entry): entry for entry in entries}
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
