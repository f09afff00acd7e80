"""The log: one line a crawl, for people or for programs, and never a secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.verdict import CrawlReport
from scheduler.crawl_line import log_crawl
from storage import Store
from storage.errors import StoreError
from vestnik.config import LogConfig
from vestnik.logs import start_logging
from vestnik.redact import remember

REPORT = CrawlReport(
    "spb",
    7,
    "partial",
    {"new": 2, "requests": 9, "duration_ms": 1530},
    "robots.txt \x1b[31m\nof https://h.example/tok-s3cr3t",
)


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    before = logging.root.handlers[:], logging.root.level
    yield
    logging.root.handlers[:], logging.root.level = before[0], before[1]


@pytest.mark.parametrize("as_json", [False, True])
def test_a_crawl_is_one_line_without_secrets_and_control_characters(
    capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    remember("tok-s3cr3t")
    start_logging(LogConfig.model_validate({"json": as_json}))
    log_crawl(logging.getLogger("vestnik.watch"), REPORT)
    (line,) = capsys.readouterr().err.splitlines()
    assert "s3cr3t" not in line
    assert "\x1b" not in line
    assert "spb partial: 2 new, 0 edited, 0 flagged, 9 requests, 1.5 s (robots.txt" in line


def test_json_lines_hold_a_crawls_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(LogConfig.model_validate({"json": True}))
    log_crawl(logging.getLogger("vestnik.watch"), REPORT)
    said = json.loads(capsys.readouterr().err)
    assert (said["level"], said["logger"]) == ("info", "vestnik.watch")
    crawl = said["crawl"]
    assert (crawl["source"], crawl["run"], crawl["verdict"]) == ("spb", 7, "partial")
    assert (crawl["new"], crawl["requests"], crawl["duration_ms"], crawl["edited"]) == (2, 9, 1530, 0)


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("level", "fault", "traced"),
    [
        ("info", StoreError("news.db: the disk is full"), False),
        ("debug", StoreError("news.db: the disk is full"), True),
        ("info", RuntimeError("the disk is full"), True),
    ],
)
def test_a_full_disk_is_told_in_words_and_traced_only_for_who_debugs(
    capsys: pytest.CaptureFixture[str], as_json: bool, level: str, fault: Exception, traced: bool
) -> None:
    start_logging(LogConfig.model_validate({"json": as_json, "level": level}))
    try:
        raise fault
    except Exception:
        logging.getLogger("scrapy.utils.signal").exception("Error caught on signal handler")
    said = capsys.readouterr().err
    assert "the disk is full" in said
    assert ("Traceback" in said) is traced


def test_the_first_start_does_not_recite_how_the_database_came_to_be(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    start_logging(LogConfig())
    Store.open(f"sqlite:///{tmp_path / 'new.db'}").close()
    assert capsys.readouterr().err == ""
