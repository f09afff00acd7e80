"""Find whole dates in a short text: every written form, in one linear pass each. No guessing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal

from articles.clock import Clock, read_clock
from articles.date_asian import asian_dates
from articles.date_tokens import (
    DASHES,
    FIRST_YEAR,
    LAST_YEAR,
    Tokens,
    boxed_day,
    ends_time,
    is_time,
    number_at,
    range_before,
    step,
    tokens_of,
    words_of,
    year_at,
)
from articles.months import AFTER_A_DOT, MONTH_NAMES, MONTHS, TWO_WORDS
from articles.records import Precision

DateOrder = Literal["dmy", "mdy", "ymd"]
Order = DateOrder | Mapping[str, DateOrder]
"""Which number is the day, the month and the year: everywhere, or by separator ("/", "-", ".")."""


@dataclass(slots=True)
class FoundDate:
    """A date as it stands in a text. ``partial`` lacks its year (``value`` then has year 4, a leap year).

    ``separator`` is set where day and month could be swapped and the caller's order settled them; where nothing did,
    the date is ``ambiguous``.
    """

    value: datetime
    precision: Precision
    start: int
    end: int
    partial: bool = False
    ambiguous: bool = False
    in_range: bool = False
    separator: str = ""

    def swapped(self) -> datetime:
        """The other reading of an ambiguous date."""
        return self.value.replace(month=self.value.day, day=self.value.month)


_NUMERIC = re.compile(
    r"(?<!\d)(?:(?<!\d[.,])"
    r"(?P<y1>(?:19|20)\d{2})\s?(?P<s1>[-./‑–])\s?(?P<m1>\d{1,2})\s?(?P=s1)\s?(?P<d1>\d{1,2})(?!\d)"
    r"|(?<![.,/])(?<!^-)(?<![^\u05d0-\u05ea]-)(?P<a2>\d{1,2})(?P<s2>\s?[-./‑])\s?(?P<b2>\d{1,2})(?P=s2)\s?(?P<y2>(?:19|20)\d{2}|"
    r"\d{2})(?![\d/]|[.,]\d)"
    r"|(?P<y3>(?:19|"
    r"20)\d{2})(?P<m3>[01]\d)-?(?P<d3>[0-3]\d)(?:T?(?P<h3>[0-2]\d)(?P<n3>[0-5]\d)(?P<e3>[0-5]\d)?)?(?!\d)"
    r"|(?P<y4>(?:19|20)?\d{2}|(?:令和|平成|民國|"
    r"民国)\s?(?:\d{1,3}|元))\s?[年년]\s?(?P<m4>\d{1,2})\s?[月월]\s?(?P<d4>\d{1,2})(?!\d)\s?(?P<u4>[日号號일]?)"
    r")"
)
_PARTIAL_CJK = re.compile(r"(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일](?!\d)")
_PARTIAL_DOT = re.compile(r"(?<![\d.,/:-])(\d{1,2})([.-])(\d{1,2})\.?(?![\d.,/:-])")

# "Tue Jul 30 09:35:14 CEST 2019": the form of the computer's own clock
_YEAR_BEHIND_TIME = re.compile(
    r"\s{1,3}(?P<h>[0-2]?\d):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?\s{1,3}(?:[a-z]{1,5}(?:[+-]\d{2}:?\d{2})?\s{1,3})?"
    r"(?P<year>(?:19|20)\d\d)(?!\d)"
)

_RANGE_BEFORE = re.compile(r"(?<!\d)\d{1,2}[./]\d{1,2}\.?\s?[–—-]\s?$")  # of "28.06—02.07.2024"

_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}


# What stands between a year and the month behind it: "2024 June 28", "2024. június 28.", "2024 m. birželio 28 d."
_YEAR_CLOSED = ("",)
_YEAR_OPENS = dict.fromkeys(
    (name for code in ("hu", "lt", "hy", "ka") for names in MONTH_NAMES[code] for name in names),
    ("", ".", "m.", "թ.", "թ", "թվականի", "წ.", "წლის", "a."),
)
_MONTH_WORDS = frozenset([*MONTHS, *(first for first, _ in TWO_WORDS)])
_NOT_PUBLISHED_AFTER = frozenset(["kuni", "куни", "күні"])  # "on the day of …": an event, not a date line
_DIGIT = re.compile(r"\d")
# Thai letters, a Vietnamese or a Mongolian month, a Buddhist, an Iranian or a Taiwanese year
_ASIAN = re.compile(r"[\u0e01-\u0e3a]|tháng|сарын|25[3-9]\d|1(?:3[7-9]|4[0-4])\d|^\W{0,2}1[0-2]\d[-./]\d\d[-./]")


def find_dates(text: str, *, order: Order | None = None) -> list[FoundDate]:
    """All dates of ``text`` (at most a few hundred characters are sensible), in the order of their places."""
    if _DIGIT.search(text) is None:
        return []  # no form of a date does without a number
    lowered = text.lower()
    if len(lowered) != len(text):  # a rare letter changes its length in lower case: places would shift
        text = lowered
    found = [*_numeric(lowered, order), *_named(lowered), *_partial(lowered)]
    if _ASIAN.search(lowered):
        found += _asian(lowered)
    found.sort(key=lambda one: (one.start, one.partial, -one.end))
    kept: list[FoundDate] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    for before, after in pairwise(kept):
        between = lowered[before.end : after.start].strip()
        if between and (between in DASHES or between in ("bis", "to", "по", "至", "до", "до:")):
            before.in_range = after.in_range = True
    return kept


def _numeric(text: str, order: Order | None) -> Iterator[FoundDate]:
    for match in _NUMERIC.finditer(text):
        part = match.groupdict()
        ambiguous, separator = False, ""
        time: tuple[int, int, int] | None = None
        if part["y1"]:
            year, month, day = part["y1"], part["m1"], part["d1"]
        elif part["y3"]:
            year, month, day = part["y3"], part["m3"], part["d3"]
            if part["h3"]:
                time = int(part["h3"]), int(part["n3"]), int(part["e3"] or 0)
        elif part["y4"]:
            year, month, day = _era_year(part["y4"]), part["m4"], part["d4"]
        else:
            mark = part["s2"].strip().replace("‑", "-")
            wanted = order if order is None or isinstance(order, str) else order.get(mark)
            if wanted == "ymd" and len(part["a2"]) == len(part["y2"]) == 2:
                year, month, day = part["a2"], part["b2"], part["y2"]
            else:
                year = part["y2"]
                tail = text[match.end() : match.end() + 16]
                day, month, ambiguous = _day_and_month(part["a2"], part["b2"], mark, tail, wanted)
                separator = mark if wanted in ("dmy", "mdy") and day != month and int(day) <= 12 else ""
        ranged = _RANGE_BEFORE.search(text[max(0, match.start() - 10) : match.start()]) is not None
        for found in _dated(
            text, match.start(), match.end(), year, int(month), int(day),
            time=time, ambiguous=ambiguous, in_range=ranged,
        ):  # fmt: skip
            found.separator = separator
            yield found


def _day_and_month(a: str, b: str, separator: str, tail: str, order: DateOrder | None) -> tuple[str, str, bool]:
    """Which of two numbers is the day: by size, by ``order``, by an American clock behind it; else ambiguous.

    Dots and dashes put the day first wherever nothing says otherwise (CLDR has no language with MM.DD.YYYY).
    """
    if int(b) > 12:
        return b, a, False
    if int(a) > 12:
        return a, b, False
    if order == "mdy" or (order != "dmy" and separator == "/" and re.search(r"\d\s?[ap]\.?m\b", tail)):
        return b, a, False
    return a, b, separator == "/" and order != "dmy" and a != b


def _era_year(text: str) -> str:
    for era, base in _ERAS.items():
        if text.startswith(era):
            number = text[len(era) :].strip()
            return str(base + (1 if number == "元" else int(number)))  # 元: the first year of an era
    return text


def _named(text: str) -> Iterator[FoundDate]:
    """Dates with the month as a word: "28 июня 2024 г.", "June 28th, 2024", "2024 жылғы 28 маусым", "28|Июн|2024"."""
    if _MONTH_WORDS.isdisjoint(words_of(text)):
        return
    tokens = tokens_of(text)
    for at, (word, start, end) in enumerate(tokens):
        month, last = MONTHS.get(word), at
        if month is None and at + 1 < len(tokens) and (month := TWO_WORDS.get((word, tokens[at + 1][0]))) is not None:
            last, end = at + 1, tokens[at + 1][2]
        if month is None:
            continue
        day_at = step(tokens, at, -1)
        day = number_at(tokens, day_at, 31) if not ends_time(text, tokens, day_at) else None
        after = step(tokens, last, 1)
        if day is not None and day_at is not None:
            year_place, month = after, AFTER_A_DOT.get(word, month) if text[tokens[day_at][2]] == "." else month
            year = year_at(tokens, year_place) or _closing_year(text, tokens, year_place)
            if year is None:
                year_place = step(tokens, day_at, -1)
                year = year_at(tokens, year_place) if not is_time(text, tokens, year_place) else None
                if year is not None and year_place is not None:
                    if after is not None and tokens[after][0] in _NOT_PUBLISHED_AFTER:
                        continue
                    begin, finish = tokens[year_place][1], end
                else:
                    begin, finish = tokens[day_at][1], end
            else:
                assert year_place is not None  # noqa: S101 - a year was read at this place
                begin, finish = tokens[day_at][1], tokens[year_place][2]
            in_range = range_before(tokens, day_at)
            yield from _dated(text, begin, finish, year, month, day, in_range=in_range)
            continue
        day = number_at(tokens, after, 31)
        if day is None or after is None:
            continue
        year_place = step(tokens, after, 1)
        year = year_at(tokens, year_place, long_only=True)
        before = step(tokens, at, -1)
        opens = before is not None and text[tokens[before][2] : start].strip() in _YEAR_OPENS.get(word, _YEAR_CLOSED)
        if year is None and opens and (year := year_at(tokens, before, long_only=True)) is not None:
            assert before is not None  # noqa: S101 - the year stands there
            yield from _dated(text, tokens[before][1], tokens[after][2], year, month, day)  # "2024 June 28"
            continue
        in_range = (
            after + 2 < len(tokens)
            and tokens[after + 1][0] in DASHES
            and tokens[after + 2][0].isdigit()
            and len(tokens[after + 2][0]) < 4  # the year of "Jun-28-2024"
        )
        finish = tokens[year_place][2] if year is not None and year_place is not None else tokens[after][2]
        if year is None and text[finish : finish + 1] in (":", "："):
            continue  # "Jun 12:30": an hour, not a day
        if year is None and (behind := _YEAR_BEHIND_TIME.match(text, finish)) is not None:
            hour, minute, second = (int(behind[part] or 0) for part in ("h", "m", "s"))
            time = hour, minute, second
            yield from _dated(text, start, behind.end(), behind["year"], month, day, time=time, in_range=in_range)
            continue
        yield from _dated(text, start, finish, year, month, day, in_range=in_range)


def _asian(text: str) -> Iterator[FoundDate]:
    """Dates of other calendars, and months without a name: "5 มีนาคม 2567", "5 tháng 3 năm 2024", "15 اسفند 1402"."""
    for start, end, year, month, day in asian_dates(text):
        yield from _dated(text, start, end, year, month, day)


def _closing_year(text: str, tokens: Tokens, at: int | None) -> str | None:
    """The year of two digits behind day and month where the line or its part ends: "28 Jun 24", "28 Jun 24 | News"."""
    if at is None or len(tokens[at][0]) != 2 or not tokens[at][0].isdecimal() or is_time(text, tokens, at):
        return None
    last = at + 1 == len(tokens) or tokens[at + 1][0] in "|•·)"
    return tokens[at][0] if last else None


def _partial(text: str) -> Iterator[FoundDate]:
    for match in _PARTIAL_CJK.finditer(text) if "月" in text or "월" in text else ():
        yield from _dated(text, match.start(), match.end(), None, int(match[1]), int(match[2]))
    stripped = text.strip(" []()|")
    if (boxed := boxed_day(stripped)) is not None:
        yield from _dated(text, 0, len(text), *boxed)
        return
    if len(stripped) <= 12 and (alone := _PARTIAL_DOT.search(text)) and alone.group() == stripped:
        first, second = int(alone[1]), int(alone[3])
        day, month = (second, first) if alone[2] == "-" else (first, second)
        yield from _dated(text, alone.start(), alone.end(), None, month, day)


def _dated(
    text: str,
    start: int,
    end: int,
    year: str | None,
    month: int,
    day: int,
    *,
    time: tuple[int, int, int] | None = None,
    ambiguous: bool = False,
    in_range: bool = False,
) -> Iterator[FoundDate]:
    """One date, with the clock time that follows (or stands right before it), if the calendar has such a day."""
    whole = 4 if year is None else _whole_year(year)
    if whole != 4 and not FIRST_YEAR <= whole <= LAST_YEAR:
        return
    try:
        value = datetime(whole, month, day)  # noqa: DTZ001 - the page names no zone: naive is what it says
    except ValueError:
        return
    precision: Precision = "day"
    if time is not None:
        if time[0] < 24:
            value, precision = value.replace(hour=time[0], minute=time[1], second=time[2]), "second"
    else:
        clock = read_clock(text, start, end)
        if clock is not None:
            value, precision, end = _with_clock(value, clock), clock.precision, max(end, clock.end)
    yield FoundDate(value, precision, start, end, year is None, ambiguous, in_range)


def _whole_year(year: str) -> int:
    number = int(year)
    if len(year) > 2:
        return number
    return number + (2000 if number < 70 else 1900)


def _with_clock(value: datetime, clock: Clock) -> datetime:
    return value.replace(hour=clock.hour, minute=clock.minute, second=clock.second, tzinfo=clock.zone)
