"""What is known of the words that texts were made of so far, within bounds: a few thousand are most of any text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

_Answer = TypeVar("_Answer")

_MOST, _LONGEST = 20_000, 30  # words, and letters of one, that are kept
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


class KnownWords(dict[str, _Answer | None], Generic[_Answer]):
    """The same for the words of texts, of which most mean nothing (None). The others take longest to look up: these are
    set apart, and stay when the rest is forgotten. Several threads may ask: what one forgets another looks up again."""

    def __init__(self, look_up: Callable[[str], _Answer | None]) -> None:
        super().__init__()
        self._look_up = look_up
        self._apart: dict[str, _Answer] = {}

    def of(self, words: Iterable[str]) -> list[_Answer | None]:
        """The answers for these words, in their order."""
        return list(map(self.__getitem__, words))

    def __missing__(self, word: str) -> _Answer | None:
        answer = self._look_up(word)
        if len(word) > _LONGEST:
            return answer
        if len(self) >= _MOST:
            self.clear()
            self.update(self._apart)
        self[word] = answer
        if answer is not None:
            if len(self._apart) >= _MOST_APART:
                self._apart = {}
            self._apart[word] = answer
        return answer
