"""The store's own thread under asyncio."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from storage import DatabaseMissing, Store, StoreError, StoreThread
from tests.storage.builders import NOW, ROUTE, item, source


async def test_calls_run_in_one_thread_in_order(tmp_path: Path) -> None:
    async with StoreThread(f"sqlite:///{tmp_path / 'vestnik.db'}") as thread:
        await thread.call("register_sources", [source()])
        run = await thread.call(Store.begin_run, "spb", now=NOW, worker="w")
        saved = await asyncio.gather(
            *(thread.call("save_items", [item(1, run_id=run)], routes=[ROUTE], now=NOW) for _ in range(5))
        )
        assert [results[0].outcome for results in saved] == ["new"] + ["unchanged"] * 4
        where = {await thread.call(lambda store: threading.current_thread().name) for _ in range(3)}
        assert len(where) == 1
        assert where != {threading.current_thread().name}


async def test_errors_reach_the_caller_and_the_thread_goes_on(store: Store) -> None:
    thread = StoreThread(store)
    with pytest.raises(StoreError, match="not registered"):
        await thread.call("begin_run", "nowhere", now=NOW, worker="w")
    assert len(await thread.call(Store.source_states)) == 2
    thread.close()
    thread.close()
    assert not [one for one in threading.enumerate() if one.name.startswith("store")]
    with pytest.raises(RuntimeError):
        await thread.call(Store.source_states)


async def test_a_crawls_connections_hold_little_of_the_file(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'vestnik.db'}")  # a connection is open already
    async with StoreThread(store) as thread:
        assert await thread.call(_pragmas) == (-512, 0)


def _pragmas(store: Store) -> tuple[object, ...]:
    with store._db.read() as connection:
        return tuple(connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("cache_size", "mmap_size"))


def test_error_at_opening_leaves_no_thread(tmp_path: Path) -> None:
    missing = f"sqlite:///{tmp_path / 'vestnik.db'}"
    Store.open(missing).close()
    (tmp_path / "vestnik.db").unlink()
    (tmp_path / "vestnik.db-wal").write_bytes(b"x")
    with pytest.raises(StoreError):
        StoreThread(missing)
    assert not [one for one in threading.enumerate() if one.name.startswith("store")]


async def test_calls_made_before_closing_are_finished(store: Store) -> None:
    thread = StoreThread(store)
    begun = [asyncio.ensure_future(thread.call(Store.alert_counts)) for _ in range(20)]
    await asyncio.sleep(0)
    await asyncio.to_thread(thread.close)
    assert await asyncio.gather(*begun) == [{}] * 20
    assert issubclass(DatabaseMissing, StoreError)
