"""``vestnik add`` with nothing but a bare home address: is the way in found, and does its crawl find every article?

    python -m bench.add [--strangers] [--replicas] [--misses] [KEY...]

For every replica site and every stranger site: survey from "/", crawl the source file that is written over all pages of
its pager, compare the article addresses with the site's gold (recall, precision; what was asked for as an article and
does not exist counts against precision). Requests are those of the survey.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from articles.address import canonical_address
from crawler.patterns import matches
from crawler.run import run, start_loop_thread
from crawler.survey.records import Survey
from crawler.survey.survey import Wishes
from crawler.surveying import survey_site
from demo.server import ReplicaServer
from demo.strangers import build_strangers
from scheduler.crawl import crawl_once
from sources import Source
from sources.catalogue import load_source
from sources.write import source_toml
from storage import Store
from storage.records import FlagFilter
from storage.thread import StoreThread

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
_HEAD = f"{'site':<14}{'way in':<26}{'recall':>8}{'precision':>11}{'requests':>10}{'good samples':>14}"


@dataclass(slots=True)
class Row:
    """One site's figures. ``missed`` and ``foreign`` are addresses."""

    key: str
    survey: Survey
    gold: int = 0
    missed: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the gold articles that the crawl stored."""
        return 1 - len(self.missed) / self.gold

    @property
    def precision(self) -> float:
        """Share of what the crawl stored that is gold."""
        right = self.gold - len(self.missed)
        return right / (right + len(self.foreign)) if right else 0.0

    @property
    def good(self) -> bool:
        """99% of both."""
        return self.survey.source is not None and self.recall >= 0.99 and self.precision >= 0.99

    def line(self) -> str:
        """One line of the table."""
        source = self.survey.source
        ways = " + ".join(entry.kind for entry in source.entries) if source else "none"
        samples = f"{sum(s.problem is None for s in self.survey.samples)} of {len(self.survey.samples)}"
        figures = f"{self.recall:>8.1%}{self.precision:>11.1%}" if source else f"{'-':>8}{'-':>11}"
        return f"{self.key:<14}{ways:<26}{figures}{self.survey.requests:>10}{samples:>14}"


def measure(sites: ReplicaServer, key: str, folder: Path) -> Row:
    """Survey one site from its home page, write its source, crawl that, compare."""
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"], "DOWNLOAD_TIMEOUT": 10, "DOWNLOAD_DELAY_JITTER": 0})
    settings.set("EXTENSIONS", {**settings.getdict("EXTENSIONS"), "crawler.robots.CrawlDelay": None})
    url = f"sqlite:///{folder / key}.db"
    wishes = Wishes(allow_private=True, delay_s=0.002)

    async def look() -> Survey:
        async with StoreThread(url) as store:
            return await survey_site(sites.url(key), wishes, settings=settings, store=store, clock=lambda: NOW)

    row = Row(key, run(look))
    gold = {canonical_address(article.url): article.url for article in sites.gold() if article.site == key}
    row.gold, row.missed = len(gold), list(gold.values())
    if row.survey.source is None:
        return row
    path = folder / f"{row.survey.source.key}.toml"
    path.write_text(source_toml(row.survey.source, row.survey.comments), encoding="utf-8")
    source = load_source(path)
    sites.reset_log()
    run(lambda: crawl_once([source], settings=settings, database_url=url, clock=lambda: NOW))
    with Store.open(url) as store:
        stored = {canonical_address(r.url) for r in store.export_rows(FlagFilter(min_grade=1), all_articles=True)}
    row.missed = [gold[address] for address in gold.keys() - stored]
    row.foreign = sorted(stored - gold.keys()) + sorted(_no_articles(sites, source))
    return row


def _no_articles(sites: ReplicaServer, source: Source) -> set[str]:
    """What the crawl asked for as articles, and there was no such page (never stored, and wrong all the same)."""
    patterns = [pattern for entry in source.entries for pattern in getattr(entry, "articles", ())]
    paths = {request.path for request in sites.log if request.status == 404 and request.path != "/robots.txt"}
    return {path for path in paths if not patterns or matches(urljoin(source.homepage, path), patterns)}


def measure_all(keys: Sequence[str], *, replicas: bool, strangers: bool) -> list[Row]:
    """The rows of all sites asked for; prints each as it comes."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for build in ([None] if replicas else []) + ([build_strangers] if strangers else []):
            server = (
                ReplicaServer(clock=lambda: NOW) if build is None else ReplicaServer(clock=lambda: NOW, build=build)
            )
            with server as sites:
                for key in sites.sites:
                    if not keys or key in keys:
                        rows.append(measure(sites, key, Path(name)))
                        print(rows[-1].line(), flush=True)
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit code 1 where a site is below 99%."""
    parser = argparse.ArgumentParser(prog="python -m bench.add")
    parser.add_argument("keys", nargs="*")
    parser.add_argument("--replicas", action="store_true", help="only the replica sites")
    parser.add_argument("--strangers", action="store_true", help="only the stranger sites")
    parser.add_argument("--misses", action="store_true", help="show what was missed, what was foreign, and the doubts")
    given = parser.parse_args(arguments)
    both = given.replicas == given.strangers
    start_loop_thread()
    print(_HEAD)
    rows = measure_all(given.keys, replicas=both or given.replicas, strangers=both or given.strangers)
    for row in rows if given.misses else ():
        survey = row.survey
        print(f"\n{row.key}: {survey.problem or ''}")
        for word, values in (
            ("missed", row.missed), ("foreign", row.foreign), ("fact", survey.facts), ("doubt", survey.doubts),
            ("help", survey.help), ("sample", [str(sample) for sample in survey.samples]),
        ):  # fmt: skip
            print("\n".join(f"  {word}: {value}" for value in values[:12]))
        if survey.source:
            print(source_toml(survey.source, survey.comments))
    return 0 if all(row.good for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
