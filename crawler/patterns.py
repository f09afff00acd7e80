"""Patterns of article addresses, as a source file writes them: ``/news/*/``, ``/info/{n}.htm``, ``/n.php?id={n}``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

_HOLES = re.compile(r"(\*|\{n\})")
_LONGEST = 4000  # characters of an address that may be an article's
_STOP = frozenset("/?&#")
_DIGITS = frozenset("0123456789")


@lru_cache(maxsize=2048)
def _parted(pattern: str) -> list[str]:
    """A pattern's text and holes in turn; it begins and ends with text, which may be empty."""
    return _HOLES.split(pattern)


@lru_cache(maxsize=2048)
def _tokens(pattern: str) -> tuple[str, ...]:
    """A pattern as single characters and holes; each hole is the two-character text ``**`` or ``{n``."""
    tokens: list[str] = []
    for part in _parted(pattern):
        tokens += ["**"] if part == "*" else ["{n"] if part == "{n}" else list(part)
    return tuple(tokens)


def _fits(pattern: str, text: str) -> bool:
    """Whether the whole text fits: ``*`` is one or more characters other than / ? & #, ``{n}`` one or more digits.

    What stands around the holes is compared first: most links of a page fail there, and one hole needs no more. The
    rest is a simulated automaton, not a regular expression: length of text times length of pattern, whatever a user
    wrote.
    """
    parts = _parted(pattern)
    if len(parts) == 1:
        return pattern == text
    first, last = parts[0], parts[-1]
    if len(text) <= len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    if len(parts) == 3:
        filled = text[len(first) : len(text) - len(last)]
        return _STOP.isdisjoint(filled) if parts[1] == "*" else _DIGITS.issuperset(filled)
    tokens = _tokens(pattern)
    places = {0}
    for char in text:
        following = set()
        for place in places:
            if place > 0 and _is_hole(tokens[place - 1], char):  # a hole takes one more
                following.add(place)
            if place < len(tokens) and (tokens[place] == char or _is_hole(tokens[place], char)):
                following.add(place + 1)
        places = following
        if not places:
            return False
    return len(tokens) in places


def _is_hole(part: str, char: str) -> bool:
    return (part == "**" and char not in _STOP) or (part == "{n" and char in _DIGITS)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is compared of a pattern or an address: host in small letters, path without its last slash, query."""

    host: str
    path: str
    query: list[tuple[str, str]]

    @classmethod
    def of(cls, address: str) -> _Parts:
        parts = urlsplit(address)
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100) if parts.query else []
        return cls(parts.netloc.lower(), unquote(parts.path).rstrip("/"), query)


_parts = lru_cache(maxsize=8192)(_Parts.of)  # a site's menu stands on each of its pages


def _matches_one(pattern: str, given: _Parts) -> bool:
    wanted = _parts(pattern)
    if wanted.host and wanted.host != given.host:
        return False
    if len(given.path) > 2000 or not _fits(wanted.path, given.path):
        return False
    if not wanted.query:
        return True
    have = dict(given.query)
    return all(_query_fits(key, value, have) for key, value in wanted.query)


def _query_fits(key: str, value: str, have: dict[str, str]) -> bool:
    """Whether one part of a pattern's query is in an address: ``id={n}``, or without a value ``article{n}``."""
    if not value and _HOLES.search(key):
        return any(not other and _fits(key, name) for name, other in have.items())
    return key in have and _fits(value, have[key])


def matches(url: str, patterns: Sequence[str], exceptions: Sequence[str] = ()) -> bool:
    """Whether an absolute address is an article's: it fits one of the patterns and none of the exceptions.

    A pattern without a host fits any host (the spider keeps to the source's own). A trailing slash does not matter; a
    pattern's query must be there, in any order, with any others beside it. A longer address than
    ``_LONGEST`` is no article's, nor kept.
    """
    if len(url) > _LONGEST:
        return False
    try:
        given = _parts(url)
        return any(_matches_one(p, given) for p in patterns) and not any(_matches_one(p, given) for p in exceptions)
    except ValueError:  # an address no parser accepts, such as http://[
        return False
