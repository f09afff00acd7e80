"""From the blocks of a text to its paragraphs: without the lines that open and close it, table rows as one line."""

from __future__ import annotations

import re

from articles.credits import MOST_CONTACTS, are_contacts, ends_release, is_credit, opens_contacts
from articles.dates import parse_date
from articles.labels import find_labels
from articles.noise_lines import is_dated_line, opens_tail
from articles.page import Block, Box
from articles.text import fold, words

ENDS_SENTENCE = re.compile(r"[.!?…。！？؟;:»”\"）)]\s?$")


_REPEATED = words("li td th dt dd pre")
"""Elements in which a text may stand twice: timetables and recipes repeat their items."""


_CUT = ("...", "…")
_OPENING = 60
"""Characters by which a caption's short form is known to be one."""


def once(blocks: list[Block]) -> list[Block]:
    """``blocks`` without repetitions: of a neighbour, or of a whole sentence anywhere (galleries repeat captions)."""
    longest: dict[str, int] = {}
    for block in blocks if any(block.text.endswith(_CUT) for block in blocks) else ():
        if len(block.text) > _OPENING:
            longest[block.text[:_OPENING]] = max(len(block.text), longest.get(block.text[:_OPENING], 0))
    seen: set[str] = set()
    kept: list[Block] = []
    for block in blocks:
        text = block.text
        if text.endswith(_CUT) and longest.get(text[:_OPENING], 0) > len(text):
            continue  # the short form of a caption beside its long one
        if block.box.tag not in _REPEATED and ((kept and text == kept[-1].text) or (len(text) > 60 and text in seen)):
            continue
        seen.add(text)
        kept.append(block)
    return kept


_FOLDED = 30


def without_head(blocks: list[Block], title: str) -> list[Block]:
    """``blocks`` without the headline, date, counter and source lines that open them."""
    at = 0
    for place, block in enumerate(blocks[:8]):
        if _is_fact(block):
            break
        if _is_head_line(block, title):
            at = place + 1
        elif block.size > 100 or ENDS_SENTENCE.search(block.text):
            break
    rest = blocks[at:] or [block for block in blocks if not _is_head_line(block, title)]
    near = range(len(title) - _FOLDED, len(title) + _FOLDED)  # folding changes a length by little, and costs much
    return [block for block in rest if not (title and len(block.text) in near and fold(block.text) == title)]


def _is_head_line(block: Block, title: str) -> bool:
    text = block.text
    if len(text) > 300:
        return False
    if title and fold(text) == title:
        return True
    if len(text) > 120:
        return False
    labels = find_labels(text)
    if labels and labels[0][2] <= 3 and (len(text) < 60 or parse_date(text)):
        return True
    if len(text) < 60 and parse_date(text) is not None:
        return not ENDS_SENTENCE.search(text) or len(text) < 30
    return text.isdigit() or _is_byline(text, bool(block.heading))


def without_bylines(blocks: list[Block], places: list[int]) -> list[int]:
    """``places`` less those of an author's line right above or under a line of days ("Av Marit Dahl / Publisert …"),
    wherever in the text the two stand."""
    return [
        at
        for at in places
        if not (
            _BYLINE.match(blocks[at].text)
            and _is_byline(blocks[at].text, bool(blocks[at].heading))
            and any(is_dated_line(one.text) for one in (*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2]))
        )
    ]


def _is_fact(block: Block) -> bool:
    """True for "Date of the event: …": it opens the text."""
    labels = find_labels(block.text) if len(block.text) <= _FACT else ()
    return bool(labels) and labels[0][0] == "event" and labels[0][2] <= 3


