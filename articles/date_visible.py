"""Publication dates that a page shows to people: behind a label, in a line near the headline, in split boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from articles.date_forms import DateOrder, find_dates
from articles.date_machine import text_before
from articles.dates import ParsedDate, parse_date, parse_relative, resolve
from articles.labels import WEAK, find_labels, tells_of_change
from articles.noise import ASIDE, FOREIGN
from articles.page import Block, Box, Page, is_date_name
from articles.text import name_test

_MOST = 100  # labelled or date-named places of one page that are read: a page of 50,000 dates has none of its own
_TEXT_EDGE, _HEAD, _AMID = 4, 8, 0.45
WINDOW_BEFORE, WINDOW_AFTER = 4, 7
"""Blocks before and after the headline in which its date line stands."""

_is_clock_name = name_test(r"clock|today|current|now|weather|header|topbar|top-bar|head(?:$|[\s_-])")
_AHEAD = re.compile(r"[\s:：|()\[\]【】«»\-–—.,•·*/]{0,8}")
_ENTRY = re.compile(
    r"\W{0,3}(?:this (?:entry|post|article|item|story) (?:was|has been)|(?:dieser|der) (?:beitrag|artikel|eintrag) "
    r"(?:wurde|ist)|(?:эта |данная )?(?:запись|статья|новость) (?:была |был )?(?:опубликован|размещен|добавлен)|"
    r"cet (?:article|billet) a été|esta? (?:entrada|artículo|noticia) (?:se publicó|fue publicad)|"
    r"wpis (?:został )?(?:opublikowan|dodan))",
    re.IGNORECASE,
)
_DAY, _YEAR_MONTH = re.compile(r"^\d{1,2}$"), re.compile(r"^((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})月?$")
_DIGIT = re.compile(r"\d")
_COLONS = (":", "：")


@dataclass(frozen=True, slots=True)
class Reading:
    """How date texts of this page are to be read."""

    now: datetime | None
    order: DateOrder | None
    label: str | None = None

    def parse(self, text: str) -> ParsedDate | None:
        """``text`` as a date, in this page's way."""
        return parse_date(text, now=self.now, order=self.order)


def from_labels(
    page: Page, marks: list[int], reading: Reading, anchor: int, text: range
) -> Iterator[tuple[ParsedDate, float]]:
    """Dates behind a publication label ("Дата публикации: 2024.06.28"), the nearest to the headline first.

    ``text`` are the indexes of the body's blocks: a label amid them ("Release date: …" of a film) is hardly believed.
    """
    amid = text[_TEXT_EDGE:-_TEXT_EDGE]
    found: list[tuple[int, ParsedDate, float]] = []
    own = reading.label is not None
    tried = 0
    for at, block in enumerate(page.blocks):
        if marks[block.box.index] == FOREIGN or (len(block.text) > 60 and not _DIGIT.search(block.text, 0, 240)):
            continue
        labels = _labels(block.text, reading.label)
        told = _ENTRY.match(block.text) is not None
        if not told and not any(kind == "published" for kind, *_ in labels):
            continue
        tried += 1
        if tried > _MOST:
            break
        one = _labelled(page, at, labels, reading) or (_told(block.text, reading) if told else None)
        if one is not None:
            parsed, trust = one
            distance = abs(at - anchor)
            found.append((distance, parsed, _AMID if at in amid and distance > _HEAD and not own else trust))
    found.sort(key=lambda one: one[0])
    for distance, parsed, trust in found[:4]:
        yield parsed, trust if distance <= 30 else trust - 0.1


def _labels(text: str, own: str | None) -> list[tuple[str, str, int, int]]:
    """The date labels of one line, the source's ``own`` among them; of a long text, only those that open it."""
    labels = find_labels(text if len(text) <= 160 else text[:60])
    if own and (place := text.lower().find(own.lower())) >= 0:
        end = place + len(own)
        labels = [("published", own, place, end), *[one for one in labels if one[2] >= end]]
    return labels


