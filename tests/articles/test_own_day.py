"""Which of several days is the page's own, and which paragraphs beside its text are part of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from articles import Article, read_article
from tests.articles import pages

NOW = datetime(2026, 10, 15, 9, 0, tzinfo=UTC)
HEAD = "<h1>Поново ради студентски радио</h1>"
TEXT = f"<div class='entry-content'><p>{pages.P1}</p><p>{pages.P2}</p></div>"


def read(body: str, *, head: str = "", language: str = "sr") -> Article:
    html = f"<html lang='{language}'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return read_article(html.encode(), "https://uni.example/vesti/radio", fetched_at=NOW)


def day(body: str, **more: str) -> str:
    published = read(body, **more).published
    return published.day.isoformat() if published else ""


def test_the_line_under_the_headline_stands_against_a_neighbours_time_element() -> None:
    own = "<div class='info'><span class='td-post-date'>уторак, 14. април 2026.</span></div>"
    other = "<time class='entry-date updated' datetime='2026-10-12T10:00:00+00:00'>12. октобар 2026.</time>"
    filler = "".join(f"<p>{n}. {pages.P1}</p>" for n in range(9))
    page = (
        f"{HEAD}{own}{TEXT}{filler}<div class='side'><h4>Најновије</h4><a href='/c'>Награде студентима</a>{other}</div>"
    )
    assert day(page) == "2026-04-14"


@pytest.mark.parametrize(("shown", "expected"), [("30. јун 2026.", "2026-06-30"), ("16. фебруар 2019.", "2019-02-14")])
def test_a_general_day_of_the_head_years_before_the_one_shown_is_the_templates(shown: str, expected: str) -> None:
    head = "<meta name='dcterms.date' content='2019-02-14T10:00+02:00'>"
    assert day(f"{HEAD}<div class='created'>{shown}</div>{TEXT}", head=head) == expected


def test_years_of_two_digits_come_first_where_that_is_the_custom() -> None:
    listed = "".join(f"<li><a href='/{n}'>소식 {n}번째 이야기</a> <span>26-10-{n}</span></li>" for n in (13, 14, 15))
    head = "<h1>한빛산대학교 연구팀이 새로운 배터리를 개발하다</h1>"
    page = f"{head}<div>날짜 : 26-03-11 14:27</div>{TEXT}<ul>{listed}</ul>"
    assert day(page, language="ko") == "2026-03-11"
    assert day(page, language="nl") == "2011-03-26", "elsewhere 26-10-13 shows that the day comes first"


def test_the_day_of_a_card_above_the_headline_is_none_of_the_pages() -> None:
    card = "<p>12.10.2026</p><p><a href='/a'>Расписание пересдач осенней сессии</a></p>"
    assert day(f"<div>{card}</div><div>{HEAD}{TEXT}</div>") == ""
    assert day(f"<div><p>12.10.2026</p></div><div>{HEAD}{TEXT}</div>") == "2026-10-12"


@pytest.mark.parametrize("name", ["NewsSummary", "standfirst", "haber-spot", "uvod", "Hero_standfirst__d4"])
def test_a_summary_by_its_name_is_part_of_the_text_even_in_english(name: str) -> None:
    lead = "A bus with two treatment chairs is bringing dental care to the islands and has been full since May."
    page = f"<div>{HEAD}<div class='{name}'>{lead}</div><div class='image'></div>{TEXT}</div>"
    assert read(page, language="en").body.startswith(lead)


def test_parts_that_a_system_numbers_are_one_text() -> None:
    long = "".join(f"<p>{n}. {pages.P1}</p><p>{n}. {pages.P2}</p>" for n in range(6))
    last = "Three funds have together promised enough money to extend the planting by a third before the winter."
    page = f"<div id='content_div_553014'>{HEAD}</div><div id='content_div_553015'>{long}</div>"
    page += f"<div id='content_div_553016'><h2>How to help</h2><p>{last}</p></div>"
    page += f"<div class='contact'><p>{pages.P2}</p></div>"
    assert read(f"<div><div>{page}</div></div>", language="en").body.endswith(f"How to help\n\n{last}")


def test_how_to_follow_the_answers_to_a_post_is_no_text() -> None:
    line = "Опубліковано Вівторок, 17 лютого о 10:48 у розділі Новини. Ви можете слідкувати за відгуками через RSS 2.0."
    assert (
        "RSS"
        not in read(f"{HEAD}<div class='entry-content'><p>{pages.P1}</p><p>{pages.P2}</p><p>{line}</p></div>").body
    )


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("<h6>ศุกร์ที่ 14 สิงหาคม พ.ศ. 2569 | 527 ครั้ง | หมวด: งานวิจัย</h6>", "th"),
        ("<p>प्रकाशन तिथि : 14/08/2026</p><p>अंतिम अद्यतन: 15/09/2026</p>", "hi"),
    ],
)
def test_a_line_of_small_facts_and_labels_of_india_are_read(line: str, language: str) -> None:
    assert day(f"{HEAD}{line}{TEXT}", language=language) == "2026-08-14"


@pytest.mark.parametrize(
    "behind",
    [
        "<h2><a href='/vesti/radio'>Поново ради студентски радио</a></h2>",  # the headline links to its own page
        "<div><a href='/category/int'>Наука, технологија и друштво</a></div><h2>Поново ради студентски радио</h2>",
        "<div><a href='/vesti/'>Назад на списак свих вести</a></div><h2>Поново ради студентски радио</h2>",
    ],
)
def test_the_day_above_the_headline_stays_with_a_link_behind_it(behind: str) -> None:
    assert day(f"<div class='post'><div>12.10.2026</div>{behind}{TEXT}</div>") == "2026-10-12"


def test_numbered_boxes_that_begin_with_headings_are_articles_of_their_own() -> None:
    long = "".join(f"<p>{n}. {pages.P1}</p><p>{n}. {pages.P2}</p>" for n in range(6))
    other = f"<div id='content-1202'><h2>Награде студентима</h2><p>{pages.E1}</p></div>"
    page = f"<div><div id='content-1201'>{HEAD}{long}</div>{other}</div>"
    assert pages.E1 not in read(page).body
