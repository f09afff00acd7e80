"""The text of a page to its tree, bounded in depth."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from articles.text import words

MAX_DEPTH = 3_000
"""Open elements at which a page is cut: building a deeper tree costs time that grows with the square of the depth."""

_MANY_TAGS = 5_000
# Elements without an end tag, or whose end tag authors leave out: they do not nest.
_FLAT = words("area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option a")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,63})")  # a name may hold nearly anything: <x-card>
_OPENING = re.compile(rf"<(?!(?:{'|'.join(sorted(_FLAT))})[\s/>])[a-zA-Z]", re.IGNORECASE)


def parse(text: str) -> LexborHTMLParser:
    """The tree of a page, cut where its elements nest deeper than ``MAX_DEPTH``."""
    return LexborHTMLParser(_bounded(text))


def _bounded(text: str) -> str:
    if text.count("<") < _MANY_TAGS or len(_OPENING.findall(text)) <= MAX_DEPTH:
        return text
    depth = 0
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if name in _FLAT:
            continue
        if match[1]:
            depth = max(0, depth - 1)
        else:
            depth += 1
            if depth > MAX_DEPTH:
                return text[: match.start()]
    return text
