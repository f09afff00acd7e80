"""Bodies without a sentence: a list, a table, a line or two, read where the page says its text is."""

from __future__ import annotations

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
_DEPTH = 8
"""Elements around the headline that are looked through for its list."""


_is_lead_name = name_test(
    r"(?:^|[\s_])(?:(?:article|news|post|story|text|page|content|detail|topic)-)?(?:lead|lede|leadin|lead-text|summary|"
    r"intro|introtext|anons|perex|vorspann|preview-text|chapeau|chapo|entradilla|bajada|sapo)(?=$|\s)"
)
_ENDS = '.!?…。！？»”"'
_LEAD_SIZE, _LEAD_LEVELS = 100, 3
"""Text of a lead at least, and elements around the text in which it stands."""
_SAME, _OPENING = 30, 5
"""Characters by which a lead is known to be repeated in a text, and blocks in which it would be."""


def lead_above(page: Page, noise: list[int], headline: Box, boxes: list[Box]) -> list[Box]:
    """The box between ``headline`` and the text in ``boxes`` that is named as its first paragraph, and is
    sentences that the text does not repeat."""
    around = boxes[0]
    for _ in range(_LEAD_LEVELS):
        if around.parent is not None and around.parent.tag not in ("body", "html"):
            around = around.parent
    for box in page.boxes[around.index : boxes[0].index]:
        if not (headline.last <= box.first < box.last <= boxes[0].first and box.name and _is_lead_name(box.name)):
            continue
        lead = page.blocks[box.last - 1].text
        if page.size(box) < _LEAD_SIZE or lead[-1] not in _ENDS or not is_part(page, noise, box):
            continue
        middle = lead[len(lead) // 2 :][:_SAME]  # some leads are the text's first sentences, under a label
        opening = page.blocks[boxes[0].first : boxes[0].last][:_OPENING]
        return [] if any(middle in block.text for block in opening) else [box]
    return []


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


def _is_list(page: Page, noise: list[int], box: Box) -> bool:
    """True for a list or a table, or an element that holds little else, of at least two items."""
    within = page.blocks[box.first : box.last]
    items = [block for block in within if block.box.tag in _ITEMS]
    return is_part(page, noise, box) and len(items) >= 2 and len(items) > 0.6 * len(within)
