"""Cues in Han characters: all of a topic's are found in one pass over what stands around its terms."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence


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

    def is_within(self, start: int, end: int) -> bool:
        """Does a cue stand between these offsets?"""
        number = bisect_left(self._starts, start)
        while number < len(self._starts) and self._starts[number] < end:
            if self._ends[number] <= end:
                return True
            number += 1
        return False
