"""Exports of a big archive: rows a second, CPU and peak memory, each in a process of its own; the newest flags.

    python -m bench.exports [--articles 1000000] [--archive FILE] [--early] [--parts write,flags,dated,verify]
                            [--formats csv,csv.gz,jsonl,parquet,warc] [--polars PYTHON]

* write: all articles as CSV, JSON lines, Parquet, and as the plain ``csv.writer`` of the standard library and Polars
  write the same query (Polars need not be installed here: ``--polars`` names a Python that has it); the stored pages as
  WARC. ``--early``: only the articles of the first two years.
* flags: milliseconds of the newest 50 flags, by several filters.
* dated: a dated archive of CSV files, made, brought up to date with nothing new, and with one review.
* verify: rows a second of ``vestnik export verify``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from bench.big_archive import NOW, Recipe, fill
from storage import Store
from storage.exporting import _ROW, _joined
from storage.exports.archive import write_archive
from storage.exports.proving import prove_file
from storage.exports.writing import Wish, write_file
from storage.records import FlagFilter
from storage.schema import article

FORMATS = "csv,csv.gz,jsonl,parquet,warc"
_PLAIN = """
import csv, sqlite3, sys
database = sqlite3.connect(sys.argv[1])
with open(sys.argv[2], "w", encoding="utf-8-sig", newline="") as file:
    writer, count = csv.writer(file), 0
    cursor = database.execute(sys.argv[3])
    writer.writerow([column[0] for column in cursor.description])
    while rows := cursor.fetchmany(200):
        writer.writerows(rows)
        count += len(rows)
"""
_POLARS = """
import sqlite3, sys
import polars
database = sqlite3.connect(sys.argv[1])
count = 0
with open(sys.argv[2], "wb") as file:
    batches = polars.read_database(sys.argv[3], database, iter_batches=True, batch_size=5000, infer_schema_length=None)
    for batch in batches:
        batch.write_csv(file, include_header=not count)
        count += len(batch)
