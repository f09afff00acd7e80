"""Fixtures of the storage tests: the same suite on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bench.postgres import running_server
from storage import Store
from storage.backup import make_backup
from tests.storage.builders import NOW, source
from tests.storage.full_archive import fill


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server, up to its last slash: one a session, stopped at its end."""
    given = os.environ.get("VESTNIK_TEST_POSTGRES")
    if given:
        yield given.rsplit("/", 1)[0] + "/"
        return
    try:
        with running_server() as server:
            yield server.address
    except RuntimeError as error:
        pytest.skip(f"no PostgreSQL to test on: VESTNIK_TEST_POSTGRES is not set; {error}")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of this test's own; on SQLite it does not exist yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'vestnik.db'}"
        return
    yield from _database(request)


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty PostgreSQL database of this test's own."""
    yield from _database(request)


def _database(request: pytest.FixtureRequest) -> Iterator[str]:
    import psycopg

    server: str = request.getfixturevalue("postgres_server")
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server.replace("+psycopg", "") + "postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server + name
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def open_store(url: str) -> Iterator[Callable[[], Store]]:
    """Open the test's database, as often as the test likes; closed at its end."""
    opened: list[Store] = []

    def open_one() -> Store:
        store = Store.open(url, now=lambda: NOW)
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    """An empty store that knows the sources "spb" and "msu"."""
    store = open_store()
    store.register_sources([source("spb"), source("msu")])
    return store


@pytest.fixture
def run_id(store: Store) -> int:
    """A crawl of "spb" that has begun."""
    return store.begin_run("spb", now=NOW, worker="test/1/0")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An archive and its backup; both are only read."""
    folder = tmp_path_factory.mktemp("archive")
    fill(f"sqlite:///{folder / 'vestnik.db'}")
    made = make_backup(f"sqlite:///{folder / 'vestnik.db'}", folder / "backup.tar.zst", now=lambda: NOW)
    return folder / "vestnik.db", made.path
