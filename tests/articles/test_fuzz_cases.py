"""Inputs that fuzzing (``python -m bench.fuzz``) once found to raise, or to take too long, are read and parsed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.fuzz import CASES, Watch, mutate_page, page_seeds, parse_text, read_page

HANGS_S = 30.0
"""CPU that only a hang takes, on however slow a machine."""
RUN = {"page": read_page, "date": parse_text}


@pytest.mark.parametrize("path", sorted(CASES.iterdir()), ids=lambda path: path.stem)
def test_what_fuzzing_found_stays_mended(path: Path, tmp_path: Path) -> None:
    kind = path.name.partition("-")[0]
    watch = Watch(kind, RUN[kind], tmp_path, 60, slow_s=HANGS_S)
    watch(path.read_bytes())
    assert not watch.found


def test_a_finding_is_kept_once_as_a_file(tmp_path: Path) -> None:
    def run(data: bytes) -> None:
        if data:
            raise ValueError(data)

    watch = Watch("page", run, tmp_path, 60)
    for data in (b"", b"one", b"two"):
        watch(data)
    assert watch.executions == 3
    assert [(name.partition(" ")[0], file) for name, file in watch.found.items()] == [
        ("ValueError", path.name) for path in tmp_path.iterdir()
    ]


def test_mutated_pages_are_read() -> None:
    seeds, chance = page_seeds(), random.Random(20240628)
    for _ in range(60):  # ``read_page`` asserts: no NUL in what was read, no endless title, confidences from 0 to 1
        read_page(mutate_page(chance.choice(seeds), seeds, chance))
