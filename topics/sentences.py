"""Where the sentences of a text begin: found line by line, and only in the lines somebody asks about."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, count
from operator import add

# Every alternative takes one character of a set first (that is quick to search for) and is tried once a run of marks.
_SENTENCE_END = re.compile(
    r"[.!?…。！？](?:(?<=[.!?…])(?<![.!?…][.!?…])[.!?…]*[\"'»”)\]]{0,3}\s+|(?<=[。！？])[。！？]*[”」』]?)"
)
_SENTENCE_SHOWN = 300  # characters of a sentence shown as evidence
_ABBREVIATED = 3  # letters of a word that a full stop after it may have cut short


class Sentences:
    """The sentences of a text, each known by the offset it begins at; abbreviations and initials do not end one, the
    end of a line does."""

    __slots__ = ("_before", "_end", "_known", "_lines", "_start", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[int] = []
        self._known: dict[int, list[int]] = {}
        self._before: dict[int, int] = {}
        self._start = self._end = 0  # the sentence that was looked at last: mostly it is asked for again

    def at(self, offset: int) -> int:
        """The sentence that holds this offset."""
        if not self._start <= offset < self._end:
            self._look_at(offset)
        return self._start

    def end(self, sentence: int) -> int:
        """Where a sentence ends."""
        if not self._start <= sentence < self._end:
            self._look_at(sentence)
        return self._end

    def before(self, sentence: int) -> int:
        """The sentence before one (itself, if it is the first); blank lines are none."""
        if sentence not in self._before:
            self._before[sentence] = self._find_before(sentence)
        return self._before[sentence]

    def after(self, sentence: int) -> int:
        """The sentence after one (itself, if it is the last)."""
        end = self.end(sentence)
        while end < len(self._text) and self._text[end].isspace():
            end += 1
        return self.at(end) if end < len(self._text) else sentence

    def around(self, offset: int) -> str:
        """The sentence that holds this offset, cut to a readable length around it."""
        start = self.at(offset)
        end = self.end(start)
        if end - start > _SENTENCE_SHOWN:
            start = max(start, offset - _SENTENCE_SHOWN // 2)
            end = min(end, start + _SENTENCE_SHOWN)
        return self._text[start:end].strip()

    def _find_before(self, sentence: int) -> int:
        end = sentence
        while end and self._text[end - 1].isspace():
            end -= 1
        return self.at(end - 1) if end else sentence

    def _look_at(self, offset: int) -> None:
        number = self._line_number(offset)
        starts = self._line(number)
        after = bisect_right(starts, offset)
        self._start = starts[after - 1]
        self._end = starts[after] if after < len(starts) else self._line_end(number)

    def _line_number(self, offset: int) -> int:
        if not self._lines:
            lines = self._text.split("\n")
            self._lines = list(map(add, accumulate(map(len, lines[:-1]), initial=0), count()))
        return bisect_right(self._lines, offset) - 1

    def _line_end(self, number: int) -> int:
        return self._lines[number + 1] if number + 1 < len(self._lines) else len(self._text)

    def _line(self, number: int) -> list[int]:
        """Where the sentences of a line begin."""
        known = self._known.get(number)
        if known is None:
            text, end = self._text, self._line_end(number)
            known = self._known[number] = [self._lines[number]]
            for match in _SENTENCE_END.finditer(text, known[0], end):
                if match.end() < end and _ends_sentence(text, match):
                    known.append(match.end())
        return known


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if text[start] != "." or text[start + 1] == ".":
        return True
    following = text[end]
    if following.isalpha() and not following.isupper():
        return False
    before = text[max(0, start - _ABBREVIATED) : start]
    if len(before) == _ABBREVIATED and before.isalnum():
        return True
    return before[-1:].isdigit()
