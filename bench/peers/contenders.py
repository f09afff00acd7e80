"""Who is measured, how each is run, and with what settings."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bench.peers import polls
from bench.peers.corpus import Gold, SavedSite
from bench.peers.environments import python_of, version_of
from bench.peers.measuring import Cost, run
from bench.peers.quality import read_answers
from bench.peers.serving import CHANGED, SiteServer
from bench.peers.templates import TEMPLATES
from bench.peers.vestnik import VestnikPlace, vestnik_version

RUNS = Path(__file__).with_name("runs")
_LAPS = 4


@dataclass(frozen=True, slots=True)
class Field:
    """What everybody gets: the sites, their server, a folder to work in, the cache of environments, how many sites
    that never change there are."""

    sites: Sequence[SavedSite]
    server: SiteServer
    folder: Path
    cache: Path
    polled: int

    def url(self, site: SavedSite, path: str) -> str:
        """The address of a path of a site."""
        return f"http://{site.host}:{self.server.port}{path}"

    def wanted(self, most: int) -> dict[str, Gold]:
        """The first ``most`` measured articles of every site, by address, in turn from each site."""
        found = {}
        for position in range(most):
            for site in self.sites:
                if position < len(site.new):
                    found[self.url(site, site.new[position].path)] = site.new[position]
        return found


@dataclass(frozen=True, slots=True)
class Turn:
    """What one run came to: its cost, over how many pages, and the answers it wrote (None: it reads nothing)."""

    cost: Cost
    pages: int
    answers: list[dict[str, str | None]] | None = None


class Contender(Protocol):
    """One row of the table. ``prepare`` is called once, ``idle`` and ``turn`` in every round: the first is a run over
    no page, whose cost is taken off the second's. ``kind`` is "pages" or "poll"; costs are per page or per check."""

    name: str
    label: str
    settings: str
    kind: str

    def version(self) -> str: ...
    def prepare(self, field: Field) -> None: ...
    def idle(self, field: Field) -> Cost: ...
    def turn(self, field: Field) -> Turn: ...


@dataclass
class Peer:
    """A program in an environment of its own that reads a task file. ``share`` is the part of each site's measured
    articles that it gets: slow programs get fewer. ``laps`` is how often it reads them all in one run: a quick one does
    so several times, or what pages cost is lost in how much its start varies."""

    name: str
    label: str
    settings: str
    environment: str
    program: str
    share: float
    arguments: tuple[str, ...] = ()
    reads: bool = True
    laps: int = 1
    kind: str = "pages"
    _python: Path = field(default=Path(), init=False)

    def version(self) -> str:
        return version_of(self.environment)

    def prepare(self, field: Field) -> None:
        self._python = python_of(self.environment, field.cache)

    def idle(self, field: Field) -> Cost:
        return self._run(field, 0)[0]

    def turn(self, field: Field) -> Turn:
        most = max(1, round(self.share * max(len(site.new) for site in field.sites)))
        cost, out = self._run(field, most)
        return Turn(cost, self.laps * len(field.wanted(most)), read_answers(out) if self.reads else None)

    def _run(self, field: Field, most: int) -> tuple[Cost, Path]:
        field.server.show("new")
        folder = fresh(field.folder / self.name)
        out = folder / "answers.jsonl"
        task = folder / "task.json"
        task.write_text(json.dumps(self.task(field, most, out)), encoding="utf-8")
        return run([str(self._python), str(RUNS / self.program), str(task), *self.arguments], folder), out

    def task(self, field: Field, most: int, out: Path) -> dict[str, list[dict[str, str | None]] | int | str]:
        """What the program is told: its pages, the sites with their selectors, where its answers go."""
        by_template = {template.name: template for template in TEMPLATES}
        sites: list[dict[str, str | None]] = []
        for site in field.sites if most else ():
            known = by_template.get(site.template or "")
            sites.append(
                {
                    "name": site.name,
                    "language": site.language,
                    "base": field.url(site, ""),
                    "list": field.url(site, "/news/"),
                    "sitemap": field.url(site, "/sitemap.xml"),
                    **{key: getattr(known, key) if known else None for key in ("body", "title", "published")},
                }
            )
        languages = {site.host: site.language for site in field.sites}
        pages: list[dict[str, str | None]] = [
            {"url": url, "language": languages[url.split("/")[2].split(":")[0]]} for url in field.wanted(most)
        ]
        return {"pages": pages * self.laps, "sites": sites, "most": most, "out": str(out)}


