"""Read one publication date from one short text. Never a guess: what is not certain is None."""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from articles.clock import read_clock
from articles.date_forms import FoundDate, Order, find_dates
from articles.labels import find_labels
from articles.months import AGO_UNITS, AGO_WORDS, MONTHS, RELATIVE_DAYS
from articles.records import Precision
from articles.text import western_digits

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

MAX_TEXT = 400
"""Characters of a text that are looked at: a date line is short."""

_DIGIT = re.compile(r"\d")
_PLAIN: dict[int, int | str] = {
    **str.maketrans("：／．－（）　\u00a0\u202f،\u0130", ":/.-()   ,I"),  # Turkish İ: its lower case is two characters
    # digits of full width, Arabic, Persian and Urdu, Devanagari, Bengali, Thai
    **{zero + digit: str(digit) for zero in (0xFF10, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50) for digit in range(10)},
}
_UNUSUAL = re.compile("[" + re.escape("".join(map(chr, _PLAIN))) + "]")  # looked for first: translating costs more
_THAI_YEAR = re.compile(r"(?<!\d)25[3-9]\d(?!\d)")  # of the Buddhist era, 543 years ahead
_THAI = re.compile("[\u0e01-\u0e4e]")
_AGO = re.compile(r"(\d{1,3})\s?([^\W\d_]{1,12})")
_SLOW_SHAPE = re.compile(r"(?=.{0,60}(?:19|20)\d\d(?!\d))(?=.{0,60}[^\W\d_]{3})(?=(?:.{0,60}\D)?[0-3]?\d(?:\D|$))")

_LETTERS = re.compile(r"[^\W\d_]+")
_EAST_ASIAN = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")  # in our own tables, as are these languages' other forms
_DAY_OPENINGS = frozenset(
    match.group() for match in map(_LETTERS.match, RELATIVE_DAYS) if match
)  # "avant" of avant-hier

#: Languages whose month names are not in our own tables; dateparser knows them.
_OTHER_LANGUAGES = ["vi", "th", "hi", "hu", "fi", "sv", "da", "nb", "ro", "el", "he", "fa", "id", "sr", "hr", "lt",
                    "lv", "et", "ka", "hy", "az", "ky", "mn", "sk", "sl"]  # fmt: skip