def _labelled(
    page: Page, at: int, labels: list[tuple[str, str, int, int]], reading: Reading
) -> tuple[ParsedDate, float] | None:
    text = page.blocks[at].text
    for number, (kind, label, start, end) in enumerate(labels):
        if kind != "published":
            continue
        stop = labels[number + 1][2] if number + 1 < len(labels) else len(text)
        gap = _AHEAD.match(text, end)
        after = gap.end() if gap else end
        colon = any(mark in text[end:after] for mark in _COLONS)
        if label in WEAK and not (colon and start <= 3) and label != text.strip(" :：").lower():
            continue
        rest = text[after:stop]
        if not rest.strip():
            follower = _next_line(page, at)
            if follower is not None and start <= 3 and (parsed := _leading_date(follower.text, reading)) is not None:
                return parsed, 0.9
            continue
        parsed = _leading_date(rest, reading)
        if parsed is not None and _opens(text, start):
            return parsed, 0.93
    return None


def _told(text: str, reading: Reading) -> tuple[ParsedDate, float] | None:
    """The date of a blog's closing sentence: "This entry was posted on …", "Dieser Beitrag wurde am … gepostet"."""
    for one in find_dates(text[:200], order=reading.order)[:1]:
        if not (one.partial or one.ambiguous or one.in_range):
            return ParsedDate(one.value, one.precision, text[one.start : one.end].strip()), 0.85
    return None


def _opens(text: str, start: int) -> bool:
    """True where a label stands as one: at the beginning, after a separator or with a capital, not in a sentence."""
    if start <= 3:
        return True
    if len(text) > 160:
        return False
    return text[start].isupper() or text[start] >= "\u3040" or text[:start].rstrip()[-1:] in "|·•,;:)）】/—-"


def _next_line(page: Page, at: int) -> Block | None:
    return page.blocks[at + 1] if at + 1 < len(page.blocks) and len(page.blocks[at + 1].text) <= 80 else None


def _leading_date(text: str, reading: Reading) -> ParsedDate | None:
    """The date with which ``text`` begins (a weekday or two short words may stand before it)."""
    head = text[:80]
    for one in find_dates(head, order=reading.order)[:1]:
        if one.start > 20 or one.ambiguous or one.in_range:
            return None
        value = resolve(one, reading.now)
        return ParsedDate(value, one.precision, head[one.start : one.end].strip()) if value is not None else None
    if reading.now is not None and (relative := parse_relative(head[:40], reading.now)) is not None:
        return relative
    return reading.parse(head[:40]) if len(head) < 40 else None


def near_title(
    page: Page, marks: list[int], reading: Reading, title: Box | None, start: int
) -> Iterator[tuple[ParsedDate, float]]:
    """Date lines within a few blocks of the headline, and boxes named as dates between the headline and the text.

    ``start`` is the first block of the text, which serves where no headline box is known.
    """
    first, last = (title.first, title.last) if title is not None else (start, start)
    after = range(last, min(len(page.blocks), max(last + WINDOW_AFTER, min(start + 2, last + 15))))
    before = range(first - 1, max(-1, first - 1 - WINDOW_BEFORE), -1)
    inside = range(first + 1, last)  # a second line of the headline's own box
    for indexes, trust in ((inside, 0.85), (after, 0.85), (before, 0.8)):
        for at in indexes:
            block = page.blocks[at]
            mark = marks[block.box.index]
            if (
                mark == FOREIGN
                or (mark == ASIDE and not first - 4 <= at < max(start, last + 1))
                or (indexes is before and _is_clock(block.box))
            ):
                continue
            parsed = _date_line(block, reading, indexes is inside) or _split_date(page, at, reading)
            if parsed is not None:
                distance = at - last if indexes is after else first - 1 - at if indexes is before else 0
                yield parsed, trust - 0.02 * distance


