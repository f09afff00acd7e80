"""``--workers``: several processes that share the sources are one command to whoever runs it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from demo.inbox import Mailbox
from demo.server import ReplicaServer
from scheduler.notify import Notifier
from scheduler.shard_processes import ShardProcesses
from scheduler.signals import ask_to_stop, listen
from storage import Store
from tests.children import child, finish
from tests.scheduler.test_shards import source
from tests.vestnik.test_crawl import crawl
from vestnik import sharding
from vestnik.config import Config
from vestnik.config_load import load_config
from vestnik.errors import UserError
from vestnik.own_processes import own_command, own_environment
from vestnik.progress import CrawlProgress
from vestnik.watching import build_setup

CONFIG = """
[sources]
folders = ["sources"]
only = ["institute", "polytech"]

[crawl]
max_pages = 1
timeout_s = 60
workers = 2
"""
CHANNEL = """
[[channels]]
kind = "email"
name = "mail"
host = "127.0.0.1"
port = {port}
security = "none"
from = "a@example.org"
to = ["b@example.org"]
"""


def test_two_processes_crawl_what_one_would_and_report_as_one(home: Path, replicas: ReplicaServer) -> None:
    code, out, err = crawl("--json", cwd=home)
    assert (code, err) == (0, "")
    told = {source["source"]: source for source in json.loads(out)["sources"]}
    assert sorted(told) == ["institute", "polytech"]
    assert all(source["verdict"] == "ok" and source["new"] == source["pages"] > 0 for source in told.values())
    with Store.open(f"sqlite:///{home / 'vestnik.db'}") as store:
        runs = [store.runs(key, limit=10) for key in told]
        assert len({run.worker for of_one in runs for run in of_one}) == 2  # each was crawled, by a process of its own
        assert len(store.article_ids()) == sum(source["new"] for source in told.values())
    log = [f"{request.host}{request.path}" for request in replicas.log if request.status == 200]
    assert len(log) == len(set(log))


def test_one_source_is_crawled_by_the_command_itself_whatever_was_begun(home: Path, replicas: ReplicaServer) -> None:
    (home / "vestnik.toml").write_text(CONFIG.replace('["institute", "polytech"]', '["institute"]'))
    code, out, err = crawl("--json", cwd=home)
    assert (code, err) == (0, "")
    assert [source["source"] for source in json.loads(out)["sources"]] == ["institute"]


def test_what_is_wrong_is_said_once_and_ends_what_was_begun(home: Path) -> None:
    code, _, err = crawl("--workers", "2", cwd=home)
    assert (code, err) == (1, "vestnik: unknown source 'institute': `vestnik sources` lists them\n")


def test_a_process_whose_parent_is_gone_before_its_order_leaves_without_a_word(tmp_path: Path) -> None:
    command, environment = own_command("vestnik.shard"), own_environment()
    ended = subprocess.run(
        command, cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


# Stands in for ``vestnik.shard``: crawls nothing, and comes to the end that its first source's key names.
CHILD = """
import json, os, sys
def tell(about, **words): print(json.dumps({"about": about, **words}), flush=True)
order = json.loads(sys.stdin.readline())
first, *others = order["keys"]
if first == "error":
    tell("error", text="the database is damaged", code=1)
    sys.exit(1)
if first != "stopped":
    tell("start", key=first, name=first)
if first == "stopped":
    os.kill(os.getppid(), 15)
    sys.stdin.read()
    sys.exit(130)
if first == "dies":
    os.kill(os.getpid(), 9)
tell("update", key=first, counts={"requests": 2, "new": 1})
tell("finish", key=first, verdict="ok", hint=None)
tell("done", verdicts=["ok"])
"""


# Stands in for ``vestnik.shard`` in ``watch``: tells which sources it was ordered to crawl, and dies once.
RESTARTED = """
import json, sys
def tell(about, **words): print(json.dumps({"about": about, **words}), flush=True)
keys = json.loads(sys.stdin.readline()).get("keys")
tell("status", status=json.dumps(keys))
if keys is None:
    tell("share", keys=["a", "b"])
    sys.exit(1)
sys.stdin.read()
"""


def shared(keys: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], CrawlProgress]:
    """A crawl of sources on hosts of their own, each in a process of its own that does as its source's key says."""
    monkeypatch.setattr(sharding, "_COMMAND", [sys.executable, "-c", CHILD])
    sources = [source(key, f"{key}.example") for key in keys]
    with sharding.Shards(len(keys)) as shards, CrawlProgress(len(sources)) as progress:
        verdicts = shards.crawl(Config(), sources, progress, living=None, recheck=False, due=False, debug=False)
    return verdicts, progress