_MONTH_KEYS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date read from text: ``value`` (naive unless the text names an offset), precision, and the text as found.

    ``separator`` is set where day and month could be swapped and ``order`` or ``language`` settled them.
    """

    value: datetime
    precision: Precision
    raw: str
    separator: str = ""


def parse_date(
    text: str,
    *,
    language: str | None = None,
    now: datetime | None = None,
    order: Order | None = None,
    before: datetime | None = None,
) -> ParsedDate | None:
    """The publication date that ``text`` (one line of a page, a field of a feed) names, or None.

    Labels are understood: the date behind "Опубликовано" wins over the one behind "Обновлено". Forms without a year
    and relative ones ("28 июня", "вчера в 09:05", "3天前") need ``now``, the moment of reading in the site's own zone;
    a year-less day is the latest that is not more than a day after it, nor after ``before``, a moment (naive) by which
    the text was surely there. 03/04/2024 needs ``order`` or ``language`` ("en-us" month first, others day first) or one
    reading that lies after those moments; without them it is None. Event ranges ("24–26 июня") are None.
    """
    text = plain(text[:MAX_TEXT]).strip()
    if not text:
        return None
    order = order or language_order(language)
    latest = _earlier(now, before)
    start, stop = _labelled_part(text)
    part = text[start:stop]
    if _DIGIT.search(part):
        for found in find_dates(part, order=order):
            resolved = None if found.in_range else resolve(found, latest)
            if resolved is not None:
                return ParsedDate(resolved, found.precision, part[found.start : found.end].strip(), found.separator)
    if now is not None and (relative := parse_relative(part, now)) is not None:
        return relative
    if _THAI.search(part):
        part = _THAI_YEAR.sub(lambda year: str(int(year.group()) - 543), part)
    if len(part) <= 60 and _SLOW_SHAPE.match(part) and not _EAST_ASIAN.search(part):
        slow = _dateparser(part)
        if slow is not None:
            return ParsedDate(slow, "minute" if slow.hour or slow.minute else "day", part)
    return None


def plain(text: str) -> str:
    """``text`` with the digits and the marks around dates as ASCII writes them."""
    if not text.isascii() and _UNUSUAL.search(text):
        text = text.translate(_PLAIN)
    return western_digits(text)


def _earlier(now: datetime | None, before: datetime | None) -> datetime | None:
    one = now.replace(tzinfo=None) if now is not None else None
    other = before.replace(tzinfo=None) if before is not None else None
    return min(one, other) if one is not None and other is not None else one or other


def resolve(found: FoundDate, latest: datetime | None) -> datetime | None:
    """The full date of ``found``, which is not after ``latest`` (naive) by more than a day; None where that is open."""
    if latest is not None:
        latest += timedelta(days=1)
    if found.ambiguous:
        if latest is None:
            return None
        possible = [one for one in (found.value, found.swapped()) if one.replace(tzinfo=None) <= latest]
        return possible[0] if len(possible) == 1 else None
    if not found.partial:
        if found.separator and latest is not None and found.value.replace(tzinfo=None) > latest:
            other = found.swapped()
            return other if other.replace(tzinfo=None) <= latest else found.value
        return found.value
    if latest is None:
        return None
    for year in (latest.year, latest.year - 1):
        try:
            value = found.value.replace(year=year)
        except ValueError:  # 29 February of a common year
            continue
        if value.replace(tzinfo=None) <= latest:
            return value
    return None


def parse_relative(text: str, now: datetime) -> ParsedDate | None:
    """«Сегодня», "yesterday at 09:05", «2 часа назад», 3天前: counted back from ``now``."""
    lowered = text.lower().strip()
    if len(lowered) > 60:
        return None
    for word, days in RELATIVE_DAYS.items() if _may_name_day(lowered) else ():
        at = lowered.find(word)
        if at < 0 or (word[0] < "\u3040" and _inside_word(lowered, at, at + len(word))):
            continue
        day = (now - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
        clock = read_clock(lowered, at, at + len(word))
        if clock is None:
            return ParsedDate(day, "day", text)
        return ParsedDate(day.replace(hour=clock.hour, minute=clock.minute, second=clock.second), clock.precision, text)
    match = _AGO.search(lowered)
    if match is None or not any(word in lowered for word in AGO_WORDS):
        return None
    for stem, seconds in AGO_UNITS:
        if match[2].startswith(stem):
            moment = (now - timedelta(seconds=int(match[1]) * seconds)).replace(microsecond=0)
            if seconds >= 86400:
                return ParsedDate(moment.replace(hour=0, minute=0, second=0), "day", text)
            return ParsedDate(moment.replace(second=0), "minute", text)
    return None


def _may_name_day(lowered: str) -> bool:
    """False for most texts without a word of ``RELATIVE_DAYS``: told by their words at once, not a word at a time."""
    found = _LETTERS.findall(lowered)
    if not _DAY_OPENINGS.isdisjoint(found) or _EAST_ASIAN.search(lowered):
        return True
    return bool(found) and not "".join(found).isalpha()  # an odd sign that is no letter may end a word


def _inside_word(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()


def language_order(language: str | None) -> Order | None:
    """How a language (BCP 47) orders a numeric date; None where it does not tell, as for English without a region."""
    if not language:
        return None
    code = language.lower().replace("_", "-")
    if code in ("en-us", "en-ph"):
        return {"/": "mdy", "-": "mdy"}
    if code.split("-")[0] in ("zh", "ja", "ko"):
        return "ymd"
    return None if code == "en" else "dmy"


def _labelled_part(text: str) -> tuple[int, int]:
    """The span of ``text`` that belongs to its publication label, else to any label, else all of it."""
    labels = find_labels(text)
    if not labels:
        return 0, len(text)
    for at, (kind, _, _, end) in enumerate(labels):
        if kind == "published":
            stop = next((start for other, _, start, _ in labels[at + 1 :] if other != "published"), len(text))
            if _DIGIT.search(text, end, stop):
                return end, stop
            if at == 0 and not _DIGIT.search(text, end):
                return 0, len(text)  # the label stands behind the date: "28.06.2024 опубликовано"
    return (labels[0][3], len(text)) if _DIGIT.search(text, labels[0][3]) else (0, len(text))


@lru_cache(maxsize=1)
def _other_months() -> dict[str, tuple[str, ...]]:
    """The month names of the languages outside our tables, as dateparser's own data spell them, and whose they are."""
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for code in _OTHER_LANGUAGES:
        info = import_module(f"dateparser.data.date_translation_data.{code}").info
        for name in (name.lower() for month in _MONTH_KEYS for name in info.get(month, ())):
            if len(name) > (2 if name.isascii() else 1):
                names[name][code] = None
    return {name: tuple(codes) for name, codes in names.items()}


def _languages_of_month(text: str) -> tuple[str, ...]:
    """The other languages a month name of which stands in ``text``; none where one of ours does: such texts are read
    without dateparser."""
    lowered = text.lower()
    if any(word in MONTHS for word in _LETTERS.findall(lowered)):
        return ()
    found = {code for name, codes in _other_months().items() if name in lowered for code in codes}
    return tuple(code for code in _OTHER_LANGUAGES if code in found)


@lru_cache(maxsize=len(_OTHER_LANGUAGES))
def _slow_parser(code: str) -> DateDataParser:
    """One for each language: dateparser takes a third of a second to load them all, a few milliseconds for one."""
    from dateparser.date import DateDataParser  # 4 MB that most crawls never need

    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    return DateDataParser(languages=[code], settings=settings)


@lru_cache(maxsize=4096)
def _dateparser(text: str) -> datetime | None:
    """dateparser's answer on one short text in the languages our tables lack; cached, answers of None too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateparser warns of its own use of strptime on year-less forms
        read = (_slow_parser(code).get_date_data(text).date_obj for code in _languages_of_month(text))
        return next((found for found in read if found is not None), None)
