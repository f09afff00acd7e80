"""One process with several stores beside another process: nobody loses the locks that keep the database whole."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage import DatabaseDamaged, Store
from storage.upgrade import HEAD
from tests.storage.builders import source

LOOK_AND_LEAVE = """
import sys
from storage import Store
for _ in range(2):
    with Store.open(sys.argv[1]) as store:
        store.source_states()
"""


def _another_process_opens_and_closes(url: str) -> None:
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", LOOK_AND_LEAVE, url], check=True, cwd=root, timeout=60)


@pytest.mark.parametrize("how", ["second store", "second name", "failed opening"])
def test_opening_again_leaves_the_first_stores_locks(tmp_path: Path, how: str) -> None:
    """A file that any part of a process closes loses the process's locks on it (POSIX): another process then takes
    itself for the last one, and deletes the log that the first one still writes to."""
    path = tmp_path / "vestnik.db"
    url = f"sqlite:///{path}"
    with Store.open(url) as first:
        first.register_sources([source("a")])
        if how == "second store":
            Store.open(url).close()
        elif how == "second name":
            (tmp_path / "other.db").symlink_to(path)
            Store.open(f"sqlite:///{tmp_path / 'other.db'}").close()
        else:
            with first._db.write() as connection:
                connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9001'")
            with pytest.raises(Exception, match="9001"):
                Store.open(url)
            with first._db.write() as connection:
                connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{HEAD}'")
        _another_process_opens_and_closes(url)
        first.register_sources([source("b")])
        _another_process_opens_and_closes(url)
        first.register_sources([source("c")])
        with Store.open(url) as second:
            assert [state.key for state in second.source_states()] == ["a", "b", "c"]
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("SELECT count(*) FROM source").fetchone() == (3,)
    connection.close()


def test_the_file_is_checked_again_once_all_stores_of_it_are_closed(tmp_path: Path) -> None:
    path = tmp_path / "vestnik.db"
    with Store.open(f"sqlite:///{path}") as first, Store.open(f"sqlite:///{path}"):
        first.register_sources([source("a")])
    os.truncate(path, 5_000)
    with pytest.raises(DatabaseDamaged, match="torn"):
        Store.open(f"sqlite:///{path}")
