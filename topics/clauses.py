"""A sentence that names the topic, cut into clauses: what its mentions share."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from topics.forms import is_han
from topics.match import Match
from topics.patterns import Hit
from topics.schema_structure import Trait
from topics.text import fold_word

# Beginnings of words for what is counted: «1140 человек» is no year.
_COUNTED = (
    "чел|студ|участ|иностр|учащ|перво|выпуск|люд|осіб|душ|адам|чал|руб|тыс|peop|stud|pers|osób|lid|ľud|mens|partic|"
    "étud|estud|alum|euro|dol|foreign|inter|km|км"
)
_NO_COUNT = rf"(?!\d)(?! (?:{_COUNTED}))"
FIGURE = re.compile(rf"(?<!\d)(?!(?:1\d{{3}}|20\d\d){_NO_COUNT})\d")  # a year counts nothing
OLD_YEAR = re.compile(rf"(?<!\d)1\d{{3}}{_NO_COUNT}")
_QUOTES = (("«", "»"), ("“", "”"), ("「", "」"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a mention: its offsets, its first word, where its clauses begin and end, and what is true of any
    mention in it.

    ``capitals``: its words with a capital letter; ``names``: the clauses, by number, that hold a name which is none of
    the topic's; ``places``: how many names stand after a preposition.
    """

    start: int
    end: int
    first: int
    cuts: list[int]
    hits: Mapping[str, list[Hit]]
    capitals: Sequence[int]
    traits: tuple[Trait, ...]
    words: int
    has_quotes: bool
    names: frozenset[int]
    places: int

    def clause(self, match: Match) -> tuple[int, int]:
        """The clause that holds a match."""
        number = bisect_right(self.cuts, match.start)
        return self.cuts[number - 1], self.cuts[bisect_left(self.cuts, match.end, number, len(self.cuts) - 1)]


def clauses_of(cuts: Sequence[int], offsets: Iterable[int]) -> frozenset[int]:
    """The numbers of the clauses these offsets lie in."""
    return frozenset(bisect_right(cuts, offset) for offset in offsets)


def any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """Finds one of the words in Han; they are literal, so that the search is linear."""
    han = [word for word in map(fold_word, words) if is_han(word)]
    return re.compile("|".join(map(re.escape, han))) if han else None


def is_quoted(before: str) -> bool:
    """Does a quotation stand open at the end of this beginning of a sentence?"""
    if before.count('"') % 2:
        return True
    if "„" in before:
        return before.count("„") > before.count("“") + before.count("”")
    return any(before.count(left) > before.count(right) for left, right in _QUOTES)
