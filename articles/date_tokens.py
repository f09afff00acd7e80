"""The words and numbers of a date line, and steps from one that matters to the next."""

from __future__ import annotations

import re

from articles.months import WEEKDAYS
from articles.text import words

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years outside are no publication date of a web page (founding years, order numbers)."""

_DAY_TAILS = words("st nd rd th го ое er ère º ª de of del di the o den e ға")
_YEAR_LINKS = words(
    "жылғы жылдың жыл ж года год г р року рік yil yilning yilda yildagi yilgi йил йилнинг წლის წ թ թվականի m gada gadā"
)
_GLUE = frozenset(".,،-–—/|'’ ")
DASHES = frozenset("-–—‑~")
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\w\s]")

# A day in one box, its year and month in another: "28 2024-06", "2024.06 28", "282024-06" where nothing parts them.
# A day of one digit is none: "5 2024/12" is the fifth issue.
_BOXES = re.compile(
    r"(\d\d日?|\d日)\s?(20\d\d)[-./年]\s?(\d{1,2})月?|"
    r"(20\d\d)[-./年]\s?(\d{1,2})月?\s(\d\d日?|\d日)|(20\d\d)[-./](\d\d)(\d\d)"
)
_BOXES_LENGTH = 14

Tokens = list[tuple[str, int, int]]
"""Tokens of a text: (token, start, end)."""
Parts = tuple[int, int, str | None, int, int]
"""Where a date begins and ends, its year (None where it is left out), its month and its day."""


def words_of(text: str) -> list[str]:
    """The words, numbers and marks of a lower-cased text, without their places: in a third of the time."""
    return _TOKEN.findall(text)


def tokens_of(text: str) -> Tokens:
    """The first words, numbers and marks of a lower-cased text: (text, start, end)."""
    return [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)][:200]


def step(tokens: Tokens, at: int, way: int) -> int | None:
    """The next meaningful token from ``at``: over dots, commas, "de", ordinal tails and words for "year"."""
    place = at + way
    for _ in range(4):
        if not 0 <= place < len(tokens):
            return None
        word = tokens[place][0]
        if word in _GLUE or word in _DAY_TAILS or word in _YEAR_LINKS or word in WEEKDAYS:
            place += way
            continue
        return place
    return None


def number_at(tokens: Tokens, at: int | None, most: int) -> int | None:
    """The number of one or two digits at a place, from 1 to ``most``; else None."""
    if at is None or len(tokens[at][0]) > 2 or not tokens[at][0].isdecimal():
        return None
    value = int(tokens[at][0])
    return value if 1 <= value <= most else None


def year_at(tokens: Tokens, at: int | None, *, long_only: bool = False) -> str | None:
    """The year at a place: four digits, or two behind an apostrophe or a dash; else None."""
    if at is None:
        return None
    word = tokens[at][0]
    if not word.isdecimal():
        return None
    if len(word) == 4 and FIRST_YEAR <= int(word) <= LAST_YEAR:
        return word
    if len(word) == 2 and not long_only and at > 0 and tokens[at - 1][0] in "'’-":
        return word
    return None


def is_time(text: str, tokens: Tokens, at: int | None) -> bool:
    """True for the hours of "16:23"."""
    return at is not None and text[tokens[at][2] : tokens[at][2] + 1] in (":", "：")


def ends_time(text: str, tokens: Tokens, at: int | None) -> bool:
    """True for the minutes of "16:23, Thu, Nov 2, 2023"."""
    return at is not None and tokens[at][1] > 0 and text[tokens[at][1] - 1] in ":："


def range_before(tokens: Tokens, day_at: int) -> bool:
    """True for the second number of "24–26 июня" and of "с 24 по 26 июня"."""
    if day_at < 2:
        return False
    link, first = tokens[day_at - 1][0], tokens[day_at - 2][0]
    return (
        first.isdecimal()
        and len(first) <= 2
        and (link in DASHES or link in ("по", "to", "до", "bis", "und", "and", "и"))
    )


def boxed_day(text: str) -> tuple[str, int, int] | None:
    """Year, month and day of a text that is a day in one box and its year and month in another."""
    boxes = _BOXES.fullmatch(text) if len(text) <= _BOXES_LENGTH else None
    if boxes is None:
        return None
    day, year, month = (
        boxes[1] or boxes[6] or boxes[9],
        boxes[2] or boxes[4] or boxes[7],
        boxes[3] or boxes[5] or boxes[8],
    )
    return year, int(month), int(day.rstrip("日"))
