"""A real store with flagged articles in it, as a crawl leaves them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from articles.fingerprint import content_hash
from articles.records import Article, Change, PublishedDate
from sources.records import Source
from storage import Store
from storage.records import ArticleItem, RawPage, Route
from topics.records import Evidence, Verdict

SOURCE = Source.model_validate(
    {
        "key": "institute",
        "name": "Institute of Shipbuilding",
        "country": "RU",
        "homepage": "https://institute.example/",
        "entries": [{"kind": "feed", "url": "https://institute.example/feed"}],
    }
)
BODY = "\n\n".join(
    [
        "The rector met guests.",
        "A delegation headed by the mayor of Tianjin visited the yards.",
        "They agreed to meet again.",
    ]
)


def item(
    number: int,
    run_id: int,
    now: datetime,
    *,
    title: str | None = None,
    body: str = BODY,
    grade: int = 3,
    language: str = "en",
    day: datetime | None = None,
    url: str | None = None,
) -> ArticleItem:
    """One fetched article about Tianjin, on its way into the store."""
    title = title or f"Article {number}"
    url = url or f"https://institute.example/news/{number}/"
    published = PublishedDate(day, "day", day.strftime("%d.%m.%Y"), "label", 0.95) if day else None
    offset = body.find("Tianjin")
    sentence = next((p for p in body.split("\n\n") if "Tianjin" in p), title)
    evidence = Evidence("Tianjin", "Tianjin", "city", "body", max(offset, 0), 3.0, sentence)
    return ArticleItem(
        source_key=SOURCE.key,
        run_id=run_id,
        address=url,
        article=Article(url=url, title=title, body=body, language=language, published=published),
        page=RawPage(url, f"<p>{number}</p><p>{body}</p>".encode(), {}, 200, now),
        content_hash=content_hash(title, f"{body} {number}"),
        signature=number * 0x9E3779B97F4A7C15 % 2**63,  # far from every other: no near-duplicates
        change=Change("new"),
        verdicts={"china": Verdict("china", grade, 3.0, (evidence,), "1")},
    )


def crawl(
    store: Store, items: Sequence[dict[str, object]], now: datetime, *, channels: Sequence[str] = ("office",)
) -> None:
    """Store ``items`` (keyword arguments of ``item``) as one finished crawl with alert rows for ``channels``."""
    store.register_sources([SOURCE])
    run_id = store.begin_run(SOURCE.key, now=now, worker="test/1/1")
    made = [item(**{"number": n, "run_id": run_id, "now": now, **kwargs}) for n, kwargs in enumerate(items, start=1)]  # type: ignore[arg-type] # free-form fields
    store.save_items(made, routes=[Route(channel) for channel in channels], now=now)
    store.finish_run(run_id, now=now, verdict="ok", counts={"new": len(made)})
