"""Dates in and under the text itself: a press release's dateline, the signature, the author's line."""

from __future__ import annotations

import re

from articles.date_forms import find_dates
from articles.date_lists import Lists
from articles.date_order import Reading
from articles.date_visible import PARAGRAPH, date_line
from articles.dates import ParsedDate
from articles.labels import find_labels
from articles.noise import FOREIGN
from articles.page import Block, Page

_PLACE = re.compile(r"[^\W\d_a-zа-яё][^\d.!?;]{1,40}(?:[,(/]|,[^\d.!?;,]{2,25}[–—-])\s?\(?$")
_DATELINE_END = re.compile(r"(?:\s?г\.)?\s?(?:\)\s?[.:–—-]?|[/|–—:]|-\s)")
_CLOSED = re.compile(r"\.\s[^\W\d_a-zа-яё]")  # behind a place: "Emden, 2. Mai 2022. Die …"
# Years before the page was fetched within which such a day is that of a release. Stories open so, too ("Tokyo, 5 May
# 1995. A train …"), and oftener in the form of a sentence than with a dash.
_RELEASED, _TOLD = 25, 10
_FIRST_YEAR = 2000  # where nobody says when the page was fetched


def dateline(blocks: list[Block], reading: Reading) -> ParsedDate | None:
    """The date of a press release's dateline: "Berlin, 12. Mai 2021 – Die …", "BERLIN, Germany – June 28, 2024 –".
    A day of long ago is that of what the text tells."""
    paragraphs = [block for block in blocks[:40] if block.size > 80 and not block.heading and block.link_share < 0.5]
    for block in paragraphs[:2]:
        for one in find_dates(block.text[:100], order=reading.orders)[:1]:
            plain = not (one.partial or one.ambiguous or one.in_range)
            place = _PLACE.match(block.text[: one.start])
            marked = _DATELINE_END.match(block.text, one.end)
            ends = marked or (place and _CLOSED.match(block.text, one.end))
            opens = place or block.text[: one.start] in ("", "(")
            if plain and ends and opens and one.value.year >= _earliest(reading, _RELEASED if marked else _TOLD):
                return ParsedDate(one.value, one.precision, block.text[one.start : one.end].strip(), one.separator)
    return None


def _earliest(reading: Reading, years: int) -> int:
    """The first year of a dateline that counts, ``years`` before the page was fetched."""
    return reading.now.year - years if reading.now is not None else _FIRST_YEAR


def signature_date(blocks: list[Block], reading: Reading, lists: Lists) -> ParsedDate | None:
    """A date line that closes the text («外事处 2014年3月17日»): low trust, for want of anything better."""
    for block in reversed(blocks[-3:]):
        text = block.text
        if block.box.tag in _CELLS or lists.holds(block.box):
            return None
        if len(text) <= 60 and (found := find_dates(text, order=reading.orders)):
            return None if _is_deadline(text[: found[0].start]) else date_line(block, reading)
        if text.endswith((")", "）")):
            opening = max(text.rfind("("), text.rfind("（"))
            if opening >= 0 and len(text) - opening <= 50:
                return reading.parse(text[opening:])
        if block.size > PARAGRAPH:
            return None
    return None


# Words before a day that make it the day of something told: "Apply by 25/03/2024", "Приём заявок до 01.09.2024"
_is_deadline = re.compile(
    r".*\b(?:by|on|from|until|till|since|before|after|at|in|до|по|с|от|на|в|к|у|з|із|bis|am|ab|vom|im|seit|zum|le|au|du|"
    r"el|al|del|hasta|desde|il|dal|entro|em|até|od|do|dnia|dne|den|op|tot|på|til)\s{1,3}$",
    re.IGNORECASE | re.DOTALL,
).match
_CELLS = frozenset(["td", "th", "dd", "dt"])  # a table's or a list's facts
_is_byline = re.compile(
    r"\W{0,3}(?:(?:posted|published|written|submitted|geschrieben|verfasst|gepostet|eingestellt|publié|publicado|"
    r"escrito|scritto|опубликовал[аи]?|добавил[аи]?|разместил[аи]?)\s)?"
    r"(?:by|von|par|por|di|door|av|af|przez|автор|от|作者)(?:\s|\s?[:：])[^\d|]{2,60}[|•·]?\s?$",
    re.IGNORECASE,
).match
# "28 June 2024 | Source: press office", "28 июня 2024 г. · Рубрика: Наука"
_is_filed = re.compile(
    r"(?:\s?г\.)?\s?[|•·—–]\s?(?:by|in|source|author|category|categories|filed under|posted in|источник|автор|рубрика|"
    r"категория|джерело|рубрика|quelle|autor|kategorie|von|source|auteur|catégorie|fuente|categoría|fonte|categoria|źródło|"
    r"kategoria|来源|作者)(?:\s|[:：])",
    re.IGNORECASE,
).match
_LAST, _UNDER = 2, 6  # blocks at the end of the text, and under it, in which its author's line stands


def byline_date(page: Page, marks: list[int], reading: Reading, lists: Lists, end: int) -> ParsedDate | None:
    """The date of the author's line that closes the text or stands right under it: "Von Anna am 03.05.2013 | News",
    "28 June 2024 | Source: press office"."""
    for block in page.blocks[max(0, end - _LAST) : end + _UNDER]:
        text = block.text
        if marks[block.box.index] == FOREIGN or len(text) > 120:
            continue
        found = find_dates(text, order=reading.orders)
        if len(found) != 1:
            continue
        before, after = text[: found[0].start], text[found[0].end :]
        if not (_is_byline(before) if before else _is_filed(after)):
            continue
        if not find_labels(text) and not lists.holds(block.box):
            return date_line(block, reading)
    return None
