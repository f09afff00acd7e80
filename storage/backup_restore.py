"""An archive out of a backup: proved before it is put in place, and nothing that was there is lost."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.backup_check import check_database
from storage.backup_file import BackupDamaged, Manifest, unpack_backup
from storage.copying import copy_archive, refuse_present
from storage.copying_tables import Told, untold
from storage.engine import file_of, parse_url
from storage.errors import DatabaseOutdated, StoreBusy, StoreError
from storage.files import BESIDE, draft_of, in_use, need_space, put_in_place, sync_folder
from storage.upgrade import HEAD, check_version, migrate_file

_SLACK = 16_000_000


@dataclass(frozen=True, slots=True)
class Restored:
    """An archive that was restored. ``schema``: its version now; ``kept``: where what was there before is."""

    place: str
    manifest: Manifest
    schema: str
    kept: Path | None


def restore_backup(
    path: Path,
    target: str,
    *,
    force: bool = False,
    upgrade: bool = False,
    now: Callable[[], datetime],
    told: Told = untold,
) -> Restored:
    """Make the archive of a backup anew at ``target``, the address of a database: a file that does not exist, or an
    empty PostgreSQL database.

    The database in the backup is unpacked beside the target, never more of it than its manifest says and the disk
    takes, and used only if its sha256, its schema (exactly ours: nothing in it that runs) and its content are sound.
    ``force``: a file that is there is kept beside under another name; StoreBusy while somebody uses it. ``upgrade``: an
    older schema is brought up to date on the way; PostgreSQL takes no older one. StoreError, BackupDamaged,
    DatabaseDamaged, DatabaseNewer, DatabaseOutdated; OSError where the backup cannot be read.
    """
    url = parse_url(target)
    file = file_of(url)
    if file is not None and not force:
        refuse_present(file, "or add --force: what is there is kept beside it.")
    at = Path(tempfile.gettempdir(), "vestnik-restore.db") if file is None else file

    def allow(manifest: Manifest) -> None:
        if not upgrade and file is None and manifest.schema < HEAD:
            raise DatabaseOutdated(
                f"{path}: the backup has schema {manifest.schema}, this program needs {HEAD}. Add --upgrade."
            )
        if manifest.schema > HEAD:
            check_version(manifest.schema, str(path))
        need_space(at, manifest.size + _SLACK)

    if not path.is_file():
        raise StoreError(f"{path}: there is no such backup; name its file.")
    with draft_of(at) as draft:
        with draft.open("wb") as goal:
            manifest = unpack_backup(path, goal, told, allow)
        told("checking", 0, 0)
        _found, rows = check_database(draft, str(path), manifest.schema)
        _compare_rows(path, rows, manifest)
        if upgrade and manifest.schema < HEAD:
            migrate_file(draft, now)
        schema = HEAD if upgrade else manifest.schema
        if file is None:
            place = copy_archive(f"sqlite:///{draft}", target, now=now, told=told).target
            return Restored(place, manifest, schema, None)
        return Restored(str(file), manifest, schema, _place(draft, file, now() if force else None))


def _compare_rows(path: Path, found: Mapping[str, int], manifest: Manifest) -> None:
    """BackupDamaged where the database holds other numbers of rows than were counted when it was saved."""
    for name in sorted({*found, *manifest.tables}):
        rows, told = found.get(name), manifest.tables.get(name)
        if rows != told:
            raise BackupDamaged(
                f"{path}: its table {name} holds {rows or 0} rows, where its manifest says {told or 0}. Nothing was "
                "changed; use another backup."
            )


def _place(draft: Path, file: Path, moment: datetime | None) -> Path | None:
    """Give the draft its name, where ``moment`` is given after moving away what has that name; where that is now."""
    moved = [] if moment is None else _move_away(file, moment)
    try:
        put_in_place(draft, file)
    except OSError as error:
        for old, kept in moved:
            os.rename(kept, old)
        if isinstance(error, FileExistsError):
            raise StoreError(f"{file}: another process has just made it. Nothing was written over.") from error
        raise
    return moved[0][1] if moved else None


def _move_away(file: Path, moment: datetime) -> list[tuple[Path, Path]]:
    """Rename a database and what lies beside it; its log above all, which SQLite would write into any database of that
    name. Pairs of old and new names."""
    if file.exists() and in_use(file):  # whoever has it would go on writing to the file that was moved away
        raise StoreBusy(
            f"{file}: another process has it open. Stop it (`vestnik watch`, workers, pages), then restore."
        )
    kept = f"{file.name}.before-restore-{moment.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
    names = [(file.with_name(file.name + end), file.with_name(kept + end)) for end in ("", *BESIDE)]
    present = [(old, new) for old, new in names if old.exists()]
    for _old, new in present:
        if new.exists():
            raise StoreError(f"{new}: there is something already. Wait a second, then restore again.")
    for old, new in present:
        os.rename(old, new)
    sync_folder(file.parent)
    return present
