"""A crawl and a poll without the parts that are compiled for some machines only: what Windows and PyPy have."""

from __future__ import annotations

import json

from tests.children import child, finish

ROUNDS = [
    ["crawled", "ok", 3, ["/news", "/news/1", "/news/2", "/news/3"]],
    ["polled", "ok", 0, ["/news"]],
    ["crawled", "ok", 1, ["/news", "/news/4"]],
]


def test_pythons_own_loop_and_a_parser_in_python_do_the_same() -> None:
    with child("tests.crawler.a_round", "uvloop", env={"AIOHTTP_NO_EXTENSIONS": "1"}) as running:
        code, out, err = finish(running, within_s=100)
    assert code == 0, err
    said = json.loads(out)
    assert said["rounds"] == ROUNDS
    assert said["loop"].startswith("asyncio.")
    assert said["parser"] == "plain"
