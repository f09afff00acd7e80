"""The date of one card of a listing, in the page's own words: in the card, in the term before it, between the cards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice

from selectolax.lexbor import LexborNode

from articles.dates import parse_date, parse_relative
from articles.text import squeeze

_TERMS = 3  # nodes between a term and its description
_RELATIVE, _ANY_DAY = 20, datetime(2024, 7, 1, tzinfo=UTC)
_DATE_CLASS = re.compile(r"date|day|month|year|time|created|published|meta|sj|rq", re.IGNORECASE)
_CHANGED = re.compile(r"updated|modified|changed", re.IGNORECASE)
_MONTH_DAY = re.compile(
    r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|[\[(（【](?:0?[1-9]|1[0-2])-(?:[0-2]?\d|3[01])[\])）】]"
)
_DATED, _CHANGES = 100, 10  # elements of a card that are named for a date, and for a later change
_LINES = 12  # of a card in which a day in parts begins
_BETWEEN = 4  # nodes between two cards of a flat list that are looked at
_HEADERS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


def date_in(card: LexborNode) -> str | None:
    """The card's own words for its date: a ``time`` element, one named for a date, or a short line that is one; that of
    a later change only where there is no other."""
    times = [(text, node) for node in card.css("time") if (text := squeeze(node.text(deep=True)))]
    own = next((node for _, node in times if not _is_changed(node.attributes.get("class") or "")), None)
    if own is not None:
        return squeeze(own.text(deep=True, separator=" "))[:100]
    named = [(node, name) for node in card.css("[class]") if (name := node.attributes.get("class"))]
    changed = {_words(node) for node in islice((node for node, name in named if _is_changed(name)), _CHANGES)}
    dated = [*islice((node for node, name in named if _DATE_CLASS.search(name) and node.tag != "a"), _DATED)]
    first = [node for node in dated if not any(map(_words(node).__contains__, changed))] if changed else dated
    found = _date_among(card, first, changed)
    if found is None and changed:
        found = times[0][0][:100] if times else _date_among(card, dated, set())
    return found


def _is_changed(name: str) -> bool:
    """True for the class of a day of a later change ("updated", not "published updated")."""
    return _CHANGED.search(name) is not None and "publish" not in name.lower()


def _words(node: LexborNode) -> str:
    return squeeze(node.text(deep=True, separator=" "))


def _date_among(card: LexborNode, dated: list[LexborNode], left_out: set[str]) -> str | None:
    """The date in one of the elements named for one (``dated``), in boxes of them, or in a line of ``card`` that is not
    ``left_out``."""
    texts: list[str] = []
    for node in dated:
        texts.append(text := _words(node))
        if any(c.isdigit() for c in text) and len(text) <= 60 and _is_date(text):
            return text
    boxes = [text for node, text in zip(dated, texts, strict=True) if node.css_first("[class]") in (None, node)]
    boxes = [text for text in dict.fromkeys(boxes) if 0 < len(text) <= 12]
    if 2 <= len(boxes) <= 4 and any(text.isdigit() for text in boxes):
        return " ".join(text.zfill(2) if text.isdigit() else text for text in boxes)
    relative = next((text for text in texts if 0 < len(text) <= 40 and not text.isdigit()), None)
    if relative:
        return relative
    lines = [text for line in card.text(deep=True, separator="\n").splitlines() if (text := squeeze(line))]
    whole = (line for line in lines if 4 <= len(line) <= 40 and line not in left_out and _is_date(line))
    return next(whole, None) or _split_date(lines)


def _split_date(lines: list[str]) -> str | None:
    """28 / Июн / 2024 in lines of their own, whatever their boxes are named."""
    for at, line in enumerate(lines[:_LINES]):
        parts = lines[at : at + 3]
        if len(line) <= 2 and line.isdigit() and all(len(part) <= 12 for part in parts):
            for count in (3, 2):
                if _is_date(text := " ".join(parts[:count])):
                    return text
    return None


def _is_date(line: str) -> bool:
    """True for a line that names a day in any order, or one counted back ("vor 3 Tagen")."""
    if parse_date(line, order="dmy") is not None or _MONTH_DAY.fullmatch(line):
        return True
    return len(line) <= _RELATIVE and any(map(str.isdigit, line)) and parse_relative(line, _ANY_DAY) is not None


def date_of_term(card: LexborNode) -> str | None:
    """The date in the ``dt`` before a card that is a ``dd``."""
    before = card.prev if card.tag == "dd" else None
    for _ in range(_TERMS):
        if before is None or before.tag == "dt":
            break
        before = before.prev
    return date_in(before) if before is not None and before.tag == "dt" else None


def dates_between(cards: Sequence[LexborNode]) -> list[str | None]:
    """The days that stand between the cards of a flat list, one for each card: above each, or under each, whichever
    more of them have; a day in a heading is that of all cards up to the next. None where fewer than half have one."""
    known = {card.mem_id for card in cards}
    sides = [[_line_beside(card, way, known) for card in cards] for way in (-1, 1)]
    above, under = sides
    best = under if _count(under) > _count(above) else above
    if best is above and any(is_header for _, is_header in above):
        last: str | None = None
        dates = [last := text or last for text, _ in above]
    else:
        dates = [text for text, _ in best]
    return dates if 2 * sum(text is not None for text in dates) >= len(cards) else [None] * len(cards)


def _count(side: list[tuple[str | None, bool]]) -> int:
    return sum(text is not None for text, _ in side)


def _line_beside(card: LexborNode, way: int, cards: set[int]) -> tuple[str | None, bool]:
    """The date between ``card`` and the next one on that side, and whether it is a heading."""
    node = card.prev if way < 0 else card.next
    for _ in range(_BETWEEN):
        if node is None or node.mem_id in cards:
            break
        text = squeeze(node.text(deep=True, separator=" ")[:200])
        if 4 <= len(text) <= 40 and _is_date(text):
            return text, node.tag in _HEADERS
        node = node.prev if way < 0 else node.next
    return None, False
