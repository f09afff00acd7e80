"""Word patterns (``шанхайск* рейтинг*``) over the words of a text: linear time, no regular expressions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from topics.anchors import STEM_KEY, count_beginnings, pick_anchor, words_of
from topics.known import Known
from topics.text import fold_word
from topics.tokens import Tokens

_GAP = frozenset(" \t\n\u00a0-–—'’\"«»“”„()/")
_MAX_GAP = 4
_MANY_WORDS = 4  # a form of so many words is told by them, with a comma of its own too: "Jeden pas, jedna droga"
_extent = itemgetter(0, 1)  # the first and the last word of a hit


def gap_joins(gap: str) -> bool:
    """True where nothing but a space, a hyphen or quotes stands between two words: they may form one phrase."""
    if len(gap) <= 1:
        return not gap or gap in _GAP
    return len(gap) <= _MAX_GAP and all(c in _GAP for c in gap)


def word_fits(pattern: str, word: str) -> bool:
    """Does one word fit one word of a pattern (a trailing ``*`` is any ending; "l'Inde" fits "inde")."""
    if not pattern.startswith("'"):
        word = word.lstrip("'")
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    return pattern == word


class Hit(NamedTuple):
    """A pattern found: words ``first``..``last`` (numbers, inclusive) and the number of the rule it belongs to."""

    first: int
    last: int
    rule: int


Rule = tuple[str, int]  # what sort of rule ("mask", "cue"…) and its number among those


_Filed = tuple[tuple[str, ...], int, Rule, int, str]
"""A pattern under one of its words: all words, the number of that word, and the pattern's rule. A text's word so many
words on (-1, 1; 0: it is the only one) must begin with these letters: that rules most places out before all words are
compared."""


class Patterns:
    """Patterns of several rules, each filed by its rarest word, or by that word's first letters if it is a stem:
    "и други*" is looked at where a word begins with "други", not at every "и".
    """

    def __init__(self, rules: Iterable[tuple[Rule, Iterable[str]]]) -> None:
        # Under whole words, and under the first letters of a word.
        whole: dict[str, list[_Filed]] = {}
        stems: dict[str, list[tuple[str, _Filed]]] = {}
        cut = [(words_of(fold_word(pattern)), rule) for rule, patterns in rules for pattern in patterns]
        frequency = count_beginnings(words for words, _ in cut)
        for words, rule in cut:
            if not words:
                continue
            at = pick_anchor(words, frequency)
            word = words[at].lstrip("'")
            step = 0 if len(words) == 1 else -1 if at else 1
            filed = (words, at, rule, step, words[at + step].strip("'*"))
            if word.endswith("*"):
                stems.setdefault(word[:STEM_KEY], []).append((word[:-1], filed))
            else:
                whole.setdefault(word, []).append(filed)
        self._whole, self._stems = whole, stems
        self._filed = Known(self._look_up)

    def _look_up(self, word: str) -> list[_Filed]:
        stems = self._stems.get(word[:STEM_KEY], ())
        return [*self._whole.get(word, ()), *(filed for stem, filed in stems if word.startswith(stem))]

    def begins(self, word: str) -> bool:
        """Whether a pattern is looked for where this word stands."""
        stems = self._stems.get(word[:STEM_KEY])
        return word in self._whole or (stems is not None and any(word.startswith(stem) for stem, _ in stems))

    @property
    def beginnings(self) -> set[str]:
        """How the words begin that a pattern is looked for at: their first three letters."""
        return {*self._stems, *(word[:STEM_KEY] for word in self._whole)}

    def find(self, tokens: Tokens, windows: Iterable[tuple[int, int]]) -> dict[str, list[Hit]]:
        """Patterns whose rarest word is in these windows (first word, word after the last), by the sort of their rule.

        Windows must not overlap; each list is in order of the text.
        """
        begun: list[int] = []
        for begin, end in windows:
            begun += compress(range(begin, end), map(self._filed.__getitem__, tokens.plain[begin:end]))
        return self.find_at(tokens, begun)

    def find_at(self, tokens: Tokens, words: Iterable[int]) -> dict[str, list[Hit]]:
        """The same for patterns whose rarest word is one of these words (numbers)."""
        found: dict[str, list[Hit]] = {}
        plain = tokens.plain
        for index in words:
            for pattern, at, (sort, rule), step, side in self._filed[plain[index]]:
                beside = index + step
                if step and not (0 <= beside < len(plain) and plain[beside].startswith(side)):
                    continue
                first = index - at
                if fits_at(tokens, first, pattern):
                    found.setdefault(sort, []).append(Hit(first, first + len(pattern) - 1, rule))
        for hits in found.values():
            hits.sort(key=_extent)
        return found

    def begin_any(self, words: Iterable[str]) -> bool:
        """Whether a pattern is looked for at one of these words."""
        return any(map(self._filed.__getitem__, words))


def fits_at(tokens: Tokens, index: int, words: Sequence[str]) -> bool:
    """Do the tokens from ``index`` on fit these pattern words, with nothing but small gaps between them?

    Between many words a comma is such a gap: «Один пояс, один путь».
    """
    if index < 0 or index + len(words) > len(tokens):
        return False
    for number, pattern in enumerate(words, index):
        word = tokens.word(number) if pattern[0] == "'" else tokens.plain[number]
        if word != pattern and not (pattern[-1] == "*" and word.startswith(pattern[:-1])):
            return False
        gap = tokens.gap_after(number - 1) if number > index else ""
        if not gap_joins(gap) and (gap != ", " or len(words) < _MANY_WORDS):
            return False
    return True
