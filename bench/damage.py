"""Fifty damaged SQLite archives, and what they were before."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from bench.big_archive import NOW
from bench.duplicates import item, source
from bench.pairs import Page
from bench.writer import KEY, write
from storage import Store
from storage.copying_tables import TableSum

Sums = dict[str, TableSum]
Damage = Callable[[bytearray, random.Random], None]
_PAGE = 4_096


def damaged_files(
    folder: Path, dice: random.Random, sums: Callable[[str], Sums]
) -> Iterator[tuple[str, Path, list[Sums]]]:
    """Damaged archives one after the other: the kind of damage, the file, and the sums of the archive at each moment
    of its history."""
    base = folder / "base.db"
    with Store.open(f"sqlite:///{base}") as store:
        store.register_sources([source(KEY)])
        write(f"sqlite:///{base}", 40, tell=False)
        while store.index_for_search():
            pass
    _checkpoint(base)
    whole, moments = base.read_bytes(), [sums(f"sqlite:///{base}")]
    number = 0
    for kind, count, damage in _KINDS:
        for _ in range(count):
            number += 1
            data = bytearray(whole)
            damage(data, dice)
            path = folder / f"{number}.db"
            path.write_bytes(data)
            yield kind, path, moments
    for kind, path in _foreign(folder):
        yield kind, path, moments
    yield from _logs(folder, base, dice, sums)


def _cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(1, len(data)) :]


def _cut_at_a_page(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(1, len(data) // _PAGE) * _PAGE :]


def _empty(data: bytearray, _dice: random.Random) -> None:
    data.clear()


def _zero_pages(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(1, len(data) // _PAGE) * _PAGE
        data[at : at + _PAGE] = bytes(_PAGE)


def _swap_pages(data: bytearray, dice: random.Random) -> None:
    one, other = (at * _PAGE for at in dice.sample(range(1, len(data) // _PAGE), 2))
    data[one : one + _PAGE], data[other : other + _PAGE] = data[other : other + _PAGE], data[one : one + _PAGE]


def _scramble(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(1, len(data) // _PAGE) * _PAGE
    data[at : at + _PAGE] = dice.randbytes(_PAGE)


def _flip(data: bytearray, dice: random.Random) -> None:
    data[dice.randrange(_PAGE, len(data))] ^= 1 << dice.randrange(8)


def _header(first: int, size: int) -> Damage:
    def damage(data: bytearray, dice: random.Random) -> None:
        data[first : first + size] = dice.randbytes(size)

    return damage


_KINDS: tuple[tuple[str, int, Damage], ...] = (
    ("cut at a random length", 8, _cut),
    ("cut at a page's end", 3, _cut_at_a_page),
    ("empty file", 1, _empty),
    ("pages zeroed", 7, _zero_pages),
    ("pages swapped", 7, _swap_pages),
    ("page scrambled", 5, _scramble),
    ("one bit flipped", 4, _flip),
    ("header: the whole", 1, _header(0, 100)),
    ("header: magic", 1, _header(0, 16)),
    ("header: page size", 1, _header(16, 2)),
    ("header: number of pages", 1, _header(28, 4)),
    ("header: schema format", 1, _header(44, 4)),
    ("header: encoding", 1, _header(56, 4)),
)


def _foreign(folder: Path) -> Iterator[tuple[str, Path]]:
    for name, statement in (
        ("orders", "CREATE TABLE orders (id INTEGER)"),
        ("alembic", "CREATE TABLE alembic_version (version_num TEXT)"),
        ("nothing", "PRAGMA user_version = 1"),
    ):
        path = folder / f"{name}.db"
        with closing(sqlite3.connect(path)) as other:
            other.execute(statement)
            other.commit()
        yield "foreign SQLite file", path
    path = folder / "text.db"
    path.write_text("[vestnik]\n" * 500, encoding="utf-8")
    yield "no SQLite file", path


def _logs(
    folder: Path, base: Path, dice: random.Random, sums: Callable[[str], Sums]
) -> Iterator[tuple[str, Path, list[Sums]]]:
    """Archives whose last steps stand in the log, and the log is lost or torn; of some, the log was half copied into
    the file already."""
    for number, kind in enumerate(("log lost", "log lost half way", "log torn", "log torn", "empty file, log there")):
        live = folder / f"live{number}.db"
        shutil.copy(base, live)
        with Store.open(f"sqlite:///{live}") as store:
            moments = [sums(f"sqlite:///{live}")]
            run = store.begin_run(KEY, now=NOW, worker="another")
            moments.append(sums(f"sqlite:///{live}"))
            with closing(sqlite3.connect(live)) as reader:
                for step in range(6):
                    text = f"Text {step} {dice.randbytes(2_000).hex()}"
                    store.save_items([item(Page(KEY, f"/{step}/", "T", text, "en"), run)], routes=(), now=NOW)
                    moments.append(sums(f"sqlite:///{live}"))
                    if kind == "log lost half way" and step == 2:
                        reader.execute("BEGIN")
                        reader.execute("SELECT count(*) FROM article").fetchone()
                    if kind == "log lost half way" and step == 4:
                        reader.execute("SELECT count(*) FROM article").fetchone()
                if kind == "log lost half way":
                    with closing(sqlite3.connect(live)) as other:
                        other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                path = folder / f"log{number}.db"
                shutil.copy(live, path)
                log = Path(f"{live}-wal").read_bytes()
        if kind == "log torn":
            Path(f"{path}-wal").write_bytes(log[: dice.randrange(len(log))] if number % 2 else _spoiled(log, dice))
        if kind.startswith("empty"):
            os.truncate(path, 0)
            Path(f"{path}-wal").write_bytes(log)
        yield kind, path, moments


def _spoiled(log: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(log) // 2, len(log))
    return log[:at] + bytes([log[at] ^ 1]) + log[at + 1 :]


def _checkpoint(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
