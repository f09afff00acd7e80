"""What the judge of health is given of a source, and what it gives back: plain records, no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:  # what a board needs is loaded without all that a crawl's records stand on
    from storage.records import CrawlVerdict, HealthNews

SourceHealth = Literal["ok", "learning", "suspect", "temporary", "broken"]
"""``learning``: too little is known of the source; ``suspect``: seen once; ``temporary``: it will pass, or has not yet
lasted; ``broken``: confirmed and told."""
MACHINE = "*"
"""The row of this machine's own way to the network, among those of the sources."""


@dataclass(frozen=True, slots=True)
class Poll:
    """One finished crawl as the judge sees it. ``problems`` are the first words on each kind of trouble."""

    run_id: int
    started_at: datetime
    finished_at: datetime
    verdict: CrawlVerdict
    counts: Mapping[str, int]
    hint: str | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in as its last look left it: ``failures`` in a row, and why; ``status`` None where nothing answered."""

    kind: str
    url: str
    failures: int
    note: str | None
    status: int | None


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """One stored article: when it was first seen, whether its page named a day, how long its text is (characters)."""

    first_seen_at: datetime
    dated: bool
    length: int


@dataclass(frozen=True, slots=True)
class Peers:
    """The other sources of the same country that are judged: how many, what their rhythms promised for the last seven
    days, and what came (nobody counted for more than twice its promise)."""

    sources: int = 0
    expected: float = 0.0
    got: float = 0.0


@dataclass(frozen=True, slots=True)
class Network:
    """What the other sources say of this machine's network. ``known`` are judged within two days and not told to be
    broken; of those asked since the last answer of any, how many ``hosts`` gave none, and ``since`` when; ``answering``
    sources gave one since the network was told to be broken."""

    known: int = 0
    hosts: int = 0
    since: datetime | None = None
    answering: int = 0


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """All that one judgement rests on, read with bounded queries: ``polls`` not yet judged (oldest first), the
    ``articles`` with the newest days (oldest first), their number by ``days`` of about the last year, ``began``: when
    the source was first crawled. ``memory`` is what the judge kept the last time."""

    source_key: str
    country: str
    began: datetime | None
    polls: tuple[Poll, ...] = ()
    ways: tuple[Way, ...] = ()
    articles: tuple[ArticleFacts, ...] = ()
    days: Mapping[date, int] = field(default_factory=dict)
    peers: Peers = Peers()
    network: Network = Network()
    machine: Mapping[str, Any] = field(default_factory=dict)
    memory: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HealthRow:
    """How a source fares: the line of ``vestnik status``, and what the judge keeps (``memory``)."""

    source_key: str
    judged_at: datetime
    state: SourceHealth
    run_id: int | None = None
    reason: str | None = None
    advice: str | None = None
    since: datetime | None = None
    last_answer_at: datetime | None = None
    silent_since: datetime | None = None
    expected: float = 0.0
    got: float = 0.0
    weeks: tuple[int, ...] = ()
    memory: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one judgement: the rows to keep (the source's, and the machine's where it changed) and what people
    are to be told, which the store writes in one transaction."""

    row: HealthRow
    news: tuple[HealthNews, ...] = ()
    machine: HealthRow | None = None
