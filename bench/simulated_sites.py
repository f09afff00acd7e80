"""Sixty invented news sites: when each publishes, what its pages say of that, and when it cannot be reached."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from articles.records import Article, Change, PublishedDate
from sources import ListingEntry, Source
from storage.records import ArticleItem, RawPage

_ZONES = (
    ("RU", "Europe/Moscow"), ("RU", "Asia/Vladivostok"), ("GB", "Europe/London"), ("IT", "Europe/Rome"),
    ("DE", "Europe/Berlin"), ("CN", "Asia/Shanghai"), ("JP", "Asia/Tokyo"), ("KZ", "Asia/Almaty"),
)  # fmt: skip
_HABITS = ("office", "office", "office", "morning", "evening", "always", "bursts")
_PER_WEEK = (1, 3, 7, 14, 21, 35, 70)
_SAYS = ("minute", "day", "nothing")


@dataclass(slots=True)
class Site:
    """One site: its articles' times (aware UTC, in order), how many were found, and how its pages date them."""

    source: Source
    zone: ZoneInfo
    says: str
    times: list[datetime]
    found: int = 0
    delays: list[tuple[datetime, timedelta]] = field(default_factory=list)


def make_sites(count: int, *, start: datetime, end: datetime, seed: int) -> list[Site]:
    """Sites with articles from ``start`` to ``end``; the same for the same seed."""
    chance = random.Random(seed)
    sites = []
    for number in range(count):
        country, zone = _ZONES[number % len(_ZONES)]
        key = f"site{number:02d}"
        entry = ListingEntry(kind="listing", url=f"https://{key}.example/news/", articles=("/news/*/",))
        source = Source(
            key=key, name=key, country=country, homepage=f"https://{key}.example/", timezone=zone, entries=(entry,)
        )
        habit, per_week = _HABITS[number % len(_HABITS)], _PER_WEEK[(number // 2) % len(_PER_WEEK)]
        times = _times(chance, ZoneInfo(zone), habit, per_week, start, end)
        sites.append(Site(source, ZoneInfo(zone), _SAYS[number % len(_SAYS)], times))
    return sites


def _times(
    chance: random.Random, zone: ZoneInfo, habit: str, per_week: float, start: datetime, end: datetime
) -> list[datetime]:
    """Times of a Poisson process whose rate follows the habit, by thinning, hour by hour."""
    whole = sum(_weight(habit, day, hour) for day in range(7) for hour in range(24))
    times: list[datetime] = []
    at = start
    while at < end:
        local = at.astimezone(zone)
        rate = per_week * _weight(habit, local.weekday(), local.hour) / whole
        batch = 4 if habit == "bursts" else 1
        for _ in range(_poisson(chance, rate / batch)):
            first = at + timedelta(seconds=chance.uniform(0, 3600))
            times += [first + timedelta(minutes=2 * part) for part in range(batch)]
        at += timedelta(hours=1)
    return sorted(time for time in times if time < end)


def _weight(habit: str, day: int, hour: int) -> float:
    week = 1.0 if day < 5 else 0.1
    if habit == "always":
        return 1.0
    if habit == "morning":
        return week * (1.0 if 8 <= hour < 11 else 0.03)
    if habit == "evening":
        return 1.0 if 18 <= hour < 23 else 0.05
    return week * (1.0 if 9 <= hour < 18 else 0.03)


def _poisson(chance: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def item_of(site: Site, number: int, run_id: int, seen: datetime) -> ArticleItem:
    """The article of that number as the pipelines would hand it to the store."""
    key, time = site.source.key, site.times[number]
    url = f"https://{key}.example/news/{number}/"
    local = time.astimezone(site.zone).replace(tzinfo=None, second=0, microsecond=0)
    published = None
    if site.says == "minute":
        published = PublishedDate(local, "minute", local.isoformat(), "meta", 0.9)
    elif site.says == "day":
        published = PublishedDate(local.replace(hour=0, minute=0), "day", local.date().isoformat(), "label", 0.9)
    words = random.Random(f"{key}{number}")
    body = " ".join("".join(words.choices("abcdefghijklmnop", k=7)) for _ in range(40))
    article = Article(
        url=url, title=f"News {number} of {key}", body=body, published=published, language="en",
        title_from="h1", body_from="density",
    )  # fmt: skip
    page = RawPage(url=url, body=body.encode(), headers={}, status=200, fetched_at=seen)
    return ArticleItem(
        source_key=key, run_id=run_id, address=url, article=article, page=page,
        content_hash=f"{key}-{number}", change=Change("new"),
    )  # fmt: skip
