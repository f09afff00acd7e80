"""A database server that goes away and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bench.postgres import Wire, running_server
from storage import Store, StoreThread
from storage.errors import StoreUnreachable
from storage.patience import FOR_EVER
from tests.storage.builders import NOW, source

END_ME = text("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """A server behind a cable, with an empty archive "news"."""
    try:
        with running_server() as server:
            wire = Wire(server)
            server.create("news")
            Store.open(wire.address + "news").close()
            yield wire
            wire.close()
    except RuntimeError as error:
        pytest.skip(f"no PostgreSQL to test on: {error}")


async def test_a_server_that_is_away_is_waited_for(wire: Wire) -> None:
    async with StoreThread(wire.address + "news", patience_s=FOR_EVER) as thread:
        await thread.call(Store.register_sources, [source("before")])
        wire.cut()
        waiting = asyncio.ensure_future(thread.call(Store.register_sources, [source("meanwhile")]))
        done, _ = await asyncio.wait([waiting], timeout=0.3)
        assert not done, "neither done nor failed: it waits"
        assert thread.waits
        wire.mend()
        await waiting
        assert not thread.waits
        assert {state.key for state in await thread.call(Store.source_states)} >= {"before", "meanwhile"}


async def test_what_was_cut_off_in_its_middle_is_done_again(wire: Wire) -> None:
    tries = []

    def write(store: Store) -> str:
        with store._db.write() as connection:
            tries.append(len(tries))
            if len(tries) % 2:
                connection.execute(END_ME)
        return "done"

    async with StoreThread(wire.address + "news") as thread:
        assert await thread.call(write) == "done"
        assert await thread.call(lambda store: store.patiently(lambda: write(store))) == "done"
    assert tries == [0, 1, 2, 3]


async def test_patience_ends_and_what_cannot_be_stored_is_an_error(wire: Wire) -> None:
    thread = StoreThread(wire.address + "news", patience_s=0)
    wire.cut()
    with pytest.raises(StoreUnreachable, match="cannot be reached"):
        await thread.call(Store.due_sources, NOW, 1)
    wire.mend()
    assert await thread.call(Store.due_sources, NOW, 0) == []
    await asyncio.to_thread(thread.close)


async def test_a_process_that_ends_waits_for_no_server(wire: Wire) -> None:
    thread = StoreThread(wire.address + "news", patience_s=FOR_EVER)
    wire.cut()
    waiting = asyncio.ensure_future(thread.call(Store.due_sources, NOW, 1))
    await asyncio.sleep(0)
    await asyncio.to_thread(thread.close)
    with pytest.raises(StoreUnreachable):
        await waiting
    wire.mend()


def test_opening_says_at_once_that_nobody_is_there(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable, match="cannot be reached"):
        StoreThread(f"postgresql+psycopg://postgres@/?host={tmp_path}&dbname=news", patience_s=FOR_EVER)