def named_dates(page: Page, marks: list[int], reading: Reading, anchor: int) -> Iterator[tuple[ParsedDate, float]]:
    """Boxes whose class says "date", outside menus and neighbours; none where the page has several different ones."""
    found: dict[datetime, tuple[int, ParsedDate]] = {}
    looked_at = 0
    for box in page.boxes:
        if looked_at == _MOST:
            break
        if not box.name or marks[box.index] >= ASIDE or not is_date_name(box.name) or box.last - box.first > 4:
            continue
        text = page.text(box) if box.last > box.first or box.tag not in ("div", "p", "td") else ""
        if not text or len(text) > 120:
            continue
        looked_at += 1
        if any(kind != "published" for kind, *_ in find_labels(text)) or tells_of_change(text_before(page, box)):
            continue
        parsed = reading.parse(text)
        if parsed is not None:
            day = parsed.value.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
            distance = abs(box.first - anchor)
            if day not in found or found[day][0] > distance:
                found[day] = (distance, parsed)
    ranked = sorted(found.values(), key=lambda one: one[0])
    if ranked and (len(ranked) == 1 or ranked[0][0] <= 12):
        yield ranked[0][1], 0.8 if len(ranked) == 1 else 0.65


def _is_clock(box: Box) -> bool:
    """True for a place in the site's header, where a clock or today's date stands."""
    holder: Box | None = box
    for _ in range(6):
        if holder is None:
            return False
        if holder.tag == "header" or _is_clock_name(holder.name):
            return True
        holder = holder.parent
    return False


def _date_line(block: Block, reading: Reading, below: bool = False) -> ParsedDate | None:
    """The date of a short line that is little more than a date ("20 June 2024 International activities 203").

    In a heading, only one that is all of it, or that opens a line ``below`` the headline in the same element.
    """
    text = block.text
    if len(text) > 160:
        return None
    labels = find_labels(text)
    if any(kind != "published" for kind, *_ in labels) and not any(kind == "published" for kind, *_ in labels):
        return None
    parsed = reading.parse(text)
    if parsed is None:
        return None
    rest = len(text) - len(parsed.raw)
    if rest > 90 or (rest > 30 and text[-1:] in ".!?…。" and not text.endswith("г.")):
        return None
    if block.heading and rest > 3 and not (below and text.startswith(parsed.raw)):
        return None  # a headline that names a day
    return parsed


def _split_date(page: Page, at: int, reading: Reading) -> ParsedDate | None:
    """28 / Июн / 2024 in neighbouring boxes; 28 / 2024-06; a day and a month alone."""
    texts = []
    for block in page.blocks[at : at + 3]:
        if len(block.text) > 12:
            break
        texts.append(block.text)
    if len(texts) < 2:
        return None
    for one, two in ((texts[0], texts[1]), (texts[1], texts[0])):
        whole = _YEAR_MONTH.match(two)
        if _DAY.match(one) and whole:
            return reading.parse(f"{whole[1]}-{whole[2]}-{one}")
    if not any(_DAY.match(text) for text in texts):
        return None
    for count in (3, 2):
        if len(texts) >= count and (parsed := reading.parse(" ".join(texts[:count]))) is not None:
            return parsed
    return None


_PLACE = re.compile(r"[^\W\d_a-zа-яё][^\d.!?;]{1,40}[,(/]\s?\(?$")
_DATELINE_END = re.compile(r"(?:\s?г\.)?\s?(?:\)\s?[.:–—-]?|/|[–—:]|-\s)")


def dateline(blocks: list[Block], reading: Reading) -> ParsedDate | None:
    """The date of a press release's dateline: "Berlin, 12. November 2021 – Die …", "Karlsruhe, (12.11.2021). …"."""
    paragraphs = [block for block in blocks[:40] if block.size > 80 and not block.heading and block.link_share < 0.5]
    for block in paragraphs[:2]:
        for one in find_dates(block.text[:100], order=reading.order)[:1]:
            plain = not (one.partial or one.ambiguous or one.in_range)
            placed = one.start == 0 or _PLACE.match(block.text[: one.start])
            if plain and placed and _DATELINE_END.match(block.text, one.end):
                return ParsedDate(one.value, one.precision, block.text[one.start : one.end].strip())
    return None


def signature_date(blocks: list[Block], reading: Reading) -> ParsedDate | None:
    """A date line that closes the text («外事处 2014年3月17日»): low trust, for want of anything better."""
    for block in reversed(blocks[-3:]):
        text = block.text
        if len(text) <= 60 and find_dates(text, order=reading.order):
            return _date_line(block, reading)
        if text.endswith((")", "）")):
            opening = max(text.rfind("("), text.rfind("（"))
            if opening >= 0 and len(text) - opening <= 50:
                return reading.parse(text[opening:])
    return None
