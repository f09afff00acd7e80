"""The jobs of a worker: crawl one source; bring back what dead workers left; forget what is long done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.jobs import Job, Status

from crawler.run import CrawlRunner
from scheduler.crawl import HostLocks, crawl_one
from scheduler.crawl_line import log_crawl
from scheduler.queue import CRAWL, CRAWL_TASK, UPKEEP, hosts_of
from scheduler.records import Setup
from scheduler.refusals import Refusals, note_refusal
from sources import Source
from storage.errors import SourceBusy
from storage.lease import process_owner

log = logging.getLogger("vestnik.worker")

HEARTBEAT_S, STALLED_S = 10.0, 60.0
"""A worker that gave no sign of life for so long is dead to the others: its jobs go back."""
_FIRST_WAIT_S, _LONGEST_WAIT_S = 10, 600
_BUSY_WAIT_S = 60
"""A source or host that another process has is soon free: at the latest when a dead one's lease is over."""
_TRIES_ELSEWHERE = 4
_MOST_TRIES = 12
_GIVEN_UP = timedelta(hours=1)


class AgainError(Exception):
    """The job goes back into the queue: at once, or after some seconds, with another lock where one is named."""

    def __init__(self, words: str, *, seconds: int = 0, lock: str | None = None) -> None:
        super().__init__(words)
        self.seconds, self.lock = seconds, lock


class GoesBack(BaseRetryStrategy):
    """``AgainError`` says when; whatever else went wrong is tried again ever later, and parked after five times."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Procrastinate's question: when, if at all?"""
        if isinstance(exception, AgainError):
            return RetryDecision(retry_in={"seconds": exception.seconds}, lock=exception.lock)
        if job.attempts >= 5:
            return None
        return RetryDecision(retry_in={"seconds": wait_s(job.attempts)})


def wait_s(attempts: int, longest: int = _LONGEST_WAIT_S) -> int:
    """Seconds before the next try: ten, twenty … up to the longest, ten minutes."""
    return int(min(longest, _FIRST_WAIT_S * 2 ** min(attempts, 10)))


@dataclass(slots=True)
class Work:
    """What the jobs of one worker share. ``stopping`` is set once no crawl is to begin any more; ``running`` are the
    numbers of the jobs that are being worked on."""

    setup: Setup
    runner: CrawlRunner
    clock: Callable[[], datetime]
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    running: set[int] = field(default_factory=set)
    locks: HostLocks = field(default_factory=HostLocks)
    refusals: Refusals = field(default_factory=Refusals)

    async def crawl(self, key: str, attempts: int) -> str:
        """One job: what became of it, in a word. Raises AgainError where it is to go back."""
        source = self.setup.catalogue.sources.get(key)
        if source is None:
            return await self._unknown(key, attempts)
        async with self.locks.hold(source):
            if self.stopping.is_set():
                raise AgainError("this worker is stopping")
            now = self.clock()
            if not await self.runner.store.call(self.setup.schedule.due, {key: source}, now):
                return "not due any more"
            busy: list[str] = await self.runner.store.call(
                "hosts_elsewhere", hosts_of(source), owner=process_owner(), now=now
            )
            if busy:
                words = f"{busy[0]} is being asked by another process"
                raise AgainError(words, seconds=wait_s(attempts, _BUSY_WAIT_S))
            return await self._run(source, attempts)

    async def _run(self, source: Source, attempts: int) -> str:
        report = await crawl_one(source, self.runner, after=self.setup.after_crawl)
        hint = report.hint or report.verdict
        if not report.run_id and report.verdict == "stopped":
            raise AgainError(hint, seconds=wait_s(attempts, _BUSY_WAIT_S))
        if report.verdict == "interrupted":
            raise AgainError("the worker was told to stop")
        if not report.run_id:
            return await self._refused(source.key, hint)
        self.refusals.forget(source.key)
        log_crawl(log, report)
        return report.verdict

    async def _unknown(self, key: str, attempts: int) -> str:
        """A source that this worker's catalogue lacks: others may know it. Where none took it, that is said in the
        source's record, and it waits for its next turn."""
        words = f"the worker {process_owner()} knows no source {key!r}; give all workers the same sources"
        log.error("%s", words)
        if attempts < _TRIES_ELSEWHERE:
            raise AgainError(words, seconds=wait_s(attempts), lock=f"unknown {key}")
        return await self._refused(key, words)

    async def give_up(self, key: str, tries: int) -> bool:
        """Write down that workers die at a source, and leave it alone for a while. False where a crawl of it that may
        well be alive forbids that."""
        words = f"the last of {tries} tries to crawl it ended with the death of its worker; its memory may not suffice"
        log.error("%s: %s", key, words)
        now = self.clock()
        try:
            await note_refusal(self.runner.store, key, words, now=now, until=now + _GIVEN_UP)
        except SourceBusy:
            return False
        return True

    async def _refused(self, key: str, words: str) -> str:
        """A crawl that cannot begin: written down as failed, and left alone for longer each time."""
        if self.refusals.add(key, words, now=self.clock()):
            log.warning("%s: the crawl could not begin: %s", key, words)
        try:
            await note_refusal(self.runner.store, key, words, now=self.clock(), until=self.refusals.until(key))
        except SourceBusy as error:
            raise AgainError(str(error), seconds=_LONGEST_WAIT_S) from error
        return "failed"


