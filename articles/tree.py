"""The text of a page to its tree."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from articles.bounds import bounded


def parse(text: str) -> LexborHTMLParser:
    """The tree of a page, or of as much of it as can be parsed in bounded time and memory."""
    return LexborHTMLParser(bounded(text))
