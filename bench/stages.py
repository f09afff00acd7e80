"""What is done with a page, stage by stage: timed by ``bench.pipeline``, counted by ``bench.guard``."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from articles import Article, Profile, learn_profile, read_article
from articles.fingerprint import content_hash, signature_and_keys
from articles.tree import parse
from bench.peers.templates import TEMPLATES, Template, article, listing
from crawler.discovery.listing import read_listing
from sources.records import ListingEntry, Source
from storage import Store
from storage.records import ArticleItem, RawPage
from topics import Topic, load_topic

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
LEARN = 12
"""Pages of a site that its profile is learned from, as a crawl does it."""

LONG = 200
"""Paragraphs of the long text: on it a loop that became quadratic cannot hide."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: ``run`` does it once for ``pages`` pages."""

    name: str
    words: str
    pages: int
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Page:
    site: str
    url: str
    html: bytes
    profile: Profile


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the stages work on: lists (text, address), pages, the articles read from them, the pages that teach the
    first site's profile, and one of its pages with a very long text."""

    lists: list[tuple[str, str]]
    pages: list[_Page]
    read: list[Article]
    taught: list[tuple[bytes, str]]
    long: list[_Page]


def prepare(each: int, sites: Sequence[Template] = TEMPLATES, *, learn: int = LEARN) -> Prepared:
    """``each`` new pages of every one of the generated sites, whose profiles are learned from ``learn`` older ones."""
    made = Prepared([], [], [], [], [])
    for template in sites:
        base = f"http://{template.name}.example"
        found = [(article(template, number), f"{base}/news/{5000 - number}.html") for number in range(each + learn)]
        old = [(one.html.encode(), url) for one, url in found[each:]]
        profile = learn_profile(old, fetched_at=NOW)
        pages = [_Page(template.name, url, one.html.encode(), profile) for one, url in found[:each]]
        cards = [(url, one.title, one.day) for one, url in found]
        made.lists.append((listing(template, (cards * 20)[:20], "/news/?page=2"), f"{base}/news/"))
        made.pages.extend(pages)
        made.read.extend(_read(pages, known=True))
        if not made.taught:
            made.taught.extend(old)
            text = article(template, 0, paragraphs=LONG).html.encode()
            made.long.append(_Page(template.name, f"{base}/news/1.html", text, profile))
    return made


@contextmanager
def stages(made: Prepared) -> Iterator[list[Stage]]:
    """All stages; whatever is loaded once is loaded."""
    pages, read = made.pages, made.read
    topic = load_topic("china")
    _judge(topic, read)
    with (
        tempfile.TemporaryDirectory(prefix="vestnik-stages-") as folder,
        Store.open(f"sqlite:///{Path(folder, 'vestnik.db')}") as store,
    ):
        keeper = _Keeper(store, pages, read)
        keeper()
        yield [
            Stage("list", "links, days and next page of a list of 20", len(made.lists), lambda: _lists(made.lists)),
            Stage("parse", "the tree alone", len(pages), lambda: [parse(page.html.decode()) for page in pages]),
            Stage("read-new", "read, site not known", len(pages), lambda: _read(pages, known=False)),
            Stage("read-known", "read with the site's profile", len(pages), lambda: _read(pages, known=True)),
            Stage("marks", "fingerprints", len(read), lambda: _marks(read)),
            Stage("judge", "the topic's verdict", len(read), lambda: _judge(topic, read)),
            Stage("store", "signature, article, version, raw page, keys, 25 in a transaction", len(pages), keeper),
            Stage("long", f"all of that for a text of {LONG} paragraphs", 1, lambda: _long(topic, made.long)),
            Stage("learn", f"a profile from {len(made.taught)} pages, once a site", 1, lambda: _learn(made.taught)),
        ]


def _lists(lists: Sequence[tuple[str, str]]) -> None:
    for text, url in lists:
        read_listing(text, url, ["/news/{n}.html"])


def _read(pages: Sequence[_Page], *, known: bool) -> list[Article]:
    return [
        read_article(page.html, page.url, fetched_at=NOW, profile=page.profile if known else None) for page in pages
    ]


def _marks(read: Sequence[Article]) -> None:
    for one in read:
        content_hash(one.title, one.body)
        signature_and_keys(one.body)


def _judge(topic: Topic, read: Sequence[Article]) -> None:
    for one in read:
        topic.judge(one.title, one.body, language=one.language, rubric=one.rubric, source="stage")


def _long(topic: Topic, pages: Sequence[_Page]) -> None:
    _read(pages, known=False)
    read = _read(pages, known=True)
    _marks(read)
    _judge(topic, read)


def _learn(pages: Sequence[tuple[bytes, str]]) -> Profile:
    return learn_profile(pages, fetched_at=NOW)


class _Keeper:
    """Stores all pages as new articles of their sites, under other addresses and in other words each time: as in a
    crawl, hardly a text is like another."""

    def __init__(self, store: Store, pages: Sequence[_Page], read: Sequence[Article]) -> None:
        self._store, self._pages, self._read = store, pages, read
        self._time = 0
        sites = list(dict.fromkeys(page.site for page in pages))
        store.register_sources(map(_source, sites))
        self._runs = {site: store.begin_run(site, now=NOW, worker="bench") for site in sites}

    def __call__(self) -> None:
        self._time += 1
        items = [self._item(page, one) for page, one in zip(self._pages, self._read, strict=True)]
        for start in range(0, len(items), 25):
            self._store.save_items(items[start : start + 25], routes=(), now=NOW)

    def _item(self, page: _Page, one: Article) -> ArticleItem:
        address = f"{page.url}?{self._time}"
        told = replace(one, body=_retold(one.body, self._time))
        html = page.html + f"<!-- {self._time} -->".encode()
        raw = RawPage(address, html, {"content-type": "text/html; charset=utf-8"}, 200, NOW)
        item = ArticleItem(page.site, self._runs[page.site], address, told, raw, content_hash=address)
        item.signature, item.text_keys = signature_and_keys(told.body)
        return item


def _source(site: str) -> Source:
    home = f"http://{site}.example/"
    entry = ListingEntry(kind="listing", url=f"{home}news/", articles=("/news/*/",))
    return Source(key=site, name=site, country="RU", homepage=home, entries=(entry,))


def _retold(text: str, time: int) -> str:
    """The words of a text (Chinese: its characters) in another order each of a hundred times."""
    gap = " " if " " in text else ""
    words = text.split(gap) if gap else list(text)
    step = 2 + time % 100
    return gap.join(chain.from_iterable(words[at::step] for at in range(step)))
