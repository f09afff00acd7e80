"""Cues and masks in Han characters, which are written without spaces: all of a topic's cues are found in one pass over
what stands around its terms, and a term's masks are those it stands in, or two words it is the seam of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence

from topics.forms import is_han
from topics.schema import Mask
from topics.shapes import LONGEST_PATTERN
from topics.text import fold_word

_SEAM = 4  # characters of a term that may be the seam of two words, at most: a longer one is told by itself


class HanCues:
    """The cues in Han of some ``rules`` (their numbers), each of two characters or more, found by their first two."""

    def __init__(self, cues: Mapping[int, Sequence[str]]) -> None:
        self.rules = frozenset(cues)
        self._by_pair: dict[str, list[tuple[str, int]]] = {}
        for rule, mine in cues.items():
            for cue in mine:
                self._by_pair.setdefault(cue[:2], []).append((cue, rule))
        first, second = ("".join(sorted({pair[at] for pair in self._by_pair})) for at in (0, 1))
        self._start = re.compile(f"[{first}](?=[{second}])") if self._by_pair else None

    def find(self, text: str, stretches: Iterable[tuple[int, int]]) -> dict[int, HanHits]:
        """Where the cues of each rule begin in these stretches of a text, which are in its order and apart."""
        found: dict[int, HanHits] = {}
        if self._start is None:
            return found
        for begin, end in stretches:
            for hit in self._start.finditer(text, begin, end):
                position = hit.start()
                for cue, rule in self._by_pair.get(text[position : position + 2], ()):
                    if text.startswith(cue, position):
                        found.setdefault(rule, HanHits()).add(position, position + len(cue))
        return found


class HanHits:
    """The places of one rule's cues in a text, in its order."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """One more place, behind those that are known."""
        self._starts.append(start)
        self._ends.append(end)

    def hold(self, start: int, end: int) -> bool:
        """Does a cue stand over these offsets?"""
        number = bisect_right(self._starts, start) - 1
        while number >= 0 and self._starts[number] >= start - LONGEST_PATTERN:
            if self._ends[number] >= end:
                return True
            number -= 1
        return False

    def is_within(self, start: int, end: int) -> bool:
        """Does a cue stand between these offsets?"""
        number = bisect_left(self._starts, start)
        while number < len(self._starts) and self._starts[number] < end:
            if self._ends[number] <= end:
                return True
            number += 1
        return False


class HanMasks:
    """The masks of Han terms: patterns that a term is a part of, and pairs of words that it is the seam of (通化 in
    普通化学 is the end of one word and the beginning of another, not a town)."""

    def __init__(self, masks: Iterable[Mask], forms: Collection[str]) -> None:
        # By the form in them, and by that and the character of the pattern before it, or behind it where none stands.
        self._patterns: dict[str, dict[str, list[tuple[str, int, Mask]]]] = {}
        self._seams: list[tuple[frozenset[str], frozenset[str], Mask]] = []
        for mask in masks:
            bare = mask.without_words()
            for pattern in filter(is_han, map(fold_word, mask.patterns)):
                self._add(pattern, forms, bare)
            if mask.ends and mask.begins:
                self._seams.append((frozenset(map(fold_word, mask.ends)), frozenset(map(fold_word, mask.begins)), bare))
        # The characters that a term at a seam begins with.
        self._ending = frozenset(word[1] for ends, _, _ in self._seams for word in ends)

    def _add(self, pattern: str, forms: Collection[str], mask: Mask) -> None:
        """Keep a pattern for each form in it, with how far into it the form begins."""
        for start in range(len(pattern)):
            for end in range(start + 1, len(pattern) + 1):
                form = pattern[start:end]
                if form in forms:
                    key = pattern[start - 1 : end] if start else pattern[: end + 1]
                    self._patterns.setdefault(form, {}).setdefault(key, []).append((pattern, start, mask))

    def find(self, text: str, start: int, end: int, source: str | None) -> str | None:
        """Why the term at these offsets of a text is none, or None."""
        form = text[start:end]
        if patterns := self._patterns.get(form):
            for key in (text[max(0, start - 1) : end], text[start : end + 1], form):
                for pattern, shift, mask in patterns.get(key, ()):
                    if start >= shift and text.startswith(pattern, start - shift) and _holds_for(mask, source):
                        return mask.reason
        if start and 1 < end - start <= _SEAM and form[0] in self._ending:
            for ends, begins, mask in self._seams:
                if (
                    text[start - 1 : start + 1] in ends
                    and text[start + 1 : start + 3] in begins
                    and _holds_for(mask, source)
                ):
                    return mask.reason
        return None


def _holds_for(mask: Mask, source: str | None) -> bool:
    return not mask.sources or source in mask.sources