def test_a_process_that_dies_costs_its_own_sources_only(monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts, progress = shared(["good", "dies"], monkeypatch)
    assert sorted(verdicts) == ["failed", "ok"]
    assert [(one.key, one.new) for one in progress.results.values()] == [("good", 1), ("dies", 0)]
    (lost,) = progress.failed
    assert lost.key == "dies"
    assert "SIGKILL" in (lost.hint or "")


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_crawl_stopped_before_a_process_has_begun_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts, progress = shared(["good", "stopped"], monkeypatch)
    assert sorted(verdicts) == ["interrupted", "ok"]
    assert [one.key for one in progress.failed] == ["stopped"]


def test_no_file_of_the_working_folder_is_run_in_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "calendar.py").write_text("raise SystemExit('the file of the working folder')")
    monkeypatch.setenv("NOTIFY_SOCKET", "systemd's")
    ended = subprocess.run(
        own_command("calendar"), cwd=tmp_path, env=own_environment(), capture_output=True, text=True, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "NOTIFY_SOCKET" not in own_environment()
    found = subprocess.run(
        own_command("vestnik"), cwd=tmp_path, env=own_environment(), capture_output=True, text=True, timeout=60
    )
    assert "Usage" in found.stdout + found.stderr


def test_what_one_begun_again_cannot_do_is_said(caplog: pytest.LogCaptureFixture) -> None:
    watch = sharding._Watch([{}, {}], Notifier({}), None)
    watch.heard(0, {"about": "ready", "status": "watching"})
    watch.heard(0, {"about": "error", "text": "no such topic", "code": 1})
    assert "process 1: no such topic" in caplog.text
    assert watch.problem is None


def test_what_a_process_cannot_do_is_an_error_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="the database is damaged") as caught:
        shared(["good", "error"], monkeypatch)
    assert caught.value.exit_code == 1


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_watch_reloads_its_processes_and_ends_with_them(home: Path, replicas: ReplicaServer) -> None:
    with Mailbox() as mailbox:
        (home / "vestnik.toml").write_text(CONFIG + CHANNEL.format(port=mailbox.port))
        with child("vestnik", "watch", cwd=home) as running:
            assert mailbox.wait_for_message(60)
            running.send_signal(signal.SIGHUP)  # one of them may only just begin
            read_until(running, "the configuration was read anew", times=2)
            until_all_is_told(home, running)
            running.send_signal(signal.SIGTERM)
            code, _, err = finish(running)
    assert (code, err.count(" stopped\n")) == (0, 2), err
    with Store.open(f"sqlite:///{home / 'vestnik.db'}") as store:
        assert store.services() == []
        assert {state for _, state in store.alert_counts()} == {"sent"}


def test_a_process_begun_again_is_ordered_to_crawl_what_it_crawled_before() -> None:
    """The others have not read the files anew: a source must not be in two shares, nor one in none."""
    told: list[list[str] | None] = []

    class Told(Notifier):
        def status(self, status: str) -> None:
            told.append(json.loads(status.partition(": ")[2]))
            if len(told) == 2:
                processes.stop()

    orders: list[dict[str, Any]] = [{"number": 0}]
    watch = sharding._Watch(orders, Told({}), None)
    command = [sys.executable, "-c", RESTARTED]
    processes = ShardProcesses(command, watch.heard, watched=True, first_pause_s=0.01)
    watch.processes = processes

    async def main() -> None:
        await processes.run(orders)

    asyncio.run(main())
    assert told == [None, ["a", "b"]]


def test_only_a_process_begun_again_is_told_its_sources_and_a_reload_has_all_share_anew(home: Path) -> None:
    with ReplicaServer() as server:
        server.write_sources(home / "sources")
    config = load_config(home / "vestnik.toml")
    shares = [set(build_setup(config, share=(number, 2)).catalogue.sources) for number in (0, 1)]
    assert sorted(map(len, shares)) == [1, 1]
    again = build_setup(config, share=(0, 2), keys=shares[1])
    assert set(again.catalogue.sources) == shares[1]
    assert again.living == shares[0] | shares[1]
    orders: list[dict[str, Any]] = [{}]
    watch = sharding._Watch(orders, Notifier({}), None)
    watch.processes = ShardProcesses([], watch.heard, watched=True)
    watch.heard(0, {"about": "share", "keys": ["a"]})
    assert orders == [{"keys": ["a"]}]
    watch.reload()
    assert orders == [{}]


def until_all_is_told(home: Path, running: subprocess.Popen[str]) -> None:
    """Both sources are crawled and no alert waits; a stop before that leaves the rest to the next start."""
    with Store.open(f"sqlite:///{home / 'vestnik.db'}") as store:
        while running.poll() is None:  # the child is killed after its time
            crawled = all(
                any(run.finished_at for run in store.runs(key, limit=10)) for key in ("institute", "polytech")
            )
            if crawled and {state for _, state in store.alert_counts()} == {"sent"}:
                return
            time.sleep(0.02)


def read_until(running: subprocess.Popen[str], words: str, *, times: int) -> None:
    assert running.stderr is not None
    for line in running.stderr:
        times -= words in line
        if times == 0:
            return


def test_signals_beside_a_cut_life_line_are_no_second_signal() -> None:
    """A terminal or systemd sends the stop to every process, and the parent cuts their life lines besides."""

    async def main() -> None:
        stopped = asyncio.Event()
        numbers = listen(stop=stopped.set)
        try:
            assert ask_to_stop()
            await stopped.wait()
            stopped.clear()
            os.kill(os.getpid(), signal.SIGTERM)
            await stopped.wait()
            stopped.clear()
            assert ask_to_stop()
            await asyncio.sleep(0)
            assert not stopped.is_set()
        finally:
            for number in numbers:
                asyncio.get_running_loop().remove_signal_handler(number)

    asyncio.run(main())
