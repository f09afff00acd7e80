"""Dates as further languages write them: months, labels, years of other eras."""

from __future__ import annotations

from datetime import date

import pytest

from articles.dates import parse_date
from articles.reader import read_article
from tests.articles.pages import E1, E2, whole

URL = "https://www.uni-example.org/news/12"


@pytest.mark.parametrize(
    "text",
    [
        "วันที่ 5 มีนาคม 2567 | ผู้เขียน วิภา ศรีสุข | เข้าชม 5342 ครั้ง",
        "5 มี.ค. 2567",
        "5 มี.ค. 67",
        "05/03/2567",
        "เผยแพร่เมื่อ 5 มีนาคม พ.ศ. 2567",
        "ngày 5 tháng 3 năm 2024",
        "Tháng Ba 5, 2024",
        "5 tháng ba, 2024",
        "2024. március 5., kedd",
        "2024 m. kovo 5 d.",
        "2024 թ. մարտի 5",
        "2024 წლის 5 მარტი",
        "5 במרץ 2024",
        "5 ΜΑΡΤΙΟΥ 2024",
        "פורסם ב-5.3.2024 | עודכן ב-7.3.2024",
        "Δημιουργήθηκε: 5 Μαρτίου 2024 - Τελευταία ενημέρωση: 7 Μαρτίου 2024",
        "Senast uppdaterad: 2024-03-07 | Publicerad: 2024-03-05",
        "Päivitetty 7.3.2024, julkaistu 5.3.2024",
        "Frissítve: 2024.03.07. Közzétéve: 2024.03.05.",
        "Actualizat 7 martie 2024, publicat pe 5 martie 2024",
        "Cập nhật: 07/03/2024 - Ngày đăng: 05/03/2024",
        "令和6年3月5日掲載",
        "05 2024-03",
        "2024.03 05",
        "2024年3月 5日",
        "052024-03",
        "2024/0305",
        "5. март 2024. Аутор: пресс",
        "5. marta 2024.",
        "2024. gada 5. marts",
        "5. mars 2024",
        "2024 оны 03 сарын 05 Уншсан: 120",
        "2024 оны 3-р сарын 5",
        "113-03-05",
        "發布日期：113/03/05",
        "15 اسفند 1402",
        "تاریخ انتشار: ۱۵ اسفند ۱۴۰۲ - ۱۴:۳۰",
        "سه‌شنبه ۱۵ اسفند ماه ۱۴۰۲",
        "۱۴۰۲/۱۲/۱۵",
        "15 حوت 1402",
    ],
)
def test_a_day_in_the_words_and_eras_of_further_languages(text: str) -> None:
    parsed = parse_date(text, language="xx")
    assert parsed is not None
    assert parsed.value.date() == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("16 كانون الأول، 2025", date(2025, 12, 16)),
        ("٣ تشرين الثاني 2024", date(2024, 11, 3)),
        ("3 كانون الثاني 2024", date(2024, 1, 3)),
        ("3 تشرين الأول 2024", date(2024, 10, 3)),
    ],
)
def test_months_of_two_words(text: str, day: date) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed.value.date() == day


@pytest.mark.parametrize(
    "text",
    [
        "In 2023. June 5 was a Monday",
        "-5.3.2024",
        "A-5.3.2024",
        "5 2024/12",  # the fifth issue
        "IP 113.03.05",
        "113-13-05",
        "113-03-05-12",
        "1445/09/02",  # of the lunar calendar, whose months begin with the sight of the moon
        "Приказ 1402/12/15",
        "30 اسفند 1402",  # of a common year
    ],
)
def test_what_only_looks_like_such_a_date_is_none(text: str) -> None:
    parsed = parse_date(text, language="en-GB")
    assert parsed is None or parsed.value.date() != date(2023, 6, 5)
    assert parsed is None


@pytest.mark.parametrize(
    ("solar", "day"),
    [
        ("1 فروردین 1375", date(1996, 3, 20)),
        ("30 اسفند 1399", date(2021, 3, 20)),
        ("1 فروردین 1400", date(2021, 3, 21)),
        ("1 مهر 1403", date(2024, 9, 22)),
        ("29 اسفند 1403", date(2025, 3, 19)),
        ("30 اسفند 1403", date(2025, 3, 20)),
        ("1 فروردین 1404", date(2025, 3, 21)),
    ],
)
def test_the_solar_calendar_keeps_its_leap_years(solar: str, day: date) -> None:
    parsed = parse_date(solar, language="fa")
    assert parsed is not None
    assert parsed.value.date() == day


def test_a_line_that_says_published_is_believed_whatever_its_box_is_named() -> None:
    page = "<h1>新しい図書館が開館しました</h1><p class=update>{}</p>" + f"<p>{E1}</p><p>{E2}</p>"
    head = "新しい図書館が開館しました"

    told = read_article(whole(page.format("令和6年3月5日掲載"), title=head, lang="ja").encode(), URL)
    silent = read_article(whole(page.format("令和6年3月5日"), title=head, lang="ja").encode(), URL)

    assert told.published is not None
    assert told.published.day == date(2024, 3, 5)
    assert silent.published is None


@pytest.mark.parametrize(
    "text",
    [
        "Version 1.12.2564.116",
        "10.1.2.2550",
        "v3.5.2567",
        "Tel. 0-2-11-2567",
        "1-2-2555-3",
        "1/12/2560/5",
        "5 มีนาคม 60 คน",
    ],
)
def test_versions_telephones_and_counts_are_no_years_of_the_buddhist_era(text: str) -> None:
    assert parse_date(text, language="th") is None


def test_the_tenth_month_of_croatian_is_not_the_eleventh_of_polish() -> None:
    croatian, polish = parse_date("28. listopada 2024."), parse_date("28 listopada 2024")
    assert croatian is not None
    assert polish is not None
    assert (croatian.value.date(), polish.value.date()) == (date(2024, 10, 28), date(2024, 11, 28))


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("vi", "Ngày đăng ký: 25/03/2024"),
        ("el", "Ημερομηνία λήξης: 25/3/2024"),
        ("el", "Ημερομηνία εκδήλωσης: 25/3/2024"),
        ("he", "תאריך יעד: 25.3.2024"),
        ("sk", "Dátum konania: 25.3.2024"),
        ("th", "วันที่สอบ: 25 มีนาคม 2567"),
        ("es", "Fecha de nacimiento: 25/3/2001"),
        ("en", "Date of birth: 25 March 2001"),
    ],
)
def test_days_of_events_deadlines_and_births_are_not_the_articles(language: str, line: str) -> None:
    page = f"<main><h1>A library for the north</h1><p>{line}</p><p>{E1}</p><p>{E2}</p></main>"
    article = read_article(whole(page, title="A library for the north", lang=language).encode(), URL)
    assert article.published is None
