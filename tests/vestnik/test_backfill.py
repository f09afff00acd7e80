"""``vestnik backfill`` as a process: its estimate, its question, its words and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from demo.server import ReplicaServer
from tests.vestnik.running import Command
from vestnik.commands.backfill import duration


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ReplicaServer]:
    with ReplicaServer() as sites:
        sites.write_sources(tmp_path / "sources")
        (tmp_path / "vestnik.toml").write_text('[sources]\nfolders = ["sources"]\n')
        yield sites


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    vestnik = Path(sys.executable).with_name("vestnik")
    return subprocess.run(
        [vestnik, "backfill", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


def test_a_backfill_estimates_and_stores(site: ReplicaServer, tmp_path: Path) -> None:
    gold = sorted((article for article in site.gold() if article.site == "vsb"), key=lambda article: article.day or "")
    since = gold[-4].day or ""
    done = run(tmp_path, "vsb", "--since", str(since), "--yes", "--json")
    assert done.returncode == 0, done.stderr
    assert "pages of lists and" in done.stderr
    told = json.loads(done.stdout)
    wanted = sum((article.day or "") >= since for article in gold)
    assert (told["done"], told["crawl"]["verdict"], told["crawl"]["new"]) == (True, "ok", wanted)
    assert told["left"]["requests"] == 0
    asked = [request.path for request in site.log]
    assert asked.count("/robots.txt") == 1
    assert all(asked.count(path) == 1 for path in asked if path.startswith("/info/"))


def test_of_several_sources_one_that_fails_keeps_no_other_from_its_past(site: ReplicaServer, tmp_path: Path) -> None:
    site.faults.set("vsb", "403")
    days = sorted(article.day or "" for article in site.gold() if article.site == "relative")
    # The site may be in tomorrow already, and its list says "yesterday" of the newest.
    day = [one for one in days if one <= str(date.today() - timedelta(days=2))][-1]
    done = run(tmp_path, "vsb", "relative", "vsb", "--since", day, "--yes", "--json")
    assert done.returncode == 3, done.stderr
    told = json.loads(done.stdout)
    assert [(one["source"], one["done"], one["crawl"] and one["crawl"]["new"]) for one in told] == [
        ("vsb", False, None),
        ("relative", True, sum((one.day or "") >= day for one in site.gold() if one.site == "relative")),
    ]
    assert "vestnik: vsb: not done: " in done.stderr


def test_a_day_that_cannot_be_and_a_source_of_feeds_are_refused_in_a_line(vestnik: Command) -> None:
    assert "is not in the past" in vestnik.refused(
        "backfill", "susu", "--since", str(date.today() + timedelta(days=3)), code=2
    )
    assert "did you mean" in vestnik.refused("backfill", "sussu", "--since", "2020-01-01", code=2)
    assert "only feeds" in vestnik("backfill", "msu", "--since", "2020-01-01", "--yes").err


@pytest.mark.parametrize(
    ("seconds", "words"), [(20, "less than a minute"), (600, "about 10 min"), (12_000, "about 3 h 20 min")]
)
def test_a_duration_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words
