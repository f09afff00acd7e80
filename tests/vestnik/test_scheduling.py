"""What a person at the keyboard does about time: crawl --due, reload, pause and resume, rules that are wrong."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from crawler.run import start_loop_thread
from demo.server import ReplicaServer
from storage import Store
from tests.children import child, finish
from tests.vestnik.running import Command


@pytest.fixture(autouse=True)
def _loop() -> None:
    start_loop_thread()


CONFIG = '[sources]\nfolders = ["sources"]\nonly = ["institute"]\n[crawl]\nmax_pages = 1\n[topics]\nenabled = []\n'


def test_crawl_due_crawls_what_is_due_and_nothing_twice(vestnik: Command) -> None:
    with ReplicaServer() as server:
        server.write_sources(vestnik.folder / "sources")
        vestnik.config(CONFIG)
        first = vestnik.ok("crawl", "--due", "--json").json
        assert len(first["sources"]) == 1
        assert vestnik.ok("crawl", "--due", "--json").json["sources"] == []
        again = vestnik.ok("crawl", "--due")
        assert (again.out, "no source is due" in again.err) == ("", True)
        with Store.open(f"sqlite:///{vestnik.folder / 'vestnik.db'}") as store:
            assert len(store.runs("institute")) == 1


def test_a_paused_source_is_not_due_until_it_is_resumed(vestnik: Command) -> None:
    with ReplicaServer() as server:
        server.write_sources(vestnik.folder / "sources")
        vestnik.config(CONFIG)
        assert "institute: paused" in vestnik.ok("sources", "pause", "institute").out
        assert "was paused" in vestnik.ok("sources", "pause", "institute").out
        assert vestnik.ok("crawl", "--due", "--json").json["sources"] == []
        vestnik.ok("sources", "resume", "institute")
        assert len(vestnik.ok("crawl", "--due", "--json").json["sources"]) == 1
        assert "unknown source" in vestnik.refused("sources", "pause", "institut", code=2)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('[schedule]\ntimezone = "Europe/Mosco"\n', "schedule.timezone: 'Europe/Mosco' is no time zone"),
        ('[schedule]\nquiet = ["22-6"]\n', "schedule.quiet: '22-6' are no quiet hours"),
        ('[[rhythms]]\ncountries = ["RU"]\ncron = "61 * * * *"\n', "rhythms.0.cron: '61 * * * *'"),
        ('[[rhythms]]\nsources = ["nobody"]\nmin = "5m"\n', "rhythms.0.sources: unknown source 'nobody'"),
        ('[[rhythms]]\ncountries = ["XX"]\nmin = "5m"\n', "rhythms.0.countries: no source is of 'XX'"),
        ('[[rhythms]]\nmin = "5m"\n', "names neither sources nor countries"),
        ('[schedule]\nmin = "5h"\n', "min is more than max"),
    ],
)
def test_config_check_finds_a_rule_that_is_wrong(vestnik: Command, rule: str, said: str) -> None:
    vestnik.config(rule)
    assert said in vestnik.refused("config", "check")


def test_reload_where_no_service_runs_says_so(vestnik: Command) -> None:
    with Store.open(f"sqlite:///{vestnik.folder / 'vestnik.db'}"):
        pass
    assert "no `vestnik watch` runs on" in vestnik.refused("reload")


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_running_service_takes_a_new_configuration_and_refuses_a_broken_one(vestnik: Command) -> None:
    folder: Path = vestnik.folder
    (folder / "sources").mkdir()
    nothing = '[sources]\nfolders = ["sources"]\n[topics]\nenabled = []\n'
    vestnik.config(nothing)
    with child("vestnik", "watch", cwd=folder) as running:
        url, deadline = f"sqlite:///{folder / 'vestnik.db'}", time.monotonic() + 60
        while time.monotonic() < deadline:
            if (folder / "vestnik.db").exists():
                with Store.open(url) as store:
                    if store.services():
                        break
            time.sleep(0.1)
        assert "works by the new configuration" in vestnik.ok("reload").out
        vestnik.config(nothing + "[metrics]\nport = 9464\n")
        assert "[metrics] needs a new start" in vestnik.refused("reload"), "not said to be in force"
        vestnik.config(nothing + "[crawl]\nconcurency = 3\n")
        os.kill(running.pid, signal.SIGHUP)
        vestnik.config(nothing)
        running.send_signal(signal.SIGTERM)
        code, _out, err = finish(running)
    assert code == 0
    assert "the configuration was read anew" in err
    with Store.open(url) as store:
        assert store.services() == []
