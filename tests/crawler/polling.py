"""Rounds over sources, polled and crawled, and what they leave in the archive."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from scrapy.settings import Settings
from sqlalchemy import create_engine, text

from crawler.run import run
from crawler.verdict import CrawlReport
from scheduler.crawl import crawl_once
from scheduler.health import watch_health
from scheduler.schedule import Schedule
from sources import Source
from tests.crawler.site import Answer, Site
from tests.crawler.world import NOW, World, crawl_site

ELSEWHERE = "elsewhere/1/0"
VARYING = ("duration_ms", "latency_ms")


def made(**settings: Any) -> Settings:
    """The settings of a crawl of a site on this machine, some of them changed."""
    settings_of_a_crawl = Settings()
    settings_of_a_crawl.setmodule("crawler.settings", priority="project")
    settings_of_a_crawl.setdict({"VESTNIK_PRIVATE_HOSTS": ["localhost"], "RETRY_TIMES": 0, **settings})
    return settings_of_a_crawl


def round_of(database: Path, *sources: Source, hours: float, **settings: Any) -> list[CrawlReport]:
    """One round over the sources as ``vestnik crawl`` makes it, with planning and health, so many hours later."""
    now, settings = NOW + timedelta(hours=hours), {"DOWNLOAD_TIMEOUT": 5, **settings}
    return run(
        lambda: crawl_once(
            sources,
            settings=made(**settings),
            database_url=f"sqlite:///{database}",
            clock=lambda: now,
            schedule=Schedule(),
            after=[watch_health((), clock=lambda: now)],
        )
    )


def crawled_sites(database: Path, number: int) -> tuple[list[Site], list[Source]]:
    """So many sites, each with one article and a list with a validator, and their sources "s0", "s1" … after a first
    round."""
    sites = [Site() for _ in range(number)]
    sources = []
    for at, site in enumerate(sites):
        site.base = site.base.replace("site.", f"s{at}.")
        site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(site.article(1)))
        sources.append(site.source(key=f"s{at}"))
    round_of(database, *sources, hours=0)
    return sites, sources


def kept(database: Path) -> dict[str, list[dict[str, Any]]]:
    """All that a round may write, less what differs by chance."""
    tables = ("source", "page", "crawl_run", "health", "host")
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        found = {
            table: [dict(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).mappings()]
            for table in tables
        }
    engine.dispose()
    for row in found["crawl_run"]:
        counts = json.loads(row["counts"])
        row["counts"] = {name: number for name, number in counts.items() if name not in VARYING}
        assert all(name in counts for name in VARYING)
    for row in found["host"]:
        del row["next_at"]  # a few milliseconds ahead, or past by the time that it is written
    for row in found["health"]:
        row["memory"] = json.loads(row["memory"])
        for day in row["memory"]["days"]:
            day["latencies"] = len(day["latencies"])
    return found


def unchanged(world: World, site: Site) -> None:
    site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(site.article(1)))
    assert crawl_site(world, site).verdict == "ok"
    site.asked.clear()
    world.later(hours=1)


FAULTS: dict[str, Answer] = {
    "gone": (404, {}, "no"),
    "fails": (500, {}, "no"),
    "shut": (403, {}, "no"),
    "busy": (429, {"Retry-After": "3600"}, "slow down"),
    "moved": (301, {"Location": "http://other.example/"}, ""),
    "near": (302, {"Location": "/elsewhere"}, ""),
    "empty": "<html><body><p>Nothing here.</p></body></html>",
    "torn": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00 no gzip"),
}
