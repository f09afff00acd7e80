"""The queue of many machines, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from procrastinate import App
from procrastinate.jobs import Job
from scrapy.settings import Settings
from sqlalchemy import text

from bench.postgres import Server, Wire, running_server
from crawler.run import CrawlRunner
from scheduler.queue import Queue, crawl_job, make_app, open_app
from scheduler.records import Setup
from scheduler.worker_jobs import STALLED_S, Work, bring_back, bring_back_own
from sources import Catalogue
from storage import DatabaseNewer, DatabaseOutdated, Store, StoreError, StoreThread
from storage.engine import Database, parse_url
from storage.queue_tables import SCHEMA, prepare_queue, upgrade_queue
from tests.storage.builders import NOW, source


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    try:
        with running_server() as running:
            yield running
    except RuntimeError as error:
        pytest.skip(f"no PostgreSQL to test on: {error}")


@pytest.fixture
def url(server: Server) -> str:
    url = server.create(f"t{uuid4().hex}")
    Store.open(url).close()
    return url


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    database = Database(parse_url(url), lambda: NOW)
    with database.write() as connection:
        connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
        result = connection.execute(text(statement))
        rows = [tuple(row) for row in result] if result.returns_rows else []
    database.dispose()
    return rows


@asynccontextmanager
async def work_of(url: str) -> AsyncIterator[Work]:
    setup = Setup(Catalogue({}, []), (), Settings(), url)
    async with StoreThread(url) as store:
        yield Work(setup, CrawlRunner(setup.settings, store), lambda: NOW)


async def fetch(app: App, worker: int) -> Job | None:
    return await app.job_manager.fetch_job(queues=None, worker_id=worker)


async def queued(app: App, status: str = "todo") -> list[str | None]:
    return [job.queueing_lock for job in await app.job_manager.list_jobs_async(status=status)]


async def test_a_source_stands_in_the_queue_once_whoever_puts_it_there(url: str) -> None:
    sources = [source(f"s{number}") for number in range(5)]
    async with open_app(make_app(url), url) as app, open_app(make_app(url), url) as other:
        first, second = Queue(app), Queue(other)
        await asyncio.gather(*(queue.begin(one) for one in sources for queue in (first, second)))
        await asyncio.gather(*(queue.begin(one) for one in sources for queue in (first, second)))
        assert sorted(map(str, await queued(app))) == ["s0", "s1", "s2", "s3", "s4"]
        worker = await app.job_manager.register_worker()
        assert (await fetch(app, worker)) is not None
        assert await second.put(sources) == 0, "what is being crawled is not queued again"


async def test_no_two_jobs_of_one_host_run_at_once(url: str) -> None:
    here = [source("a"), source("b")]
    here[1] = here[1].model_copy(update={"entries": here[0].entries, "homepage": here[0].homepage})
    async with open_app(make_app(url), url) as app:
        await Queue(app).put([*here, source("c")])
        worker = await app.job_manager.register_worker()
        running = [await fetch(app, worker) for _ in range(3)]
        assert [job.queueing_lock for job in running if job] == ["a", "c"]


async def test_a_job_carries_a_key_and_nothing_else(url: str) -> None:
    assert crawl_job(source("a")).task_kwargs == {"source": "a"}


async def test_the_jobs_of_a_dead_worker_go_back(url: str) -> None:
    async with open_app(make_app(url), url) as app:
        await Queue(app).put([source("a"), source("b"), source("c")])
        dead, removed, living = [await app.job_manager.register_worker() for _ in range(3)]
        for worker in (dead, removed, living):
            await fetch(app, worker)
        execute(url, f"UPDATE procrastinate_workers SET last_heartbeat = now() - interval '{STALLED_S + 1} s' "
                     f"WHERE id = {dead}")  # fmt: skip
        await app.job_manager.unregister_worker(removed)
        async with work_of(url) as work:
            assert await bring_back(app, work) == 2
        assert await queued(app) == ["a", "b"]
        assert await queued(app, "doing") == ["c"]


async def test_a_source_at_which_workers_die_is_left_alone_and_says_so(url: str) -> None:
    with Store.open(url) as store:
        store.register_sources([source("a")])
    async with open_app(make_app(url), url) as app:
        await Queue(app).put([source("a")])
        execute(url, "UPDATE procrastinate_jobs SET attempts = 12")
        worker = await app.job_manager.register_worker()
        await fetch(app, worker)
        await app.job_manager.unregister_worker(worker)
        async with work_of(url) as work:
            assert await bring_back(app, work) == 1
        assert await queued(app, "failed") == ["a"]
    with Store.open(url) as store:
        (state,) = store.source_states()
        assert state.last_run is not None
        assert "death of its worker" in str(state.last_run.hint)
        assert store.due_sources(NOW, 1) == []


async def test_a_job_whose_answer_was_lost_goes_back_at_the_second_look(url: str) -> None:
    async with open_app(make_app(url), url) as app:
        await Queue(app).put([source("a"), source("b")])
        worker = await app.job_manager.register_worker()
        lost, running = await fetch(app, worker), await fetch(app, worker)
        assert lost is not None
        assert running is not None
        assert running.id is not None
        suspects = await bring_back_own(app, worker, {running.id}, set())
        assert await queued(app) == []
        await bring_back_own(app, worker, {running.id}, suspects)
        assert await queued(app) == ["a"]


async def test_a_job_whose_source_is_queued_again_has_had_its_turn(url: str) -> None:
    async with open_app(make_app(url), url) as app:
        await Queue(app).put([source("a")])
        worker = await app.job_manager.register_worker()
        job = await fetch(app, worker)
        assert job is not None
        await app.job_manager.defer_job_async(crawl_job(source("a")))
        await app.job_manager.retry_job(job)
        assert await queued(app) == ["a"]
        assert await queued(app, "succeeded") == ["a"]
        await app.job_manager.retry_job(job)  # done once already: an answer that was lost
        assert await queued(app, "succeeded") == ["a"]


async def test_a_server_that_is_away_is_waited_for(server: Server) -> None:
    wire = Wire(server)
    name = f"t{uuid4().hex}"
    server.create(name)
    async with open_app(make_app(wire.address + name), wire.address + name) as app:
        await Queue(app).put([source("a")])
        wire.cut()
        waiting = asyncio.ensure_future(Queue(app).put([source("b")]))
        done, _ = await asyncio.wait([waiting], timeout=0.5)
        assert not done
        wire.mend()
        assert await waiting == 1
    wire.close()


async def test_the_tables_are_made_once_and_know_their_version(url: str) -> None:
    assert upgrade_queue(url) is None, "no queue, nothing to do"
    await asyncio.gather(*(asyncio.to_thread(prepare_queue, url) for _ in range(3)))
    ((version,),) = execute(url, "SELECT version FROM queue_version")
    assert upgrade_queue(url) == (version, version)
    execute(url, "UPDATE queue_version SET version = '99.00.00_01_pre_later'")
    with pytest.raises(DatabaseNewer, match="Update Vestnik"):
        prepare_queue(url)
    with pytest.raises(DatabaseNewer):
        upgrade_queue(url)
    execute(url, "UPDATE queue_version SET version = '03.02.00_50_post_batch_defer_jobs'")
    with pytest.raises(DatabaseOutdated, match="vestnik db upgrade"):
        prepare_queue(url)
    with Store.open(url) as store:
        assert store.source_states() == [], "the archive is beside the queue, untouched"


async def test_tables_of_an_older_queue_are_brought_up_to_date(url: str) -> None:
    prepare_queue(url)
    execute(url, "DROP FUNCTION procrastinate_retry_job_v2")
    execute(url, "UPDATE queue_version SET version = '03.03.00_01_pre_priority_lock_fetch_job'")
    execute(url, "ALTER TYPE procrastinate_job_event_type RENAME VALUE 'retried' TO 'renamed'")
    before, after = upgrade_queue(url) or ("", "")
    assert before < after
    prepare_queue(url)


def test_sqlite_is_refused_with_the_way_out() -> None:
    with pytest.raises(StoreError, match="vestnik db copy"):
        make_app("sqlite:///vestnik.db")
