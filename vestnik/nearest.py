"""Suggestions for a misspelt word."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, options: Iterable[str]) -> str:
    """``did you mean "x"?`` for the closest option, or an empty text."""
    near = get_close_matches(word, list(options), n=1)
    return f'did you mean "{near[0]}"?' if near else ""
