"""Dates of the Solar Hijri calendar, which Iran and Afghanistan use: "15 اسفند 1402" is 5 March 2024."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from articles.date_tokens import Parts

_NAMES = (
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",  # as Afghanistan names them
)
_MONTHS = {name: number for names in _NAMES for number, name in enumerate(names.split(), start=1)}
_ARABIC_LETTERS = str.maketrans("يىك", "ییک")  # as many keyboards write Persian
_NAMED = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s{{0,2}}(?:ام\s|م\s)?({'|'.join(_MONTHS)})\s?(?:ماه)?[\s,،]{{0,2}}(?:سال\s)?(1(?:3[7-9]|4[0-4])\d)(?!\d)"
)
# In numbers up to 1409 (2031): from 1410 on it may be a year of the lunar calendar, of which web pages have these.
_NUMERIC = re.compile(r"(?<![\w./-])(1(?:3[7-9]|40)\d)([/-])(\d{1,2})\2(\d{1,2})(?![\w/-])")
_OTHER_LETTERS = re.compile(r"[a-zÀ-ӿ]")  # Latin, Greek, Cyrillic: there such a number is that of a paper
_LAST_DAYS = (31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 30)
_LEAP_YEARS = frozenset(
    [
        1370,
        1375,
        1379,
        1383,
        1387,
        1391,
        1395,
        1399,
        1403,
        1408,
        1412,
        1416,
        1420,
        1424,
        1428,
        1432,
        1436,
        1441,
        1445,
        1449,
    ]
)


def iranian_dates(text: str) -> Iterator[Parts]:
    """The Solar Hijri dates of a lower-cased text as (start, end, year, month, day) of the Gregorian calendar."""
    plain = text.translate(_ARABIC_LETTERS)
    for match in _NAMED.finditer(plain):
        yield from _parts(match, int(match[3]), _MONTHS[match[2]], int(match[1]))
    if _OTHER_LETTERS.search(text) is None:
        for match in _NUMERIC.finditer(text):
            yield from _parts(match, int(match[1]), int(match[3]), int(match[4]))


def _parts(match: re.Match[str], year: int, month: int, day: int) -> Iterator[Parts]:
    found = gregorian(year, month, day)
    if found is not None:
        yield match.start(), match.end(), str(found.year), found.month, found.day


def gregorian(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a Solar Hijri one of the years 1370 to 1449 (1991 to 2071); None where there is none.

    Six months of 31 days, five of 30, and one of 29 (30 in leap years, as Iran's calendar centre has published them),
    counted from 21 March 1991.
    """
    if not (1370 <= year <= 1449 and 1 <= month <= 12 and 1 <= day <= _LAST_DAYS[month - 1]):
        return None
    if month == 12 and day == 30 and year not in _LEAP_YEARS:
        return None
    leaps = sum(leap < year for leap in _LEAP_YEARS)
    start = date(1991, 3, 21) + timedelta(days=365 * (year - 1370) + leaps)
    return start + timedelta(days=sum(_LAST_DAYS[: month - 1]) + day - 1)
