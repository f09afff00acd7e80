"""What is read in a quick way is what the slow way reads: links, blanks, words for days, what stands in a menu."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.dates import parse_relative
from articles.meta import absolute
from articles.months import RELATIVE_DAYS
from articles.noise import FOREIGN, noise_marks
from articles.page import Page
from articles.text import squeeze

BASE = "https://Uni.example:8080/news/2024/item.html?page=2#top"
NOW = datetime(2024, 6, 28, 12)


@pytest.mark.parametrize(
    "href",
    ["/news/1", "/", "/a//b", "/a?b=1&c=/d", "/a:b@c", "/news/;x", "/a;p/b", "/./a", "/a/../b", "/a/..", "/a?x=/../y",
     "/a?", "/новости/1", "/a b", "/a\tb", "//other.example/x", "//", "/a.", "/.a"],
)  # fmt: skip
def test_a_link_from_the_top_of_the_site_is_joined_as_the_standard_library_joins_it(href: str) -> None:
    expected = urljoin(BASE, href)
    assert absolute(BASE, href) == (expected if expected != "https:" else None)


@given(st.text(st.sampled_from("/abz.;:?&=@%~_-+!*'(),0 9[]"), max_size=12))
def test_every_link_from_the_top_is_joined_so(tail: str) -> None:
    href = f"/{tail}".strip()
    try:
        expected = urljoin(BASE, href)
    except ValueError:
        return
    if expected.startswith("https://Uni.example:8080/"):
        assert absolute(BASE, href) == expected


@given(st.text(st.sampled_from("aя漢 \t\n\u00a0\u2003\u00ad\u200b\ufeff.")))
@example("one  two")
@example("\u00a0one\u2003two\u00a0")
def test_a_squeezed_text_has_single_blanks_and_stays_as_it_is(text: str) -> None:
    squeezed = squeeze(text)
    assert squeezed.split() == squeezed.split(" ") if squeezed else not any(char.isalnum() for char in text)
    assert squeeze(squeezed) == squeezed
    assert [char for char in squeezed if char.isalnum()] == [char for char in text if char.isalnum()]


@pytest.mark.parametrize("word", RELATIVE_DAYS)
def test_every_word_for_a_day_is_found_at_a_text_s_edge_and_beside_marks(word: str) -> None:
    for text in (word, f"{word}, 09:05", f"({word})", f"Новости: {word.upper()}²", f"1{word}"):
        found = parse_relative(text, NOW)
        assert found is not None
        assert (NOW.date() - found.value.date()).days <= 2


def test_a_word_that_only_begins_like_one_for_a_day_is_none() -> None:
    assert parse_relative("вчерашние новости", NOW) is None
    assert parse_relative("todayish", NOW) is None


def test_what_stands_in_a_menu_is_marked_with_it_whatever_it_is_called() -> None:
    page = Page(
        "<main><p>The university has opened a laboratory, which took two years to build.</p></main>"
        "<nav><ul><li class=entry-meta><a href=/a>One</a></li><li><aside><span class=dateline>x</span></aside></li>"
        "</ul></nav><p>After it.</p>"
    )
    marks = noise_marks(page)
    menu = next(box for box in page.boxes if box.tag == "nav")
    assert {marks[box.index] for box in page.boxes if box.within(menu)} == {FOREIGN}
    assert marks[page.boxes[-1].index] != FOREIGN


def test_elements_of_other_names_are_told_from_each_other() -> None:
    page = Page("<svg></svg><x-one>a</x-one><x-two>b</x-two><p>c <x-one>d</x-one></p>")
    assert [box.tag for box in page.boxes] == ["body", "x-one", "x-two", "p", "x-one"]
