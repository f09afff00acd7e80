"""What goes into the store and comes out of it: plain records, no SQL and no Scrapy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from articles.records import Article, Change, Profile
from storage.digests import DigestTime
from topics.records import Verdict

PageKind = Literal["feed", "sitemap", "listing", "json", "article"]
PageState = Literal["found", "stored", "alias", "rejected", "failed", "gone", "entry"]
"""``alias``: another address of an article that is stored under its own."""
CrawlVerdict = Literal["ok", "empty", "partial", "blocked", "failed", "stopped", "interrupted"]
AlertKind = Literal["new", "edit", "withdrawn", "health"]
"""``edit``: one that brought a topic in; ``withdrawn``: a flagged article is no longer there."""
AlertState = Literal["pending", "sending", "sent", "retry", "dead", "dropped"]
HealthState = Literal["broken", "recovered", "warning"]


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as received: decoded of its transfer compression only, so that its sha256 proves the stored text."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    status: int
    fetched_at: datetime
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What the store already holds of an article, enough to compare a new reading with it."""

    id: int
    address: str
    version: int
    title: str
    body: str
    published_day: str | None
    content_hash: str
    gone: bool = False


@dataclass(slots=True)
class ArticleItem:
    """One fetched article on its way through the pipelines; each step fills its own part.

    ``address`` is the canonical key (``articles.address.canonical_address``). The spider fills ``signature`` and, of a
    page it reads for the first time, ``text_keys`` (else the store does), identify ``content_hash``, ``known`` and
    ``duplicate_of``, compare ``change``, judge ``verdicts`` (by topic name). Which of them are news follows in the
    store from the grades before.

    ``unseen``: nobody had found its address before this crawl did, so nothing is stored under it. ``by_text``: where
    that is so, an article of its source with this very text (``content_hash``) makes it a duplicate.
    """

    source_key: str
    run_id: int
    address: str
    article: Article
    page: RawPage
    etag: str | None = None
    last_modified: str | None = None
    content_hash: str = ""
    signature: int = 0
    known: KnownArticle | None = None
    duplicate_of: str | None = None
    change: Change | None = None
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    unseen: bool = False
    by_text: bool = False
    text_keys: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Which flags reach which channel: an alert row is written for ``channel`` when a topic in ``topics`` (empty: any)
    reaches ``min_grade`` in an article of ``sources`` (empty: any) in ``countries`` (ISO 3166-1, empty: any), in one of
    ``languages`` (ISO 639-1, empty: any), for an event kind in ``kinds``. Of kind "health" only sources and countries
    are asked. With ``digest`` the row waits for that time; else it is due at once."""

    channel: str
    topics: tuple[str, ...] = ()
    min_grade: int = 2
    sources: tuple[str, ...] = ()
    kinds: tuple[AlertKind, ...] = ("new", "edit", "health")
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    digest: DigestTime | None = None


@dataclass(frozen=True, slots=True)
class HealthNews:
    """One word on the health of a source: it broke, works again, or shows first signs. ``title`` is one line, ``text``
    says in words what was expected, what came and what to do; ``since`` is when it began. ``everywhere``: of this
    machine, and only shown by the source; every route of kind "health" is asked, whatever sources it names."""

    source_key: str
    state: HealthState
    title: str
    text: str
    since: datetime
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class PageRow:
    """What is known of one address: its validators exactly as received, and how far a listing walk has come.

    ``cursor`` is the next pager address of an unfinished walk; ``body_hash`` the xxh3 of the last body, for sites
    without validators. ``title`` and ``date_text`` are the listing card's or feed item's words on an article.
    ``missing_since`` is the first 404 or 410 since the page last was there; ``duplicate_of`` the address of the stored
    article that this page only repeats."""

    address: str
    source_key: str
    url: str
    kind: PageKind
    state: PageState
    etag: str | None = None
    last_modified: str | None = None
    status: int | None = None
    body_hash: str | None = None
    cursor: str | None = None
    failures: int = 0
    note: str | None = None
    title: str | None = None
    date_text: str | None = None
    feed_date: datetime | None = None
    next_check_at: datetime | None = None
    missing_since: datetime | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class FoundLink:
    """An article address just discovered, with what its card or feed item said of it."""

    address: str
    url: str
    title: str | None = None
    date_text: str | None = None
    feed_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What became of one item, and how many alert rows were written for it."""

    address: str
    outcome: Literal["new", "edited", "unchanged", "duplicate"]
    article_id: int
    version: int
    alerts: int = 0


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Another page of an alert's story: a language version, or the same news elsewhere."""

    article_id: int
    title: str
    url: str
    language: str | None
    source_key: str
    source_name: str


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One outbox row with everything a message needs to say. ``delivery_id`` is stable over retries; ``others`` are the
    other pages of its story, oldest first; ``health`` is told by rows of kind "health" only. ``not_before`` is when the
    digest of a pending row is due; ``thread`` the channel's own name of the message that first told of the story;
    ``gone_since`` is of rows of kind "withdrawn" only."""

    id: int
    delivery_id: str | None
    channel: str
    kind: AlertKind
    state: AlertState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    error: str | None
    article_id: int | None
    version: int | None
    topic: str | None
    grade: int | None
    title: str
    url: str
    source_key: str
    source_name: str
    country: str
    language: str | None
    published_day: str | None
    first_seen_at: datetime | None
    evidence: tuple[Mapping[str, object], ...] = ()
    story_id: int | None = None
    change_kind: str | None = None
    added: str = ""
    removed: str = ""
    sent_at: datetime | None = None
    others: tuple[StoryPage, ...] = ()
    health: HealthNews | None = None
    not_before: datetime | None = None
    thread: str | None = None
    gone_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A source's learned profile and how it has done: ``hits`` pages read with it, ``fallbacks`` read without it, of
    which the last ``misses`` in a row (over crawls), beginning at ``missing_since``; ``last_miss`` is the reason of the
    last one in words. A retired profile stays for the record and is used no more."""

    source_key: str
    since: datetime
    profile: Profile
    hits: int = 0
    fallbacks: int = 0
    misses: int = 0
    missing_since: datetime | None = None
    last_miss: str | None = None
    retired_at: datetime | None = None
    retired_reason: str | None = None


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One crawl of one source: when, how it ended, its counts (``new``, ``edited``, ``flagged``, ``requests`` …).
    ``worker`` is the process that ran it (``host/pid/start``), ``version`` that of the program."""

    id: int
    source_key: str
    started_at: datetime
    finished_at: datetime | None
    verdict: CrawlVerdict | None
    counts: Mapping[str, int] = field(default_factory=dict)
    hint: str | None = None
    worker: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class FlaggedArticle:
    """One flagged article for tables, exports and pages."""

    article_id: int
    version: int
    topic: str
    grade: int
    score: float
    evidence: tuple[Mapping[str, object], ...]
    source_key: str
    source_name: str
    country: str
    title: str
    url: str
    language: str | None
    published_day: str | None
    published_provenance: str | None
    first_seen_at: datetime
    page_sha256: str | None
    story_id: int | None = None
    reviewed: str | None = None


@dataclass(frozen=True, slots=True)
class FlagFilter:
    """Which flagged articles are asked for. An empty tuple or None lets everything through.

    ``since`` and ``until`` are days, both included, of publication (of the first sight where a page states none).
    ``reviewed``: what a person said of the flag; "none" where nobody has yet. ``story``: one story's number.
    """

    topic: str | None = None
    min_grade: int = 2
    sources: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    reviewed: Literal["yes", "no", "none"] | None = None
    story: int | None = None
