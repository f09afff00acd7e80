"""The scheduled export: what [export] comes to, its job by the clock, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.records import Job
from tests.vestnik.archive import build_archive
from tests.vestnik.running import Command
from vestnik.config_load import load_config
from vestnik.errors import ConfigError, UserError
from vestnik.export_job import build_export_jobs


def _jobs(archive: Command, section: str) -> list[Job]:
    path = archive.folder / "vestnik.toml"
    path.write_text(f'[sources]\nfolders = ["sources"]\n[export]\n{section}\n', encoding="utf-8")
    return build_export_jobs(load_config(path))


@pytest.fixture
def archive(vestnik: Command) -> Command:
    build_archive(vestnik.folder)
    return vestnik


async def test_the_job_keeps_a_dated_archive_up_to_date(archive: Command, caplog: pytest.LogCaptureFixture) -> None:
    (job,) = _jobs(archive, 'folder = "news"\nformat = "csv.gz"\nall = true')
    with caplog.at_level(logging.INFO, "vestnik.export"):
        await job.work()
        await job.work()
    told = [record.getMessage() for record in caplog.records]
    assert [line.split(": ")[1] for line in told] == [
        "3 rows; 1 files written, 0 as before, 0 removed",
        "3 rows; 0 files written, 1 as before, 0 removed",
    ]
    assert set(os.listdir("news")) == {"2024-06.csv.gz", "datapackage.json", "SHA256SUMS"}
    assert "3 proved" in archive.ok("export", "verify", "news").out


def test_without_a_folder_there_is_no_job(archive: Command) -> None:
    assert _jobs(archive, "") == []


def test_it_comes_at_the_times_of_its_cron_expression(archive: Command) -> None:
    (job,) = _jobs(archive, 'folder = "news"\ncron = "0 6 * * *"\ntimezone = "Europe/Moscow"')
    now = datetime(2024, 6, 28, 12, tzinfo=UTC)
    assert job.trigger.get_next_fire_time(None, now) == datetime(2024, 6, 29, 3, tzinfo=UTC)
    assert job.trigger.get_next_fire_time(datetime(2024, 6, 29, 3, tzinfo=UTC), now) == datetime(
        2024, 6, 30, 3, tzinfo=UTC
    )


def test_a_section_that_cannot_work_is_said_at_the_start(archive: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="export: 'daily' is no cron expression"):
        _jobs(archive, 'folder = "news"\ncron = "daily"')
    with pytest.raises(ConfigError, match="format"):
        _jobs(archive, 'folder = "news"\nformat = "xlsx"')
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UserError, match=r"vestnik\[parquet\]"):
        _jobs(archive, 'folder = "news"\nformat = "parquet"')


def test_config_check_names_what_the_section_cannot_mean(archive: Command) -> None:
    section = 'folder = "news"\ncron = "daily"\nsources = ["spbb"]\ntopic = "chna"'
    archive.config(f'[sources]\nfolders = ["sources"]\n[export]\n{section}\n')
    said = archive("config", "check")
    told = said.out + said.err
    assert said.code == 1
    for words in ("did you mean spb?", "'daily' is no cron expression", 'did you mean "china"?'):
        assert words in told


async def test_a_trouble_is_logged_and_the_service_goes_on(archive: Command, caplog: pytest.LogCaptureFixture) -> None:
    (job,) = _jobs(archive, 'folder = "sources"')
    await job.work()
    assert "no archive of this program" in caplog.text


async def test_a_service_that_ends_does_not_wait_for_the_export(
    archive: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = _jobs(archive, 'folder = "news"\nall = true')
    begun, ended = threading.Event(), threading.Event()

    def endless(store: object, wish: object, folder: Path, *, compressed: object, progress: object) -> None:
        begun.set()
        try:
            while True:
                progress(0)  # type: ignore[operator]  # the job's own look
        finally:
            ended.set()

    monkeypatch.setattr("storage.exports.archive.write_archive", endless)
    task = asyncio.ensure_future(job.work())
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(ended.wait, 10)
    assert "news" not in os.listdir()
