"""What a listing's card says: its headline among dates, sections and buttons, and its date in any place and order."""

from __future__ import annotations

import pytest

from crawler.discovery.listing import read_listing

URL = "https://u.example/news/"


def card(inner: str) -> tuple[str | None, str | None]:
    """Title and date text of the first of three cards like ``inner``."""
    page = "<body><div>" + "".join(inner.replace("{n}", str(n)) for n in (1, 2, 3)) + "</div></body>"
    first = read_listing(page, URL, ["/news/{n}"]).links[0]
    return first.title, first.date_text


@pytest.mark.parametrize(
    "inner",
    [
        "<a href='/news/{n}'><span>28.06.2024</span><h3>North campus opens its library</h3><p>The dean met …</p></a>",
        "<a href='/news/{n}'><p class=date>28.06.2024</p><p>News</p><p class=ttl>North campus opens its library"
        "</p></a>",
        "<a href='/news/{n}'><strong>North campus opens its library</strong><span>28.06.2024</span></a>",
        "<a href='/news/{n}'><div>North campus opens its library</div><div>28.06.2024</div></a>",
        "<div><i>28.06.2024</i><a href='/news/{n}'>North campus opens its library</a>"
        "<a href='/news/{n}'>Read more about North campus opens its library …</a></div>",
        "<div><i>28.06.2024</i><h2><a href='/news/{n}'>North campus opens its library</a></h2>"
        "<a href='/news/{n}'>Continue: North campus opens its library »</a></div>",
        "<div>28.06.2024 <a href='/news/{n}' title='North campus opens its library'>North campus opens i</a></div>",
        "<dl><dt>28.06.2024<span>News</span></dt><dd><a href='/news/{n}'>North campus opens its library</a></dd></dl>",
    ],
)
def test_the_headline_and_the_date_of_a_card(inner: str) -> None:
    title, date = card(inner)
    assert title == "North campus opens its library"
    assert date is not None
    assert "28.06.2024" in date


@pytest.mark.parametrize(
    ("inner", "headline"),
    [
        ("North campus <strong>opens its library</strong>", "North campus opens its library"),
        ("<b>North campus opens</b> its library", "North campus opens its library"),
        ("<i class=subtitle>Faculty of physics</i> <i>Campus opens</i>", "Faculty of physics Campus opens"),
        ("<i class=title-category>Faculty of physics</i> <i class=title>Campus opens</i>", "Campus opens"),
    ],
)
def test_words_set_off_in_a_headline_are_not_all_of_it(inner: str, headline: str) -> None:
    assert card(f"<div><a href='/news/{{n}}'>{inner}</a> 28.06.2024</div>")[0] == headline


def test_each_description_has_the_date_of_its_own_term() -> None:
    page = "<dl>" + "".join(
        f"<dt>0{n}.06.2024</dt><dd><a href='/news/{n}'>Story {n} of June</a></dd>" for n in (3, 2, 1)
    )
    dates = [link.date_text for link in read_listing(page + "</dl>", URL, ["/news/{n}"]).links]
    assert dates == ["03.06.2024", "02.06.2024", "01.06.2024"]


@pytest.mark.parametrize("date", ["(04/02/2023)", "vor 3 Tagen", "3 days ago", "12 2024-08"])
def test_a_date_that_only_the_page_can_settle_is_handed_on(date: str) -> None:
    inner = f"<div><span>{date}</span> <a href='/news/{{n}}'>North campus opens its library</a></div>"
    assert card(inner)[1] == date


@pytest.mark.parametrize("line", ["Today in the library", "In 2023", "Room 12"])
def test_a_line_that_names_no_day_is_no_date(line: str) -> None:
    inner = f"<div><span>{line}</span> <a href='/news/{{n}}'>North campus opens its library</a></div>"
    assert card(inner)[1] is None