def _is_byline(text: str, heading: bool = False) -> bool:
    """True for the line of author, section and counters under a headline: "von Anna Groß (Kommentare: 1)",
    "by Ann Author | 5 March 2024 | News | 0 comments"; not for a subhead ("Von Leipzig nach Peking")."""
    if ENDS_SENTENCE.search(text) and not text.endswith(")"):
        return False
    if not heading and (match := _BYLINE.match(text)) and len(text.split()) <= _BYLINE_WORDS:
        name = _BYLINE_TAIL.split(text[match.end() - 1 :], maxsplit=1)[0]
        return not any(word[0].islower() and word not in _PARTICLES for word in name.split())
    parts = _BARS.split(text)
    return len(parts) > 2 and any(parse_date(part) is not None for part in parts[:4])


_BYLINE = re.compile(
    r"\W{0,3}(?:(?:posted|written|published) )?(?:by|von|par|por|di|door|av|af|przez|autor|auteur|автор|作者)"
    r"(?:\s?[:：]|\s)\s?(?-i:[^\W\d_a-zа-яё])",
    re.IGNORECASE,
)
_BYLINE_WORDS = 8
_BYLINE_TAIL = re.compile(r"[|·•(,–—]|\s(?:on|am|le|el|il|em|for|für|для|в)\s")
_PARTICLES = words(
    "von van der den de del della di da do dos du la le el al bin ibn und and et och e y i и ter ten zu zur af av"
)
_BARS = re.compile(r"\s[|·•]\s")
_FACT = 120
_RUN, _REST = 3, 0.75
"""Links, one under another at the end of a text, that are other articles, where the rest is such a share of it."""
_ATTACHMENT = re.compile(
    r"^\W{0,3}(?:附件|приложени|додат|attachment|anlage|annexe|anexo)|\.(?:pdf|docx?|xlsx?|zip|rar)\b",
    re.IGNORECASE,
)


def without_tail(blocks: list[Block], authors: tuple[str, ...] = ()) -> list[Block]:
    """``blocks`` up to the heading of related items or comments, or to the paragraph about one of the ``authors``
    (folded names), where little text follows."""
    total = sum(block.size for block in blocks)
    before = 0
    in_parts = False
    for at, block in enumerate(blocks):
        if before <= 0.5 * total:
            in_parts = in_parts or ends_release(block.text)  # a mark between parts, as it may stand again
        elif _ends(blocks, at, in_parts):
            blocks = blocks[:at]
            break
        if before > 0.75 * total and len(blocks) - at <= _BIOGRAPHY and authors and _is_about(block.text, authors):
            blocks = blocks[:at]
            break
        before += block.size
    kept = len(blocks)
    while kept and blocks[kept - 1].link_share > 0.8 and not _ATTACHMENT.search(blocks[kept - 1].text):
        kept -= 1
    if len(blocks) - kept >= _RUN and sum(block.size for block in blocks[:kept]) > _REST * total:
        blocks = blocks[:kept]
    kept = len(blocks)
    while kept and (
        _closes(blocks[kept - 1]) or (kept > 1 and _is_day(blocks[kept - 1]) and is_credit(blocks[kept - 2].text))
    ):
        kept -= 1
    return blocks[:kept]


def _ends(blocks: list[Block], at: int, in_parts: bool) -> bool:
    """True where the text ends above this block: related items or comments follow, or whom the press may ask; or at
    the mark of a press release, if none parts its text (``in_parts``)."""
    text = blocks[at].text
    if len(text) > _FACT:
        return False
    if opens_tail(text) or (ends_release(text) and not in_parts):
        return True
    return opens_contacts(text) and are_contacts([block.text for block in blocks[at : at + MOST_CONTACTS + 1]])


def _is_day(block: Block) -> bool:
    """True for "Date: 28.06.2024"."""
    labels = find_labels(block.text) if len(block.text) <= _OPENING else ()
    return bool(labels) and labels[0][2] <= 3 and labels[0][0] != "event" and parse_date(block.text) is not None


def _closes(block: Block) -> bool:
    """True for a heading over nothing, a button, a line of roles and names."""
    return bool(block.heading) or (block.size < 25 and block.link_share > 0.5) or is_credit(block.text)


