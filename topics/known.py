"""What is known of the words that texts were made of so far, within bounds: a few thousand are most of any text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import filterfalse
from operator import itemgetter
from typing import Generic, TypeVar

_Answer = TypeVar("_Answer")
_Value = TypeVar("_Value")

_MOST, _LONGEST = 20_000, 30  # words, and letters of one, that are kept
_MOST_APART = 4_000


def look_up_all(known: Mapping[str, _Value], words: Sequence[str]) -> Sequence[_Value]:
    """The values of these words, in their order: quicker than one look-up after another. Raises KeyError."""
    return itemgetter(*words)(known) if len(words) > 1 else [known[word] for word in words]


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
    these are set apart, and stay when the rest is forgotten."""

    def __init__(self, look_up: Callable[[Iterable[str]], dict[str, _Answer]]) -> None:
        """``look_up`` gives the answers of those words that mean something."""
        self._look_up = look_up
        # Several threads may ask: words are only added to these dictionaries, and what is full is replaced.
        self._known: dict[str, _Answer | None] = {}
        self._apart: dict[str, _Answer] = {}

    def of(self, words: Sequence[str]) -> Sequence[_Answer | None]:
        """The answers for these words, in their order."""
        try:
            return look_up_all(self._known, words)
        except KeyError:
            return self._learn(words)

    def _learn(self, words: Sequence[str]) -> list[_Answer | None]:
        known = self._known
        new: dict[str, _Answer | None] = dict.fromkeys(filterfalse(known.__contains__, words))
        new.update(self._look_up(new))
        kept = new
        if max(map(len, new), default=0) > _LONGEST:
            kept = {word: answer for word, answer in new.items() if len(word) <= _LONGEST}
        known.update(kept)
        apart = {word: answer for word, answer in kept.items() if answer is not None}
        if len(self._apart) + len(apart) > _MOST_APART:
            self._apart = {}
        self._apart.update(apart)
        if len(known) > _MOST:
            self._known = dict(self._apart)
        answers = list(map(known.get, words))
        return answers if kept is new else list(map(new.get, words, answers))
