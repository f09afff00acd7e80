"""Backups: of an archive that is written to, of damaged ones; speed and memory of backup, restore and copy.

    python -m bench.backup [--parts moment,torn,figures] [--rounds 3] [--articles 100000] [--archive FILE]

* moment: a program stores and edits articles without a pause while its archive is saved, on SQLite and PostgreSQL;
  each backup is restored, and must equal, table by table, what the same program leaves after so many steps.
* torn: 50 damaged files (cut, zeroed, swapped and scrambled pages, damaged headers, lost and torn logs, foreign and
  empty files): how many are refused at opening and left as they are, how many ``db verify`` finds, how many neither.
* figures: MB/s and peak memory of ``vestnik db backup``, ``restore`` and ``copy`` (there and back), beside ``VACUUM
  INTO`` and ``pg_dump`` where that is installed. ``--archive``: one of ``bench.big_archive`` instead of a new one.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench import big_archive
from bench.big_archive import Recipe
from bench.damage import damaged_files
from bench.duplicates import source
from bench.postgres import running_server
from bench.writer import KEY, write
from storage import Store, StoreError
from storage.backup import make_backup
from storage.backup_restore import restore_backup
from storage.copying import copy_archive, reading
from storage.copying_tables import Summing, TableSum, archive_tables, read_rows
from storage.engine import parse_url

ROOT = Path(__file__).parents[1]


def _now() -> datetime:
    return datetime.now(UTC)


def sums(url: str) -> dict[str, TableSum]:
    """The sum of every table of an archive."""
    found = {}
    with reading(parse_url(url), _now) as (_db, connection):
        for table in archive_tables(connection):
            adding = Summing(table.name)
            for part in read_rows(connection, table, sorted(table.columns.keys())):
                for row in part:
                    adding.add(row)
            found[table.name] = adding.total()
    return found


def moment(rounds: int) -> bool:
    """Print, for both databases, which moments of a writer's history its backups were."""
    well = True
    with tempfile.TemporaryDirectory(prefix="vestnik-backup-") as name, running_server() as server:
        folder = Path(name)
        base = folder / "base.db"
        big_archive.fill(f"sqlite:///{base}", Recipe(4_000, sources=50, pages=1_000))
        with Store.open(f"sqlite:///{base}") as store:
            store.register_sources([source(KEY)])
        on_server = server.create("live")
        copy_archive(f"sqlite:///{base}", on_server, now=_now)
        for label, url in (("SQLite", f"sqlite:///{folder / 'live.db'}"), ("PostgreSQL", on_server)):
            if label == "SQLite":
                shutil.copy(base, folder / "live.db")
            with _writer(url) as steps:
                for number in range(1, rounds + 1):
                    again = f"sqlite:///{folder / f'again{number}.db'}"
                    if label == "PostgreSQL":
                        again = server.create(f"again{number}")
                    copy_archive(f"sqlite:///{base}", again, now=_now)
                    well &= _one_moment(folder, url, again, f"{label}, backup {number}", steps)
    return well


