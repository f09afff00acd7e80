"""Names in a row: which of them are places, what a conjunction joins, where the row begins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from topics.clauses import Sentence
from topics.match import Match
from topics.places import View
from topics.text import fold_word

_ROW_WORDS = 8  # of a row of names that share a party
_LINE = 60  # characters of a line of a list


class Rows:
    """Reads rows of names. ``before_names``: words that stand before names ("in", "from")."""

    def __init__(self, conjunctions: Iterable[str], before_names: Collection[str]) -> None:
        self.conjunctions = frozenset(map(fold_word, conjunctions))
        self._before_names = before_names

    def count_places(self, view: View, capitals: Sequence[int], covered: Collection[int]) -> int:
        """How many of the names stand behind a preposition, or beside such a name or a mention in a row of them."""
        tokens = view.tokens
        found: set[int] = set()
        for n in capitals:
            before = n - 1 - (tokens.plain[n - 1] in self.conjunctions)
            in_row = (before in found or before in covered) and (before < n - 1 or "," in tokens.gap_after(before))
            if in_row or tokens.plain[n - 1] in self._before_names:
                found.add(n)
        return len(found)

    def is_joined(self, view: View, match: Match, sentence: Sentence) -> bool:
        """Does a conjunction join a mention and another name: "Russia and China", «между США и Китаем»?"""
        plain, tokens = view.tokens.plain, view.tokens
        before, after = match.first - 1, match.last + 1
        if before > sentence.first and plain[before] in self._before_names:
            before -= 1  # "in Germany and in China"
        if before > sentence.first and plain[before] in self.conjunctions:
            return view.folded.is_upper(tokens.start(before - 1))
        if after + 1 < len(plain) and plain[after] in self.conjunctions and tokens.start(after + 1) < sentence.end:
            beside = after + 1 + (plain[after + 1] in self._before_names)
            return beside < len(plain) and view.folded.is_upper(tokens.start(beside))
        return False

    def start(self, view: View, sentence: Sentence, first: int) -> int:
        """The first word of the row of names that a mention ends: "from Serbia, India and China"."""
        tokens = view.tokens
        row = first
        for n in range(first - 1, max(sentence.first, first - _ROW_WORDS), -1):
            if n in sentence.capitals:
                row = n
            elif tokens.plain[n] not in self.conjunctions and tokens.plain[n] not in self._before_names:
                break
        return row


def is_list_line(text: str, start: int, end: int) -> bool:
    """Is a sentence a short line between short lines?"""
    if end - start > _LINE or (start and text[start - 1] != "\n"):
        return False
    before = text.rfind("\n", max(0, start - _LINE), max(0, start - 1))
    after = text.find("\n", end, end + _LINE)
    return before >= 0 and after >= 0 and text[end - 1] == "\n"