def add_tasks(app: App, work: Work, *, keep_s: float) -> None:
    """Give the app its tasks. Finished jobs are forgotten after ``keep_s`` seconds."""

    @app.task(name=CRAWL_TASK, queue=CRAWL, pass_context=True, retry=GoesBack())
    async def crawl(context: JobContext, *, source: str) -> str:
        job = context.job
        number = job.id or 0
        work.running.add(number)
        try:
            return await work.crawl(source, job.attempts)
        finally:
            work.running.discard(number)

    # No lock: a worker that died while rescuing would hold it for ever.
    @app.periodic(cron="* * * * *")
    @app.task(name="vestnik:rescue", queue=UPKEEP, queueing_lock="rescue", priority=10)
    async def rescue(timestamp: int) -> int:
        return await bring_back(app, work)

    @app.periodic(cron="13 * * * *")
    @app.task(name="vestnik:forget", queue=UPKEEP, queueing_lock="forget", priority=5)
    async def forget(timestamp: int) -> None:
        hours = max(1, round(keep_s / 3600))
        await app.job_manager.delete_old_jobs(
            nb_hours=hours, include_failed=True, include_cancelled=True, include_aborted=True
        )


async def bring_back(app: App, work: Work) -> int:
    """Put the jobs of workers that are dead back into the queue; how many. A crawl that such a worker goes on with (it
    was only cut off) keeps its source and its hosts: the job then waits. A source at which one worker after the other
    died is left alone for an hour, and its record says so."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S))
    for job in stalled:
        key = job.queueing_lock or ""
        upkeep = job.queue != CRAWL  # which comes again by itself
        if upkeep or (job.attempts >= _MOST_TRIES and await work.give_up(key, job.attempts)):
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            log.warning("%s: its worker has been silent for %.0f s; the job goes back", key, STALLED_S)
            await app.job_manager.retry_job(job)
    return len(stalled)


async def bring_back_own(app: App, worker_id: int, running: set[int], suspects: set[int]) -> set[int]:
    """Put back what this worker fetched without ever learning of it: an answer was lost on its way. A job that is
    seen so twice (``suspects``: the last look's) goes back; returns those seen now."""
    jobs: list[Any] = list(await app.job_manager.list_jobs_async(queue=CRAWL, status="doing", worker_id=worker_id))
    lost = {job.id for job in jobs} - running
    for job in jobs:
        if job.id in lost & suspects:
            log.warning("%s: the job was fetched, but the answer was lost; it goes back", job.queueing_lock)
            await app.job_manager.retry_job(job)
    return lost
