"""The words of a folded text, in columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, compress, count
from operator import add

_SPLIT = re.compile(r"([^\W_]+)")
_SPLIT_BESIDE_HAN = re.compile("([^\\W_\u3040-\u30ff\u3400-\u9fff]+)")


class Tokens:
    """The words of a folded text, in columns. A word after an apostrophe keeps it ("xi", "'an"): Xi'an is not "Xi an".

    ``words`` are as they stand, ``plain`` without such an apostrophe. Offsets are those of the folded text.
    ``spaced``: the text with a space for every character that is no part of a word, where it is at hand.
    """

    __slots__ = ("_ends", "_parts", "_text", "_words", "plain")

    def __init__(self, text: str, *, spaced: str | None, beside_han: bool) -> None:
        self._text = text
        self._ends: list[int] | None = None
        if spaced is not None and beside_han:
            # Mostly spaces: a list with nothing between each two would be long (38 µs for 2,600 characters, not 8).
            self._parts = []
            self.plain: list[str] = spaced.split()
            self._ends = _ends_of(self.plain, spaced)
        elif spaced is not None:
            # The words, and nothing between two spaces.
            self._parts = spaced.split(" ")
            self.plain = list(filter(None, self._parts))
        else:
            parts = (_SPLIT_BESIDE_HAN if beside_han else _SPLIT).split(text)
            self._parts = []
            self.plain = parts[1::2]
            self._ends = list(accumulate(map(len, parts)))[1::2]
        self._words: list[str] | None = None if "'" in text else self.plain

    @property
    def words(self) -> list[str]:
        """The words as they stand."""
        if self._words is None:
            self._words = self._bind_apostrophes()
        return self._words

    def __len__(self) -> int:
        return len(self.plain)

    def _bind_apostrophes(self) -> list[str]:
        text, position = self._text, -1
        words = self.plain.copy()
        while (position := text.find("'", position + 1)) >= 0:
            number = self.at_or_after(position)
            if 0 < number < len(words) and self.end(number - 1) == position == self.start(number) - 1:
                words[number] = "'" + words[number]
        return words

    def _find_ends(self) -> list[int]:
        """Most texts are done with before anybody asks where a word stands."""
        parts = self._parts
        self._ends = list(compress(map(add, accumulate(map(len, parts)), count()), parts))
        return self._ends

    def start(self, number: int) -> int:
        """Where a word begins, its apostrophe left out."""
        return (self._ends or self._find_ends())[number] - len(self.plain[number])

    def starts(self, first: int, end: int) -> list[int]:
        """Where the words ``first:end`` begin."""
        ends = self._ends or self._find_ends()
        return [stop - len(word) for stop, word in zip(ends[first:end], self.plain[first:end], strict=True)]

    def end(self, number: int) -> int:
        """Where a word ends."""
        return (self._ends or self._find_ends())[number]

    def gap_after(self, number: int) -> str:
        """What stands between a word and the next."""
        end = self.end(number)
        return self._text[end : self.start(number + 1)] if number + 1 < len(self.plain) else self._text[end:]

    def at_or_after(self, offset: int) -> int:
        """The number of the first word that begins at this offset or later."""
        number = bisect_right(self._ends or self._find_ends(), offset)
        # The word that is being cut, if there is one, begins before.
        return number + 1 if number < len(self.plain) and self.start(number) < offset else number


def _ends_of(words: Sequence[str], text: str) -> list[int]:
    """Where these words of a text end, in its order."""
    ends: list[int] = []
    position = 0
    for word in words:
        position = text.index(word, position) + len(word)
        ends.append(position)
    return ends
