"""Processes that share the sources: which crawls which, and what becomes of one that dies."""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.shard_link import Link
from scheduler.shard_processes import ShardProcesses, words_of
from scheduler.shards import shard_sources
from sources import Source

HOSTS = st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=3), max_size=40)


def source(key: str, *hosts: str) -> Source:
    entries = [{"kind": "listing", "url": f"https://{host}/news/", "articles": ["/news/*/"]} for host in hosts]
    return Source.model_validate(
        {"key": key, "name": key, "country": "RU", "homepage": f"https://{hosts[0]}/", "entries": entries}
    )


def made(hosts: list[list[int]]) -> list[Source]:
    return [source(f"s{number}", *(f"h{host}.example" for host in own)) for number, own in enumerate(hosts)]


@given(HOSTS, st.integers(1, 5))
def test_every_source_is_in_one_share_and_no_host_in_two(hosts: list[list[int]], shards: int) -> None:
    sources = made(hosts)
    parts = shard_sources(sources, shards)
    assert len(parts) == shards
    assert sorted(one.key for part in parts for one in part) == sorted(one.key for one in sources)
    asked = [{entry.url.split("/")[2] for one in part for entry in one.entries} for part in parts]
    assert sum(map(len, asked)) == len(set().union(*asked))


@given(st.permutations(range(60)), st.integers(2, 4))
def test_shares_are_even_and_do_not_depend_on_the_order(order: list[int], shards: int) -> None:
    sources = [source(f"s{number}", f"h{number}.example") for number in range(60)]
    parts = [{one.key for one in part} for part in shard_sources(sources, shards)]
    assert max(map(len, parts)) - min(map(len, parts)) <= shards
    assert parts == [{one.key for one in part} for part in shard_sources([sources[number] for number in order], shards)]


def test_a_source_that_comes_moves_few_others() -> None:
    sources = [source(f"s{number}", f"h{number}.example") for number in range(200)]
    before = [{one.key for one in part} for part in shard_sources(sources, 4)]
    after = [{one.key for one in part} for part in shard_sources([*sources, source("new", "new.example")], 4)]
    assert sum(len(old - new) for old, new in zip(before, after, strict=True)) <= 10


def test_spellings_of_a_host_are_one_host() -> None:
    sources = [source("one", "www.uni.example"), source("two", "uni.example"), source("three", "UNI.example")]
    assert sorted(map(len, shard_sources(sources, 2))) == [0, 3]


CHILD = """
import json, sys
order = json.loads(sys.stdin.readline())
print(json.dumps({"about": "ready", "word": order["word"]}), flush=True)
if order["dies"]:
    sys.exit(3)
sys.stdin.read()
sys.exit(7)
"""


def run(orders: list[dict[str, Any]], *, watched: bool, until: int) -> tuple[list[int], list[tuple[int, str]]]:
    told: list[tuple[int, str]] = []

    def heard(number: int, words: Mapping[str, Any]) -> None:
        told.append((number, words["word"]))
        if len(told) == until:
            processes.stop()

    processes = ShardProcesses([sys.executable, "-c", CHILD], heard, watched=watched, first_pause_s=0.01)

    async def main() -> list[int]:
        return await processes.run(orders)

    return asyncio.run(main()), told


def test_each_process_gets_its_order_and_ends_when_its_life_line_is_cut() -> None:
    codes, told = run([{"word": "a", "dies": False}, {"word": "b", "dies": False}], watched=False, until=2)
    assert codes == [7, 7]
    assert sorted(told) == [(0, "a"), (1, "b")]


def test_processes_begun_before_their_orders_are_known_take_them_and_those_too_many_end() -> None:
    told: list[str] = []

    def heard(_number: int, words: Mapping[str, Any]) -> None:
        told.append(words["word"])
        processes.stop()

    processes = ShardProcesses([sys.executable, "-c", CHILD], heard)
    with asyncio.Runner() as runner:
        runner.run(processes.begin(3))
        waiting = [process.pid for process in processes._begun]
        assert runner.run(processes.run([{"word": "a", "dies": False}])) == [7]
        assert told == ["a"]
        runner.run(processes.begin(1))
        waiting += [process.pid for process in processes._begun]
        runner.run(processes.dismiss())
    for pid in waiting:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_one_that_dies_is_begun_again_only_where_it_is_watched() -> None:
    codes, told = run([{"word": "a", "dies": True}], watched=False, until=2)
    assert (codes, told) == ([3], [(0, "a")])
    codes, told = run([{"word": "a", "dies": True}, {"word": "b", "dies": False}], watched=True, until=4)
    assert sorted(told) == [(0, "a"), (0, "a"), (0, "a"), (1, "b")]


# Says more than a line may hold, tells what cannot be used, and dies in the middle of a line.
GARBLED = """
import json, os, sys
sys.stdin.readline()
sys.stderr.write("x" * (1 << 21) + "\\nlast words")
sys.stderr.flush()
for line in ("no JSON", "[]", json.dumps({"about": "x" * (1 << 21)}), json.dumps({"about": "ready"})):
    print(line, flush=True)
print('{"about": "torn', end="", flush=True)
os.kill(os.getpid(), 9)
"""


def test_what_cannot_be_used_of_one_process_is_passed_over(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    processes = ShardProcesses(
        [sys.executable, "-c", GARBLED], lambda _number, words: told.append(words["about"]), relayed=True
    )
    assert asyncio.run(processes.run([{}])) == [-9]
    assert told == ["ready"]
    said = capsys.readouterr().err
    assert said.count("x") == 1 << 21
    assert said.endswith("last words\n")
    assert "a line that is too long" in caplog.text


def test_one_that_does_not_end_is_killed() -> None:
    hangs = """import sys, time; sys.stdin.readline(); print('{"about": "ready"}', flush=True); time.sleep(600)"""
    processes = ShardProcesses(
        [sys.executable, "-c", hangs], lambda _number, _told: processes.stop(), watched=True, last_s=0.01
    )
    assert not processes.stopped
    assert asyncio.run(processes.run([{}])) == [-9]
    assert processes.stopped


def test_how_a_process_ended_in_words() -> None:
    assert [words_of(3), words_of(-9), words_of(-1000)] == ["exit code 3", "SIGKILL", "signal 1000"]


class Cut(io.BytesIO):
    """A pipe whose writing a signal ends early, each time."""

    def write(self, data: Any) -> int:
        return super().write(data[:1000])


def test_a_long_list_of_sources_is_told_whole() -> None:
    told: Any = Cut()
    keys = [f"source-{number}" for number in range(5000)]
    Link(told, told).send("share", keys=keys)
    assert json.loads(told.getvalue()) == {"about": "share", "keys": keys}
