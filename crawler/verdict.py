"""One crawl's verdict, from its own counts and signals: Scrapy's "finished" says nothing about success."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.records import CrawlVerdict


@dataclass(slots=True)
class CrawlReport:
    """What one crawl of one source came to. ``counts`` are listed in ``docs/architecture.md``; ``hint`` is the first
    cause of anything but "ok", in words with what to do; ``retry_after_s`` what the host asked for, if it did;
    ``delay_s`` the Crawl-delay of its robots.txt, where that is longer than the source's own; ``problems`` the first
    trouble of each kind ("blocked", "entry", "empty", "article", "error") in words."""

    source_key: str
    run_id: int = 0
    verdict: CrawlVerdict = "failed"
    counts: dict[str, int] = field(default_factory=dict)
    hint: str | None = None
    retry_after_s: float | None = None
    delay_s: float | None = None
    problems: dict[str, str] = field(default_factory=dict)


_FAULTS = ("entries_failed", "entries_blocked", "entries_empty", "articles_failed", "articles_blocked", "errors")


def judge_crawl(
    counts: Mapping[str, int], problems: Mapping[str, str], reason: str, *, min_items: int = 1
) -> tuple[CrawlVerdict, str | None]:
    """The verdict of a finished crawl and its hint.

    ``counts`` are the crawl's own counters, those at 0 left out or not; ``problems`` holds the first problem of each
    kind in words; ``reason`` is Scrapy's finish reason; ``min_items`` the links that the source file says a healthy
    listing has.
    """
    hint = next((problems[k] for k in ("blocked", "entry", "error", "article", "empty") if problems.get(k)), None)
    if counts.get("unstored", 0):
        return "failed", problems.get("error")
    if reason == "shutdown":
        return "interrupted", "stopped before its end; the next crawl goes on where it left"
    if reason.startswith("closespider"):
        return "stopped", hint or "stopped at its time limit; the next crawl goes on where it left"
    ok, blocked = counts.get("entries_ok", 0), counts.get("entries_blocked", 0)
    if ok == 0:
        return ("blocked" if blocked else "failed"), hint or "no way in could be read"
    links, empty = counts.get("links", 0), counts.get("entries_empty", 0)
    if empty == ok or (links < min_items and counts.get("entries_unchanged", 0) == 0):
        few = f"{links} links where the source file expects {min_items} at least"
        return "empty", problems.get("empty") or hint or few
    if counts.get("articles_blocked", 0) and counts.get("pages", 0) == 0:
        return "blocked", hint
    unanswered = counts.get("entries", 0) - ok - counts.get("entries_failed", 0) - blocked
    if unanswered > 0 or any(counts.get(key, 0) for key in _FAULTS):
        return "partial", hint or "a way in was left without an answer"
    return "ok", None
