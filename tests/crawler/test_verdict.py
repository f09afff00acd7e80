"""A crawl's verdict from its counts."""

import pytest

from crawler.verdict import judge_crawl

GOOD = {"entries": 2, "entries_ok": 2, "links": 20}


@pytest.mark.parametrize(
    ("counts", "problems", "reason", "verdict"),
    [
        (GOOD, {}, "finished", "ok"),
        ({"entries": 1, "entries_ok": 1, "entries_unchanged": 1}, {}, "finished", "ok"),
        ({"entries": 1, "entries_ok": 1}, {"empty": "no link"}, "finished", "empty"),
        ({**GOOD, "entries_failed": 1}, {"entry": "x"}, "finished", "partial"),
        ({**GOOD, "articles_failed": 1}, {"article": "x"}, "finished", "partial"),
        ({**GOOD, "errors": 1}, {"error": "x"}, "finished", "partial"),
        ({**GOOD, "articles_blocked": 1}, {"blocked": "x"}, "finished", "blocked"),
        ({"entries": 1, "entries_blocked": 1}, {"blocked": "x"}, "finished", "blocked"),
        ({"entries": 1, "entries_failed": 1}, {"entry": "x"}, "finished", "failed"),
        ({}, {}, "finished", "failed"),
        ({**GOOD, "unstored": 3}, {"error": "the disk is full"}, "finished", "failed"),
        ({**GOOD, "entries_empty": 1}, {"empty": "x"}, "finished", "partial"),
        ({**GOOD, "entries": 3}, {}, "finished", "partial"),
        (GOOD, {}, "shutdown", "interrupted"),
        (GOOD, {}, "closespider_timeout", "stopped"),
    ],
)
def test_the_verdict(counts: dict[str, int], problems: dict[str, str], reason: str, verdict: str) -> None:
    given, hint = judge_crawl(counts, problems, reason)
    assert given == verdict
    assert (hint is None) == (verdict == "ok")


def test_fewer_links_than_the_source_file_expects_is_empty() -> None:
    verdict, hint = judge_crawl({**GOOD, "links": 2}, {}, "finished", min_items=5)
    assert verdict == "empty"
    assert "expects 5" in (hint or "")
