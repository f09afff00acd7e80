"""What a listing's card says: its headline among dates, sections and buttons, and its date in any place and order."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.discovery import card_date
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
        "<div><p>By Ann | <span class=updated hidden>2024-07-09T10:00:00+00:00</span><span>28.06.2024</span>"
        "</p>"
        "<h2><a href='/news/{n}'>North campus opens its library</a></h2></div>",
        "<div><time class=modified>09.07.2024</time><time>28.06.2024</time>"
        "<a href='/news/{n}'>North campus opens its library</a></div>",
        "<div><b>North campus opens its library</b><p>28.06.2024</p><a href='/news/{n}'>Read more</a></div>",
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


def test_the_day_of_a_change_where_a_card_has_no_other() -> None:
    assert (
        card("<div><span class=updated>9 July 2024</span><a href='/news/{n}'>Campus opens</a></div>")[1]
        == "9 July 2024"
    )


def test_a_day_in_parts_whatever_their_boxes_are_named() -> None:
    parts = "<span class=dd>28</span><span class=mm>Июн</span><span class=yy>2024</span>"
    assert card(f"<div>{parts}<a href='/news/{{n}}'>Кампус открыл библиотеку</a></div>")[1] == "28 Июн 2024"


def test_month_and_day_in_brackets() -> None:
    assert card("<tr><td><a href='/news/{n}'>学校召开工作会议</a></td><td>[06-28]</td></tr>")[1] == "[06-28]"


def dates(page: str) -> list[str | None]:
    return [link.date_text for link in read_listing(page, URL, ["/news/{n}"]).links]


def test_days_between_the_cards_of_a_flat_list() -> None:
    days = ["28.06.2024", "27.06.2024", "25.06.2024"]
    links = [f"<h3><a href='/news/{n}'>Campus opens library {n}</a></h3>" for n in (1, 2, 3)]
    above = "".join(f"<p>{day}</p>{link}<p>The dean met …</p>" for day, link in zip(days, links, strict=True))
    under = "".join(f"{link}<p>{day}</p><p>The dean met …</p>" for day, link in zip(days, links, strict=True))
    lines = "".join(f"{day} {link[4:-5]}<br>" for day, link in zip(days, links, strict=True))
    assert dates(f"<body>{above}") == dates(f"<body>{under}") == days
    assert dates(f"<body>{lines}") == days


def test_a_day_in_a_heading_is_that_of_all_posts_under_it() -> None:
    post = "<h3><a href='/news/{}'>Campus opens library</a></h3>"
    page = f"<h2>28.06.2024</h2>{post.format(1)}{post.format(2)}<h2>25.06.2024</h2>{post.format(3)}"
    assert dates(page) == ["28.06.2024", "28.06.2024", "25.06.2024"]


def test_one_day_on_a_page_is_not_that_of_its_links() -> None:
    links = "".join(f"<h3><a href='/news/{n}'>Campus opens library {n}</a></h3>" for n in (1, 2, 3))
    assert dates(f"<body><p>28.06.2024</p>{links}") == [None, None, None]


def test_a_card_of_nothing_but_days_costs_no_more_than_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    squeezed: list[str] = []

    def squeeze(text: str) -> str:
        squeezed.append(text)
        return text.strip()

    monkeypatch.setattr(card_date, "squeeze", squeeze)
    days = "".join(f"<i class='updated date'>no day {n}</i>" for n in range(1_000))
    card = LexborHTMLParser(f"<div>{days}<p>28.06.2024</p></div>").css_first("div")
    assert card is not None
    assert card_date.date_in(card) is not None
    assert len(squeezed) < 2_000
    deep = LexborHTMLParser("<div>" + "<div class=date>" * 1_000 + "no day " * 100).css_first("div")
    assert deep is not None
    squeezed.clear()
    card_date.date_in(deep)
    assert sum(map(len, squeezed)) < 200 * 700
