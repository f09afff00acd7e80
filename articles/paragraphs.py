"""From the blocks of a text to its paragraphs: without the lines that open and close it, table rows as one line."""

from __future__ import annotations

import re

from articles.dates import parse_date
from articles.labels import find_labels
from articles.noise import is_caption, opens_tail
from articles.page import Block, Box
from articles.text import fold

ENDS_SENTENCE = re.compile(r"[.!?…。！？؟;:»”\"）)]\s?$")


def once(lines: list[str]) -> list[str]:
    """``lines`` without repetitions: of a neighbour, or of a whole sentence anywhere (galleries repeat captions)."""
    seen: set[str] = set()
    kept: list[str] = []
    for line in lines:
        if (kept and line == kept[-1]) or (len(line) > 60 and line in seen):
            continue
        seen.add(line)
        kept.append(line)
    return kept


def without_head(blocks: list[Block], title: str) -> list[Block]:
    """``blocks`` without the headline, date, counter and source lines that open them."""
    at = 0
    for place, block in enumerate(blocks[:8]):
        if _is_head_line(block, title):
            at = place + 1
        elif block.size > 100 or ENDS_SENTENCE.search(block.text):
            break
    kept = _without_lead_caption(blocks[at:])
    return [block for block in kept if not (len(block.text) <= 300 and title and fold(block.text) == title)]


def _without_lead_caption(blocks: list[Block]) -> list[Block]:
    """``blocks`` without captions of the picture over the text: it is a field of its own."""
    opening = next((at for at, block in enumerate(blocks) if block.size >= 80 and not is_caption(block.box)), 0)
    return [block for at, block in enumerate(blocks) if at >= opening or not is_caption(block.box)]


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
    return text.isdigit()


def without_tail(blocks: list[Block]) -> list[Block]:
    """``blocks`` up to the heading of related items or comments, where little text follows it."""
    total = sum(block.size for block in blocks)
    before = 0
    for at, block in enumerate(blocks):
        if before > 0.5 * total and opens_tail(block.text):
            blocks = blocks[:at]
            break
        before += block.size
    while blocks and (blocks[-1].heading or (blocks[-1].size < 25 and blocks[-1].link_share > 0.5)):
        blocks = blocks[:-1]
    return blocks


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
