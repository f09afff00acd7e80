"""Four weeks of many healthy sources, Christmas and New Year among them: whatever is told of one is false.

The store, the judge and the outbox are the real ones; the articles and the counts of each crawl are made.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from articles.records import Article, PublishedDate
from scheduler.health import judge_source
from sources import Source
from storage import Store
from storage.records import ArticleItem, CrawlVerdict, RawPage, Route
from storage.store import Store as OpenStore

ROUTES = (Route("bench", kinds=("health",)),)
START = datetime(2025, 12, 15, tzinfo=UTC)
DAYS, HISTORY_DAYS = 28, 110
OFFLINE = (datetime(2026, 1, 6, 21, tzinfo=UTC), datetime(2026, 1, 7, 8, tzinfo=UTC))
_HOLIDAYS = {"RU": ("12-31", "01-08"), "DE": ("12-23", "01-06"), "KZ": ("01-01", "01-03"), "JP": ("12-28", "01-05")}
_WORDS = [f"word{number}" for number in range(400)]


@dataclass(slots=True)
class Quiet:
    """One healthy source: articles a day, what of them comes at weekends, how much it varies, how often it is asked,
    and its habits: shares of pages without a day and of links that lead to no article."""

    source: Source
    rate: float
    weekend: float
    burst: float
    every: timedelta
    undated: float
    odd: float
    level: float = 1.0
    number: int = 0
    troubled: bool = False

    def articles(self, day: datetime, dice: random.Random) -> int:
        """How many articles come on a day."""
        first, last = _HOLIDAYS[self.source.country]
        month_day = f"{day:%m-%d}"
        if month_day >= first or month_day <= last if first > last else first <= month_day <= last:
            return 0
        self.level = min(2.0, max(0.5, self.level * math.exp(dice.gauss(0, self.burst))))
        mean = self.rate * self.level * (self.weekend if day.weekday() >= 5 else 1.0)
        count, product, bound = 0, dice.random(), math.exp(-mean)
        while product > bound:
            count, product = count + 1, product * dice.random()
        return count


def quiet_weeks(url: str, sources: int) -> int:
    """Simulate; the number of false alerts (and of the two due ones, of the night offline, that are missing)."""
    dice = random.Random(20260115)
    made = [_source(number, dice) for number in range(sources)]
    with Store.open(url) as store:
        store.register_sources([one.source for one in made])
        for one in made:
            _history(store, one, dice)
        polls = 0
        for _ in _polls(store, made, dice):
            polls += 1
        rows = sorted(store.alerts(limit=1000), key=lambda row: row.id)
        fare = dict(Counter(row.state for row in store.health().values()))
    offline = [row for row in rows if "offline" in row.title or "network" in row.title]
    false = [row for row in rows if row not in offline]
    for row in rows:
        print(f"{row.created_at:%Y-%m-%d %H:%M} {row.source_key}: {row.title}")
    print(
        f"{sources} sources, {DAYS} days, {polls} crawls: {len(false)} false alerts; the night offline was told "
        f"{len(offline)} times (once when it began, once when it ended: 2); sources at the end: {fare}"
    )
    return len(false) + abs(2 - len(offline))


def _source(number: int, dice: random.Random) -> Quiet:
    address = f"https://quiet{number}.example/"
    country = ("RU", "DE", "KZ", "JP")[number % 4]
    source = Source.model_validate(
        {
            "key": f"quiet{number}",
            "name": f"Quiet university {number}",
            "country": country,
            "homepage": address,
            "entries": [{"kind": "listing", "url": f"{address}news/", "articles": ["/news/{n}"]}],
        }
    )
    return Quiet(
        source,
        rate=dice.choice((0.15, 0.4, 1.0, 2.0, 5.0)),
        weekend=dice.choice((0.0, 0.2, 1.0)),
        burst=dice.choice((0.0, 0.1, 0.2)),
        every=timedelta(hours=dice.choice((2, 4, 6, 12))),
        undated=dice.choice((0.0, 0.02, 0.3)),
        odd=dice.choice((0.0, 0.03, 0.2)),
    )


def _history(store: OpenStore, one: Quiet, dice: random.Random) -> None:
    begin = START - timedelta(days=HISTORY_DAYS)
    run = store.begin_run(one.source.key, now=begin, worker="bench")
    for offset in range(HISTORY_DAYS):
        day = begin + timedelta(days=offset, hours=12)
        items = [_item(one, run, day, dice) for _ in range(one.articles(day, dice))]
        if items:
            store.save_items(items, routes=(), now=day)
    store.finish_run(run, now=begin + timedelta(minutes=1), verdict="ok", counts={})
    judge_source(store, one.source, routes=ROUTES, now=begin + timedelta(minutes=1))


def _polls(store: OpenStore, made: list[Quiet], dice: random.Random) -> Iterator[None]:
    """Every crawl of the weeks, in the order of time."""
    upkeep = {one.source.key: START + timedelta(hours=dice.uniform(30, 600)) for one in made}
    due = sorted(
        (START + timedelta(minutes=dice.randrange(60)) + step * one.every, index)
        for index, one in enumerate(made)
        for step in range(int(timedelta(days=DAYS) / one.every))
    )
    waiting: dict[int, list[datetime]] = {index: [] for index in range(len(made))}
    for index, one in enumerate(made):
        for offset in range(DAYS):
            day = START + timedelta(days=offset)
            moments = sorted(day + timedelta(hours=dice.uniform(7, 19)) for _ in range(one.articles(day, dice)))
            waiting[index] += moments
    for now, index in due:
        one = made[index]
        in_upkeep = timedelta(0) <= now - upkeep[one.source.key] < timedelta(hours=2)
        _poll(store, one, now, waiting[index], "maintenance" if in_upkeep else None, dice)
        yield


def _poll(
    store: OpenStore, one: Quiet, now: datetime, waiting: list[datetime], trouble: str | None, dice: random.Random
) -> None:
    key = one.source.key
    run = store.begin_run(key, now=now, worker="bench")
    chance = dice.random()
    if OFFLINE[0] <= now < OFFLINE[1]:
        trouble = "dns"
    elif trouble is None and chance < 0.02 and not one.troubled:  # one-off: the next crawl is well
        trouble = dice.choice(("server", "timeout", "dropped", "forbidden", "empty"))
    one.troubled = trouble is not None
    verdict: CrawlVerdict = "ok"
    if trouble is not None:
        verdict = "blocked" if trouble == "forbidden" else "empty" if trouble == "empty" else "failed"
        counts = {"requests": 1, f"why_{trouble}": 1}
    else:
        items = []
        while waiting and waiting[0] <= now:
            items.append(_item(one, run, waiting.pop(0), dice))
        if items:
            store.save_items(items, routes=(), now=now)
        odd = sum(dice.random() < one.odd for _ in items)
        counts = {
            "requests": 2 + len(items),
            "latency_ms": round(300 * math.exp(dice.gauss(0, 0.6)) * (12 if dice.random() < 0.01 else 1)),
            "fresh": len(items) + odd,
            "fresh_bad": odd,
            "profile_hits": len(items),
        }
    end = now + timedelta(minutes=1)
    store.finish_run(run, now=end, verdict=verdict, counts=counts, hint=trouble)
    judge_source(store, one.source, routes=ROUTES, now=end)


def _item(one: Quiet, run: int, day: datetime, dice: random.Random) -> ArticleItem:
    one.number += 1
    url = f"{one.source.homepage}news/{one.number}"
    body = " ".join(dice.choices(_WORDS, k=max(12, int(200 * math.exp(dice.gauss(0, 0.7))))))
    published = (
        None if dice.random() < one.undated else PublishedDate(day.replace(tzinfo=None), "day", "", "label", 0.9)
    )
    article = Article(url=url, title=f"Story {one.number}", body=body, published=published, language="en")
    page = RawPage(url, body.encode(), {}, 200, day, "utf-8")
    return ArticleItem(one.source.key, run, url, article, page, content_hash=f"{one.source.key} {one.number}")
