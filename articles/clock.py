"""The time of day that stands beside a date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone

from articles.records import Precision

_TIME = re.compile(
    r"[\s,.;|•·—–/T()\-]{0,4}(?:(?:um|at|a las|à|в|о|у|kl|сағат|soat|(?:星期|周|週)[一二三四五六日天])[\s.]?)?"
    r"[\s(]{0,3}"
    r"(?P<half>上午|下午|午前|午後|晚上|早上|오전|오후)?\s{0,2}"
    r"(?P<h>[0-2]?\d)(?:\s?[:：h時时点點시]\s?|\.(?=\d\d\s?(?:uhr|часов)))(?P<m>[0-5]\d)(?!\d)"
    r"(?:\s?[:：分분]\s?(?P<s>[0-5]\d)(?!\d))?(?:[.,]\d{1,9})?[分秒분초]?"
    r"\s{0,2}(?P<ampm>[ap]\.?\s?m\b\.?)?\s{0,2}(?P<zone>z\b|utc\b|gmt\b|[+-]\d{2}:?\d{2}(?!\d))?",
    re.IGNORECASE,
)
_LONE_TIME = re.compile(r"(?<![\d:.])(?P<h>[0-2]?\d)[:：](?P<m>[0-5]\d)(?:[:：](?P<s>[0-5]\d))?(?![\d:])")


@dataclass(slots=True)
class Clock:
    """A time of day beside a date."""

    hour: int
    minute: int
    second: int
    zone: timezone | None
    precision: Precision
    end: int


def read_clock(text: str, start: int, end: int) -> Clock | None:
    """The time right after ``end``, or alone before ``start`` ("11:30, 28.06.2024"); None where there is none."""
    if "h" not in text and not any(mark in text for mark in ":：時时点點시.h"):
        return None
    half = ampm = zone = None
    match = _TIME.match(text, end)
    if match is not None:
        half, ampm, zone = match["half"], match["ampm"], match["zone"]
        end = match.end()
    elif (alone := _LONE_TIME.search(text[max(0, start - 12) : start])) is not None:
        match = alone
    else:
        return None
    hour, minute, second = int(match["h"]), int(match["m"]), int(match["s"] or 0)
    late = bool(ampm and ampm[0] in "pP") or half in ("下午", "午後", "晚上", "오후")
    early = bool(ampm and ampm[0] in "aA") or half in ("上午", "午前", "早上", "오전")
    if late and hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    if hour > 23:
        return None
    return Clock(hour, minute, second, _zone(zone), "second" if match["s"] else "minute", end)


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))
