"""A worker on the queue of a real PostgreSQL, with a real site."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from procrastinate import App
from scrapy.settings import Settings

from bench.postgres import Server, running_server
from crawler.run import CrawlRunner, run
from crawler.spiders.source import utc_now
from scheduler.queue import Queue, make_app, open_app
from scheduler.records import Setup
from scheduler.worker import QueueWorker
from scheduler.worker_jobs import AgainError, Work
from sources import Catalogue, Source
from storage import Store, StoreThread
from storage.lease import process_owner
from storage.queue_state import queue_state
from tests.children import child, finish
from tests.crawler.site import Site
from tests.vestnik.test_services import get


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


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    made.pages["/news"] = made.listing(*(made.article(number) for number in range(3)))
    yield made
    made.stop()


def setup(url: str, *sources: Source, **settings: Any) -> Setup:
    made = Settings()
    made.setmodule("crawler.settings", priority="project")
    made.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"], "LOG_LEVEL": "ERROR", **settings})
    return Setup(Catalogue({source.key: source for source in sources}, []), (), made, url, concurrency=2)


async def until(what: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + 30
    while not await what():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def statuses(app: App) -> dict[str | None, str | None]:
    return {job.queueing_lock: job.status for job in await app.job_manager.list_jobs_async(queue="crawl")}


async def working(given: Setup, steps: Callable[[QueueWorker, App], Awaitable[None]]) -> None:
    """Put every source into the queue, run a worker, do the steps, stop it."""
    async with StoreThread(given.database_url) as store:
        await store.call("register_sources", list(given.catalogue))
    async with open_app(make_app(given.database_url), given.database_url) as app:
        await Queue(app).put(list(given.catalogue))
        worker = QueueWorker(given)
        running = asyncio.create_task(worker.run())
        try:
            await steps(worker, app)
        finally:
            worker.stop.set()
            await running


def test_what_stands_in_the_queue_is_crawled_and_its_next_time_set(url: str, site: Site) -> None:
    async def steps(_worker: QueueWorker, app: App) -> None:
        async def done() -> bool:
            return await statuses(app) == {"site": "succeeded"}

        await until(done)

    run(lambda: working(setup(url, site.source()), steps))
    with Store.open(url) as store:
        (last,) = store.runs("site")
        assert (last.verdict, last.counts["new"], last.worker) == ("ok", 3, process_owner())
        (state,) = store.source_states()
        assert state.next_due_at is not None
        assert state.next_due_at > utc_now()


def test_a_worker_that_is_stopped_gives_its_job_back_and_is_out_in_time(url: str, site: Site) -> None:
    """The site hangs after its listing; the worker must not."""
    taken: list[float] = []

    def hang() -> str:
        time.sleep(3)
        return "late"

    site.pages["/news/1"] = hang

    async def steps(worker: QueueWorker, app: App) -> None:
        async def under_way() -> bool:
            return "/news" in site.asked

        await until(under_way)
        taken.append(time.monotonic())
        worker.stop.set()

    run(lambda: working(setup(url, site.source()), steps))
    assert time.monotonic() - taken[0] < 10

    async def look() -> dict[str | None, str | None]:
        async with open_app(make_app(url), url) as app:
            return await statuses(app)

    assert run(look) == {"site": "todo"}
    with Store.open(url) as store:
        assert store.runs("site")[0].verdict == "interrupted"


async def outcomes(url: str, given: Setup, *tries: tuple[str, int]) -> list[str]:
    """What becomes of jobs that are done without a queue: a word, or the error that sends them back."""
    found = []
    async with StoreThread(url) as store:
        work = Work(given, CrawlRunner(given.settings, store), utc_now)
        for key, attempts in tries:
            try:
                found.append(await work.crawl(key, attempts))
            except AgainError as again:
                found.append(f"again in {again.seconds} s, lock {again.lock}: {again}")
    return found


def test_a_job_whose_source_is_not_due_any_more_does_nothing(url: str, site: Site) -> None:
    with Store.open(url) as store:
        store.register_sources([site.source()])
    words = run(lambda: outcomes(url, setup(url, site.source()), ("site", 0), ("site", 0)))
    assert words == ["ok", "not due any more"]
    assert site.asked.count("/news") == 1


def test_a_source_that_no_worker_knows_is_tried_elsewhere_then_said_in_its_record(url: str, site: Site) -> None:
    with Store.open(url) as store:
        store.register_sources([site.source()])
    first, later = run(lambda: outcomes(url, setup(url), ("site", 0), ("site", 4)))
    assert first.startswith("again in 10 s, lock unknown site:")
    assert "give all workers the same sources" in first
    assert later == "failed"
    with Store.open(url) as store:
        (state,) = store.source_states()
        assert state.last_run is not None
        assert "knows no source 'site'" in str(state.last_run.hint)
        assert store.due_sources(utc_now(), 1) == [], "it waits for its next turn"


def test_a_host_that_another_process_is_asking_is_left_alone(url: str, site: Site) -> None:
    source = site.source()
    other = "elsewhere/1/0@boot.1"
    with Store.open(url) as store:
        store.register_sources([source])
        host = site.base.removeprefix("http://")
        store.claim_host(host, owner=other, now=utc_now(), until=utc_now() + timedelta(minutes=1))
    (words,) = run(lambda: outcomes(url, setup(url, source), ("site", 1)))
    assert words.startswith("again in 20 s")
    assert site.asked == []


def test_a_source_that_another_process_crawls_waits(url: str, site: Site) -> None:
    with Store.open(url) as store:
        store.register_sources([site.source()])
        store.begin_run("site", now=utc_now(), worker="elsewhere/1/0@boot.1")
    (words,) = run(lambda: outcomes(url, setup(url, site.source()), ("site", 0)))
    assert words.startswith("again in 10 s")
    assert "is being crawled already" in words


def test_two_schedulers_and_a_worker_crawl_everything_once(url: str, tmp_path: Path) -> None:
    sites = [Site() for _ in range(3)]
    folder = tmp_path / "sources"
    folder.mkdir()
    for number, one in enumerate(sites):
        one.pages["/news"] = one.listing(*(one.article(n, f"Site {number} says {n} of it. " * 20) for n in range(3)))
        (folder / f"site{number}.toml").write_text(
            f'name = "Site"\ncountry = "RU"\nhomepage = "{one.base}/"\nallow_private = true\ndelay_s = 0.01\n'
            f'[[entries]]\nkind = "listing"\nurl = "{one.base}/news"\narticles = ["/news/{{n}}"]\n'
        )
    (tmp_path / "vestnik.toml").write_text(
        f'[database]\nurl = "{url}"\n[sources]\nfolders = ["sources"]\n[cluster]\nqueue = true\n'
        "[topics]\nenabled = []\n"  # nothing is judged here, and three processes need not build it
    )
    with ExitStack() as stack:
        processes = [
            stack.enter_context(child("vestnik", *words, cwd=tmp_path)) for words in (["watch"], ["watch"], ["worker"])
        ]
        store = stack.enter_context(Store.open(url))
        deadline = time.monotonic() + 60
        while sum(state.articles for state in store.source_states()) < 9:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        state = queue_state(store)
        assert state is not None
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(timeout=15)
        assert [len(store.runs(f"site{number}")) for number in range(3)] == [1, 1, 1]
    assert [one.asked.count("/news/1") for one in sites] == [1, 1, 1]
    for one in sites:
        one.stop()


def test_a_worker_serves_its_own_metrics_where_it_is_told_to(tmp_path: Path, url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    (tmp_path / "vestnik.toml").write_text(f'[database]\nurl = "{url}"\n')
    with child("vestnik", "worker", "--metrics", str(port), cwd=tmp_path) as running:
        assert running.stderr is not None
        assert any("crawls at once" in line for line in running.stderr)  # it listens to signals by now
        assert "vestnik_database_up 1.0" in get(f"http://127.0.0.1:{port}/metrics")
        assert get(f"http://127.0.0.1:{port}/healthz") == "ok\n"
        running.send_signal(signal.SIGTERM)
        code, _, err = finish(running)
    assert code == 0, err
