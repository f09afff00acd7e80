"""Two texts compared word by word: paragraphs first, then the words of those that changed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

Part = tuple[Literal["=", "-", "+"], str]

# difflib's time grows with the square of a block: beyond this a changed block is shown whole, old then new.
_MAX_WORDS = 1000
_MAX_LINES = 5000


def diff_words(old: str, new: str) -> list[Part]:
    """The parts of both texts in order: kept ("="), taken out ("-"), put in ("+"). Joined without "+" they are the old
    text, without "-" the new one, letter for letter."""
    return list(_merged(_parts(old.splitlines(keepends=True), new.splitlines(keepends=True))))


def _parts(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    for tag, before, after in _blocks(old, new, _MAX_LINES):
        if tag == "equal":
            yield "=", "".join(before)
            continue
        old_words, new_words = _words("".join(before)), _words("".join(after))
        for inner, taken, put in _blocks(old_words, new_words, _MAX_WORDS):
            if inner == "equal":
                yield "=", "".join(taken)
            else:
                yield "-", "".join(taken)
                yield "+", "".join(put)


def _blocks(old: Sequence[str], new: Sequence[str], limit: int) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    if len(old) > limit or len(new) > limit:
        yield ("equal" if old == new else "replace"), old, new
        return
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, old, new).get_opcodes():
        yield tag, old[a1:a2], new[b1:b2]


def _words(text: str) -> list[str]:
    # A Han character is a word of its own: Chinese has no spaces to split at.
    return re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\s+|[^\w\s]", text)


def _merged(parts: Iterator[Part]) -> Iterator[Part]:
    held: Part | None = None
    for part in parts:
        if not part[1]:
            continue
        if held is not None and held[0] == part[0]:
            held = (held[0], held[1] + part[1])
        else:
            if held is not None:
                yield held
            held = part
    if held is not None:
        yield held
