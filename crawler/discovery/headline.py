"""The headline of one card of a listing, from the links that lead to its article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from articles.dates import parse_date
from articles.text import squeeze, weight

_CUT = re.compile(r"(\.\.\.|…)\s*$")
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_OTHER_LINES = ':not([class*="subt" i], [class*="sub-" i], [class*="sub_" i], [class*="categ" i])'
_NAMED = f':is([class*="title" i], [class*="ttl" i], [class*="headline" i], [class*="heading" i]){_OTHER_LINES}'
_STRONG = "strong, b"
_LEAST, _SURE = 4, 12
"""Characters of a headline, and of one that is known as such inside a longer text."""
_DATE_LINE = 40
_MOST_LINES = 12


def card_headline(links: Sequence[LexborNode]) -> str | None:
    """The fullest text of the links to one article: an uncut text before a title attribute before a cut text; of a link
    around a whole card the card's own headline, of "Read more about …" what it is about."""
    texts = [_own(link) for link in links]
    if len(texts) == 1 and len(texts[0]) >= _LEAST and "title" not in links[0].attributes and not _CUT.search(texts[0]):
        return texts[0]
    given = [text for link in links if len(text := squeeze(link.attributes.get("title") or "")) >= _LEAST]
    given = [text for text in given if not _CUT.search(text)]
    whole = [text for text in texts if len(text) >= _LEAST and not _CUT.search(text)]
    cut = any(_CUT.search(text) for text in texts)
    best = max([*given, *whole] if cut else whole, key=len, default="")
    if not best:
        return max(given, key=len, default="") or max(texts, key=len, default="") or None
    shorter = [text for text in whole if text != best and text in best and weight(text) >= _SURE]
    if shorter:
        best = max(shorter, key=len)
    longer = [text for text in given if len(best) >= _SURE and text.startswith(best)]
    return max(longer, key=len, default=best)


def headline_in(card: LexborNode) -> str | None:
    """The headline that a card shows beside a link that says only "Read more"."""
    for selector in (_HEADINGS, _NAMED, _STRONG):
        for node in card.css(selector)[:_MOST_LINES]:
            text = squeeze(node.text(deep=True, separator=" "))
            if weight(text) >= _SURE and parse_date(text) is None and not _is_amid_text(node):
                return text
    return None


def _own(link: LexborNode) -> str:
    """What a link says; of one around a whole card its headline: a heading, an element named so, the words in bold, or
    what is left without the lines that are dates."""
    first = link.first_child
    if first is None or (first.next is None and first.tag == "-text"):
        return squeeze(link.text(deep=True))
    for selector in (_HEADINGS, _NAMED, _STRONG):
        found = link.css_first(selector)
        text = squeeze(found.text(deep=True, separator=" ")) if found is not None and found != link else ""
        if weight(text) >= _SURE and found is not None and not _is_amid_text(found):
            return text
    text = squeeze(link.text(deep=True, separator=" "))
    lines = list(_lines(link))
    if not 1 < len(lines) <= _MOST_LINES:
        return text
    kept = [line for line in lines if len(line) > _DATE_LINE or parse_date(line) is None]
    return " ".join(kept) if len(kept) < len(lines) and kept else text


def _is_amid_text(node: LexborNode) -> bool:
    """True for words that are only set off within a sentence: text stands right before, or goes on in small letters."""
    before, after = (
        near.text().strip() if near is not None and near.tag == "-text" else "" for near in (node.prev, node.next)
    )
    return bool(before) or after[:1].islower()


def _lines(link: LexborNode) -> Iterator[str]:
    for line in link.text(deep=True, separator="\n").split("\n"):
        if text := squeeze(line):
            yield text
