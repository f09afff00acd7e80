"""A folder in which Vestnik crawls the measured sites."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.peers.measuring import Cost, run

COMMAND = str(Path(sys.executable).with_name("vestnik"))
_CONFIG = """\
[sources]
folders = ["sources"]
[crawl]
concurrency = 8
daily_requests = 0
"""
_SOURCE = """\
name = "{name}"
country = "RU"
homepage = "{list}"
timezone = "UTC"
allow_private = true
delay_s = 0.001
[[entries]]
kind = "listing"
url = "{list}"
articles = ["{pattern}"]
"""
_SOME_FAILED = 3
"""Exit code: a page of a folder may be no article to Vestnik; how many it stored stands in the table."""


class VestnikPlace:
    """``lists`` are the addresses of the sites' lists by source key; ``pattern`` is that of their articles."""

    def __init__(self, folder: Path, lists: Mapping[str, str], *, pattern: str) -> None:
        self.folder = folder
        self._database = folder / "vestnik.db"
        self._kept = folder / "kept.db"
        sources = folder / "sources"
        sources.mkdir(parents=True, exist_ok=True)
        (folder / "vestnik.toml").write_text(_CONFIG, encoding="utf-8")
        self._keys = {name: _key(name) for name in lists}
        for name, url in lists.items():
            text = _SOURCE.format(name=name, list=url, pattern=pattern)
            (sources / f"{self._keys[name]}.toml").write_text(text, encoding="utf-8")

    def crawl(self, names: Sequence[str] = (), *, workers: int = 1) -> Cost:
        """One crawl of these sites, or of all, by so many processes."""
        keys = [self._keys[name] for name in names]
        command = [COMMAND, "crawl", "--no-alerts", "--workers", str(workers), *keys]
        return run(command, self.folder, ok=(0, _SOME_FAILED))

    def answers(self) -> list[dict[str, str | None]]:
        """Every stored article, from ``vestnik export``."""
        command = [COMMAND, "export", "jsonl", "--all", "--no-datapackage"]
        done = subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True)
        rows = (json.loads(line) for line in done.stdout.splitlines())
        return [
            {
                "url": row["url"],
                "title": row["title"],
                "body": row["body"],
                "date": (row["published"] or "")[:10] or None,
            }
            for row in rows
        ]

    def keep(self) -> None:
        """Put the database aside, for :meth:`restore`."""
        shutil.copyfile(self._database, self._kept)

    def restore(self) -> None:
        """The database as it was put aside."""
        self.forget()
        shutil.copyfile(self._kept, self._database)

    def forget(self) -> None:
        """No database."""
        for file in self.folder.glob("vestnik.db*"):
            file.unlink()


def vestnik_version() -> str:
    """Vestnik's version and that of the checkout, where it is one."""
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=Path(__file__).parent, check=False, capture_output=True, text=True,
    )  # fmt: skip
    return f"vestnik {version('vestnik')}" + (f" ({told.stdout.strip()})" if not told.returncode else "")


def _key(name: str) -> str:
    """A source's key: lower-case letters, digits, hyphens."""
    key = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower()).strip("-")
    return key[:60] or "site"
