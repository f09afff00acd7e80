"""Small builders of what the store is given, with sensible defaults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import xxhash

from articles.records import Article, Change, PublishedDate
from sources.records import ListingEntry, Source
from storage import Store
from storage.outbox_health import write_health_alerts
from storage.records import ArticleItem, FoundLink, HealthNews, KnownArticle, RawPage, Route
from topics.records import Evidence, Verdict

NOW = datetime(2024, 6, 28, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROUTE = Route(channel="mail")


def source(key: str = "spb", **changes: Any) -> Source:
    values: dict[str, Any] = {
        "key": key,
        "name": f"Университет {key}",
        "country": "RU",
        "homepage": f"https://{key}.example/",
        "entries": (ListingEntry(kind="listing", url=f"https://{key}.example/news/", articles=("/news/*/",)),),
    }
    return Source(**(values | changes))


def address(number: int | str, key: str = "spb") -> str:
    return f"https://{key}.example/news/{number}/"


def link(number: int | str, key: str = "spb", **changes: Any) -> FoundLink:
    return FoundLink(address=address(number, key), url=address(number, key), **changes)


def verdict(topic: str = "china", grade: int = 3) -> Verdict:
    evidence = (
        Evidence("Тяньцзине", "Tianjin", "place", "body", 10, 1.0, "Переговоры прошли в Тяньцзине."),
        Evidence("делегация из КНР", "China", "country", "lead", 0, 2.5, "В вуз приехала делегация из КНР."),
    )
    return Verdict(topic, grade, 7.5, evidence, "2024.1")


def item(
    number: int | str = 1,
    *,
    run_id: int,
    key: str = "spb",
    title: str = "Делегация из Тяньцзиня",
    body: str | None = None,
    day: datetime | None = datetime(2024, 6, 28),
    flagged: tuple[str, ...] = ("china",),
    grade: int = 3,
    page: bytes | None = None,
    known: KnownArticle | None = None,
    change: Change | None = None,
    language: str | None = "ru",
    siblings: dict[str, str] | None = None,
    duplicate_of: str | None = None,
) -> ArticleItem:
    body = f"Текст новости {number}.\n\nПереговоры прошли в Тяньцзине." if body is None else body
    url = address(number, key)
    published = None if day is None else PublishedDate(day, "day", day.strftime("%d.%m.%Y"), "label", 0.9)
    return ArticleItem(
        source_key=key,
        run_id=run_id,
        address=url,
        article=Article(
            url=url,
            title=title,
            body=body,
            published=published,
            language=language,
            authors=("Пресс-служба",),
            siblings=siblings or {},
            title_from="h1",
            body_from="density",
            body_confidence=0.8,
        ),
        page=RawPage(
            url=url,
            body=page if page is not None else f"<html><h1>{title}</h1>{body}</html>".encode("utf-8", "replace"),
            headers={"Content-Type": "text/html; charset=utf-8"},
            status=200,
            fetched_at=NOW,
            encoding="utf-8",
        ),
        etag='W/"1"',
        content_hash=xxhash.xxh3_128_hexdigest(f"{title}\n{body}".encode("utf-8", "surrogatepass")),
        signature=-(2**63),
        known=known,
        change=change,
        verdicts={topic: verdict(topic, grade) for topic in flagged},
        duplicate_of=duplicate_of,
    )


def tell_health(store: Store, news: HealthNews, *, routes: Sequence[Route], now: datetime) -> int:
    """Write alerts on a source's health, as the store does where it notes it; how many."""
    with store._db.write() as connection:
        return write_health_alerts(connection, news, routes=routes, now=now)
