"""Patterns of article addresses, as a source file writes them: ``/news/*/``, ``/info/{n}.htm``, ``/n.php?id={n}``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

_HOLES = re.compile(r"(\*|\{n\})")


@lru_cache(maxsize=2048)
def _compiled(text: str) -> re.Pattern[str]:
    """``*`` is one run of characters without / ? & #, ``{n}`` digits; all else is literal. Linear by construction:
    two holes never touch without a literal between them (``**`` counts as one)."""
    parts = _HOLES.split(re.sub(r"\*(?:\*|\{n\})+|\{n\}(?:\*|\{n\})+", "*", text))
    holes = {"*": "[^/?&#]+", "{n}": "[0-9]+"}
    return re.compile("".join(holes.get(part) or re.escape(part) for part in parts))


def _matches_one(pattern: str, url: str) -> bool:
    wanted, given = urlsplit(pattern), urlsplit(url)
    if wanted.netloc and wanted.netloc.lower() != given.netloc.lower():
        return False
    path = unquote(given.path).rstrip("/")
    if len(path) > 2000 or not _compiled(unquote(wanted.path).rstrip("/")).fullmatch(path):
        return False
    have = dict(parse_qsl(given.query, keep_blank_values=True, max_num_fields=100))
    return all(
        _compiled(value).fullmatch(have.get(key, "")) for key, value in parse_qsl(wanted.query, keep_blank_values=True)
    )


def matches(url: str, patterns: Sequence[str], exceptions: Sequence[str] = ()) -> bool:
    """Whether an absolute address is an article's: it fits one of the patterns and none of the exceptions.

    A pattern without a host fits any host (the spider keeps to the source's own). A trailing slash does not matter; a
    pattern's query must be there, in any order, with any others beside it.
    """
    try:
        return any(_matches_one(p, url) for p in patterns) and not any(_matches_one(p, url) for p in exceptions)
    except ValueError:  # an address no parser accepts, such as http://[
        return False
