"""``vestnik worker``: takes jobs from the queue and crawls, on any number of machines."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime

from procrastinate import App
from procrastinate.worker import Worker

from crawler.run import CrawlRunner
from crawler.spiders.source import utc_now
from scheduler.queue import PatientConnector, make_app, open_app
from scheduler.records import Setup
from scheduler.signals import listen
from scheduler.worker_jobs import HEARTBEAT_S, STALLED_S, Work, add_tasks, bring_back_own
from storage.lease import process_owner, program_version
from storage.patience import FOR_EVER
from storage.queue_state import note_worker
from storage.thread import StoreThread

log = logging.getLogger("vestnik.worker")

_STOP_S = 7.5
"""From SIGTERM to leaving crawls behind that do not end: systemd and containers kill after 10."""
_LAST_WAIT_S = 5.0
"""From SIGTERM to giving up a server that is away: crawls then end without it."""
_LOOK_EVERY_S = 20.0
_POLL_S = 5.0
"""How often the queue is looked at without being told of a new job."""
_RESTART_AFTER_S = 2.0


class QueueWorker:
    """Works on the queue until told to stop, ``concurrency`` crawls at once."""

    def __init__(
        self,
        setup: Setup,
        *,
        clock: Callable[[], datetime] = utc_now,
        keep_s: float = 259_200.0,
    ) -> None:
        """``keep_s`` is how long finished jobs are kept. Channels and jobs of the ``setup`` are the scheduler's, not
        used here."""
        self.stop = asyncio.Event()
        self._setup, self._clock = setup, clock
        self._keep_s = keep_s

    async def run(self) -> None:
        """Work until ``stop`` is set or the process gets SIGINT or SIGTERM; out within ten seconds, and what was begun
        is back in the queue."""
        async with AsyncExitStack() as stack:
            setup, database = self._setup, self._setup.database_url
            opening = asyncio.to_thread(StoreThread, database, patience_s=FOR_EVER)
            store = await stack.enter_async_context(await opening)
            runner = CrawlRunner(setup.settings, store, clock=self._clock, plan=setup.schedule.plan)
            work = Work(setup, runner, self._clock)
            app = make_app(database)
            add_tasks(app, work, keep_s=self._keep_s)
            await stack.enter_async_context(open_app(app, database))
            listen(stop=self.stop.set, bounded=True)
            log.info(
                "worker %s, version %s: %d sources, %d crawls at once",
                process_owner(), program_version(), len(setup.catalogue), setup.concurrency,
            )  # fmt: skip
            await self._serve(app, work)
        log.info("stopped")

    async def _serve(self, app: App, work: Work) -> None:
        """Run Procrastinate's worker, again where it fails, until ``stop`` is set; then end the crawls first."""
        stopped = asyncio.create_task(self.stop.wait())
        while not self.stop.is_set():
            worker = self._worker(app)
            serving = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call] # Procrastinate left it untyped
            looking = asyncio.create_task(self._look_after(app, worker, work))
            await asyncio.wait([serving, stopped], return_when=asyncio.FIRST_COMPLETED)
            looking.cancel()
            if self.stop.is_set():
                await self._end(app, worker, work, serving)
                return
            failure = serving.exception()
            log.error("the queue's worker ended by itself; it begins again", exc_info=failure)
            await asyncio.wait([stopped], timeout=_RESTART_AFTER_S)

    def _worker(self, app: App) -> Worker:
        return Worker(
            app,
            name=process_owner(),
            concurrency=self._setup.concurrency,
            fetch_job_polling_interval=_POLL_S,
            update_heartbeat_interval=HEARTBEAT_S,
            stalled_worker_timeout=STALLED_S,
            shutdown_graceful_timeout=None,  # it would cancel crawls, which go on then: they are stopped instead
            install_signal_handlers=False,
        )

    async def _end(self, app: App, worker: Worker, work: Work, serving: asyncio.Task[None]) -> None:
        """No new job, stop the crawls, give their jobs back, leave; what hangs is left to the others' rescue."""
        work.stopping.set()
        worker.stop()  # type: ignore[no-untyped-call] # Procrastinate left it untyped
        asyncio.get_running_loop().call_later(_LAST_WAIT_S, _wait_no_longer, app, work)
        try:
            async with asyncio.timeout(_STOP_S):
                await work.runner.stop()
                await asyncio.shield(serving)
        except TimeoutError:
            log.warning("%d crawls did not end in time; their jobs go back within two minutes", len(work.running))
        except Exception:
            log.exception("the queue's worker did not end well")
        _wait_no_longer(app, work)

    async def _look_after(self, app: App, worker: Worker, work: Work) -> None:
        """What Procrastinate's worker does not do for itself: say which process it is, find jobs that went astray."""
        noted, suspects = None, set[int]()
        while True:
            await asyncio.sleep(_LOOK_EVERY_S if noted else 1.0)
            if worker.worker_id is None:
                continue
            if noted is None:
                noted = worker.worker_id
                places, owner = self._setup.concurrency, process_owner()
                await work.runner.store.call(note_worker, noted, owner=owner, version=program_version(), places=places)
            suspects = await bring_back_own(app, worker.worker_id, work.running, suspects)


def _wait_no_longer(app: App, work: Work) -> None:
    """Whatever still asks for a server that is away is answered with an error."""
    work.runner.store.wait_no_longer()
    if isinstance(app.connector, PatientConnector):
        app.connector.leave()