"""
_TOLD = """
import json, resource, time
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"rows": count, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}))
"""


def write(path: Path, early: bool, polars: str | None, formats: str) -> None:
    """Print what each way of writing costs."""
    wanted = FlagFilter(until=date(2012, 1, 1)) if early else FlagFilter()
    query = _joined(select(*_ROW), wanted, True).order_by(article.c.id)
    sql = str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    with tempfile.TemporaryDirectory(prefix="vestnik-exports-") as name:
        folder = Path(name)
        _tell("csv.writer", [sys.executable, "-c", _PLAIN + _TOLD, str(path), str(folder / "plain.csv"), sql])
        if polars is not None:
            _tell("Polars, CSV", [polars, "-c", _POLARS + _TOLD, str(path), str(folder / "polars.csv"), sql])
        else:
            print("Polars is not installed here; --polars names a Python that has it")
        for kind in formats.split(","):
            target = folder / f"ours.{kind}"
            ours = [sys.executable, "-m", "bench.exports", "--child", str(target), "--archive", str(path)]
            _tell(f"vestnik, {kind}", [*ours, *(["--early"] if early else [])], target)


def _tell(name: str, command: list[str], target: Path | None = None) -> None:
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall = time.monotonic() - began
    if done.returncode:
        print(f"{name:<18} failed: {done.stderr.strip().splitlines()[-1:]}")
        return
    told = json.loads(done.stdout)
    size = f", {target.stat().st_size / 1e6:,.0f} MB" if target is not None else ""
    print(
        f"{name:<18} {told['rows']:>9,} rows in {wall:6.1f} s: {told['rows'] / wall:>8,.0f} rows/s, "
        f"{told['cpu'] * 1e6 / max(told['rows'], 1):5.0f} CPU-µs a row, peak {told['peak']:5.0f} MB{size}",
        flush=True,
    )
    if target is not None:
        target.unlink()


def child(path: Path, target: Path, early: bool) -> None:
    """Write one file, in a process of its own; what it took goes to standard output."""
    wanted = FlagFilter(until=date(2012, 1, 1)) if early else FlagFilter()
    with Store.open(f"sqlite:///{path}") as store:
        wish = Wish(target.suffixes[0].removeprefix("."), wanted, all_articles=True)  # type: ignore[arg-type]
        count = write_file(store, wish, target, now=NOW).rows
    exec(_TOLD, {"count": count})


def flags(path: Path) -> None:
    """Print the milliseconds of the newest 50 flags."""
    asked = {
        "all": FlagFilter(),
        "of a topic": FlagFilter(topic="china"),
        "main subject": FlagFilter(topic="china", min_grade=3),
        "of no topic": FlagFilter(topic="space"),
        "of a source": FlagFilter(sources=("uni-0900",)),
        "of a country": FlagFilter(countries=("BY",)),
        "in a language": FlagFilter(languages=("zh",)),
        "since 2024": FlagFilter(since=date(2024, 1, 1)),
        "not reviewed": FlagFilter(reviewed="none"),
    }
    with Store.open(f"sqlite:///{path}") as store:
        for name, wanted in asked.items():
            took, cpu = [], []
            for _ in range(50):
                began, spent = time.perf_counter(), time.thread_time()
                count = len(list(store.flags(wanted, limit=50)))
                took.append((time.perf_counter() - began) * 1000)
                cpu.append((time.thread_time() - spent) * 1000)
            took.sort()
            print(
                f"newest {count:>2} flags, {name:<14} p50 {statistics.median(took):5.1f} ms, p95 {took[47]:5.1f} ms "
                f"({statistics.median(cpu):.1f} CPU-ms)",
                flush=True,
            )


def dated(path: Path) -> None:
    """Print the seconds of a dated archive: made, unchanged, and after one review."""
    with (
        tempfile.TemporaryDirectory(prefix="vestnik-dated-") as name,
        Store.open(f"sqlite:///{path}") as store,
    ):
        wish = Wish("csv", all_articles=True)
        for what in ("made", "nothing new", "one review"):
            if what == "one review":
                newest = next(iter(store.flags(FlagFilter(), limit=1)))
                store.review(newest.article_id, newest.topic, "no" if newest.reviewed == "yes" else "yes")
            began = time.monotonic()
            report = write_archive(store, wish, Path(name) / "news", compressed="zst")
            print(
                f"dated archive of {report.rows:,} rows, {what}: {time.monotonic() - began:.1f} s, "
                f"{len(report.written)} files written, {len(report.kept)} as before",
                flush=True,
            )


def verify(path: Path) -> None:
    """Print the rows a second that are proved."""
    with (
        tempfile.TemporaryDirectory(prefix="vestnik-verify-") as name,
        Store.open(f"sqlite:///{path}") as store,
    ):
        for kind in ("csv", "parquet"):
            target = Path(name) / f"flags.{kind}"
            write_file(store, Wish(kind), target, now=NOW)
            began = time.monotonic()
            proof = prove_file(store, target, lambda _finding: None)
            print(
                f"verify {kind}: {proof.proved:,} proved, {proof.differing} differing, {proof.missing} missing, "
                f"{proof.proved / (time.monotonic() - began):,.0f} rows/s",
                flush=True,
            )


def main() -> None:
    """Run the parts that are asked for."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--articles", type=int, default=1_000_000)
    ask.add_argument("--archive", type=Path, help="a file of bench.big_archive, instead of a new one")
    ask.add_argument("--early", action="store_true", help="only the articles of the first two years")
    ask.add_argument("--parts", default="write,flags,dated,verify")
    ask.add_argument("--formats", default=FORMATS, help="of those, for write")
    ask.add_argument("--polars", help="a Python that has Polars")
    ask.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.child is not None:
        child(given.archive, given.child, given.early)
        return
    polars = given.polars or (sys.executable if importlib.util.find_spec("polars") else None)
    with tempfile.TemporaryDirectory(prefix="vestnik-big-") as name:
        path = given.archive or Path(name, "vestnik.db")
        if given.archive is None:
            fill(f"sqlite:///{path}", Recipe(given.articles))
        print(f"{path.stat().st_size / 1e9:.1f} GB, load {os.getloadavg()[0]:.1f}", flush=True)
        parts = given.parts.split(",")
        if "write" in parts:
            write(path, given.early, polars, given.formats)
        for part, measure in (("flags", flags), ("dated", dated), ("verify", verify)):
            if part in parts:
                measure(path)


if __name__ == "__main__":
    main()
