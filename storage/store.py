"""The store: one object that crawler, pipelines, alerts and commands talk to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TypeVar

from storage.articles_write import ArticleWriting
from storage.backfills import Backfills
from storage.engine import Database, file_of, parse_url
from storage.errors import DatabaseMissing, StoreError
from storage.exporting import Exporting
from storage.files import check_file
from storage.health import Healths
from storage.health_board import Board
from storage.health_checks import Checks
from storage.hosts import Hosts
from storage.outbox import Outbox
from storage.page_marks import PageMarks
from storage.pages import Pages
from storage.patience import Patience
from storage.people import People
from storage.planning import Planning
from storage.polls import Polls
from storage.profiles import Profiles
from storage.reading import Reading
from storage.rereading import Rereadings
from storage.reviews import Reviews
from storage.runs import Runs
from storage.search import Search
from storage.services import Services
from storage.trends import Trends
from storage.upgrade import check_alone, check_version, create_file, current_version, migrate
from storage.verifying import Verifying

T = TypeVar("T")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store(
    Pages,
    PageMarks,
    Runs,
    ArticleWriting,
    Outbox,
    Healths,
    Checks,
    Reading,
    Exporting,
    Reviews,
    Profiles,
    Hosts,
    Backfills,
    Rereadings,
    Search,
    People,
    Verifying,
    Services,
    Planning,
    Polls,
    Trends,
):
    """An open database. Synchronous; one instance is used from one thread at a time (``storage.thread.StoreThread``
    owns such a thread for asyncio). All datetimes are aware UTC. Every error is a StoreError."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @classmethod
    def open(cls, url: str, *, create: bool = True, now: Callable[[], datetime] | None = None) -> Store:
        """Open ``sqlite:///path.db`` or ``postgresql+psycopg://…``. Cheap: one read of the file's header, one SELECT.

        A missing database is made, unless ``create`` is False: DatabaseMissing then. Never touched, but refused:
        DatabaseOutdated (an older schema), DatabaseNewer, DatabaseDamaged (torn, empty, no SQLite, not Vestnik's);
        any other failure is a StoreError. ``now`` replaces the system's clock where no time is given to a method.
        """
        parsed = parse_url(url)
        clock = now or _utc_now
        path = file_of(parsed)
        if path is not None and not path.exists():
            if not create:
                raise DatabaseMissing(f"{path}: there is no database yet. The first crawl makes it.")
            create_file(path, clock)
        if path is not None:
            check_file(path)
        database = Database(parsed, clock)
        try:
            with database.read() as connection:
                version = current_version(connection)
            if version is None and create and path is None:
                migrate(database)
            else:
                check_version(version, database.place)
        except BaseException:
            database.dispose()
            raise
        return cls(database)

    @staticmethod
    def upgrade(url: str) -> tuple[str, str]:
        """Bring a database to this program's schema, in one transaction: after a failure it is as it was. Returns the
        versions before and after (equal where there was nothing to do). Make a backup first. Raises as ``open``, and
        StoreBusy where another process has a database open that is to be changed."""
        parsed = parse_url(url)
        path = file_of(parsed)
        if path is not None and not path.exists():
            raise DatabaseMissing(f"{path}: there is no database to upgrade.")
        if path is not None:
            check_file(path)
        check_alone(parsed, _utc_now)
        database = Database(parsed, _utc_now)
        try:
            before, after = migrate(database)
        finally:
            database.dispose()
        return before or after, after

    def ride_out(self, patience: Patience) -> None:
        """Wait, from now on, for a server that cannot be reached, instead of failing."""
        self._db.ride_out(patience)

    def keep_little(self) -> None:
        """Hold little of a database file in memory: for who writes and looks single rows up."""
        self._db.keep_little()

    def patiently(self, function: Callable[[], T]) -> T:
        """``function()``, which calls one method of this store, done again where the server (``ride_out``) cut it off:
        for callables that do more than that, such as sending mail, and are better not done again from their beginning.
        """
        return self._db.patiently(function)

    def one_look(self) -> AbstractContextManager[None]:
        """All that is read in the block is read over one connection, and sees one state."""
        return self._db.one_look()

    def close(self) -> None:
        """Close every connection. Closing twice is harmless."""
        self._db.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The database in words for people: its file, or its address without the password."""
        return self._db.place

    def board(self) -> Board:
        """The board of sources over this database."""
        return Board(self._db)

    def schema_version(self) -> str:
        """The version of the schema, for reports and for the health page."""
        with self._db.read() as connection:
            version = current_version(connection)
        if version is None:
            raise StoreError(f"{self._db.place}: the tables are gone")
        return version
