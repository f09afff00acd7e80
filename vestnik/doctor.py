"""``vestnik doctor``: everything an installation stands on, looked at side by side and within seconds."""

from __future__ import annotations

import os
import queue
import shutil
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from vestnik.errors import ConfigError, UserError

if TYPE_CHECKING:
    from storage import Store
    from vestnik.config import Config

Level = Literal["ok", "warning", "error"]
LIMIT_S = 12.0
"""What has not answered by then is told as such."""
_LOOK_S = 4.0
_LITTLE, _TOO_LITTLE = 2 * 1024**3, 200 * 1024**2
_UNSEEN = timedelta(minutes=5)
_OPEN = ("pending", "sending", "retry")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what was looked at, how it is, in words, and what to do where it is not well."""

    check: str
    level: Level
    said: str
    advice: str = ""


Check = Callable[["Config"], Iterator[Finding]]


def examine(config: Config, checks: Sequence[tuple[str, Check]], *, limit_s: float = LIMIT_S) -> list[Finding]:
    """Do all checks at once, each in a thread of its own; what they found, in their order. A check that fails by an
    unexpected error, or gives no answer within ``limit_s`` seconds, is a finding, too."""
    answers: queue.SimpleQueue[tuple[int, list[Finding]]] = queue.SimpleQueue()

    def work(number: int, name: str, check: Check) -> None:
        try:
            found = list(check(config))
        except UserError as error:
            found = [Finding(name, "error", str(error))]
        except Exception as error:  # a check that breaks is told, and keeps no other from being told
            found = [Finding(name, "error", f"the check failed: {type(error).__name__}: {error}"[:300])]
        answers.put((number, found))

    for number, (name, check) in enumerate(checks):
        threading.Thread(target=work, args=(number, name, check), daemon=True).start()
    found: dict[int, list[Finding]] = {}
    deadline = time.monotonic() + limit_s
    while len(found) < len(checks):
        try:
            number, findings = answers.get(timeout=max(deadline - time.monotonic(), 0.01))
        except queue.Empty:
            break
        found[number] = findings
    late = f"no answer within {limit_s:.0f} s"
    return [
        one
        for number, (name, _) in enumerate(checks)
        for one in found.get(number, [Finding(name, "warning", late, "try again; something is very slow")])
    ]


def leave(code: int) -> NoReturn:
    """End this process at once. Checks that were not waited for go on in their threads, and the interpreter's own end
    aborts the process where it comes upon one of them in a driver's code. Nothing that they do is to be ended well."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def check_configuration(config: Config) -> Iterator[Finding]:
    """The configuration file and everything it names."""
    from vestnik.config_check import check_wiring, warnings

    where = str(config.file or "no vestnik.toml: built-in defaults")
    problems = check_wiring(config)
    for problem in problems:
        yield Finding("configuration", "error", problem, "`vestnik config check` shows the same")
    for words in warnings(config):
        yield Finding("configuration", "warning", words)
    if not problems:
        advice = "" if config.file else "`vestnik init` writes one"
        yield Finding("configuration", "ok", where, advice)


def broken_configuration(error: ConfigError) -> list[Finding]:
    """The findings where the configuration cannot even be read: nothing else can be looked at then."""
    return [
        Finding("configuration", "error", problem, "correct it; the rest is looked at then")
        for problem in error.problems
    ]


