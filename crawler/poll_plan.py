"""Whether a source can be polled: what its crawl would ask first, where that is all it would ask if nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import xxhash
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.settings import Settings
from scrapy.utils.misc import build_from_crawler, load_object

from crawler.headers import validator, validators
from crawler.http_records import Came, Target
from crawler.poll_sender import PollSender
from crawler.robots import KEPT_FOR, LONGEST_CRAWL_DELAY_S
from crawler.spiders.entry_rows import (
    ALONE,
    INDEXES,
    TRUST,
    is_complete,
    is_conditional,
    row_of,
    ways_to_ask,
)
from crawler.spiders.source import delay_of
from sources import Source
from sources.records import ListingEntry
from storage.hosts import HostState
from storage.polls import PollState
from storage.records import PageRow
from storage.runs import config_hash

_MOST_RULES = 20_000
"""Answers of robots.txt kept in memory, about a hundred bytes each."""
_MOST_PARSERS, _SMALL = 100, 500
"""Parsed ones kept in memory, of so many bytes at the most."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One way in to ask: the request, what is known of it, and the pace of its host."""

    target: Target
    row: PageRow
    conditional: bool
    delay_s: float
    crawl_delay_s: float | None

    def unchanged(self, came: Came, unpacked: Callable[[Came], bytes], now: datetime) -> PageRow | None:
        """The row as it is to be kept where the answer says that nothing has changed, else None."""
        if came.status == 304:
            return self.row if self.conditional else None
        if came.status != 200 or xxhash.xxh3_128_hexdigest(unpacked(came)) != self.row.body_hash:
            return None
        return replace(
            self.row,
            next_check_at=now + TRUST,
            etag=_last(came, b"etag"),
            last_modified=_last(came, b"last-modified"),
            cursor=None,
            status=200,
            failures=0,
            note=ALONE if self.row.note == ALONE else None,
        )


class PollPlanner:
    """Decides for the sources of one process."""

    def __init__(self, settings: Settings, sender: PollSender, clock: Callable[[], datetime]) -> None:
        self._settings, self._sender, self._clock = settings, sender, clock
        self._agent = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        self._obeys = settings.getbool("ROBOTSTXT_OBEY")
        self._paces = settings.getdict("EXTENSIONS").get("crawler.robots.CrawlDelay") is not None
        self._parser = load_object(settings["ROBOTSTXT_PARSER"])
        self._rules: dict[tuple[bytes, str], tuple[bool, float]] = {}
        self._parsers: dict[bytes, Any] = {}

    def plan(self, source: Source, state: PollState | None, robots: Mapping[str, HostState]) -> list[Ask] | None:
        """What to ask of a source; None where only a whole crawl will do: of a source that is new or has new settings,
        with pages that wait, an unfinished crawl or walk, a way in that failed or is an index, or a host whose
        robots.txt is not known for today or forbids it."""
        if state is None or state.unfinished or state.waiting or state.config_hash != config_hash(source):
            return None
        now, rows = self._clock(), {row.address: row for row in state.entries}
        asks = []
        for entry in ways_to_ask(source, rows, now)[0]:
            row = row_of(rows, source.key, entry)
            by_time = isinstance(entry, ListingEntry) and entry.archive is not None
            if not is_complete(row) or row.failures or row.note in INDEXES or by_time:
                return None
            ask = self._ask(source, entry.url, row, robots, now)
            if ask is None:
                return None
            asks.append(ask)
        return None if any(row.failures for row in state.entries) else asks

    def _ask(
        self, source: Source, url: str, row: PageRow, robots: Mapping[str, HostState], now: datetime
    ) -> Ask | None:
        known_as = validators(row) if is_conditional(row, now) else {}
        try:
            target = self._sender.target(url, known_as)
        except IgnoreRequest:  # its crawl says why
            return None
        known, delay_s, crawl_delay_s = robots.get(robots_host(url)), delay_of(source, self._settings), None
        if self._obeys:
            if known is None or known.robots_at is None or not timedelta(0) <= now - known.robots_at < KEPT_FOR:
                return None
            allowed, asked_s = self._rule(known.robots_body or b"", target.url)
            if not allowed:
                return None
            if self._paces and asked_s > delay_s:
                delay_s = crawl_delay_s = asked_s
        return Ask(target, row, bool(known_as), delay_s, crawl_delay_s)

    def _rule(self, body: bytes, url: str) -> tuple[bool, float]:
        """Whether a robots.txt allows an address, and the seconds between two requests it asks for."""
        if not body:
            return True, 0.0
        key = sha256(body).digest(), url
        if key not in self._rules:
            if len(self._rules) >= _MOST_RULES:
                self._rules.clear()
            parser = self._parsed(body)
            delay_s = min(float(parser.crawl_delay(self._agent) or 0.0), LONGEST_CRAWL_DELAY_S)
            self._rules[key] = bool(parser.allowed(url, self._agent)), delay_s
        return self._rules[key]

    def _parsed(self, body: bytes) -> Any:
        """A robots.txt, parsed; many sites have the same small one."""
        known = self._parsers.get(body)
        if known is None:
            known = build_from_crawler(self._parser, self._sender.crawler, body)
            if len(body) <= _SMALL:
                if len(self._parsers) >= _MOST_PARSERS:
                    self._parsers.clear()
                self._parsers[body] = known
        return known


def _last(came: Came, name: bytes) -> str | None:
    """The last validator of a name (``crawler.headers``)."""
    values = came.values(name)
    return validator(values[-1]) if values else None


def robots_host(url: str) -> str:
    """The name under which an address's robots.txt is kept: its host as it is asked for."""
    return urlsplit(url if url.isascii() else Request(url).url).netloc
