"""The text of a page to its tree."""

from __future__ import annotations

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from articles.bounds import bounded

_PLAIN = LexborDocumentOptions.WO_EVENTS.value  # no <selectedcontent> with a copy of the option, nor the time for that


def parse(text: str, html: bytes | None = None) -> LexborHTMLParser:
    """The tree of a page, or of as much of it as can be parsed in bounded time and memory. ``html`` is the same page
    in UTF-8 where it is at hand: the parser wants bytes."""
    html = text.encode("utf-8", "ignore") if html is None else html
    return LexborHTMLParser(bounded(html, len(text)), options=_PLAIN)
