"""Publication dates that a page shows without a label: in a line near the headline, in split boxes, in date boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from articles.date_forms import find_dates
from articles.date_lists import Lists
from articles.date_machine import is_changed, text_before
from articles.date_order import Reading
from articles.dates import ParsedDate, plain
from articles.labels import Label, find_labels, says_published, tells_of_change
from articles.noise import ASIDE, FOREIGN
from articles.page import Block, Box, Page, is_date_name
from articles.text import name_test

_MOST = 100  # date-named places of one page that are read
WINDOW_BEFORE, WINDOW_AFTER = 6, 7
"""Blocks before and after the headline in which its date line stands."""

_is_clock_name = name_test(r"clock|today|(?:^|[\s_-])(?:current|now)(?=$|[\s_-])|weather")
_is_header_name = name_test(r"header|topbar|top-bar|head(?:$|[\s_-])")
# A line of date, author and rubric: "postmeta", "entry-meta", "node__meta", "news-info"
_is_meta_name = name_test(
    r"(?:^|[\s_-])(?:(?:post|entry|article|news|blog|story|node)[_-]{0,2}(?:meta|info|details?|byline)|byline)(?=$|[\s_-])",
    telling=True,
)
_is_story_header_name = name_test(r"(?:article|post|entry|news|story|single|detail)\w{0,10}[_-]{0,2}head")
_SMALL = 5  # level of a heading that is no headline
_CARD, _LEVELS = 20, 8  # size of a link that is a headline; boxes around a date that are looked through
_BARE = 60  # characters of a line that is a date and little more
PARAGRAPH = 100  # size of a block that is a paragraph of text
# The words of a page's clock, which names today in full: "Сегодня: среда, 20 ноября 2024", 今天是2024年11月20日
_TODAY = re.compile(
    r"(?<![^\W\d_])(?:сегодня|сьогодні|сёння|бүгін|bugun|бугун|today(?: is)?|heute(?: ist)?|aujourd['’]hui|"
    r"nous sommes le|"
    r"hoy(?: es)?|hoje(?: é)?|oggi|dziś|dzisiaj(?: jest)?|dnes(?: je)?|bugün|今天(?:是)?|今日(?:は)?|오늘(?:은)?|اليوم)"
    r"[\s,:：—–-]{0,3}(?:[^\W\d_]{2,12}[,.]?\s{0,2})?$"
)
# "· 3 min read", "| Lesezeit: 4 Min.", "5 мин. чтения"
_READING_TIME = re.compile(
    r"[\s·•|,–—-]{0,4}(?:(?:lesezeit|lesedauer|reading time|время чтения|temps de lecture|tiempo de lectura)"
    r"[\s:]{1,3}(?:ca\.? )?)?\d{1,3}\s?[–-]?(?:min|мин)\w{0,6}\.?"
    r"(?:\s(?:read|lesezeit|lesedauer|чтения|de lecture|de lectura|di lettura|de leitura))?$",
    re.IGNORECASE,
)
_UNDER = 6  # blocks under the text in which its date box stands
_SHORTEST = 6  # characters of the shortest date
_DAY, _YEAR_MONTH = re.compile(r"^\d{1,2}$"), re.compile(r"^((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})月?$")


def near_title(
    page: Page, marks: list[int], reading: Reading, lists: Lists, title: Box | None, start: int
) -> Iterator[tuple[ParsedDate, float]]:
    """Date lines within a few blocks of the headline, and boxes named as dates between the headline and the text.

    ``start`` is the first block of the text, which serves where no headline box is known. A date that stands behind
    two paragraphs, in an item of a list, or beside today's clock is not the page's own.
    """
    first, last = (title.first, title.last) if title is not None else (start, start)
    after = range(last, min(len(page.blocks), max(last + WINDOW_AFTER, min(start + 2, last + 15))))
    before = range(first - 1, max(-1, first - 1 - WINDOW_BEFORE), -1)
    inside = range(first, last) if last - first > 1 else range(0)  # another line of the headline's own box
    head = _head_end(page, last, start)
    for indexes, trust in ((inside, 0.85), (after, 0.85), (before, 0.8)):
        passed = 0
        for at in indexes:
            block = page.blocks[at]
            mark = marks[block.box.index]
            if (
                (mark == FOREIGN and not (last <= at < head and len(block.text) <= _BARE and block.link_share < 0.5))
                or (mark == ASIDE and not first - 4 <= at < head)
                or (indexes is before and (lists.beside(block.box) or _is_clock(block.box, title)))
            ):
                continue
            passed += block.size > PARAGRAPH and block.link_share < 0.3
            if passed > 1:
                break
            parsed = date_line(block, reading, indexes is inside) or _split_date(page, at, reading)
            if (
                parsed is None
                or _is_told(page, at)
                or (is_changed(block.box) and not says_published(block.text))  # <p class=update>…掲載</p>
                or (indexes is not inside and lists.holds(block.box))
            ):
                continue
            if indexes is before and (_is_of_card(page, at, first) or _is_today(block.box, title, parsed, reading)):
                continue
            distance = at - last if indexes is after else first - 1 - at if indexes is before else 0
            yield parsed, trust - 0.02 * distance


def _head_end(page: Page, last: int, start: int) -> int:
    """Where the lines under the headline, which ends before block ``last``, end: at the text's second paragraph.

    The first may be the summary, with the author's line under it. ``start`` is the block in which the text is taken to
    begin; that may be above the headline.
    """
    end = min(len(page.blocks), last + WINDOW_AFTER)
    paragraphs = [
        at for at in range(last, end) if page.blocks[at].size > PARAGRAPH and page.blocks[at].link_share < 0.3
    ]
    return max(start, paragraphs[1] if len(paragraphs) > 1 else end)


def _is_told(page: Page, at: int) -> bool:
    """True where the line before is the label of another date: "Дата проведения:", <dt>Updated</dt>."""
    before = page.blocks[at - 1] if at else None
    if before is None or len(before.text) > 60:
        return False
    kinds = [kind for kind, *_ in find_labels(before.text)]
    ends = before.text.endswith((":", "：")) or before.box.tag in ("dt", "th")
    return ends and bool(kinds) and kinds[-1] != "published"


def _is_of_card(page: Page, at: int, first: int) -> bool:
    """True where the line behind a date is another story's headline or the site's name, in its bar: a link, too
    long for a section's name, in a box with the date beside which that headline stands. In a box with it, the link is
    the rubric above it, or the way back to the list. ``first`` is the block in which the page's own headline begins."""
    if at + 1 >= first:
        return False
    date, behind = page.blocks[at], page.blocks[at + 1]
    if behind.link_share <= 0.8 or behind.size < _CARD:
        return False
    shared = next((box for box in date.box.upward(_LEVELS) if box.first <= at + 1 < box.last), None)
    return shared is None or shared.tag in ("body", "html") or not shared.first <= first < shared.last


