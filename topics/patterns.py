"""Word patterns (``шанхайск* рейтинг*``) over the words of a text: linear time, no regular expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress
from operator import itemgetter
from typing import NamedTuple

from topics.anchors import STEM_KEY, count_beginnings, pick_anchor, words_of
from topics.known import Known
from topics.text import fold_word
from topics.tokens import Tokens

_GAP = frozenset(" \t\n\u00a0-–—'’\"«»“”„()/")
_MAX_GAP = 4
_MANY_WORDS = 4  # a form of so many words is told by them, with a comma of its own too: "Jeden pas, jedna droga"
_LINE = "\n"  # stands in no word
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


_Filed = tuple[tuple[str, ...], int, Rule]
"""A pattern under one of its words: all words, the number of that word, and the pattern's rule."""


class _Begun(NamedTuple):
    """The patterns that may stand where a word does: the rules of those that are this word alone; those to try wherever
    it is; and those to try where the word before it, or after it, begins with these letters: that rules most places out
    before all words are compared."""

    alone: list[Rule]
    anywhere: list[_Filed]
    by_before: dict[str, list[_Filed]]
    by_after: dict[str, list[_Filed]]


def _pack(cut: Iterable[tuple[tuple[str, ...], int]]) -> dict[str, str]:
    """Patterns (their words, the number of their rule) in a row of text for each beginning of the words they are filed
    under, a line a pattern: "12 1 и други*" is one of rule 12 filed under its word 1. As tuples in dictionaries they
    were 4.3 MB of a topic's 12, and few are ever looked at. Whole words stand before stems."""
    cut = list(cut)
    frequency = count_beginnings(words for words, _ in cut)
    whole: dict[str, list[str]] = {}
    stems: dict[str, dict[str, list[str]]] = {}
    for words, number in cut:
        at = pick_anchor(words, frequency)
        word = words[at].lstrip("'")
        line = f"{number} {at} {' '.join(words)}"
        if word.endswith("*"):
            stems.setdefault(word[:STEM_KEY], {}).setdefault(word, []).append(line)
        else:
            whole.setdefault(word[:STEM_KEY], []).append(line)
    rows = {key: [*whole.get(key, ()), *chain(*stems.get(key, {}).values())] for key in whole | stems}
    return {key: _LINE.join(lines) for key, lines in rows.items()}


class Patterns:
    """Patterns of several rules, each filed by its rarest word, or by that word's first letters if it is a stem:
    "и други*" is looked at where a word begins with "други", not at every "и". They are kept as text, and taken apart
    when a word is met that one may be filed under.
    """

    def __init__(self, rules: Iterable[tuple[Rule, Iterable[str]]]) -> None:
        self._rules: list[Rule] = []
        cut: list[tuple[tuple[str, ...], int]] = []
        for number, (rule, patterns) in enumerate(rules):
            self._rules.append(rule)
            cut += [(words, number) for pattern in patterns if (words := words_of(fold_word(pattern)))]
        self._rows = _pack(cut)
        self._filed = Known(self._look_up)

    def _filed_under(self, word: str) -> Iterator[_Filed]:
        """The patterns under this word, then those under stems it begins with."""
        row = self._rows.get(word[:STEM_KEY])
        for line in row.split(_LINE) if row is not None else ():
            number, place, *words = line.split(" ")
            at = int(place)
            anchor = words[at].lstrip("'")
            if anchor == word or (anchor[-1] == "*" and word.startswith(anchor[:-1])):
                yield tuple(words), at, self._rules[int(number)]

    def _look_up(self, word: str) -> _Begun | None:
        patterns = list(self._filed_under(word))
        if not patterns:
            return None
        alone, anywhere, by_before, by_after = begun = _Begun([], [], {}, {})
        for filed in patterns:
            words, at, rule = filed
            if len(words) == 1:
                if words[0][0] == "'":
                    anywhere.append(filed)
                else:
                    alone.append(rule)
                continue
            beside = words[at - 1 if at else 1]
            key = beside.strip("'*")[:STEM_KEY]
            if beside[-1] == "*" and len(key) < STEM_KEY:
                anywhere.append(filed)
            else:
                (by_before if at else by_after).setdefault(key, []).append(filed)
        return begun

    def begins(self, word: str) -> bool:
        """Whether a pattern is looked for where this word stands."""
        return next(self._filed_under(word), None) is not None

    @property
    def beginnings(self) -> set[str]:
        """How the words begin that a pattern is looked for at: their first three letters."""
        return set(self._rows)

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
        plain = tokens.padded
        for index in words:
            begun = self._filed[plain[index]]
            if begun is None:
                continue
            alone, anywhere, by_before, by_after = begun
            for sort, rule in alone:
                found.setdefault(sort, []).append(Hit(index, index, rule))
            if anywhere:
                _try(tokens, index, anywhere, found)
            if by_before and (some := by_before.get(plain[index - 1][:STEM_KEY])):
                _try(tokens, index, some, found)
            if by_after and (some := by_after.get(plain[index + 1][:STEM_KEY])):
                _try(tokens, index, some, found)
        for hits in found.values():
            hits.sort(key=_extent)
        return found

    def begin_any(self, words: Iterable[str]) -> bool:
        """Whether a pattern is looked for at one of these words."""
        return any(map(self._filed.__getitem__, words))


def _try(tokens: Tokens, index: int, patterns: Iterable[_Filed], found: dict[str, list[Hit]]) -> None:
    """Add the patterns that fit with the word they are filed under at ``index``."""
    for words, at, (sort, rule) in patterns:
        first = index - at
        if fits_at(tokens, first, words):
            found.setdefault(sort, []).append(Hit(first, first + len(words) - 1, rule))


def fits_at(tokens: Tokens, index: int, words: Sequence[str]) -> bool:
    """Do the tokens from ``index`` on fit these pattern words, with nothing but small gaps between them?

    Between many words a comma is such a gap: «Один пояс, один путь».
    """
    plain = tokens.plain
    if index < 0 or index + len(words) > len(plain):
        return False
    for number, pattern in enumerate(words, index):
        word = tokens.word(number) if pattern[0] == "'" else plain[number]
        if word != pattern and not (pattern[-1] == "*" and word.startswith(pattern[:-1])):
            return False
    for number in range(index, index + len(words) - 1):
        gap = tokens.gap_after(number)
        if not gap_joins(gap) and (gap != ", " or len(words) < _MANY_WORDS):
            return False
    return True
