"""Which addresses are articles, by the patterns a source file writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.patterns import matches


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("/news/*/", "https://u.example/news/open-day/"),
        ("/news/*/", "https://u.example/news/open-day"),
        ("/media/news/*/*/", "https://u.example/media/news/science/laser/"),
        ("/info/{n}/{n}.htm", "http://u.example/info/1083/97166.htm"),
        ("/news.php?idnews={n}", "http://u.example/news.php?lang=ru&idnews=42"),
        ("/{n}/{n}/c{n}a{n}/page.htm", "http://u.example/2024/0628/c12a345/page.htm"),
        ("/новости/*", "https://u.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/день"),
        ("https://paper.example/*", "https://paper.example/story"),
    ],
)
def test_an_article_address_fits_its_pattern(pattern: str, url: str) -> None:
    assert matches(url, [pattern])


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        ("/news/*/", "https://u.example/news/"),
        ("/news/*/", "https://u.example/news/?paging=2"),
        ("/news/*/", "https://u.example/news/a/b/"),
        ("/info/{n}/{n}.htm", "http://u.example/info/1083/list.htm"),
        ("/news.php?idnews={n}", "http://u.example/news.php"),
        ("/news.php?idnews={n}", "http://u.example/news.php?idnews=x1"),
        ("https://paper.example/*", "https://other.example/story"),
        ("/news/*/", "http://[broken/news/a/"),
        ("/news.php?idnews={n}", "http://u.example/news.php?idnews=42&more=" + "a" * 4_000),
    ],
)
def test_other_addresses_do_not(pattern: str, url: str) -> None:
    assert not matches(url, [pattern])


def test_exceptions_win() -> None:
    assert not matches("https://u.example/news/archive/", ["/news/*/"], ["/news/archive/"])


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_pattern_and_no_address_breaks_it(pattern: str, path: str) -> None:
    assert matches("https://u.example/" + path, [pattern]) in (True, False)


def test_a_pattern_made_to_explode_is_answered() -> None:
    assert not matches("https://u.example/" + "a" * 1900 + "!", ["/" + "*a" * 12 + "/"])
