"""Word patterns (``шанхайск* рейтинг*``) over the words of a text: linear time, no regular expressions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from topics.forms import STEM_KEY, words_of
from topics.text import Token, fold_word

_GAP = frozenset(" \t\n\u00a0-–—'’\"«»“”„()/")
_MAX_GAP = 4


def gap_joins(text: str, left: Token, right: Token) -> bool:
    """True where nothing but a space, a hyphen or quotes stands between two words: they may form one phrase."""
    start, end = left.end, right.start
    if end - start <= 1:
        return end == start or text[start] in _GAP
    return end - start <= _MAX_GAP and all(c in _GAP for c in text[start:end])


def word_fits(pattern: str, word: str) -> bool:
    """Does one word fit one word of a pattern (a trailing ``*`` is any ending; "l'Inde" fits "inde")."""
    if not pattern.startswith("'"):
        word = word.lstrip("'")
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    return pattern == word


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found: words ``first``..``last`` (numbers, inclusive) and the number of the rule it belongs to."""

    first: int
    last: int
    rule: int


Rule = tuple[str, int]  # what sort of rule ("mask", "cue"…) and its number among those


class Patterns:
    """Patterns of several rules, filed by their first word, or by its first letters where it is a stem."""

    def __init__(self, rules: Iterable[tuple[Rule, Iterable[str]]]) -> None:
        self._by_word: dict[str, list[tuple[tuple[str, ...], Rule]]] = {}
        self._by_stem: dict[str, list[tuple[str, tuple[str, ...], Rule]]] = {}
        for rule, patterns in rules:
            for pattern in patterns:
                words = words_of(fold_word(pattern))
                if words and words[0].endswith("*"):
                    stem = words[0][:-1]
                    self._by_stem.setdefault(stem[:STEM_KEY], []).append((stem, words, rule))
                elif words:
                    self._by_word.setdefault(words[0], []).append((words, rule))

    def find(self, text: str, tokens: Sequence[Token]) -> dict[str, list[Hit]]:
        """All places where a pattern stands, by the sort of its rule, each list in order of the text."""
        found: dict[str, list[Hit]] = {}
        by_word, by_stem = self._by_word, self._by_stem
        for index, (_, _, word) in enumerate(tokens):
            if word[0] == "'":
                word = word[1:]
            for words, (sort, number) in by_word.get(word, ()):
                if fits_at(text, tokens, index, words):
                    found.setdefault(sort, []).append(Hit(index, index + len(words) - 1, number))
            for stem, words, (sort, number) in by_stem.get(word[:STEM_KEY], ()):
                if word.startswith(stem) and fits_at(text, tokens, index, words):
                    found.setdefault(sort, []).append(Hit(index, index + len(words) - 1, number))
        return found


def fits_at(text: str, tokens: Sequence[Token], index: int, words: Sequence[str]) -> bool:
    """Do the tokens from ``index`` on fit these pattern words, with nothing but small gaps between them?"""
    if index < 0 or index + len(words) > len(tokens):
        return False
    for step, pattern in enumerate(words):
        token = tokens[index + step]
        if not word_fits(pattern, token.word):
            return False
        if step and not gap_joins(text, tokens[index + step - 1], token):
            return False
    return True
