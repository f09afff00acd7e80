"""Date lines where sites put them: under a summary, in a side column, below the text, above a text without headline."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from articles.date_address import date_in_address
from articles.dates import parse_date
from tests.articles import pages
from tests.articles.test_published import NOVEMBER, article, day, published

H1 = "<h1>Открыт новый корпус общежития</h1>"
TEXT = f"<p>{pages.P1}</p><p>{pages.P2}</p><p>{pages.P2.replace('а', 'о')}</p>"
SUMMARY = f"<p class='lead'>{pages.E1} {pages.E1} {pages.E1}</p>"


@pytest.mark.parametrize(
    "column",
    [
        "<aside><ul><li>Новости</li><li>28.06.2024</li><li>Чтение: 7 мин.</li></ul></aside>",
        "<div class='popular author'><p>Автор: <a href='/a'>Анна Иванова</a></p><div>28 июня 2024 (8:42)</div></div>",
        "<aside><a href='/p/anna'>Анна</a><details><summary>Пт, 28 июня 2024 12.00</summary>Изменено 2 июля 2024"
        "</details></aside>",
    ],
)
@pytest.mark.parametrize("summary", ["", SUMMARY])
def test_a_column_under_the_headline_holds_the_date_line(column: str, summary: str) -> None:
    crumbs = "<p><a href='/'>Главная</a></p>"
    assert day(published(f"<main>{crumbs}{H1}{summary}{column}{TEXT}</main>")) == date(2024, 6, 28)


def test_a_column_beside_the_second_paragraph_is_of_other_stories() -> None:
    column = "<aside><p>28 июня 2024</p></aside>"
    assert (
        published(f"<main>{H1}<p>{pages.P1}</p><p>{pages.P2}</p>{column}<p>{pages.P2.replace('а', 'о')}</p></main>")
        is None
    )


def test_the_lines_above_a_text_whose_headline_element_is_another() -> None:
    lines = "<div class='newsSingleHeader'><b>Наука</b><br><span>28.06.2024</span> Рубрика: Наука</div>"
    body = f"<h2>Студенты победили</h2><div class='newsSingle'>{lines}{TEXT}</div><h1>Наши партнёры</h1><p>Банк</p>"
    assert day(published(body)) == date(2024, 6, 28)


@pytest.mark.parametrize(
    "under",
    [
        "<aside><span class='date-display-single'>28.06.2024 16:06</span> <a href='/u/7'>Анна</a></aside>",
        "<p class='postmeta'>28. Juni 2024 · Filed under <a href='/c/4'>News</a></p>",
    ],
)
def test_a_date_box_right_under_the_text(under: str) -> None:
    assert day(published(f"<main>{H1}{TEXT}{under}</main>")) == date(2024, 6, 28)


def test_a_label_far_below_the_text_is_of_another_thing() -> None:
    far = "".join(f"<div><a href='/n/{n}'>Новость номер {n} университета</a></div>" for n in range(40))
    line = "<div>28 июня 2024</div>"
    assert day(published(f"{article(after=line)}{far}<p>Дата выхода: 02.06.2024</p>")) == date(2024, 6, 28)


@pytest.mark.parametrize("line", ["Jun 28, 2024·3 min read", "28.06.2024 | Lesezeit: ca. 4 Min."])
def test_a_date_line_marked_up_as_a_heading_with_the_time_of_reading(line: str) -> None:
    assert day(published(f"{H1}<h4>{line}</h4>{TEXT}")) == date(2024, 6, 28)


@pytest.mark.parametrize("gap", ["", "Материал подготовила пресс-служба", "12 человек"])
def test_a_heading_with_more_than_a_day_is_no_date_line(gap: str) -> None:
    found = published(f"{H1}<h4>28 июня 2024 {gap}</h4>{TEXT}")
    assert (found is None) is bool(gap)


def test_what_the_page_shows_wins_over_a_later_restamp_even_some_lines_below_the_headline() -> None:
    head = '<script type="application/ld+json">{"@type":"Article","datePublished":"2024-11-02T10:00:00+03:00"}</script>'
    lines = "<div>Автор материала</div><div>Анна Иванова</div><div>Редактор</div><div>28 июня 2024</div>"
    assert day(published(article(after=lines), head=head)) == date(2024, 6, 28)


@pytest.mark.parametrize(
    "opening",
    [
        "BERLIN, Germany – June 28, 2024 – ",
        "(28.06.2024) ",
        "28.06.2024 | ",
        "Berlin, 28. Juni 2024 - ",
        "Emden, 28. Juni 2024. ",
    ],
)
def test_datelines_of_press_releases(opening: str) -> None:
    assert day(published(f"{H1}<p>{opening}{pages.P1}</p><p>{pages.P2}</p>")) == date(2024, 6, 28)


@pytest.mark.parametrize(
    ("opening", "fetched_at"),
    [
        ("Tokyo, 5 May 1995. A train stopped. ", NOVEMBER),
        ("Tokyo, 5 May 1995. A train stopped. ", None),
        ("Москва, 5 мая 1995 г. – ", NOVEMBER),
        ("Токио, 20 марта 2012. Поезд встал. ", NOVEMBER),
    ],
)
def test_a_day_of_long_ago_that_opens_a_story_is_not_that_of_its_publication(
    opening: str, fetched_at: datetime | None
) -> None:
    text = f"{H1}<p>{opening}{pages.P1}</p><p>{pages.P2}</p>"
    assert published(text, fetched_at=fetched_at) is None


def test_a_press_release_of_some_years_ago_keeps_the_day_of_its_dateline() -> None:
    for opening, told in (("Berlin, 12. Mai 2009 – ", date(2009, 5, 12)), ("Emden, 2. Mai 2019. ", date(2019, 5, 2))):
        assert day(published(f"{H1}<p>{opening}{pages.P1}</p><p>{pages.P2}</p>")) == told


@pytest.mark.parametrize(
    "opening", ["Конгресс – 28 июня 2024 – ", "On Friday, 28 June 2024 Professor Smith opened it. ", "28 июня 2024. "]
)
def test_a_sentence_that_names_a_day_is_no_dateline(opening: str) -> None:
    assert published(f"{H1}<p>{opening}{pages.P1}</p><p>{pages.P2}</p>") is None


def test_the_authors_line_that_closes_the_text() -> None:
    body = f"{H1}{TEXT}<p>Geschrieben von Anna am 28. Juni 2024</p>"
    assert day(published(f"<main>{body}</main>")) == date(2024, 6, 28)


def test_a_box_named_as_the_last_change_is_no_date_line() -> None:
    assert published(f"{H1}<div class='the-updated-at'>28 июня 2024</div>{TEXT}") is None
    assert published(f"{H1}<div class='field--name-changed'><time>28 июня 2024</time></div>{TEXT}") is None


def test_a_blogs_only_time_element_has_the_class_updated_and_is_the_first_day() -> None:
    own = "<time class='updated' datetime='2024-06-28T10:00:00+03:00'>28 июня 2024</time>"
    assert day(published(f"<header>{own}{H1}</header>{TEXT}")) == date(2024, 6, 28)
    first = "<time class='published' datetime='2024-06-20T10:00:00+03:00'>20 июня 2024</time>"
    assert day(published(f"<header>{first} {own}{H1}</header>{TEXT}")) == date(2024, 6, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("28 Jun 24", date(2024, 6, 28)),
        ("28 июня 24 | Новости", date(2024, 6, 28)),
        ("Jun-28-2024", date(2024, 6, 28)),
        ("28 มิถุนายน 2567", date(2024, 6, 28)),
        ("28 de març de 2024", date(2024, 3, 28)),
        ("June 24-26, 2024", None),
    ],
)
def test_written_forms(text: str, expected: date | None) -> None:
    found = parse_date(text, now=datetime(2026, 5, 1))
    assert (found and found.value.date()) == expected


def test_two_digits_behind_a_day_that_go_on_are_no_year() -> None:
    found = parse_date("28 июня 24 студента", now=datetime(2026, 7, 1))
    assert found is not None
    assert found.value.year == 2026


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/news/28-06-2024", date(2024, 6, 28)),
        ("/news/28.06.2024.html", date(2024, 6, 28)),
        ("/news/06-06-2024/", date(2024, 6, 6)),
        ("/news/05-06-2024", None),
        ("/news/concert-28-06-2024", None),
    ],
)
def test_an_address_that_ends_in_a_day(path: str, expected: date | None) -> None:
    found = date_in_address(f"https://uni.example{path}")
    assert (found and found.value.date()) == expected