def fresh(folder: Path) -> Path:
    """An empty folder in the place of whatever was there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@dataclass
class Vestnik:
    """``vestnik crawl`` of all sites: from nothing, with the profiles it learned from older articles, or as two
    processes with half of the sites each."""

    name: str
    label: str
    settings: str
    mode: str
    kind: str = "pages"

    def version(self) -> str:
        return vestnik_version()

    def prepare(self, field: Field) -> None:
        place = self._place(field)
        if self.mode != "unknown":
            field.server.show("old")
            place.crawl()
            place.keep()

    def idle(self, field: Field) -> Cost:
        """A crawl of one site whose list has changed and holds nothing new: everything starts, as it does for every
        other program; where the list were the same not even Scrapy would."""
        place = self._place(field)
        phase = "new" if self.mode == "unknown" else "old"
        if self.mode == "unknown":
            field.server.show(phase)
            place.crawl([field.sites[0].name])
        else:
            place.restore()
        field.server.show(phase + CHANGED)
        return place.crawl([field.sites[0].name])

    def turn(self, field: Field) -> Turn:
        place = self._place(field)
        field.server.show("new" if self.mode == "unknown" else "all")
        if self.mode == "unknown":
            place.forget()
        else:
            place.restore()
        cost = place.crawl(workers=2 if self.mode == "two" else 1)
        wanted = field.wanted(max(len(site.new) for site in field.sites))
        return Turn(cost, len(wanted), place.answers())

    def _place(self, field: Field) -> VestnikPlace:
        lists = {site.name: field.url(site, "/news/") for site in field.sites}
        return VestnikPlace(field.folder / self.name, lists, pattern="/news/{n}.html")


READERS: tuple[Callable[[], Contender], ...] = (
    lambda: Vestnik(
        "vestnik-unknown", "Vestnik, sites seen for the first time", "`vestnik crawl` into an empty database; all of "
        "it: lists, reading by search, judging, raw pages, search index, learning a profile of each site", "unknown",
    ),
    lambda: Vestnik(
        "vestnik-known", "Vestnik, sites it knows", "the same, new articles of sites whose profile it has learned from "
        "twelve older ones", "known",
    ),
    lambda: Peer(
        "scrapy-default", "bare Scrapy, default settings (B)", "fetches the same pages, yields nothing", "scrapy",
        "bare_scrapy.py", 1, ("default",), reads=False, laps=_LAPS,
    ),
    lambda: Vestnik("vestnik-known-again", "Vestnik, sites it knows, once more", "for the A/A floor", "known"),
    lambda: Peer(
        "scrapy-tuned", "bare Scrapy, tuned", "CONCURRENT_ITEMS=1; cookies, retries, meta refresh, telnet, log and "
        "memory statistics off", "scrapy", "bare_scrapy.py", 1, ("tuned",), reads=False, laps=_LAPS,
    ),
    lambda: Peer(
        "users-spider", "the spider a user would write", "Scrapy defaults, BeautifulSoup(html.parser) with selectors "
        "for each site, dateparser with its language, JSON feed", "scrapy", "users_spider.py", 0.25,
    ),
    lambda: Peer(
        "scrapy-trafilatura", "Scrapy + trafilatura + SQLite", "Scrapy defaults, bare_extraction with metadata, a "
        "commit an item", "scrapy", "scrapy_trafilatura.py", 0.25,
    ),
    lambda: Peer(
        "fundus", "Fundus", "a publisher a site: its sitemap and a hand-written parser of three selectors, its "
        "delay 0, only_complete=False", "fundus", "fundus_reader.py", 1,
    ),
    lambda: Peer(
        "newspaper4k", "newspaper4k", "fetch_news with 5 threads, each article in its language, no images",
        "newspaper4k", "newspaper4k_reader.py", 0.08,
    ),
    lambda: Peer(
        "news-please", "news-please", "NewsPlease.from_urls, no images", "news-please", "news_please_reader.py", 0.08,
    ),
    lambda: Vestnik(
        "vestnik-two", "Vestnik, two processes", "the same with `--workers 2`, half of the sites each",
        "two",
    ),
)  # fmt: skip


def contenders() -> list[Contender]:
    """All of them, in the order in which they take turns."""
    return [*(make() for make in READERS), *polls.contenders()]


def python_version() -> str:
    """Of the Python that all run on."""
    return sys.version.split()[0]
