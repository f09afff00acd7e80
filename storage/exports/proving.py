"""The proof of an exported file: each row, or page of a WARC, against the archive it came from."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import zstandard

from storage.errors import StoreError
from storage.exports.csv_files import read_csv
from storage.exports.files import COMPRESSED, file_sum
from storage.exports.jsonl import read_jsonl
from storage.exports.package import read_package
from storage.exports.parquet import read_parquet
from storage.exports.warc import read_warc
from storage.store import Store
from storage.types import storable
from storage.views import VersionFacts

Outcome = Literal["proved", "differing", "missing"]
AT_ONCE = 200
NEEDED = ("article_id", "version", "title", "published", "body", "page_sha256")
"""The columns that are proved; a file without one of them proves nothing."""
_HIGHEST = 2**63 - 1
_READERS: Mapping[str, Callable[[Path], Iterator[dict[str, Any]]]] = {
    ".csv": read_csv,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".parquet": read_parquet,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One row (or file of an archive) that is not proved: its number in the file, from 1 (0: the file itself), what it
    is of, and why. ``differing``: the archive says something else; ``missing``: it has nothing to prove it with."""

    file: str
    row: int
    what: str
    outcome: Outcome
    why: str


@dataclass(slots=True)
class Proof:
    """How many rows were proved, differ from the archive, or have nothing there that would prove them."""

    proved: int = 0
    differing: int = 0
    missing: int = 0

    @property
    def sound(self) -> bool:
        """True where every row is proved."""
        return not self.differing and not self.missing

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        setattr(self, outcome, getattr(self, outcome) + 1)


def prove_file(
    store: Store,
    path: Path,
    found: Callable[[Finding], object],
    *,
    progress: Callable[[int], object] | None = None,
) -> Proof:
    """Prove each row of a CSV, JSON lines, Parquet or WARC file (known by its name, compressed or not): its page is
    stored and has the sha256 the row names; its title, text and day are those of the stored version. Where the data
    package beside it names the file: also that it is the one that was written. ``found`` is told of each that is not.
    Memory stays constant. Raises OSError; StoreError for a file that cannot be read."""
    package = read_package(path.parent) or {}
    named = [one for one in package.get("resources", []) if one["path"] == path.name]
    return _prove(store, path, named[0] if named else None, found, progress, Proof())


def _prove(
    store: Store,
    path: Path,
    described: Mapping[str, Any] | None,
    found: Callable[[Finding], object],
    progress: Callable[[int], object] | None,
    proof: Proof,
) -> Proof:
    name = path.name[: -len(path.suffix)] if path.suffix.lower() in COMPRESSED else path.name
    suffix = Path(name).suffix.lower()
    if suffix != ".warc" and suffix not in _READERS:
        raise StoreError(f"{path}: its name ends with none of .csv, .jsonl, .parquet, .warc (and .gz or .zst)")
    if described is not None:
        total, length = file_sum(path)
        if (f"sha256:{total}", length) != (described.get("hash"), described.get("bytes")):
            _tell(
                proof, found, path.name, "differing", "the file is not the one that was written: its sha256 is another"
            )
    checks = _pages(store, path) if suffix == ".warc" else _rows(store, path, _READERS[suffix](path))
    try:
        for finding in checks:
            proof.add(finding.outcome)
            if finding.outcome != "proved":
                found(finding)
            if progress is not None and finding.row % AT_ONCE == 0:
                progress(finding.row)
    except (csv.Error, ValueError, EOFError, gzip.BadGzipFile, zstandard.ZstdError) as error:
        words = " ".join(str(error).split())
        raise StoreError(f"{path}: is torn or no export of this program: {words}") from error
    return proof


def prove_archive(
    store: Store, folder: Path, found: Callable[[Finding], object], *, progress: Callable[[int], object] | None = None
) -> Proof:
    """Prove a dated archive: each file is there and has the sha256 of the data package, and each of its rows is proved.
    Raises as ``prove_file``; StoreError for a folder that is no archive."""
    from storage.exports.archive import stray_files

    package = read_package(folder)
    if package is None:
        raise StoreError(f"{folder}: has no datapackage.json of this program; name a file, or an archive's folder")
    proof = Proof()
    for one in package["resources"]:
        path = folder / one["path"]
        if not path.is_file():
            _tell(proof, found, path.name, "missing", "the file is not there")
            continue
        try:
            _prove(store, path, one, found, progress, proof)
        except StoreError as error:
            _tell(proof, found, path.name, "differing", str(error))
    for name in stray_files(folder):
        _tell(proof, found, name, "missing", "datapackage.json does not name it")
    return proof


def _tell(proof: Proof, found: Callable[[Finding], object], name: str, outcome: Outcome, why: str) -> None:
    """Count and tell what is wrong with a whole file."""
    proof.add(outcome)
    found(Finding(name, 0, name, outcome, why))


def _rows(store: Store, path: Path, rows: Iterator[dict[str, Any]]) -> Iterator[Finding]:
    state = lru_cache(maxsize=20_000)(store.page_state)
    number = 0
    while part := list(islice(rows, AT_ONCE)):
        lacking = [name for name in NEEDED if name not in part[0]]
        if lacking:
            raise ValueError(f"there is no column {lacking[0]}")
        keys = [_key(row) for row in part]
        stored = store.stored_versions({key for key in keys if key is not None})
        for row, key in zip(part, keys, strict=True):
            number += 1
            what = f"article {row.get('article_id')} version {row.get('version')}"
            facts = None if key is None else stored.get(key)
            outcome, why = _judged(row, facts, state)
            yield Finding(path.name, number, what, outcome, why)


def _judged(row: Mapping[str, Any], facts: VersionFacts | None, state: Callable[[str], str]) -> tuple[Outcome, str]:
    if facts is None:
        return "missing", "the archive has no such version"
    unlike = [name for name in ("title", "body") if _text(row.get(name)) != getattr(facts, name)]
    if (_text(row.get("published")) or None) not in facts.days:
        unlike.append("day")
    if (_text(row.get("page_sha256")) or None) != facts.page_sha256:
        unlike.append("page_sha256")
    if unlike:
        return "differing", f"not as stored: {', '.join(unlike)}"
    if facts.page_sha256 is None:
        return "missing", "no page is stored of this version"
    page = state(facts.page_sha256)
    if page == "missing":
        return "missing", f"its page {facts.page_sha256} is not stored"
    return ("proved", "") if page == "whole" else ("differing", f"its stored page {facts.page_sha256} is damaged")


def _key(row: Mapping[str, Any]) -> tuple[int, int] | None:
    try:
        key = int(row["article_id"]), int(row["version"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return key if all(0 <= number <= _HIGHEST for number in key) else None


def _text(value: object) -> str:
    return storable(value) if isinstance(value, str) else ""


def _pages(store: Store, path: Path) -> Iterator[Finding]:
    for number, (url, sha256) in enumerate(read_warc(path), start=1):
        state = store.page_state(sha256)
        outcome: Outcome = "proved" if state == "whole" else "missing" if state == "missing" else "differing"
        why = {"proved": "", "missing": "no page of these bytes is stored", "differing": "its stored page is damaged"}
        yield Finding(path.name, number, url, outcome, why[outcome])
