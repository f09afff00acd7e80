"""The words of a folded text, in columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection

_SPLIT = re.compile(r"([^\W_]+)")
_SPLIT_BESIDE_HAN = re.compile("([^\\W_\u3040-\u30ff\u3400-\u9fff]+)")
_BOUND = re.compile(r"'([^\W_]+)")
_BOUND_BESIDE_HAN = re.compile("'([^\\W_\u3040-\u30ff\u3400-\u9fff]+)")
_MANY, _FAR = 1_000, 200  # known places; characters between two of them


class Tokens:
    """The words of a folded text, in columns. A word after an apostrophe keeps it ("xi", "'an"): Xi'an is not "Xi an".

    ``plain`` are the words without such an apostrophe; :meth:`word` gives one with it. ``padded``: the same with an
    empty word beside the first and the last. Offsets are those of the folded text.
    ``spaced``: the text with a space for every character that is no part of a word, where it is at hand.
    """

    __slots__ = ("_beside_han", "_bound", "_numbers", "_offsets", "_spaced", "_text", "padded", "plain")

    def __init__(self, text: str, *, spaced: str | None, beside_han: bool) -> None:
        self._text = text
        if spaced is None:
            parts = (_SPLIT_BESIDE_HAN if beside_han else _SPLIT).split(text)
            self.plain: list[str] = parts[1::2]
            parts[::2] = [" " * len(gap) for gap in parts[::2]]
            spaced = "".join(parts)
        else:
            self.plain = spaced.split()
        self.padded = [*self.plain, ""]  # -1 is its place, too
        self._spaced = f" {spaced} "  # a space on both sides of each word
        # Where words stand is asked of few, and worked out from the nearest place that is known: how many words begin
        # before it, and its offset, which is in no word.
        self._numbers, self._offsets = [0], [0]
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

    def start(self, number: int) -> int:
        """Where a word begins, its apostrophe left out."""
        plain, numbers, offsets = self.plain, self._numbers, self._offsets
        place = bisect_right(numbers, number)
        first, offset = numbers[place - 1], offsets[place - 1]
        if first == number and self._spaced[offset + 1] != " ":
            return offset
        word = plain[number]
        beside_spaces = f" {word} "
        start = self._spaced.index(beside_spaces, offset)
        while (found := plain.index(word, first)) != number:  # the same word stands before it
            first = found + 1
            start = self._spaced.index(beside_spaces, start + 1)
        self._keep(place, number, start)
        return start

    def _keep(self, place: int, number: int, offset: int) -> None:
        """Know one more place. Between very many, one near another is not worth moving all those behind it."""
        numbers, offsets = self._numbers, self._offsets
        if len(numbers) < _MANY or place == len(numbers) or offset - offsets[place - 1] > _FAR:
            numbers.insert(place, number)
            offsets.insert(place, offset)

    def starts(self, first: int, end: int) -> list[int]:
        """Where the words ``first:end`` begin."""
        if first >= end:
            return []
        position, starts = self.start(first), []
        for word in self.plain[first:end]:
            position = self._text.index(word, position)
            starts.append(position)
            position += len(word)
        return starts

    def end(self, number: int) -> int:
        """Where a word ends."""
        return self.start(number) + len(self.plain[number])

    def is_next(self, start: int) -> bool:
        """Whether the word that begins here is one space behind another."""
        return self._text[start - 1] == " " != self._spaced[start - 1]

    def gap_after(self, number: int) -> str:
        """What stands between a word and the next."""
        end = self.end(number)
        return self._text[end : self.start(number + 1)] if number + 1 < len(self.plain) else self._text[end:]

    def between(self, start: int, end: int) -> tuple[int, int]:
        """The words that begin between these offsets: the first, and the one after the last."""
        offsets, spaced = self._offsets, self._spaced
        place = bisect_right(offsets, start)
        if place == len(offsets) or offsets[place] > end or spaced[start : start + 1] != " ":
            return self.at_or_after(start), self.at_or_after(end)
        # Mostly a word of the sentence that is asked for is known: from there they are counted to both sides.
        known, number = offsets[place], self._numbers[place]
        first = number - len(spaced[start + 1 : known + 1].split())
        self._keep(place, first, start)
        return first, number + len(spaced[known + 1 : end + 1].split())

    def at_or_after(self, offset: int) -> int:
        """The number of the first word that begins at this offset or later."""
        offsets, spaced = self._offsets, self._spaced
        place = bisect_right(offsets, offset)
        known, number = offsets[place - 1], self._numbers[place - 1]
        if known == offset:
            return number
        is_apart = spaced[offset : offset + 1] == " "
        if is_apart and place < len(offsets) and offsets[place] - offset < offset - known:
            number = self._numbers[place] - len(spaced[offset + 1 : offsets[place] + 1].split())
        else:
            number += len(spaced[known + 1 : offset + 1].split())
        if is_apart:
            self._keep(place, number, offset)
        return number
