"""What can go wrong with a database, each as an error whose text says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.records import ArticleItem, SaveResult


class StoreError(Exception):
    """The store cannot do what was asked. The text names the database, what happened and the way out."""


class DatabaseMissing(StoreError):  # noqa: N818 - the names of the states of a database, as its users know them
    """There is no database (or no schema in it) at this address, and none was to be created."""


class DatabaseNewer(StoreError):  # noqa: N818
    """The database was written by a newer Vestnik than this one."""


class DatabaseOutdated(StoreError):  # noqa: N818
    """The database has an older schema than this program needs: ``vestnik db upgrade``."""


class DatabaseDamaged(StoreError):  # noqa: N818
    """The file is torn, empty, or no Vestnik database at all. It was left exactly as it was found."""


class StoreBusy(StoreError):  # noqa: N818
    """Another process held the database for longer than the waiting time. Trying again later is safe."""


class StoreUnreachable(StoreError):  # noqa: N818
    """The database's server cannot be reached, or closed the connection. Trying again later is safe."""


class SourceBusy(StoreError):  # noqa: N818
    """Another crawl of this source is under way: ``since`` when, and which ``worker`` runs it."""

    def __init__(self, source_key: str, since: datetime, worker: str) -> None:
        self.source_key, self.since, self.worker = source_key, since, worker
        super().__init__(
            f"source {source_key!r} is being crawled already, since {since:%Y-%m-%d %H:%M} UTC by {worker}. "
            "Wait for that crawl to end, or stop it."
        )


class BatchError(StoreError):
    """Some items of a batch could not be stored. The others WERE stored and committed.

    ``results`` are those of the stored items, in their order; ``failures`` pairs each lost item with its error.
    """

    def __init__(self, results: Sequence[SaveResult], failures: Sequence[tuple[ArticleItem, Exception]]) -> None:
        self.results = list(results)
        self.failures = list(failures)
        first, error = self.failures[0]
        super().__init__(
            f"{len(self.failures)} of {len(self.failures) + len(self.results)} articles could not be stored; "
            f"the first: {first.address}: {type(error).__name__}: {error}"
        )
