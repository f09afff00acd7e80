"""The job queue of many machines: Procrastinate on the store's own PostgreSQL.

A job is the key of a source that is due, and nothing else: no configuration and no secret travels. ``queueing_lock`` is
the source, so that it never stands in the queue twice; ``lock`` is the host of its first way in, so that no two jobs of
one host run at once. Both are the queue's help: what guarantees one crawl a source is the run in the store, and one
request a host the host's lease, also where a source has ways in on several hosts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from crawler.addresses import host_name
from sources import Source
from storage.queue_tables import prepare_queue, queue_address

if TYPE_CHECKING:
    from procrastinate.connector import Notify

T = TypeVar("T")

log = logging.getLogger("vestnik.queue")

CRAWL, UPKEEP = "crawl", "upkeep"
CRAWL_TASK = "vestnik:crawl"
MOST_WAITING = 2_000
"""Jobs that wait at once. The others that are due stand in the store: a short queue is fetched from quickly."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 2.0
_NOT_THERE = ("not found", "invalid status")


class PatientConnector(PsycopgConnector):
    """Procrastinate's connector, which waits for a server that went away, until ``leave``. Its worker would end."""

    def __init__(self, address: str, options: dict[str, Any], *, connections: int) -> None:
        # The pool's own waiting is kept short: it would double its pauses up to minutes.
        super().__init__(
            conninfo=address, kwargs=options, min_size=1, max_size=connections, timeout=3.0, reconnect_timeout=2.0
        )
        self._leaving = False
        self._gone = False

    def leave(self) -> None:
        """Wait no longer, now or later: the process is about to end."""
        self._leaving = True

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        """As the connector's own, patiently."""
        await self._patiently(lambda: PsycopgConnector.execute_query_async(self, query, **arguments))

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
        """As the connector's own, patiently."""
        return await self._patiently(lambda: PsycopgConnector.execute_query_one_async(self, query, **arguments))

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        """As the connector's own, patiently."""
        return await self._patiently(lambda: PsycopgConnector.execute_query_all_async(self, query, **arguments))

    async def listen_notify(self, on_notification: Notify, channels: Any) -> None:
        """As the connector's own, patiently."""
        await self._patiently(lambda: PsycopgConnector.listen_notify(self, on_notification, channels))

    async def _patiently(self, query: Callable[[], Awaitable[T]]) -> T:
        pause = _FIRST_PAUSE_S
        while True:
            try:
                result = await query()
            except ConnectorException as error:
                if self._leaving or not _is_lost(error):
                    raise
                if not self._gone:
                    self._gone = True
                    log.warning("the queue cannot be reached; waiting for it (%s)", _words(error))
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
            else:
                if self._gone:
                    self._gone = False
                    log.warning("the queue is back")
                return result


class PatientJobs(JobManager):
    """Procrastinate's jobs, where an answer that was lost on its way makes no trouble: what is asked for a second time
    and was done the first is done."""

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """As the manager's own; a job that has its end already keeps it."""
        await _once(super().finish_job(job, status, delete_job))

    async def retry_job(self, job: Job, *arguments: Any, **options: Any) -> None:
        """As the manager's own. Where the source stands in the queue again already, this job has had its turn."""
        try:
            await _once(super().retry_job(job, *arguments, **options))
        except UniqueViolation:
            await self.finish_job(job, Status.SUCCEEDED, delete_job=False)


async def _once(query: Awaitable[None]) -> None:
    try:
        await query
    except ConnectorException as error:
        if not any(words in _words(error) for words in _NOT_THERE):
            raise


def _is_lost(error: ConnectorException) -> bool:
    """Whether the server was lost, as against a query that it refused (which has a state of another class)."""
    cause = error.__cause__
    if not any(kind.__name__ == "OperationalError" for kind in type(cause).__mro__):
        return False
    state = getattr(cause, "sqlstate", None) or ""
    return state[:2] in ("", "08", "57") or state in ("55P03", "53300")


def _words(error: BaseException) -> str:
    return " ".join(str(error.__cause__ or error).split())


class Queue:
    """The queue as the scheduler uses it: sources that are due go in, each once."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._waiting: dict[str, Source] = {}
        self._flushing: asyncio.Task[None] | None = None

    async def begin(self, source: Source) -> None:
        """Put the crawl of a source that is due into the queue, where it does not stand or run already. Those asked for
        together go in together, and no more than ``MOST_WAITING`` wait at once: the others are due again."""
        self._waiting[source.key] = source
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        await asyncio.shield(self._flushing)

    async def _flush(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(0)  # the others of this tick
                wanted, self._waiting = self._waiting, {}
                await self.put(list(wanted.values()))
        finally:
            self._flushing = None

    async def put(self, sources: Sequence[Source]) -> int:
        """Queue these sources, in this order; how many were not there yet."""
        waiting = await self._keys("todo")
        known = waiting | await self._keys("doing")
        new = [source for source in sources if source.key not in known][: max(0, MOST_WAITING - len(waiting))]
        if not new:
            return 0
        jobs = [crawl_job(source) for source in new]
        try:
            await self._app.job_manager.batch_defer_jobs_async(jobs)
        except AlreadyEnqueued:  # another scheduler was quicker with some of them
            return sum([await self._put_one(job) for job in jobs])
        return len(new)

    async def _put_one(self, job: Job) -> bool:
        try:
            await self._app.job_manager.defer_job_async(job)
        except AlreadyEnqueued:
            return False
        return True

    async def _keys(self, status: str) -> set[str]:
        jobs = await self._app.job_manager.list_jobs_async(queue=CRAWL, status=status)
        return {job.queueing_lock for job in jobs if job.queueing_lock}


def crawl_job(source: Source) -> Job:
    """The job of crawling a source."""
    return Job(
        queue=CRAWL,
        lock=lock_of(source),
        queueing_lock=source.key,
        task_name=CRAWL_TASK,
        task_kwargs={"source": source.key},
    )


def lock_of(source: Source) -> str:
    """The host of a source's first way in, under the name that all its spellings share."""
    return host_name(source.entries[0].url)


def hosts_of(source: Source) -> list[str]:
    """The hosts of all its ways in, by name."""
    return sorted({host_name(entry.url) for entry in source.entries})


def make_app(database_url: str) -> App:
    """Procrastinate on this database, its connector not open yet; two connections at the most. StoreError where the
    database is none that machines can share."""
    address, options = queue_address(database_url)
    app = App(connector=PatientConnector(address, options, connections=2))
    app.job_manager = PatientJobs(app.connector)
    return app


@asynccontextmanager
async def open_app(app: App, database_url: str) -> AsyncIterator[App]:
    """The app with its tables made and its connections open; left without waiting for a server that is away."""
    await asyncio.to_thread(prepare_queue, database_url)
    async with app.open_async():
        try:
            yield app
        finally:
            if isinstance(app.connector, PatientConnector):
                app.connector.leave()


@asynccontextmanager
async def open_queue(database_url: str) -> AsyncIterator[Queue]:
    """The queue for a scheduler."""
    async with open_app(make_app(database_url), database_url) as app:
        yield Queue(app)
