"""A match and the field it stands in: what the rules about surroundings look at."""

from __future__ import annotations

from dataclasses import dataclass

from topics.match import Match
from topics.sentences import Sentences
from topics.text import Folded
from topics.tokens import Tokens


@dataclass(slots=True)
class Place:
    """A match with what its surroundings make of it: ``factor`` times its weight, and the rules that said so."""

    match: Match
    factor: float
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class View:
    """One field of a text, cut up."""

    folded: Folded
    tokens: Tokens
    sentences: Sentences
    is_title: bool

    def sentence(self, offset: int) -> int:
        """The sentence that holds this offset of the folded text."""
        return self.sentences.at(self.folded.original(offset))

    def word_numbers(self, match: Match) -> tuple[int, int]:
        """First and last word of a match; a Han match counts as standing between two words."""
        if match.first >= 0:
            return match.first, match.last
        after = self.tokens.at_or_after(match.end)
        return after, after - 1

    def sentence_words(self, sentence: int) -> tuple[int, int]:
        """The words of a sentence: the first, and the one after the last."""
        return self._word_from(sentence), self._word_from(self.sentences.end(sentence))

    def _word_from(self, original: int) -> int:
        return self.tokens.at_or_after(self.folded.folded_offset(original))
