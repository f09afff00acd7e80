"""Dates in words, as the replica sites print them."""

from __future__ import annotations

from datetime import date, datetime

RU_GENITIVE = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
RU_SHORT = ("Янв", "Фев", "Мар", "Апр", "Май", "Июн", "Июл", "Авг", "Сен", "Окт", "Ноя", "Дек")
RU_DAYS = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")
# Not calendar.month_name: that follows the locale of the machine.
EN_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ZH_DAYS = "一二三四五六日"


def ru_long(day: date, *, capital: bool = False) -> str:
    """28 июня 2024 (or 28 Июня 2024)."""
    return f"{ru_day_month(day, capital=capital)} {day.year}"


def ru_day_month(day: date, *, capital: bool = False) -> str:
    """28 июня."""
    month = RU_GENITIVE[day.month - 1]
    return f"{day.day} {month.capitalize() if capital else month}"


def ru_weekday_long(day: date) -> str:
    """Среда, 14 Марта 2018."""
    return f"{RU_DAYS[day.weekday()]}, {ru_long(day, capital=True)}"


def en_long(day: date) -> str:
    """20 June 2024."""
    return f"{day.day} {EN_MONTHS[day.month - 1]} {day.year}"


def us_medium(moment: datetime) -> str:
    """Tue, 11/26/2024 - 18:50: Drupal's default."""
    return f"{EN_DAYS[moment.weekday()]}, {moment:%m/%d/%Y - %H:%M}"


def zh_clock(moment: datetime) -> str:
    """2024年6月28日 星期五."""
    return f"{moment.year}年{moment.month}月{moment.day}日 星期{ZH_DAYS[moment.weekday()]}"
