"""The log: plain lines or JSON lines on standard error."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from vestnik.console import clean
from vestnik.redact import redact

if TYPE_CHECKING:
    from vestnik.config import LogConfig

_LIBRARIES = (
    "alembic", "apscheduler", "asyncio", "filelock", "procrastinate", "scrapy", "slack_sdk", "twisted", "urllib3",
)  # fmt: skip
_TOLD_BY_US = ("psycopg.pool",)  # a server that is away: the queue says so once
_TOLD_BY_VERDICTS = ("scrapy.core.downloader.handlers",)  # an answer that breaks off is in the source's hint


class _CurrentStderr(logging.StreamHandler[TextIO]):
    """Writes to what ``sys.stderr`` is at the moment: a live progress display replaces it while it runs."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override] # looked up at each use: that is its purpose
        return sys.stderr


class _Formatter(logging.Formatter):
    """What is wrong with the database (a full disk, a server that is away) is said by the error's own text; where in
    the program it was met tells a person nothing, and there are hundreds of such lines."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's name)
        from storage.errors import StoreError

        if isinstance(ei[1], StoreError) and logging.root.level > logging.DEBUG:
            return f"{type(ei[1]).__name__}: {clean(ei[1])}"
        return super().formatException(ei)


class _PlainLines(_Formatter):
    """One line a message, without control characters, the traceback (if any) below."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        record.message = clean(record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _JsonLines(_Formatter):
    """One JSON object a message."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": clean(record.getMessage()),
        }
        fields = getattr(record, "crawl", None)  # the numbers of one crawl (scheduler.crawl_line)
        if isinstance(fields, Mapping):
            said["crawl"] = {name: clean(value) if isinstance(value, str) else value for name, value in fields.items()}
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return redact(json.dumps(said))


def start_logging(config: LogConfig, *, least: str | None = None, told: Sequence[str] = ()) -> None:
    """Send the log to standard error. ``least`` raises the level (a crawl with a progress display shows warnings only).

    ``told`` are loggers whose warnings the command tells in its own words: only their errors are logged. Libraries
    speak only where the configuration asks for "debug".
    """
    level = logging.getLevelNamesMapping()[config.level.upper()]
    if least is not None and level > logging.DEBUG:
        level = max(level, logging.getLevelNamesMapping()[least.upper()])
    handler = _CurrentStderr()
    handler.setFormatter(
        _JsonLines() if config.json_lines else _PlainLines("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for library in _LIBRARIES:
        logging.getLogger(library).setLevel(max(level, logging.WARNING) if level > logging.DEBUG else level)
    for name in (*told, *_TOLD_BY_US, *_TOLD_BY_VERDICTS):
        logging.getLogger(name).setLevel(max(level, logging.ERROR) if level > logging.DEBUG else level)
