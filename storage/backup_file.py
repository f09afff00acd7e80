"""A backup's file: a tar archive in one zstd frame, ``manifest.json`` and then ``vestnik.db``, and nothing else.

Anybody's ``tar --zstd -xf`` unpacks it. Here it is read by hand: two members with fixed names, written to a file that
the caller chose, so that no name, link or device in a crafted archive means anything; never more bytes than the
manifest states, and the manifest itself is small.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import zstandard

from storage.copying_tables import Told, untold
from storage.errors import DatabaseNewer, StoreError

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "vestnik.db"
_LEVEL = 3
_MOST_MANIFEST = 100_000
_MOST_WINDOW = 1 << 27
_BLOCK = 1 << 20
_END = 2 * tarfile.BLOCKSIZE


class BackupDamaged(StoreError):  # noqa: N818 - as the states of a database
    """The file is no backup, or not what it was when it was made. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``origin``: "sqlite" or "postgresql"; ``size`` and ``sha256`` are of the database
    inside, which is a SQLite file in any case; ``tables``: rows by table."""

    format: int
    program: str | None
    made_at: str
    origin: str
    schema: str
    size: int
    sha256: str
    tables: Mapping[str, int]

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)


def pack_backup(database: Path, manifest: Manifest, file: IO[bytes], told: Told = untold) -> None:
    """Write a backup of ``database``, which is as the manifest says. OSError."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True, write_content_size=False)
    with packer.stream_writer(file, closefd=False) as out, database.open("rb") as source:
        out.write(_header(MANIFEST, len(text), manifest.moment) + text + _padding(len(text)))
        out.write(_header(DATABASE, manifest.size, manifest.moment))
        while block := source.read(_BLOCK):
            out.write(block)
            told("packing", source.tell(), manifest.size)
        out.write(_padding(manifest.size) + bytes(_END))


def _header(name: str, size: int, moment: datetime) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(moment.timestamp())
    return member.tobuf(tarfile.GNU_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def unpack_backup(
    path: Path,
    goal: IO[bytes] | None,
    told: Told = untold,
    allow: Callable[[Manifest], object] = lambda _manifest: None,
) -> Manifest:
    """Write the database of a backup to ``goal``; without one, only read it and prove it. ``allow`` is asked with the
    manifest before anything is written, and raises to refuse. BackupDamaged, DatabaseNewer; OSError."""
    with path.open("rb") as file:
        reading = _Reading(path, file)
        allow(reading.manifest)
        reading.database(goal, told)
        return reading.manifest


class _Reading:
    """Reads a backup from its beginning to its end."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        unpacker = zstandard.ZstdDecompressor(max_window_size=_MOST_WINDOW)
        stream = unpacker.stream_reader(file, read_across_frames=True)
        self._stream = io.BufferedReader(cast(io.RawIOBase, stream), 1 << 16)
        size = self._member(MANIFEST, _MOST_MANIFEST)
        text = self._exactly(size)
        self._skip(_padding(size))
        self.manifest = self._understood(text)

    def database(self, goal: IO[bytes] | None, told: Told) -> None:
        """Write the database to ``goal``, and prove it."""
        wanted = self.manifest
        if self._member(DATABASE, wanted.size) != wanted.size:
            raise self._refused("the database in it has another size than its manifest says")
        total, left = sha256(), wanted.size
        while left:
            block = self._exactly(min(left, _BLOCK))
            total.update(block)
            if goal is not None:
                goal.write(block)
            left -= len(block)
            told("unpacking", wanted.size - left, wanted.size)
        self._skip(_padding(wanted.size) + bytes(_END))
        if self._read(1):
            raise self._refused("more follows its two members")
        if total.hexdigest() != wanted.sha256:
            raise self._refused("the database in it does not match its sha256")

    def _member(self, name: str, most: int) -> int:
        try:
            member = tarfile.TarInfo.frombuf(self._exactly(tarfile.BLOCKSIZE), "utf-8", "strict")
        except (tarfile.HeaderError, ValueError) as error:
            raise self._refused(f"no member {name}: {error}") from error
        if member.name != name or not member.isreg() or member.type != tarfile.REGTYPE or member.linkname:
            raise self._refused(f"a member that does not belong there, in place of {name}")
        if not 0 < member.size <= most:
            raise self._refused(f"its {name} has a size that cannot be")
        return member.size

    def _understood(self, text: bytes) -> Manifest:
        try:
            values = json.loads(text)
            number = values["format"]
            if type(number) is int and number > FORMAT:
                raise DatabaseNewer(
                    f"{self._path}: the backup has format {number}, this program knows only up to {FORMAT}. "
                    "Update Vestnik."
                )
            manifest = Manifest(**values)
            well = _is_well_formed(manifest)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise self._refused(f"its manifest cannot be read: {error}") from error
        if not well:
            raise self._refused("its manifest is not one of Vestnik's")
        return manifest

    def _skip(self, zeros: bytes) -> None:
        if self._exactly(len(zeros)) != zeros:
            raise self._refused("something stands where nothing should")

    def _exactly(self, size: int) -> bytes:
        data = self._read(size)
        if len(data) != size:
            raise self._refused("it ends too early")
        return data

    def _read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except zstandard.ZstdError as error:
            raise self._refused(f"it cannot be unpacked: {error}") from error

    def _refused(self, why: str) -> BackupDamaged:
        return BackupDamaged(
            f"{self._path}: this is no backup of Vestnik, or no longer what it was ({why}). Nothing was changed; use "
            "another backup."
        )


def _is_well_formed(manifest: Manifest) -> bool:
    tables: Any = manifest.tables
    moment = datetime.fromisoformat(manifest.made_at)
    return (
        type(manifest.format) is int
        and manifest.format == FORMAT
        and (manifest.program is None or isinstance(manifest.program, str))
        and moment.tzinfo is not None
        and manifest.origin in ("sqlite", "postgresql")
        and isinstance(manifest.schema, str)
        and manifest.schema.isascii()
        and manifest.schema.isdigit()
        and len(manifest.schema) == 4
        and type(manifest.size) is int
        and manifest.size > 0
        and isinstance(manifest.sha256, str)
        and isinstance(tables, dict)
        and all(type(rows) is int for rows in tables.values())
    )
