"""A crawl as its own process: killed, stopped, started by Scrapy's own command."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.kill import Workplace, kill_and_count, workplace
from storage.exports.csv_files import restore
from storage.records import FlagFilter

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place() -> Iterator[Workplace]:
    with workplace() as made:
        yield made


def stored(place: Workplace) -> dict[str, tuple[str, str | None, str]]:
    with place.store() as store:
        rows = store.export_rows(FlagFilter(min_grade=1), all_articles=True)
        return {row.url: (row.title, row.published_day, row.body) for row in rows}


def wait_for(place: Workplace, process: subprocess.Popen[bytes], *, requests: int) -> None:
    """Wait until the sites have answered so many requests; a crawl that ended or stands still fails the test."""
    deadline = time.monotonic() + 20
    while len(place.sites.log) < requests:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_killed_with_9_a_crawl_loses_and_doubles_nothing(place: Workplace) -> None:
    for requests in (12, 30):
        process = place.command("crawl", "vsb")
        wait_for(place, process, requests=requests)
        process.kill()
        process.wait()
    outcome = kill_and_count(place, ["vsb"], kills=0, seed=0)
    assert (outcome.articles, outcome.lost, outcome.twice) == (60, 0, 0)
    assert (outcome.alerts_lost, outcome.doubled) == (0, 0)
    assert outcome.alerts >= 20


def test_sigterm_ends_a_crawl_in_time_and_the_next_goes_on(place: Workplace) -> None:
    process = place.command("crawl", "institute")
    wait_for(place, process, requests=20)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=12) == 130
    assert time.monotonic() - began < 10
    assert place.command("crawl", "institute").wait(timeout=60) == 0
    assert len(stored(place)) == 60


def test_sigterm_ends_a_crawl_whose_site_never_answers(place: Workplace) -> None:
    place.sites.faults.set("institute", "hang", path="/news/*")
    process = place.command("crawl", "institute")
    wait_for(place, process, requests=2)  # robots.txt and the listing; the next one hangs
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    assert process.wait(timeout=15) == 130
    assert time.monotonic() - began < 10


def scrapy(place: Workplace, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "VESTNIK_CONFIG": str(place.folder / "vestnik.toml")}
    command = [str(Path(sys.executable).with_name("scrapy")), *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done


def test_scrapys_own_commands_list_and_crawl_the_sources(place: Workplace) -> None:
    assert sorted(scrapy(place, "list").stdout.split()) == sorted(place.sites.sites)
    scrapy(place, "crawl", "institute", "-O", str(place.folder / "news.jsonl"), "-O", str(place.folder / "news.csv"))
    gold = {article.url: (article.title, article.day) for article in place.sites.gold()}
    by_scrapy = {url: (title, day) for url, (title, day, _) in stored(place).items()}
    assert by_scrapy == {url: gold[url] for url in by_scrapy}
    assert len(by_scrapy) == 60
    feed = [json.loads(line) for line in (place.folder / "news.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["url"]: (row["title"], row["published"]) for row in feed} == {
        url: (title, str(day)) for url, (title, day) in by_scrapy.items()
    }
    with (place.folder / "news.csv").open(encoding="utf-8", newline="") as file:
        assert [{name: restore(cell) for name, cell in row.items()} for row in csv.DictReader(file)] == [
            {name: "" if value is None else str(value) for name, value in row.items()} for row in feed
        ]


def test_scrapys_fetch_asks_as_a_crawl_does_and_writes_nothing_down(place: Workplace) -> None:
    url = place.sites.gold()[0].url
    done = scrapy(place, "fetch", "--headers", url)
    assert "User-Agent: Vestnik" in done.stdout
    assert done.stderr == ""
    assert stored(place) == {}


def test_an_unknown_source_is_one_line_with_the_nearest_name(place: Workplace) -> None:
    vestnik = Path(sys.executable).with_name("vestnik")
    done = subprocess.run([vestnik, "crawl", "institut"], cwd=place.folder, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert "institute" in done.stderr


def test_a_crawl_says_as_json_what_it_did(place: Workplace) -> None:
    vestnik = Path(sys.executable).with_name("vestnik")
    place.sites.faults.set("bitrix", "403")
    config = place.folder / "vestnik.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("[crawl]\n", "[crawl]\nmax_pages = 1\n"))
    done = subprocess.run(
        [vestnik, "crawl", "bitrix", "vsb", "--json"], cwd=place.folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    verdicts = {row["source"]: row["verdict"] for row in json.loads(done.stdout)["sources"]}
    assert verdicts == {"bitrix": "blocked", "vsb": "ok"}
