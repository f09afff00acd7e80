"""A dated archive: a folder with a file a month, their data package and checksums; only what changed is written again.

The same store gives the same bytes: nothing tells when it was written, and ``last_seen_at``, which changes with every
look at a page, is left out. A row stands in the month of its article's day (publication, else first sight), a page of
a WARC in the month it came (UTC).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from storage.errors import StoreError
from storage.exports.columns import VOLATILE
from storage.exports.files import replaced
from storage.exports.package import NAME, Resource, read_package, write_package
from storage.exports.writing import COMPRESSIONS, Part, Wish, check_format, write_file
from storage.store import Store

SUMS = "SHA256SUMS"
"""The checksums as ``sha256sum --check`` reads them."""
FORM = 1
"""To be raised where the same rows become other bytes: all months are written again then."""
_MONTH_FILE = re.compile(r"\d{4}-\d{2}\.(?:csv|jsonl|parquet|warc)(?:\.gz|\.zst)?")


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What became of the files of an archive, by name, and how many rows it holds now."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    rows: int


@dataclass(slots=True)
class _Month:
    """What a month's file would hold, in short; ``ids`` of its articles."""

    state: Any = field(default_factory=lambda: blake2b(digest_size=16))
    ids: array[int] = field(default_factory=lambda: array("q"))


def write_archive(
    store: Store,
    wish: Wish,
    folder: Path,
    *,
    compressed: str | None = None,
    progress: Callable[[int], object] | None = None,
) -> ArchiveReport:
    """Bring the archive in ``folder`` (made where it is missing) up to date. ``compressed``: None, "gz" or "zst".

    A month's file is replaced whole or stays; after a kill the next call finishes. Raises OSError; StoreError where
    the folder holds something else.
    """
    if compressed not in COMPRESSIONS[wish.format]:
        raise StoreError(f"an archive of {wish.format} files cannot be compressed with {compressed}")
    check_format(wish.format)
    wish = replace(wish, without=wish.without | VOLATILE)
    told = _told(wish, compressed)
    before = _known(folder, told)
    folder.mkdir(parents=True, exist_ok=True)
    months = _months(store, wish, progress)
    suffix = f".{wish.format}" + (f".{compressed}" if compressed else "")
    resources, written, kept = [], [], []
    done = 0
    for month in sorted(months):
        path, state = folder / f"{month}{suffix}", months[month].state.hexdigest()
        known = before.get(path.name)
        if known is not None and known.more.get("state") == state and _length(path) == known.length:
            resources.append(known)
            kept.append(path.name)
        else:
            resource = _write_month(store, wish, path, month, months[month].ids, _onward(progress, done))
            resources.append(replace(resource, more={"state": state}))
            written.append(path.name)
        done += resources[-1].rows
    names = {resource.name for resource in resources}
    removed = [name for name in sorted(before) if name not in names]
    if written or removed or not (folder / NAME).exists() or not (folder / SUMS).exists():
        write_package(folder, resources, archive=told)
        with replaced(folder / SUMS) as file:
            file.write("".join(f"{one.sha256}  {one.name}\n" for one in resources).encode())
    for name in removed:
        (folder / name).unlink(missing_ok=True)
    return ArchiveReport(tuple(written), tuple(kept), tuple(removed), done)


def stray_files(folder: Path) -> list[str]:
    """Files that are named like months of an archive and that its data package does not name."""
    known = {one["path"] for one in (read_package(folder) or {}).get("resources", [])}
    return sorted(path.name for path in folder.iterdir() if _MONTH_FILE.fullmatch(path.name) and path.name not in known)


def _told(wish: Wish, compressed: str | None) -> dict[str, Any]:
    """What the archive is of, as its data package says."""
    wanted = {
        name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for name, value in asdict(wish.wanted).items()
    }
    how = {"excel_ru": wish.excel_ru, "bom": wish.bom, "versions": wish.versions}
    return {
        "form": FORM, "format": wish.format, "compression": compressed, "all_articles": wish.all_articles,
        "columns": [column.name for column in wish.columns], "filter": wanted, **how,
    }  # fmt: skip


def _known(folder: Path, told: dict[str, Any]) -> dict[str, Resource]:
    """The files of the archive as it stands, none where there is none yet or its form is an older one."""
    package = read_package(folder)
    if package is None or "archive" not in package:
        if folder.is_dir() and any(folder.iterdir()):
            raise StoreError(f"{folder}: is not empty, and no archive of this program; name another folder")
        return {}
    stands = package["archive"] if isinstance(package["archive"], dict) else {}
    same = ("format", "compression", "all_articles", "filter", "excel_ru", "bom", "versions")
    unlike = [name for name in same if stands.get(name) != told[name]]
    if unlike:
        raise StoreError(
            f"{folder}: holds an archive made with other options ({', '.join(unlike)}); name another folder"
        )
    current = {name: stands.get(name) for name in ("form", "columns")} == {
        name: told[name] for name in ("form", "columns")
    }
    found = [_resource(one, told) for one in package["resources"]]
    return {one.name: one if current else replace(one, more={"state": ""}) for one in found}


def _resource(one: dict[str, Any], told: dict[str, Any]) -> Resource:
    more = {"state": one.get("state", "")}
    columns = Wish(told["format"], without=VOLATILE).columns
    total = str(one.get("hash", "")).removeprefix("sha256:")
    delimiter = ";" if told["excel_ru"] else ","
    return Resource(
        one["path"], told["format"], told["compression"], columns, int(one.get("rows", one.get("records", 0))), total,
        int(one.get("bytes", -1)), delimiter, more,
    )  # fmt: skip


def _months(store: Store, wish: Wish, progress: Callable[[int], object] | None) -> dict[str, _Month]:
    months: dict[str, _Month] = {}
    if wish.format == "warc":
        for page in store.export_pages(wish.wanted, all_articles=wish.all_articles, bodies=False):
            month = months.setdefault(f"{page.fetched_at:%Y-%m}", _Month())
            month.state.update(f"{page.sha256} {' '.join(page.read_as)}\n".encode())
        return months
    for number, mark in enumerate(store.export_marks(wish.wanted, all_articles=wish.all_articles)):
        if progress is not None and number % 1_000 == 0:
            progress(0)  # nothing is written yet; who asks to stop is heard
        month = months.setdefault(mark.month, _Month())
        month.state.update(mark.mark)
        if not month.ids or month.ids[-1] != mark.article_id:
            month.ids.append(mark.article_id)
    return months


def _write_month(
    store: Store, wish: Wish, path: Path, month: str, ids: array[int], progress: Callable[[int], object] | None
) -> Resource:
    first = datetime(int(month[:4]), int(month[5:]), 1, tzinfo=UTC)
    part = Part(ids=ids)
    if wish.format == "warc":
        part = Part(since=first, until=first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1))
    return write_file(store, wish, path, now=first, part=part, progress=progress).resource


def _onward(progress: Callable[[int], object] | None, done: int) -> Callable[[int], object] | None:
    return None if progress is None else lambda count: progress(done + count)


def _length(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None
