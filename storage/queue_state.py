"""How the job queue fares: which workers live, what waits and what failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from storage.store import Store

_WORKERS = text(
    "SELECT q.owner, q.version, q.places, w.last_heartbeat AS seen_at, count(j.id) AS jobs "
    "FROM vestnik_queue.queue_worker q JOIN vestnik_queue.procrastinate_workers w ON w.id = q.worker_id "
    "LEFT JOIN vestnik_queue.procrastinate_jobs j ON j.worker_id = w.id AND j.status = 'doing' "
    "GROUP BY q.owner, q.version, q.places, w.last_heartbeat ORDER BY q.owner"
)
_JOBS = text(
    "SELECT status::text AS status, count(*) AS number FROM vestnik_queue.procrastinate_jobs "
    "WHERE queue_name = 'crawl' GROUP BY status"
)
_OLDEST = text(
    "SELECT min(e.at) FROM vestnik_queue.procrastinate_events e "
    "JOIN vestnik_queue.procrastinate_jobs j ON j.id = e.job_id "
    "WHERE j.status = 'todo' AND j.queue_name = 'crawl' AND e.type = 'deferred'"
)
_THERE = text("SELECT to_regclass('vestnik_queue.queue_version')")
_NOTE = text(
    "INSERT INTO vestnik_queue.queue_worker (worker_id, owner, version, places) "
    "VALUES (:id, :owner, :version, :places) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class WorkerState:
    """One worker that has not been forgotten: its process (``host/pid/start``), the program's version, how many crawls
    it may run, when it last gave a sign of life, and how many jobs it has now."""

    owner: str
    version: str | None
    places: int
    seen_at: datetime
    jobs: int


@dataclass(frozen=True, slots=True)
class QueueState:
    """The queue: its workers, its jobs by status (todo, doing, succeeded, failed), since when the oldest waits."""

    workers: tuple[WorkerState, ...]
    jobs: Mapping[str, int]
    waiting_since: datetime | None


def queue_state(store: Store) -> QueueState | None:
    """How the queue of this archive fares; None where there is none (it was never used, or the archive is a file)."""
    if store._db.is_sqlite:
        return None
    with store._db.read() as connection:
        if connection.scalar(_THERE) is None:
            return None
        workers = tuple(WorkerState(*row) for row in connection.execute(_WORKERS))
        jobs = {row.status: row.number for row in connection.execute(_JOBS)}
        return QueueState(workers, jobs, connection.scalar(_OLDEST))


def note_worker(store: Store, worker_id: int, *, owner: str, version: str | None, places: int) -> None:
    """Write down which process a worker of the queue is."""
    with store._db.write() as connection:
        connection.execute(_NOTE, {"id": worker_id, "owner": owner, "version": version, "places": places})
