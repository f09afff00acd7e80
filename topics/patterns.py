"""Word patterns (``шанхайск* рейтинг*``) over the words of a text: linear time, no regular expressions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from topics.forms import words_of
from topics.text import Token, fold_word

_KEY = 3
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
    """A pattern found: words ``first``..``last`` (numbers, inclusive) and the rule it belongs to."""

    first: int
    last: int
    rule: int


class Patterns:
    """Patterns of several rules, filed by the first letters of their first word."""

    def __init__(self, rules: Iterable[tuple[int, Iterable[str]]]) -> None:
        self._filed: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for rule, patterns in rules:
            for pattern in patterns:
                words = words_of(fold_word(pattern))
                if words:
                    self._filed.setdefault(words[0].removesuffix("*")[:_KEY], []).append((words, rule))

    def find(self, text: str, tokens: Sequence[Token]) -> list[Hit]:
        """All places where a pattern stands, in order of the text."""
        hits = []
        for index, token in enumerate(tokens):
            for words, rule in self._filed.get(token.word.lstrip("'")[:_KEY], ()):
                if fits_at(text, tokens, index, words):
                    hits.append(Hit(index, index + len(words) - 1, rule))
        return hits


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
