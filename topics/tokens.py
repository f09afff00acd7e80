"""The words of a folded text, in columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate, compress, count
from operator import add

_SPLIT = re.compile(r"([^\W_]+)")
_SPLIT_BESIDE_HAN = re.compile("([^\\W_\u3040-\u30ff\u3400-\u9fff]+)")
_BOUND = re.compile(r"'([^\W_]+)")
_BOUND_BESIDE_HAN = re.compile("'([^\\W_\u3040-\u30ff\u3400-\u9fff]+)")
_AT_ONCE = 128  # words, and what divides them, whose ends are found together


class Tokens:
    """The words of a folded text, in columns. A word after an apostrophe keeps it ("xi", "'an"): Xi'an is not "Xi an".

    ``plain`` are the words without such an apostrophe; :meth:`word` gives one with it. Offsets are those of the folded
    text.
    ``spaced``: the text with a space for every character that is no part of a word, where it is at hand.
    """

    __slots__ = ("_beside_han", "_bound", "_done", "_ends", "_length", "_parts", "_text", "plain")

    def __init__(self, text: str, *, spaced: str | None, beside_han: bool) -> None:
        self._text = text
        # Where words end, as far as anybody has asked; the parts that are done with, and where the next one begins.
        self._ends: list[int] = []
        self._done = self._length = 0
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
        self._beside_han = beside_han
        self._bound: Collection[str] | None = None if "'" in text else ()  # words that may keep an apostrophe

    def __len__(self) -> int:
        return len(self.plain)

    def word(self, number: int) -> str:
        """A word as it stands."""
        word = self.plain[number]
        if self._bound is None:
            self._bound = set((_BOUND_BESIDE_HAN if self._beside_han else _BOUND).findall(self._text))
        if word in self._bound and number:
            before = self.end(number - 1)
            if self._text[before] == "'" and self.start(number) == before + 1:
                return "'" + word
        return word

    def _find_ends(self, number: int, offset: int = -1) -> None:
        """Find where words end up to this one, and up to one that ends behind this offset: most texts are done with
        before anybody asks where a word far down stands."""
        ends, parts = self._ends, self._parts
        while self._done < len(parts) and (len(ends) <= number or ends[-1] <= offset):
            some = parts[self._done : self._done + _AT_ONCE]
            self._done += len(some)
            ends.extend(compress(map(add, accumulate(map(len, some)), count(self._length)), some))
            # Behind the last word, and what divides the parts without one that follow.
            empty = 0
            while empty < len(some) and not some[-1 - empty]:
                empty += 1
            self._length = empty + (ends[-1] + 1 if empty < len(some) else self._length)

    def start(self, number: int) -> int:
        """Where a word begins, its apostrophe left out."""
        if number >= len(self._ends):
            self._find_ends(number)
        return self._ends[number] - len(self.plain[number])

    def starts(self, first: int, end: int) -> list[int]:
        """Where the words ``first:end`` begin."""
        if end > len(self._ends):
            self._find_ends(end - 1)
        return [stop - len(word) for stop, word in zip(self._ends[first:end], self.plain[first:end], strict=True)]

    def end(self, number: int) -> int:
        """Where a word ends."""
        if number >= len(self._ends):
            self._find_ends(number)
        return self._ends[number]

    def gap_after(self, number: int) -> str:
        """What stands between a word and the next."""
        end = self.end(number)
        return self._text[end : self.start(number + 1)] if number + 1 < len(self.plain) else self._text[end:]

    def at_or_after(self, offset: int) -> int:
        """The number of the first word that begins at this offset or later."""
        ends = self._ends
        if not ends or ends[-1] <= offset:
            self._find_ends(0, offset)
        number = bisect_right(ends, offset)
        # The word that is being cut, if there is one, begins before.
        return number + 1 if number < len(ends) and ends[number] - len(self.plain[number]) < offset else number


def _ends_of(words: Sequence[str], text: str) -> list[int]:
    """Where these words of a text end, in its order."""
    ends: list[int] = []
    position = 0
    for word in words:
        position = text.index(word, position) + len(word)
        ends.append(position)
    return ends