_FEW, _ASIDES = 0.15, 4
"""Share of a text, and number, up to which links between its paragraphs are asides and no headings of its parts."""
_DATE_AT_END = re.compile(r"[(（\[]\s?(?:\d{4}[-./年]\d{1,2}|\d{1,2}[-./]\d{1,2})[^()（）\[\]]{0,20}[)）\]]$")


def is_dated_link(block: Block) -> bool:
    """True for an item of a list of other articles: a link, and its date in brackets."""
    return block.link_share > 0.3 and block.size < 300 and _DATE_AT_END.search(block.text[-40:]) is not None


_BIOGRAPHY = 8
"""Blocks at the end of a text in which its author is presented."""
_BY = re.compile(r"^(?:written by|by|von|par|por|autor|author|автор|текст)\b:?\s?")


def _is_about(text: str, authors: tuple[str, ...]) -> bool:
    """True for "By Ann Author" and "Ann Author is a writer …"; articles name their own author nowhere else."""
    return _BY.sub("", fold(text[:120])).startswith(authors)


def without_links(blocks: list[Block]) -> list[Block]:
    """``blocks`` without the links to other articles set between them: whole paragraphs that are a link and no
    sentence, headings that are a link in a list or over no text, dated items.

    Where such links are a good part of the text, they are what the article is about, and stay.
    """
    linked = [at for at, block in enumerate(blocks) if block.links and _is_link_to_more(blocks, at)]
    sections = sum(at + 1 < len(blocks) and not blocks[at + 1].links for at in linked)
    if sum(blocks[at].size for at in linked) > _FEW * sum(block.size for block in blocks) or sections > max(
        _ASIDES, 0.3 * len(blocks)
    ):
        return [block for block in blocks if not is_dated_link(block)]
    dropped = set(linked)
    return [block for at, block in enumerate(blocks) if at not in dropped]


_BEFORE, _AFTER = re.compile(r"(?:[«‹←]|<<)\s"), re.compile(r"\s(?:[»›→]|>>)$")
_NEIGHBOURS = 100
"""Characters of a line that links to the pages before and after."""


def is_neighbours_line(block: Block) -> bool:
    """True for links to the pages before and after: "« Older | Newer »", "← The new library"; not for a quotation."""
    if block.link_share <= 0.5 or len(block.text) > _NEIGHBOURS:
        return False
    before, after = _BEFORE.match(block.text) is not None, _AFTER.search(block.text) is not None
    return (before or after) and (before != after or " | " in block.text)


def _is_link_to_more(blocks: list[Block], at: int) -> bool:
    block = blocks[at]
    if block.link_share <= 0.8:
        return is_dated_link(block)
    if block.heading:
        return _in_list(block.box) or all(after.heading for after in blocks[at + 1 : at + 2])
    return block.box.tag == "p" and not ENDS_SENTENCE.search(block.text)


def _in_list(box: Box) -> bool:
    """True for a heading that is an item of a list, as cards of other articles are set."""
    parent = box.parent
    return parent is not None and (parent.tag == "li" or (parent.parent is not None and parent.parent.tag == "li"))


def rows(blocks: list[Block]) -> list[str]:
    """The text of ``blocks``; the short cells of one table row joined by a bar."""
    lines: list[str] = []
    row: Box | None = None
    last: Box | None = None
    for block in blocks:
        cell = _cell(block.box)
        here = cell.parent if cell is not None else None
        if here is not None and here is row and cell is not last and block.size < 200 and len(lines[-1]) < 600:
            lines[-1] += " | " + block.text
        else:
            lines.append(block.text)
        row = here if block.size < 200 else None
        last = cell
    return lines


def _cell(box: Box) -> Box | None:
    for _ in range(3):
        if box.tag in ("td", "th"):
            return box
        if box.parent is None:
            return None
        box = box.parent
    return None
