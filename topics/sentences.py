"""Where the sentences of a text begin: found line by line, and only in the lines somebody asks about."""

from __future__ import annotations

import re
from bisect import bisect_right

# Every alternative takes one character of a set first (that is quick to search for) and is tried once a run of marks.
_SENTENCE_END = re.compile(
    r"[.!?…。！？](?:(?<=[.!?…])(?<![.!?…][.!?…])[.!?…]*[\"'»”)\]]{0,3}\s+|(?<=[。！？])[。！？]*[”」』]?)"
)
SENTENCE_SHOWN = 300  # characters of a sentence shown as evidence
_ABBREVIATED = 3  # letters of a word that a full stop after it may have cut short
_VOWELS = frozenset("aeiouyаеёиоуыэюяіїєаáéíóúýàèêôâąęěůüöä")
_CUT_WITH_VOWEL = frozenset(["им", "ул", "ед", "ім", "вул", "ul", "al", "ca", "no", "ev", "ed", "op", "os", "av", "ав"])


class Sentences:
    """The sentences of a text, each known by the offset it begins at; abbreviations and initials do not end one, the
    end of a line does. A line is cut up as far as somebody asks."""

    __slots__ = ("_before", "_end", "_ends", "_line", "_start", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []  # of the sentences that are known, in order
        self._ends: dict[int, int] = {}
        self._before: dict[int, int] = {}
        self._start = self._end = 0  # the sentence that was looked at last: mostly it is asked for again
        self._line = (0, 0)  # a part of the line that was cut last, up to its end: it may hold all sentences of a text

    def at(self, offset: int) -> int:
        """The sentence that holds this offset."""
        if not self._start <= offset < self._end:
            number = bisect_right(self._starts, offset)
            start = self._starts[number - 1] if number else 0
            end = self._ends[start] if number else 0
            # The last sentence of a text has no end behind it that could hold an offset.
            if offset < end or (number and end == len(self._text)):
                self._start, self._end = start, end
            else:
                self._cut(number, max(end, self._text.rfind("\n", end, offset) + 1), offset)
        return self._start

    def end(self, sentence: int) -> int:
        """Where a sentence ends."""
        return self._ends[sentence] if sentence in self._ends else self._ends[self.at(sentence)]

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

    def cut(self, start: int, end: int, offset: int) -> str:
        """The sentence from ``start`` to ``end``, cut to a readable length around this offset."""
        if end - start > SENTENCE_SHOWN:
            start = max(start, offset - SENTENCE_SHOWN // 2)
            end = min(end, start + SENTENCE_SHOWN)
        return self._text[start:end].strip()

    def _find_before(self, sentence: int) -> int:
        end = sentence
        while end and self._text[end - 1].isspace():
            end -= 1
        return self.at(end - 1) if end else sentence

    def _cut(self, number: int, begin: int, offset: int) -> None:
        """Find the sentences from ``begin``, where one begins, up to the one that holds ``offset`` in its line; they
        are the ones from ``number`` on."""
        text, ends = self._text, self._ends
        line_begin, line_end = self._line
        if not line_begin <= offset < line_end:
            line_end = text.find("\n", offset) + 1 or len(text)
            self._line = (begin, line_end)
        starts = [begin]
        for match in _SENTENCE_END.finditer(text, begin, line_end):
            mark, following = match.span()
            if following < line_end and (text[mark] != "." or _ends_sentence(text, mark, following)):
                ends[begin] = following
                if following > offset:
                    break
                starts.append(following)
                begin = following
        else:
            ends[begin] = line_end
        self._starts[number:number] = starts
        self._start, self._end = begin, ends[begin]


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Does the full stop at ``start`` end a sentence, behind which ``end`` is where the next one would begin?"""
    if text[start + 1] == ".":
        return True
    following = text[end]
    if following.isalpha() and not following.isupper():
        return False
    before = text[max(0, start - _ABBREVIATED) : start]
    if len(before) == _ABBREVIATED and before.isalnum():
        return True
    if before and not before[-1].isalpha():
        return True  # a figure, a bracket or a quotation is not cut short
    # "Это так же. Потом …" ends a sentence, "см. Рис. 2" and "св. Марка" do not: what is cut short has no vowel mostly.
    word = before[-2:].lower()
    return word.isalpha() and len(word) == 2 and word not in _CUT_WITH_VOWEL and not _VOWELS.isdisjoint(word)