def _is_today(box: Box, title: Box | None, parsed: ParsedDate, reading: Reading) -> bool:
    """True for the day of reading in a strip above the page's content: a clock, not a date line."""
    if reading.now is None or parsed.value.date() != reading.now.date() or title is None:
        return False
    holder: Box | None = box
    while holder is not None and not title.within(holder):
        holder = holder.parent
    return holder is None or holder.parent is None


def named_dates(
    page: Page, marks: list[int], reading: Reading, lists: Lists, title: Box | None, anchor: int, end: int
) -> Iterator[tuple[ParsedDate, float]]:
    """Boxes whose class says "date", outside menus and neighbours; none where the page has several different ones.

    ``anchor`` is the block of the headline, ``end`` the one behind the text: of side columns, only boxes between them
    (and right under the text, where no headline stands with them) count.
    """
    found: dict[datetime, tuple[int, ParsedDate]] = {}
    looked_at = 0
    for box in page.telling:
        if looked_at == _MOST:
            break
        if not box.name or box.last - box.first > 4 or not (is_date_name(box.name) or _is_meta_name(box.name)):
            continue
        if marks[box.index] == FOREIGN or (marks[box.index] == ASIDE and not anchor <= box.first < end + _UNDER):
            continue
        if box.first >= end and lists.beside(box):
            continue  # the day of a neighbour's headline
        line = page.text(box) if box.last > box.first or box.tag not in ("div", "p", "td") else ""
        if not line or len(line) > 120:
            continue
        looked_at += 1
        if any(kind != "published" for kind, *_ in find_labels(line)) or tells_of_change(text_before(page, box)):
            continue
        parsed = reading.parse(line)
        if parsed is None or _is_titled(line, parsed) or lists.holds(box) or _is_clock_name(box.name):
            continue
        if box.first < anchor and _is_today(box, title, parsed, reading):
            continue
        day = parsed.value.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        distance = abs(box.first - anchor)
        if day not in found or found[day][0] > distance:
            found[day] = (distance, parsed)
    ranked = sorted(found.values(), key=lambda one: one[0])
    if ranked and (len(ranked) == 1 or ranked[0][0] <= 12):
        yield ranked[0][1], 0.8 if len(ranked) == 1 else 0.65


def _is_clock(box: Box, title: Box | None) -> bool:
    """True for a place in the site's header, where a clock or today's date stands; the headline is not in there."""
    holder: Box | None = box
    for _ in range(6):
        if holder is None or (title is not None and title.within(holder)):
            return False
        if holder.tag == "header" or _is_clock_name(holder.name):
            return True
        if _is_header_name(holder.name) and not _is_story_header_name(holder.name):
            return True
        holder = holder.parent
    return False


def date_line(block: Block, reading: Reading, below: bool = False) -> ParsedDate | None:
    """The date of a short line that is little more than a date ("20 June 2024 International activities 203").

    In a heading, only one that is all of it, or that opens a line ``below`` the headline in the same element.
    """
    text = block.text
    if len(text) > 160:
        return None
    labels = find_labels(text)
    if any(kind != "published" for kind, *_ in labels) and not any(kind == "published" for kind, *_ in labels):
        text = _before_change(text, labels)
    parsed = reading.parse(text)
    if parsed is None or _is_titled(text, parsed):
        return None
    rest = len(_READING_TIME.sub("", text)) - len(parsed.raw)
    if rest > 90 or (rest > 30 and text[-1:] in ".!?…。" and not text.endswith("г.")):
        return None
    is_meta = block.heading >= _SMALL and ("|" in text or "·" in text)  # <h6>Friday, 14 August | 527 views</h6>
    if block.heading and rest > 3 and not is_meta and not (below and text.startswith(parsed.raw)):
        return None  # a headline that names a day
    return parsed


def _before_change(text: str, labels: tuple[Label, ...]) -> str:
    """What stands before the label of a later change and its own day: "28 June 2024, updated 2 July"; else nothing."""
    kind, _, start, end = labels[0]
    return text[:start] if kind == "updated" and start > _SHORTEST and find_dates(plain(text[end:])) else ""


def _is_titled(text: str, parsed: ParsedDate) -> bool:
    """True where the words right before the date make it something else: "Deadline: 28.06.2024", "Сегодня 28 июня"."""
    place = text.find(parsed.raw)
    before = text[:place].rstrip(" \u00a0") if place > 0 else ""
    if before.endswith((":", "：")):
        return all(kind != "published" for kind, *_ in find_labels(before))
    return parsed.precision == "day" and _TODAY.search(before.lower()) is not None


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
