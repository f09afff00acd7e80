"""Which number of 03/04/2024 is the day, and how sure that is."""

from __future__ import annotations

from datetime import date

import pytest

from articles import Hints, Profile, read_article
from tests.articles import pages
from tests.articles.test_published import NOVEMBER, URL, article, day, published


def _english(line: str, *, url: str = URL, lang: str = "en", more: str = "") -> str:
    body = (
        f"<h1>Delegation visits the university</h1><div>Published: {line}</div><p>{pages.E1}</p><p>{pages.E2}</p>{more}"
    )
    found = read_article(pages.whole(body, lang=lang).encode(), url, fetched_at=NOVEMBER).published
    return f"{found.day} {found.confidence:.2f}" if found else "None"


@pytest.mark.parametrize(
    ("expected", "url", "lang", "more"),
    [
        ("2024-04-03 0.96", URL, "en", "<p>Apply by 25/03/2024.</p>"),
        ("2024-03-04 0.96", URL, "en", "<p>Apply by 03/25/2024.</p>"),
        ("2024-04-03 0.82", URL, "en", "<p>The school opened on 5 May 2012.</p>"),
        ("2024-03-04 0.82", URL, "en", "<p>The school opened on May 5, 2012.</p>"),
        ("2024-04-03 0.77", "https://news.uni.uk/1", "en", ""),
        ("2024-03-04 0.77", "https://news.uni.edu/1", "en", ""),
        ("2024-03-04 0.73", URL, "en-US", ""),
        ("2024-04-03 0.73", URL, "fr", ""),
        ("None", URL, "en", ""),
        ("None", URL, "zh", ""),
    ],
)
def test_the_order_of_day_and_month_and_how_sure_it_is(expected: str, url: str, lang: str, more: str) -> None:
    assert _english("03/04/2024", url=url, lang=lang, more=more) == expected


def test_the_order_that_the_sources_file_or_the_sites_pages_give() -> None:
    line = article(after="<div>Опубликовано: 03.04.2024</div>")
    assert day(published(line)) == date(2024, 4, 3)
    said = published(line, hints=Hints(date_order="mdy"))
    assert said is not None
    assert (said.day, said.confidence) == (date(2024, 3, 4), 0.96)
    learned = Profile(None, "div.c", None, None, 1.0, 5, date_order="mdy")
    html = pages.whole(article(after="<div>Опубликовано: 03/04/2024</div>")).encode()
    assert day(read_article(html, URL, fetched_at=NOVEMBER, profile=learned).published) == date(2024, 3, 4)


def test_an_impossible_reading_leaves_the_other() -> None:
    assert _english("03/12/2024").startswith("2024-03-12")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Tue, 12/11/2024 - 18:50", "2024-11-12"),
        ("Wed, 03/04/2024", "2024-04-03"),
        ("Monday, 03/04/2024", "2024-03-04"),
    ],
)
def test_a_day_of_the_week_settles_the_order(line: str, expected: str) -> None:
    assert _english(line) == f"{expected} 0.96"
