"""A page without a day of publication gets none: not a neighbour's, a comment's, an event's, a change's or today's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from articles import Hints, read_article
from tests.articles.undated_pages import undated_pages
from tests.articles.undated_words import LANGUAGES

URL = "https://university.example/section/page"
FETCHED = datetime(2024, 11, 20, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("fetched_at", [FETCHED, None], ids=["fetched", "saved"])
def test_no_day_is_invented(code: str, fetched_at: datetime | None) -> None:
    invented = {}
    for name, page in undated_pages():
        if name.endswith(f"-{code}"):
            published = read_article(page.encode(), URL, fetched_at=fetched_at).published
            if published is not None:
                invented[name] = (published.day.isoformat(), published.provenance)
    assert invented == {}


def _dated_twins() -> Iterator[tuple[str, str, str]]:
    """The same pages, each with a date line under its headline."""
    for name, page in undated_pages():
        shape = name.split("-")[0]
        if "index" in shape or shape in ("home", "updated_above", "updated_apart", "event_past"):
            continue
        words = LANGUAGES[name.rsplit("-", 1)[1]]
        yield name, page.replace("</h1>", f"</h1><div>{words.date(2024, 11, 12)}</div>", 1), "2024-11-12"


def test_a_date_line_under_the_headline_is_still_found_among_all_these_dates() -> None:
    missed = {}
    for name, page, day in _dated_twins():
        published = read_article(page.encode(), URL, fetched_at=FETCHED, hints=Hints(date_order="dmy")).published
        if published is None or published.day.isoformat() != day:
            missed[name] = published and published.day.isoformat()
    assert missed == {}
