"""``vestnik check``: one line a check, a verdict, the day recorded where nothing failed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.run import start_loop_thread
from demo.server import ReplicaServer
from sources.catalogue import load_source
from tests.children import ROOT
from tests.vestnik.running import Command
from vestnik.config_load import load_config
from vestnik.verified import record


@pytest.fixture
def sites(vestnik: Command) -> Iterator[ReplicaServer]:
    start_loop_thread()
    with ReplicaServer() as running:
        running.write_sources(vestnik.folder / "sources")
        yield running


def states(outcome_json: list[dict[str, object]]) -> dict[str, str]:
    checks = outcome_json[0]["checks"]
    assert isinstance(checks, list)
    return {check["name"]: check["state"] for check in checks}


def test_a_source_that_works_is_verified_in_its_own_file(vestnik: Command, sites: ReplicaServer) -> None:
    outcome = vestnik.ok("check", "relative")
    lines = [line.split()[:2] for line in outcome.out.splitlines()[1:-1]]
    assert lines == [["ok", f"{name}:"] for name in ("listing", "pager", "articles", "dates", "newest")]
    assert "works" in outcome.out
    today = datetime.now(UTC).date().isoformat()
    assert load_source(vestnik.folder / "sources" / "relative.toml").verified == today
    assert "verified" not in {path.stem for path in vestnik.folder.iterdir()}


def test_old_news_are_a_warning(vestnik: Command, sites: ReplicaServer) -> None:
    found = vestnik.ok("check", "drupal-zh", "--json").json
    assert states(found) == {
        "feed": "ok", "listing": "ok", "pager": "ok", "articles": "ok", "dates": "ok", "newest": "warn"
    }  # fmt: skip
    assert found[0]["verdict"] == "warn"
    assert found[0]["verified"] is not None


@pytest.mark.parametrize(
    ("fault", "options", "name", "words"),
    [
        ("robots-closed", {}, "robots", "robots.txt"),
        ("403", {}, "listing", "answered 403"),
        ("template-change", {"empty": True}, "listing", "no link"),
        ("redirect-away", {"path": "/news.php"}, "reach", "another host"),
    ],
)
def test_what_is_broken_is_named_and_not_verified(
    vestnik: Command, sites: ReplicaServer, fault: str, options: dict[str, str | bool], name: str, words: str
) -> None:
    sites.faults.set("relative", fault, **options)  # type: ignore[arg-type]  # each fault has options of its own
    outcome = vestnik("check", "relative", "--json")
    assert outcome.code == 3
    failed = [check for check in outcome.json[0]["checks"] if check["state"] == "fail"]
    assert failed[0]["name"] == name
    assert words in failed[0]["words"]
    assert failed[0]["hint"]
    assert load_source(vestnik.folder / "sources" / "relative.toml").verified == "never"


def test_one_broken_source_does_not_keep_another_from_its_check(vestnik: Command, sites: ReplicaServer) -> None:
    sites.faults.set("vsb", "403")
    outcome = vestnik("check", "vsb", "institute", "--json")
    assert outcome.code == 3
    assert [found["verdict"] for found in outcome.json] == ["fail", "warn"]


def test_unknown_keys_are_bad_usage_before_anything_is_asked(vestnik: Command, sites: ReplicaServer) -> None:
    assert "did you mean" in vestnik.refused("check", "vsb", "institut", code=2)
    assert sites.log == []


def test_a_shipped_source_is_verified_beside_the_configuration(vestnik: Command) -> None:
    config = load_config()
    file = record(config, "spbstu", None, datetime(2026, 3, 15, tzinfo=UTC).date())
    assert file == vestnik.folder / "verified.toml"
    listed = vestnik.ok("sources", "--json").json
    assert {source["key"]: source["verified"] for source in listed}["spbstu"] == "2026-03-15"


def test_the_day_is_put_into_a_file_without_touching_the_rest_of_it(vestnik: Command) -> None:
    file = vestnik.folder / "uni.toml"
    text = '# mine\nname = "Uni"  # its name\ncountry = "RU"\n\n[[entries]]\nkind = "feed"\n'
    file.write_text(text, encoding="utf-8")
    for day in (14, 15):
        record(load_config(), "uni", file, datetime(2026, 3, day, tzinfo=UTC).date())
    assert file.read_text(encoding="utf-8") == text.replace("\n\n[[", '\nverified = "2026-03-15"\n\n[[')


def test_a_check_loads_scrapy_the_quick_way(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "vestnik.toml").write_text('[sources]\nfolders = ["sources"]\n')
    (tmp_path / "sources" / "uni.toml").write_text(
        'name = "Uni"\ncountry = "RU"\nhomepage = "http://uni.localhost:1/"\nallow_private = true\n'
        '[[entries]]\nkind = "feed"\nurl = "http://uni.localhost:1/rss"\n'
    )
    code = (
        "import sys; from vestnik.root import app\n"
        "loaded = []\n"
        "class Order:\n"
        "    def find_spec(self, name, *_): loaded.append(name)\n"
        "sys.meta_path.insert(0, Order())\n"
        "try: app(['check', 'uni'])\nexcept SystemExit as left: print(left.code)\n"
        "print(loaded.index('crawler.quick_imports') < loaded.index('scrapy'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-2:] == ["3", "True"]
