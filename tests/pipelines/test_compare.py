"""What the comparing step says of a reading beside the stored version."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from articles.fingerprint import content_hash
from articles.records import PublishedDate
from pipelines.compare import ComparePipeline
from storage.records import ArticleItem, KnownArticle
from tests.articles.test_duplicates import BODY
from tests.storage.builders import address, item

TITLE = "Датчик для реки Обь"


def _read(
    *, title: str = TITLE, body: str = BODY, raw: str | None = "28.06.2024", day: int = 28, year: int = 2024
) -> ArticleItem:
    made = item(1, run_id=1, title=title, body=body)
    date = PublishedDate(datetime(year, 6, day), "day", raw, "label", 0.9) if raw is not None else None
    made.article = replace(made.article, published=date)
    made.content_hash = content_hash(title, body)
    made.known = KnownArticle(1, address(1), 1, TITLE, BODY, "2024-06-28", content_hash(TITLE, BODY))
    return made


@pytest.mark.parametrize(
    ("read", "kind"),
    [
        (_read(), "unchanged"),
        (_read(raw=None), "unchanged"),
        (_read(raw="2 часа назад", day=29), "unchanged"),
        (_read(raw="28 июня, 14:30", year=2025), "unchanged"),
        (_read(raw="28.06.2025", year=2025), "date"),
        (_read(raw="28.06.25", year=2025), "date"),
        (_read(raw="29 июня", day=29, year=2025), "date"),
        (_read(body=f"{BODY}\n\nПросмотров: 12"), "unchanged"),
        (_read(raw="29.06.2024", day=29), "date"),
        (_read(title="Прибор для реки Обь"), "title"),
        (_read(body=f"{BODY}\n\nПриборы показали журналистам."), "body"),
    ],
    ids=[
        "same",
        "no date",
        "relative date",
        "no year",
        "year",
        "short year",
        "no year another day",
        "counter",
        "date",
        "title",
        "body",
    ],
)
def test_the_kind_of_a_reading(read: ArticleItem, kind: str) -> None:
    change = ComparePipeline().process_item(read).change
    assert change is not None
    assert change.kind == kind


def test_a_first_reading_is_new() -> None:
    read = _read()
    read.known = None
    change = ComparePipeline().process_item(read).change
    assert change is not None
    assert change.kind == "new"
