"""A year of one site with known edits, crawled daily under a frozen clock: what is found, what is made up.

    python -m bench.versions [--articles 300] [--edits 40] [--days 365] [--noise 0.15] [--seed 1]

The site (``bench.changing_site``) publishes its articles over five months and edits them on known days. Every page
carries a clock, counters, tokens and other news that change at each request; a share of the requests (``--noise``) gets
one of thirteen other things instead: maintenance, a soft 404, redirects, walls, shells, banners, a wrong encoding. An
edit
counts as found where a version or event of its kind was stored within 45 days (old articles are looked at monthly); any
other
version is a false change, any alert but those of articles that mention China a false alert.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scrapy.settings import Settings

from bench.changing_site import KINDS, ChangingSite, Edit, Year
from crawler.run import run
from scheduler.crawl import crawl_once
from sources.records import ListingEntry, Source
from storage import Store
from storage.records import FlagFilter
from storage.views import ArticleView

START = date(2025, 1, 1)
WITHIN = timedelta(days=45)


def simulate(folder: Path, year: Year, *, days: int, noise: float, seed: int) -> ChangingSite:
    """Crawl daily into ``folder``, at noon of each day."""
    clock = {"now": datetime(2025, 1, 1, 12, tzinfo=UTC)}
    dice = random.Random(seed + 1)
    waiting = list(year.edits)
    with ChangingSite(year, lambda: clock["now"], noise=noise, seed=seed) as site:
        entry = ListingEntry(kind="listing", url=f"{site.base}/news/", articles=("/news/*/",))
        source = Source(
            key="year", name="Год", country="RU", homepage=f"{site.base}/", entries=(entry,), delay_s=0.001,
            allow_private=True, timezone="UTC",
        )  # fmt: skip

        async def whole_year() -> None:
            for day in range(days):
                clock["now"] = datetime(2025, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
                while waiting and waiting[0].day <= day:
                    year.apply(waiting.pop(0), dice)
                await crawl_once(
                    [source],
                    settings=_settings(),
                    database_url=f"sqlite:///{folder / 'vestnik.db'}",
                    clock=lambda: clock["now"],
                )
                if sys.stderr.isatty():
                    print(f"\rday {day + 1} of {days}", end="", file=sys.stderr)

        run(whole_year)
    return site


def _settings() -> Settings:
    made = Settings()
    made.setmodule("crawler.settings", priority="project")
    routes = [{"channel": "mail", "topics": (), "min_grade": 2, "sources": (), "kinds": ("new", "edit", "health")}]
    made.setdict(
        {"VESTNIK_PRIVATE_HOSTS": ["localhost"], "VESTNIK_RECHECK_LIMIT": 100_000, "VESTNIK_ROUTES": routes}
        | {"LOG_ENABLED": False, "DOWNLOAD_DELAY_JITTER": 0}
    )
    made.set("EXTENSIONS", {**made.getdict("EXTENSIONS"), "crawler.robots.CrawlDelay": None})
    return made


def report(folder: Path, year: Year, site: ChangingSite, *, days: int) -> bool:
    """Hold the archive against the plan and print; True where the goals are met."""
    with Store.open(f"sqlite:///{folder / 'vestnik.db'}") as store:
        ids = [row.article_id for row in store.export_rows(FlagFilter(), all_articles=True)]
        views = {
            int(view.url.rstrip("/").rpartition("/")[2]): view for n in dict.fromkeys(ids) if (view := store.article(n))
        }
        alerts = Counter(row.article_id for row in store.alerts(limit=100_000) if row.kind != "health")
    planned = [edit for edit in year.edits if edit.day + WITHIN.days < days]
    found: Counter[str] = Counter()
    for edit in planned:
        hit = _is_found(edit, views.get(edit.number))
        found[edit.kind] += hit
        if not hit and edit.number in views:
            view = views[edit.number]
            seen = [(v.change_kind, v.seen_at.date().isoformat()) for v in view.versions[1:]]
            seen += [(e.kind, e.seen_at.date().isoformat()) for e in view.events]
            print(f"  missed: article {edit.number}, {edit.kind} on {START + timedelta(days=edit.day)}; stored {seen}")
    total = Counter(edit.kind for edit in planned)
    for kind in KINDS:
        print(f"{kind:<20} {found[kind]:>4} of {total[kind]}")
    made = sum(edit.kind not in ("withdrawn", "restored") for edit in year.edits)
    versions = sum(len(view.versions) - 1 for view in views.values())
    false = _false_changes(year, views)
    mentioned = year.flagged | {edit.number for edit in year.edits if edit.kind == "now-mentions"}
    own = {view.id for number, view in views.items() if number in mentioned}
    false_alerts = sum(count for number, count in alerts.items() if number not in own)
    false_alerts += sum(count - 1 for number, count in alerts.items() if number in own)
    right = sum(found.values()) / max(sum(total.values()), 1)
    print(
        f"{len(views)} articles stored of {len(year.articles)}; {made} edits of texts made, {versions} versions stored"
    )
    print(f"noise served: {dict(sorted(site.served.items()))}")
    print(f"edits found with the right kind {right:.4f}, false changes {false}, false alerts {false_alerts}")
    return right >= 0.99 and not false and not false_alerts


def _is_found(edit: Edit, view: ArticleView | None) -> bool:
    if view is None:
        return False
    since = datetime.combine(START + timedelta(days=edit.day), datetime.min.time(), UTC)
    if edit.kind in ("typo", "title", "date", "body"):
        return any(v.change_kind == edit.kind and since <= v.seen_at <= since + WITHIN for v in view.versions)
    return any(e.kind == edit.kind and since <= e.seen_at <= since + WITHIN for e in view.events)


def _false_changes(year: Year, views: dict[int, ArticleView]) -> int:
    """Versions and events beyond the edits that were made. A first reading in a wrong encoding that is put right later
    ("encoding") is told as what it is, and is none."""
    false = 0
    for number, view in views.items():
        edits = [edit for edit in year.edits if edit.number == number]
        texts = sum(edit.kind not in ("withdrawn", "restored") for edit in edits)
        events = sum(edit.kind not in ("typo", "title", "date", "body") for edit in edits)
        versions = sum(version.change_kind not in ("new", "encoding") for version in view.versions)
        if versions > texts:
            stored = [
                (v.change_kind, v.seen_at.date().isoformat(), v.added[:80], v.removed[:80]) for v in view.versions
            ]
            print(f"  more versions than edits: article {number}, {[e.kind for e in edits]}; stored {stored[1:]}")
        false += max(versions - texts, 0) + max(len(view.events) - events, 0)
    return false


def main() -> int:
    """Run the year and print; exit code 1 where a goal is missed."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--articles", type=int, default=300)
    ask.add_argument("--edits", type=int, default=40)
    ask.add_argument("--days", type=int, default=365)
    ask.add_argument("--noise", type=float, default=0.15)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    year = Year.plan(articles=given.articles, edits=given.edits, seed=given.seed, start=START)
    with tempfile.TemporaryDirectory(prefix="vestnik-year-") as name:
        began = time.monotonic()
        site = simulate(Path(name), year, days=given.days, noise=given.noise, seed=given.seed)
        usage = resource.getrusage(resource.RUSAGE_SELF)
        met = report(Path(name), year, site, days=given.days)
    print(f"{time.monotonic() - began:.0f} s, {usage.ru_utime + usage.ru_stime:.0f} CPU-s with the site's own")
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