@contextmanager
def _writer(url: str) -> Iterator[list[int]]:
    """A program that writes until the block ends; a list that holds the steps it has told of."""
    command = [sys.executable, "-c", f"from bench.writer import write; write({url!r}, 10**9, True)"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        lines = running.stdout or ()
        told: list[int] = []
        begun = threading.Event()

        def follow() -> None:
            for line in lines:
                told.append(int(line))
                begun.set()

        threading.Thread(target=follow, daemon=True).start()
        try:
            begun.wait(60)
            yield told
        finally:
            running.kill()


def _one_moment(folder: Path, url: str, again: str, label: str, steps: list[int]) -> bool:
    backup, back = folder / "backup.tar.zst", folder / "back.db"
    before, began = len(steps), time.monotonic()
    make_backup(url, backup, now=_now)
    took, after = time.monotonic() - began, len(steps)
    restore_backup(backup, f"sqlite:///{back}", now=_now)
    with closing(sqlite3.connect(back)) as restored:
        done = "SELECT count(*) FROM article_version v JOIN crawl_run r ON r.id = v.run_id WHERE worker = 'writer' AND "
        new, edited = (restored.execute(done + what).fetchone()[0] for what in ("v.version = 1", "v.version > 1"))
    write(again, new // 25 + edited, tell=False)
    ours, theirs = sums(f"sqlite:///{back}"), sums(again)
    unlike = [name for name, one in ours.items() if one != theirs[name]]
    same = new % 25 == 0 and not unlike
    print(
        f"{label}: {took:.1f} s, the writer had told of steps {before} to {after} meanwhile; the backup is the archive "
        f"after step {new // 25 + edited}: {'equal in every table' if same else f'NOT EQUAL: {unlike}'}",
        flush=True,
    )
    for file in (backup, back):
        file.unlink()
    return same


def torn() -> bool:
    """Print what becomes of 50 damaged files."""
    with tempfile.TemporaryDirectory(prefix="vestnik-torn-") as name:
        counts: Counter[tuple[str, str]] = Counter()
        for kind, path, moments in damaged_files(Path(name), random.Random(8), sums):
            counts[kind, _fate(path, moments)] += 1
    for (kind, fate), count in sorted(counts.items()):
        print(f"{count:>4}  {kind}: {fate}", flush=True)
    print(f"{counts.total():>4}  in all: {_by_fate(counts)}", flush=True)
    return not any(fate.startswith("NO") for _kind, fate in counts)


def _by_fate(counts: Counter[tuple[str, str]]) -> str:
    fates: Counter[str] = Counter()
    for (_kind, fate), count in counts.items():
        fates[fate] += count
    return ", ".join(f"{count} {fate}" for fate, count in fates.most_common())


def _fate(path: Path, moments: Sequence[dict[str, TableSum]]) -> str:
    """What becomes of a damaged file. ``moments``: the sums of the sound archive at each moment of its history."""
    url, before = f"sqlite:///{path}", path.read_bytes()
    try:
        with Store.open(url, create=False) as store:
            try:
                problems = store.check_whole()
                if not any(problem.kind == "file" for problem in problems):
                    problems += store.check_pages(store.page_keys())
                    problems += store.check_articles([number for _key, number in store.article_ids()])
            except StoreError as error:
                return "found by verify" if "estore" in str(error) else f"NO WAY OUT: {error}"
    except StoreError as error:
        if path.read_bytes() != before:
            return "NOT LEFT AS IT WAS"
        return (
            "refused at opening" if any(w in str(error) for w in ("estore", "Name another")) else f"NO WAY OUT: {error}"
        )
    if problems:
        return "found by verify"
    found = sums(url)
    if found == moments[-1]:
        return "opened, every row is as it was"
    return "opened, an earlier moment of the archive, whole" if found in moments else "NOT SEEN"


def figures(articles: int, given: Path | None) -> None:
    """Print seconds, MB/s and peak memory of each work on a big archive."""
    with tempfile.TemporaryDirectory(prefix="vestnik-figures-") as name, running_server() as server:
        folder = Path(name)
        (folder / "vestnik.toml").write_text("", encoding="utf-8")
        live = folder / "vestnik.db"
        if given is None:
            big_archive.fill(f"sqlite:///{live}", Recipe(articles, pages=articles, keys=True))
        else:
            shutil.copy(given, live)
        size = live.stat().st_size / 1e6
        on_server = server.create("archive")
        print(f"{articles} articles, {size:,.0f} MB; load {os.getloadavg()[0]:.1f}", flush=True)
        _timed(folder, size, "db", "backup", "s.tar.zst")
        _timed(folder, size, "db", "restore", "s.tar.zst", "--to", "restored.db")
        _timed(folder, size, "db", "copy", "config", "copy.db")
        _timed(folder, size, "db", "copy", "config", on_server)
        os.environ["VESTNIK_DATABASE__URL"] = on_server
        _timed(folder, size, "db", "backup", "p.tar.zst")
        del os.environ["VESTNIK_DATABASE__URL"]
        _timed(folder, size, "db", "copy", on_server, "back.db")
        _timed(folder, size, "db", "restore", "p.tar.zst", "--to", server.create("restored"))
        for file in ("s.tar.zst", "p.tar.zst"):
            print(f"  {file}: {(folder / file).stat().st_size / 1e6:,.0f} MB")
        _peers(folder, size, server.binaries / "pg_dump", on_server.replace("+psycopg", ""))


def _timed(folder: Path, size: float, *command: str) -> None:
    words = [sys.executable, "-m", "vestnik", *command]
    process = subprocess.Popen(
        words, cwd=folder, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    began = time.monotonic()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took, cpu = time.monotonic() - began, usage.ru_utime + usage.ru_stime
    shown = ["(server)" if "dbname=" in word else word for word in command]
    code = f", EXIT CODE {process.returncode}" if process.returncode else ""
    print(
        f"{' '.join(shown):<44} {took:6.1f} s, {cpu:6.1f} CPU-s, {size / took:6.1f} MB/s, "
        f"peak {usage.ru_maxrss / 1024:4.0f} MB, load {os.getloadavg()[0]:.1f}{code}",
        flush=True,
    )


def _peers(folder: Path, size: float, dump: Path, server: str) -> None:
    began = time.monotonic()
    with closing(sqlite3.connect(folder / "vestnik.db")) as database:
        database.execute("VACUUM INTO ?", (str(folder / "vacuum.db"),))
    took = time.monotonic() - began
    print(f"VACUUM INTO, nothing packed or checked: {took:.1f} s, {size / took:.1f} MB/s", flush=True)
    if dump.exists():
        began = time.monotonic()
        subprocess.run([dump, "-Fc", "-f", folder / "dump", server], check=True)
        took = time.monotonic() - began
        print(f"pg_dump -Fc: {took:.1f} s, {size / took:.1f} MB/s, {(folder / 'dump').stat().st_size / 1e6:,.0f} MB")


def main() -> int:
    """Run the parts that are asked for; 1 where something is not as it should be."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--parts", default="moment,torn,figures")
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--articles", type=int, default=100_000)
    ask.add_argument("--archive", type=Path)
    given = ask.parse_args()
    parts, well = given.parts.split(","), True
    if "moment" in parts:
        well &= moment(given.rounds)
    if "torn" in parts:
        well &= torn()
    if "figures" in parts:
        figures(given.articles, given.archive)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