def check_rights(config: Config) -> Iterator[Finding]:
    """Who may read the configuration, the files of secrets and the archive."""
    if os.name != "posix":
        return
    wide = [
        path for path in _secret_places(config) if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    for path in wide:
        yield Finding(
            "file rights", "warning", f"{path} can be read by other users and holds a secret", f"chmod 600 {path}"
        )
    if not wide:
        yield Finding("file rights", "ok", "secrets are readable by their owner only")


def _secret_places(config: Config) -> Iterator[Path]:
    from pydantic import SecretStr

    held = False
    for channel in config.channels:
        for name, value in channel:
            held = held or isinstance(value, SecretStr)
            if name.endswith("_file") and isinstance(value, Path):
                yield config.folder / value
    url = config.database.url.get_secret_value()
    if config.file is not None and (held or ("@" in url and ":" in url.partition("://")[2].partition("@")[0])):
        yield config.file
    if config.database.url_file is not None:
        yield config.folder / config.database.url_file
    if url.startswith("sqlite:///"):
        yield Path(config.database_url().removeprefix("sqlite:///"))


def check_disk(config: Config) -> Iterator[Finding]:
    """Room where the archive grows."""
    url = config.database_url()
    folder = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite:///") else config.folder
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    level: Level = "error" if free < _TOO_LITTLE else "warning" if free < _LITTLE else "ok"
    advice = "" if level == "ok" else "free space, or set a retention: a full disk stops every crawl"
    yield Finding("disk", level, f"{size_words(free)} free at {folder}", advice)


def check_database(config: Config) -> Iterator[Finding]:
    """Version, size, lock and integrity of the database; what waits in it, and who serves it."""
    from storage import Store
    from storage.errors import DatabaseMissing, DatabaseOutdated, StoreBusy, StoreError

    try:
        store = Store.open(config.database_url(), create=False)
    except DatabaseMissing as error:
        yield Finding("database", "warning", str(error), "the first `vestnik crawl` makes it")
        return
    except StoreError as error:
        advice = "`vestnik db upgrade`, after a backup" if isinstance(error, DatabaseOutdated) else ""
        yield Finding("database", "error", str(error), advice)
        return
    with store:
        try:
            wait = store.write_wait_s()
        except StoreBusy as error:
            yield Finding("database", "error", str(error), "find the process that holds it; crawls fail meanwhile")
        else:
            yield Finding(
                "database",
                "ok",
                f"{store.url}: schema {store.schema_version()}, {size_words(store.size_bytes())}, "
                f"free to be written after {wait * 1000:.0f} ms",
            )
        problem, done = store.integrity(_LOOK_S)
        if problem is not None:
            yield Finding(
                "integrity", "error", problem, "restore the newest backup; `vestnik db verify` shows what is lost"
            )
        else:
            more = "sound" if done else f"sound as far as {_LOOK_S:.0f} s go; `vestnik db verify` looks at all of it"
            yield Finding("integrity", "ok", more)
        yield from _server_clock(store)
        yield from _outbox(store, config)
        yield from _services(store)
        yield from _sources(store)


def _server_clock(store: Store) -> Iterator[Finding]:
    before = datetime.now(UTC)
    there = store.server_time()
    if there is not None:
        yield clock_finding(there - before, "the database's clock")


def clock_finding(ahead: timedelta, of: str) -> Finding:
    """How far this machine's clock is from another's, which is ``ahead`` of it."""
    seconds = ahead.total_seconds()
    level: Level = "ok" if abs(seconds) < 5 else "warning" if abs(seconds) < 120 else "error"
    words = (
        f"within {max(abs(seconds), 1):.0f} s of {of}"
        if level == "ok"
        else f"{abs(seconds):.0f} s {'behind' if seconds > 0 else 'ahead of'} {of}"
    )
    return Finding(
        "clock", level, words, "" if level == "ok" else "set it by NTP (timedatectl): times and rhythms follow it"
    )


def _outbox(store: Store, config: Config) -> Iterator[Finding]:
    known, well = {channel.name for channel in config.channels}, True
    for (channel, state), count in sorted(store.alert_counts().items()):
        if state == "dead":
            well = False
            yield Finding(
                "outbox",
                "warning",
                f"{count} alerts could not be sent through {channel!r}",
                f"`vestnik alerts list --state dead --channel {channel}`, then `vestnik alerts retry`",
            )
        elif channel not in known and state in _OPEN:
            well = False
            yield Finding(
                "outbox",
                "warning",
                f"{count} alerts wait for {channel!r}, which is no channel any more",
                "bring the channel back, or drop them: `vestnik alerts drop`",
            )
    if well:
        yield Finding("outbox", "ok", "nothing dead, nothing for a channel that is gone")


def _services(store: Store) -> Iterator[Finding]:
    services, now = store.services(), datetime.now(UTC)
    for one in services:
        host, pid, _ = one.owner.rsplit("/", 2)
        name = f"`vestnik watch` on {host}, process {pid}"
        if now - one.seen_at > _UNSEEN:
            yield Finding(
                "service",
                "error",
                f"{name} gave no sign of life since {one.seen_at:%Y-%m-%d %H:%M} UTC",
                "look at its log; start it again",
            )
        elif one.problem:
            yield Finding(
                "service",
                "warning",
                f"{name} did not take the newest configuration: {one.problem}",
                "correct it, then `vestnik reload`",
            )
        else:
            yield Finding("service", "ok", f"{name}, since {one.started_at:%Y-%m-%d %H:%M} UTC")
    if not services:
        newest = store.runs(limit=1)
        recent = bool(newest) and now - newest[0].started_at < timedelta(days=1)
        advice = (
            "" if recent else "start `vestnik watch`, or `vestnik crawl --due` by cron: nothing is crawled by itself"
        )
        yield Finding("service", "ok" if recent else "warning", "no `vestnik watch` runs on this database", advice)


def _sources(store: Store) -> Iterator[Finding]:
    counts = store.health_counts()
    if counts.get("broken"):
        yield Finding(
            "sources",
            "warning",
            f"{counts['broken']} of {sum(counts.values())} are broken",
            "`vestnik status --broken`",
        )
    elif counts:
        yield Finding("sources", "ok", f"{sum(counts.values())} judged, none is broken")


def size_words(size: int) -> str:
    """Bytes in words: 3.2 GB."""
    value = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "bytes" or value >= 100 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"
