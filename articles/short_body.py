"""Bodies without a sentence: a list, a table, a line or two, read where the page says its text is."""

from __future__ import annotations

import re

from articles.captions import is_caption
from articles.noise_lines import is_noise_line
from articles.page import Box, Page
from articles.text import name_test, words

SHAPES = words(
    "p li ul ol blockquote dd dt dl pre h1 h2 h3 h4 h5 h6 figure figcaption tr tbody thead table caption center "
    "summary details hgroup"
)
"""Elements that shape text inside a container and are no container themselves."""
_ITEMS = words("li td th dt dd")
_NEAR = 12
"""Blocks after the headline within which its list begins."""
_SHAPES = 30
"""Elements around a block that are looked through for its container."""
_DEPTH = 8
"""Elements around the headline that are looked through for its list."""


_is_lead_name = name_test(
    r"(?:^|[\s_])(?:(?:article|news|post|story|text|page|content|detail|topic|haber|hero)-?)?(?:lead|lede|leadin|lead-text|"
    r"summary|standfirst|strap|strapline|subtitle|subheadline|uvod|uvodnik|podnaslov|podtitul|podtytul|padzagalovak|podzagolovok|spot|ozet|"
    r"documentdescription|intro|introtext|anons|perex|vorspann|preview-text|chapeau|chapo|entradilla|bajada|sapo|ingress|ingressi|zajawka|"
    r"sommario|(?:[a-z]{2,8}(?:-|__))(?:lead|lid|abstract|uvod|spot|ozet|standfirst|strap))(?=$|\s)"
)
_ENDS = '.!?…。！？»”"'
_LEAD_SIZE, _NAMED_SIZE, _LEAD_LEVELS, _LINKED = 100, 50, 3, 0.3
"""Text of a lead at least, and of one that is named so; elements around the text in which it stands; the share of links
it stays below."""
# In English a sentence between headline and text is a summary for those who read no further; elsewhere it is mostly
# the text's own first paragraph (Vorspann, chapô, ingress, zajawka, анонс, 导语).
_ENGLISH = re.compile(r" (?:the|and|that|with|from|his|he|she|they|our|their|your?|has|have|been|when|who|its) ")
# What a site tells every reader: a banner in no box of a name.
_NOTICE = re.compile(r"\bcookies?\b|javascript|newsletter|рассылк", re.IGNORECASE)
_SAME, _OPENING = 30, 5
"""Characters by which a lead is known to be repeated in a text, and blocks in which it would be."""


def lead_above(page: Page, noise: list[int], headline: Box, boxes: list[Box]) -> list[Box]:
    """The boxes between ``headline`` and the text in ``boxes`` that are its first paragraph: named so, or, where
    that is the custom, sentences that stand nearby. None that the text repeats."""
    named = _named_lead(page, noise, headline, boxes)
    first = boxes[0].first
    if named or not headline.last < first <= headline.last + _NEAR:
        return named
    return [
        block.box
        for block in page.blocks[headline.last : first]
        if block.size >= _LEAD_SIZE
        and block.link_share < _LINKED
        and block.box.last - block.box.first == 1
        and not _ENGLISH.search(block.text)
        and not _NOTICE.search(block.text)
        and not is_caption(block)
        and is_lead(page, noise, block.box, boxes[0])
    ]


def _named_lead(page: Page, noise: list[int], headline: Box, boxes: list[Box]) -> list[Box]:
    around = boxes[0]
    for _ in range(_LEAD_LEVELS):
        if around.parent is not None and around.parent.tag not in ("body", "html"):
            around = around.parent
    for box in page.boxes[around.index : boxes[0].index]:
        if not (headline.last <= box.first < box.last <= boxes[0].first and box.name and _is_lead_name(box.name)):
            continue
        if page.size(box) >= _NAMED_SIZE and is_lead(page, noise, box, boxes[0]):
            return [box]
    return []


def is_lead(page: Page, noise: list[int], box: Box, text: Box) -> bool:
    """True where ``box`` holds sentences, is no noise, and the opening of ``text`` does not repeat it."""
    lead = page.blocks[box.last - 1].text
    if lead[-1] not in _ENDS or not is_part(page, noise, box) or is_noise_line(lead):
        return False
    middle = lead[len(lead) // 2 :][:_SAME]  # some leads are the text's first sentences, under a label
    opening = page.blocks[text.first : text.last][:_OPENING]
    return not any(middle in block.text for block in opening)


def is_part(page: Page, noise: list[int], box: Box) -> bool:
    """True for a part of a text, even one of short lines; not for noise or links."""
    return not noise[box.index] and box.last > box.first and page.link_share(box) < 0.3


def named_line(page: Page, noise: list[int], boxes: list[Box]) -> list[Box]:
    """The first of the named containers ``boxes`` that holds a line: the page's own word on where its text is."""
    named = [box for box in boxes if not noise[box.index] and page.size(box) >= 20]
    return named[:1] if named and page.link_share(named[0]) <= 0.5 else []


def list_under(page: Page, noise: list[int], headline: Box) -> list[Box]:
    """A list or a table right under the headline, with the lines between them and right after it."""
    around = headline.parent
    for _ in range(_DEPTH):
        if around is None:
            break
        below = [box for box in page.children(around) if box.first >= headline.last and box.last > box.first]
        found = [at for at, box in enumerate(below) if _is_list(page, noise, box)]
        if found and below[found[0]].first - headline.last <= _NEAR:
            last = found[0]
            while last + 1 < len(below) and is_part(page, noise, below[last + 1]) and below[last + 1].tag in SHAPES:
                last += 1
            return [box for box in below[: last + 1] if is_part(page, noise, box)]
        around = around.parent
    return []


def holder_of(box: Box) -> Box:
    """The innermost container around ``box`` (or itself): no list, table, quotation or other shape of text."""
    holder = box
    for _ in range(_SHAPES):
        if holder.parent is None or holder.tag not in SHAPES:
            break
        holder = holder.parent
    return holder


def _is_list(page: Page, noise: list[int], box: Box) -> bool:
    """True for a list or a table, or an element that holds little else, of at least two items."""
    within = page.blocks[box.first : box.last]
    items = [block for block in within if block.box.tag in _ITEMS]
    return is_part(page, noise, box) and len(items) >= 2 and len(items) > 0.6 * len(within)
