"""``parse_date``: every written form of a day, and silence where a text does not name one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from articles.date_forms import Order
from articles.dates import parse_date

NOW = datetime(2024, 11, 20, 12, 0)
DAY = date(2024, 6, 28)


@pytest.mark.parametrize(
    "text",
    [
        "Дата публикации: 2024.06.28",
        "Дата публикации 28 июня 2024 г.",
        "28 Июн 2024",
        "28 Июня 2024",
        "28Июн2024",
        "Пятница, 28 Июня 2024",
        "28|Июн|2024",
        "Июн 28, 2024",
        "28.06.24",
        "28-06-2024",
        "28/06/2024",
        "2024/6/28",
        "[2024-06-28]",
        "(2024-06-28)",
        "2024年06月28日",
        "2024 年 6 月 28 日 星期五",
        "２０２４年６月２８日",
        "二〇二四年六月二十八日",
        "令和6年6月28日",
        "2024년 6월 28일",
        "2024. 6. 28.",
        "28 червня 2024 року",
        "28 чэрвеня 2024 г.",
        "2024 жылғы 28 маусым",
        "28 маусым 2024",
        "2024-yil 28-iyun",
        "28 июн 2024 йил",
        "28. Juni 2024",
        "Fr, 28. Juni 2024",
        "28 juin 2024",
        "28 de junio de 2024",
        "28 de junho de 2024",
        "28 giugno 2024",
        "28 czerwca 2024",
        "28. června 2024",
        "28 Haziran 2024",
        "28 HAZİRAN 2024",
        "28 juni 2024",
        "28 юни 2024",
        "28 يونيو 2024",
        "June 28th, 2024",
        "2024 June 28",
        "16:23, Fri, Jun 28, 2024",
        "Fri Jun 28 09:35:14 CEST 2024",
        "Jun. 28, 2024",
        "28th of June 2024",
        "Fri, 28 Jun 2024 13:57:00 +0300",
        "20240628",
        "20240628101500",
        "202406-28",
        "20 человек: 28.06.2024",
        "28.06.2024 | 14:30 Uhr",
        "06/28/2024",
        "6/28/24",
        "发布时间:2024-06-28 浏览次数:17",
        "28 июня 2024 1203",
        "٢٨ يونيو ٢٠٢٤",
        "٢٨/٠٦/٢٠٢٤",
        "۲۸/۰۶/۲۰۲۴",
        "28 يونيو، 2024",
        "民國113年6月28日",
        "民国113年6月28日",
        "Обновлено: 02.07.2024 Опубликовано: 28.06.2024",
        "Updated July 2, 2024 | Published June 28, 2024",
        "28.06.2024 опубликовано",
        "28. kesäkuuta 2024",
        "28 Ιουνίου 2024",
        "28 มิถุนายน 2024",
        "28 tháng 6 2024",
        "2024. június 28.",
    ],
)
def test_forms_of_one_day(text: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert parsed.value.date() == DAY


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("2024-06-28T10:15:30+03:00", datetime(2024, 6, 28, 10, 15, 30, tzinfo=timezone(timedelta(hours=3))), "second"),
        ("2024-06-28T10:15:30.123Z", datetime(2024, 6, 28, 10, 15, 30, tzinfo=UTC), "second"),
        ("Tue, 11/26/2024 - 18:50", datetime(2024, 11, 26, 18, 50), "minute"),
        ("28 июня 2024 в 14:30", datetime(2024, 6, 28, 14, 30), "minute"),
        ("28.06.24 2:30 PM", datetime(2024, 6, 28, 14, 30), "minute"),
        ("June 28, 2024 at 12:05 a.m.", datetime(2024, 6, 28, 0, 5), "minute"),
        ("2024年6月28日下午2:30", datetime(2024, 6, 28, 14, 30), "minute"),
        ("28 juin 2024 à 14h30", datetime(2024, 6, 28, 14, 30), "minute"),
        ("12:30, 28.06.2024", datetime(2024, 6, 28, 12, 30), "minute"),
        ("28.06.2024", datetime(2024, 6, 28), "day"),
    ],
)
def test_hours_and_offsets(text: str, expected: datetime, precision: str) -> None:
    parsed = parse_date(text)
    assert parsed is not None
    assert (parsed.value, parsed.precision) == (expected, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "новость",
        "24–26 июня 2024",
        "28.06—02.07.2024",
        "с 24 по 26 июня 2024 года",
        "24.06.2024 - 26.06.2024",
        "June 24-26, 2024",
        "28 июня",
        "06-28",
        "Сегодня",
        "вчера в 09:05",
        "3 дня назад",
        "2024",
        "июнь 2024",
        "32.06.2024",
        "31 июня 2024",
        "29.02.2023",
        "2024/04/92713",
        "192.168.10.24",
        "версия 2.10.2024.5",
        "тел. +7 812 123-45-67",
        "12:30",
        "03/04/2024",
        "28 июня 1895",
        "10月24日下午",
        "Am 20. Mai",
        "2024-06",
        "2013/04",
    ],
)
def test_no_guess(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("сегодня в 14:30", datetime(2024, 11, 20, 14, 30)),
        ("Вчера в 09:05", datetime(2024, 11, 19, 9, 5)),
        ("позавчера", datetime(2024, 11, 18)),
        ("2 часа назад", datetime(2024, 11, 20, 10, 0)),
        ("5 minutes ago", datetime(2024, 11, 20, 11, 55)),
        ("vor 3 Tagen", datetime(2024, 11, 17)),
        ("il y a 3 jours", datetime(2024, 11, 17)),
        ("3天前", datetime(2024, 11, 17)),
        ("3日前", datetime(2024, 11, 17)),
        ("3일 전", datetime(2024, 11, 17)),
        ("28 июня", datetime(2024, 6, 28)),
        ("15 декабря", datetime(2023, 12, 15)),
        ("29 февраля", datetime(2024, 2, 29)),
        ("06-28", datetime(2024, 6, 28)),
        ("6月28日", datetime(2024, 6, 28)),
    ],
)
def test_relative_and_yearless_forms_with_the_moment_of_reading(text: str, expected: datetime) -> None:
    parsed = parse_date(text, now=NOW)
    assert parsed is not None
    assert parsed.value == expected


def test_the_order_of_day_and_month_is_never_guessed() -> None:
    assert parse_date("03/04/2024") is None
    american, british = parse_date("03/04/2024", language="en-US"), parse_date("03/04/2024", language="fr")
    assert american is not None
    assert british is not None
    assert (american.value.month, british.value.month) == (3, 4)
    clock = parse_date("03/04/2024 5:03 PM")
    assert clock is not None
    assert clock.value == datetime(2024, 3, 4, 17, 3)


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("03/04/2024", "dmy", date(2024, 4, 3)),
        ("03/04/2024", "mdy", date(2024, 3, 4)),
        ("03.04.2024", "mdy", date(2024, 3, 4)),
        ("03-04-2024", "mdy", date(2024, 3, 4)),
        ("24/06/28", "ymd", date(2024, 6, 28)),
        ("24.06.28", "ymd", date(2024, 6, 28)),
        ("03.04.2024", {"/": "mdy"}, date(2024, 4, 3)),
        ("28/06/2024", "mdy", date(2024, 6, 28)),
        ("03/04/2024 5:03 PM", "dmy", date(2024, 4, 3)),
    ],
)
def test_a_given_order_is_kept_to(text: str, order: Order, expected: date) -> None:
    parsed = parse_date(text, order=order)
    assert parsed is not None
    assert parsed.value.date() == expected


def test_a_date_that_only_an_order_settled_says_so() -> None:
    settled, plain = parse_date("03/04/2024", order="dmy"), parse_date("28/06/2024", order="dmy")
    assert settled is not None
    assert plain is not None
    assert (settled.separator, plain.separator) == ("/", "")


def test_of_two_readings_the_one_that_is_not_in_the_future() -> None:
    parsed = parse_date("03/12/2024", now=NOW)
    assert parsed is not None
    assert parsed.value.date() == date(2024, 3, 12)
    assert parse_date("03/04/2024", now=NOW) is None
    english = parse_date("03/12/2024", language="fr", now=NOW)
    assert english is not None
    assert english.value.date() == date(2024, 3, 12)


def test_a_day_without_a_year_does_not_follow_the_pages_last_change() -> None:
    parsed = parse_date("10-08", now=NOW, before=datetime(2019, 10, 8, 12, 0))
    assert parsed is not None
    assert parsed.value.date() == date(2019, 10, 8)
    relative = parse_date("вчера", before=datetime(2019, 10, 8))
    assert relative is None


def test_the_first_year_of_an_era() -> None:
    parsed = parse_date("令和元年6月28日")
    assert parsed is not None
    assert parsed.value.date() == date(2019, 6, 28)


def test_the_text_as_found_is_kept() -> None:
    parsed = parse_date("Опубликовано: 28 июня 2024 в 14:30 | Просмотров: 20")
    assert parsed is not None
    assert parsed.raw == "28 июня 2024 в 14:30"


def test_a_language_outside_our_tables_is_read_by_dateparser() -> None:
    parsed = parse_date("28 heinäkuuta 2024")
    assert parsed is not None
    assert parsed.value.date() == date(2024, 7, 28)
