"""What is known of the words that texts were made of so far, within bounds: a few thousand are most of any text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

_Answer = TypeVar("_Answer")

_MOST, _LONGEST = 20_000, 30  # words, and letters of one, that are kept


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
