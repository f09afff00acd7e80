"""The scheduled export: a job of ``vestnik watch``, in a thread of its own with a store of its own."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vestnik.errors import UserError

if TYPE_CHECKING:
    from scheduler.records import Job
    from storage.exports.archive import ArchiveReport
    from storage.exports.writing import Wish
    from vestnik.config import Config

log = logging.getLogger("vestnik.export")


def build_export_jobs(config: Config) -> list[Job]:
    """The job that [export] asks for, none without a folder. UserError where the section cannot work."""
    given = config.export
    if given.folder is None:
        return []  # before what makes jobs, and Scrapy with it, is loaded
    from scheduler.records import Job
    from scheduler.times import Cron, zone_of
    from scheduler.triggers import AtTimes
    from storage.errors import StoreError
    from storage.exports.writing import check_format

    wish, compressed = given.wish()
    try:
        trigger = AtTimes(Cron(given.cron, zone_of(given.timezone)))
        check_format(wish.format)
    except (ValueError, StoreError) as error:
        raise UserError(f"export: {error}") from None
    export = _Export(config.database_url(), wish, config.folder / given.folder, compressed)
    return [Job("export", trigger, export.run)]


class _Stopped(Exception):  # noqa: N818 - no error: the service ends
    """The export is to end; the next one goes on."""


@dataclass(frozen=True)
class _Export:
    database_url: str
    wish: Wish
    folder: Path
    compressed: str | None

    async def run(self) -> None:
        """Bring the archive up to date; a trouble is logged, and the next time tries again. Cancelled, it ends within a
        hundred rows: a month's file that was being written stays as it was."""
        stop = threading.Event()
        try:
            report = await asyncio.to_thread(self._write, stop)
        except asyncio.CancelledError:
            stop.set()
            raise
        except Exception as error:
            from storage.errors import StoreError

            if not isinstance(error, StoreError | OSError):
                log.exception("the export to %s failed", self.folder)
            else:
                log.error("the export to %s failed: %s", self.folder, error)
            return
        if report is not None:
            log.info(
                "exported to %s: %d rows; %d files written, %d as before, %d removed",
                self.folder, report.rows, len(report.written), len(report.kept), len(report.removed),
            )  # fmt: skip

    def _write(self, stop: threading.Event) -> ArchiveReport | None:
        from storage import Store
        from storage.exports.archive import write_archive

        def look(_count: int) -> None:
            if stop.is_set():
                raise _Stopped

        try:
            with Store.open(self.database_url, create=False) as store:
                return write_archive(store, self.wish, self.folder, compressed=self.compressed, progress=look)
        except _Stopped:
            return None
