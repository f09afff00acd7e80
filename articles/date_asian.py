"""Thai, Vietnamese and Mongolian dates, whose months are joined to other words or numbers; and years of other eras."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.date_iranian import iranian_dates
from articles.date_tokens import Parts

_BUDDHIST_ERA = 543
_THAI_NAMES = (
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.",
)
_THAI_MONTHS = {name: number for names in _THAI_NAMES for number, name in enumerate(names.split(), start=1)}
_THAI = re.compile(
    r"(?<!\d)(\d{1,2})\s{0,2}("
    + "|".join(map(re.escape, _THAI_MONTHS))
    + r")\s{0,3}(?:[พค]\.ศ\.\s?)?((?:25|20|19)\d\d|\d\d(?!\s?(?:คน|ราย|บาท|ปี|%)))?(?!\d)"  # no "60 people"
)
_VIETNAMESE_NAMES = "một|giêng, hai, ba, tư|bốn, năm, sáu, bảy, tám, chín, mười, mười một, mười hai|chạp"
_VIETNAMESE_MONTHS = {
    name: number for number, names in enumerate(_VIETNAMESE_NAMES.split(", "), start=1) for name in names.split("|")
}
_MONTH = "|".join(sorted(_VIETNAMESE_MONTHS, key=len, reverse=True)) + r"|\d{1,2}"
_VIETNAMESE = re.compile(rf"(?<!\d)(\d{{1,2}})\s?tháng\s({_MONTH})(?!\d),?\s{{0,2}}(?:năm\s)?((?:19|20)\d\d)?")
_VIETNAMESE_FIRST = re.compile(rf"tháng\s({_MONTH})\s(\d{{1,2}}),\s?((?:19|20)\d\d)")
# No part of a version or a telephone number: "1.12.2564.116", "v3.5.2567", "0-2-11-2567".
_NUMERIC = re.compile(
    r"(?<![\da-z])(?<![\d.,/-][.,/-])(?<!v[. ])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(25[3-9]\d)(?![\d/]|[.,-]\d)"
)


# "2024 оны 3 сарын 5", "2024 оны 03-р сарын 05"
_MONGOLIAN = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?оны\s{1,2}(\d{1,2})(?:\s?-?\s?(?:р|дугаар|дүгээр))?\s{1,2}сарын\s{1,2}(\d{1,2})(?!\d)"
)


# "114-02-20": years of the republic of 1912, as Taiwan counts them, where nothing else stands in the line
_MINGUO = re.compile(r"\W{0,2}(1[0-2]\d)([-./])(\d\d)\2(\d\d)\W{0,2}")
_MINGUO_ERA = 1911
# Such a date, or one of Iran's: on a page in other letters it is a telephone ("112-03-04") or a number of papers.
_OTHER_ERA = re.compile(r"\W{0,2}1(?:[0-2]|3[7-9]|40)[0-9]([-./])[0-9]{1,2}\1[0-9]{1,2}\W{0,2}")
_WESTERN_LETTER = re.compile(r"[A-Za-zÀ-ӿ]")  # Latin, Greek, Cyrillic


def is_of_other_era(text: str) -> bool:
    """True for a date of nothing but numbers whose year only Taiwan or Iran counts so: "113-03-05"."""
    return _OTHER_ERA.fullmatch(text) is not None


def is_western(text: str) -> bool:
    """True where most letters are Latin, Greek or Cyrillic."""
    return 2 * len(_WESTERN_LETTER.findall(text)) > sum(map(str.isalpha, text))


def asian_dates(text: str) -> Iterator[Parts]:
    """The dates of a lower-cased text that are written as Thailand, Vietnam, Mongolia, Taiwan and Iran write them."""
    yield from _buddhist(text)
    yield from _southeast_asian(text)
    for match in _MONGOLIAN.finditer(text):
        yield match.start(), match.end(), match[1], int(match[2]), int(match[3])
    if alone := _MINGUO.fullmatch(text):
        yield alone.start(1), alone.end(4), str(int(alone[1]) + _MINGUO_ERA), int(alone[3]), int(alone[4])
    yield from iranian_dates(text)


def _buddhist(text: str) -> Iterator[Parts]:
    """The dates in numbers of a (lower-cased) text whose years are of the Buddhist era: "05/03/2567"."""
    for match in _NUMERIC.finditer(text):
        yield match.start(), match.end(), _western(match[4]), int(match[3]), int(match[1])


def _southeast_asian(text: str) -> Iterator[Parts]:
    """The Thai and Vietnamese dates of a lower-cased text: "5 มีนาคม 2567", "ngày 5 tháng 3 năm 2024"."""
    for match in _THAI.finditer(text):
        yield match.start(), match.end(), _western(match[3]), _THAI_MONTHS[match[2]], int(match[1])
    for match in _VIETNAMESE.finditer(text):
        yield match.start(), match.end(), match[3], _vietnamese_month(match[2]), int(match[1])
    for match in _VIETNAMESE_FIRST.finditer(text):
        yield match.start(), match.end(), match[3], _vietnamese_month(match[1]), int(match[2])


def _vietnamese_month(name: str) -> int:
    return _VIETNAMESE_MONTHS.get(name) or int(name)


def _western(year: str | None) -> str | None:
    if year is None or (year.startswith(("19", "20")) and len(year) == 4):
        return year
    return str((int(year) if len(year) == 4 else 2500 + int(year)) - _BUDDHIST_ERA)
