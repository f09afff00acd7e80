"""What is known of the words that texts were made of so far, within bounds: a few thousand are most of any text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import filterfalse
from operator import itemgetter
from typing import Generic, TypeVar

_Answer = TypeVar("_Answer")

_MOST, _LONGEST = 12_000, 30  # words, and letters of one, that are kept
_MOST_APART = 4_000


class Known(dict[str, _Answer], Generic[_Answer]):
    """A dictionary that asks ``look_up`` for the words it does not hold."""

    def __init__(self, look_up: Callable[[str], _Answer]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> _Answer:
        answer = self._look_up(word)
        if len(self) >= _MOST:
            self.clear()
        if len(word) <= _LONGEST:
            self[word] = answer
        return answer


class KnownWords(Generic[_Answer]):
    """The same for all words of a text at once, of which most mean nothing (None). The others take longest to look up:
    these are set apart, and stay when the rest is forgotten. Several threads may ask: what one forgets another looks up
    again."""

    def __init__(self, look_up: Callable[[str], _Answer | None]) -> None:
        self._look_up = look_up
        self._known: dict[str, _Answer | None] = {}  # a plain one is asked for many words in two thirds of the time
        self._apart: dict[str, _Answer] = {}

    def of(self, words: Sequence[str]) -> Sequence[_Answer | None]:
        """The answers for these words, in their order."""
        known = self._known
        if len(words) > 1:
            pick: Callable[[dict[str, _Answer | None]], Sequence[_Answer | None]] = itemgetter(*words)
            try:
                return pick(known)
            except KeyError:
                for word in filterfalse(known.__contains__, words):
                    self._learn(word)
            try:
                return pick(known)
            except KeyError:
                pass  # one is too long to be kept, or they are more than are kept
        return [self._answer(word) for word in words]

    def _answer(self, word: str) -> _Answer | None:
        try:
            return self._known[word]
        except KeyError:
            return self._learn(word)

    def _learn(self, word: str) -> _Answer | None:
        answer, known = self._look_up(word), self._known
        if len(word) > _LONGEST:
            return answer
        if len(known) >= _MOST:
            known.clear()
            known.update(self._apart)
        known[word] = answer
        if answer is not None:
            if len(self._apart) >= _MOST_APART:
                self._apart = {}
            self._apart[word] = answer
        return answer
