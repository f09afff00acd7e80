"""A match and the field it stands in: what the rules about surroundings look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import compress

from topics.match import Match
from topics.schema_structure import Trait
from topics.sentences import SENTENCE_SHOWN, Sentences
from topics.text import Folded
from topics.tokens import Tokens

_OPENING = frozenset("«“„\"'「『‘")  # marks a quotation begins with
_CLOSING = frozenset("»”“\"'」』’")  # marks it ends with
_OPENING_APART = frozenset({"« ", "«\u00a0", "«\u202f"})  # as French sets them
_APART = frozenset(mark[-1] for mark in _OPENING_APART)
# What may be a capital letter that begins a word: no letter that is mostly known for a small one. The apostrophe of
# Ukrainian passes for a letter, and is none here.
_CAPITAL = re.compile(r"[^\W\d_a-zа-яёіїєґ](?<![^\W_\u02bc].)", re.DOTALL)
DECISIVE = 0.5  # a term discounted below this share can support a flag but not make one


@dataclass(slots=True)
class Place:
    """A match in its sentence, with what its surroundings make of it: ``factor`` times its weight, and the rules that
    said so; and what the make of its sentence does: ``structure`` times that, and its ``traits`` with the
    factor of each.

    ``is_listed``: it is one of many in an enumeration; ``is_nickname``: the text announces it as the name of something
    else; ``is_house``: it is the name of a hotel or the like, in quotes; ``is_itself``: whatever the text calls by its
    name, here the thing itself is meant.
    """

    match: Match
    sentence: int
    factor: float = 1.0
    reasons: list[str] = field(default_factory=list)
    structure: float = 1.0
    traits: list[tuple[Trait, float]] = field(default_factory=list)
    is_listed: bool = False
    is_nickname: bool = False
    is_house: bool = False
    is_itself: bool = False

    @property
    def is_decisive(self) -> bool:
        """Whether the match can make a flag: strong, and not discounted by what stands around it."""
        return self.match.entity.strength == "strong" and self.factor >= DECISIVE


class View:
    """One field of a text, cut up. What is asked of a sentence is worked out once, however many terms it holds."""

    __slots__ = (
        "_bounds",
        "_capitals",
        "_is_mapped",
        "_shown",
        "_words",
        "folded",
        "is_title",
        "sentence",
        "sentences",
        "tokens",
    )

    def __init__(self, folded: Folded, tokens: Tokens, *, is_title: bool) -> None:
        self.folded = folded
        self.tokens = tokens
        self.sentences = Sentences(folded.source)
        self.is_title = is_title
        self._is_mapped = not folded.keeps_places
        at = self.sentences.at
        # The sentence that holds an offset of the folded text, asked for so often that one step more is felt. (A method
        # of the view, kept here, would make it hold itself, and stay until the collector finds it.)
        self.sentence: Callable[[int], int] = (lambda offset: at(folded.original(offset))) if self._is_mapped else at
        self._bounds: dict[int, tuple[int, int]] = {}
        self._words: dict[int, tuple[int, int]] = {}
        self._capitals: dict[int, list[int]] = {}
        self._shown: dict[int, str] = {}

    def bounds(self, sentence: int) -> tuple[int, int]:
        """Where a sentence begins and ends in the folded text."""
        known = self._bounds.get(sentence)
        if known is None:
            known = sentence, self.sentences.end(sentence)
            if self._is_mapped:
                known = self.folded.folded_offset(known[0]), self.folded.folded_offset(known[1])
            self._bounds[sentence] = known
        return known

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """The same for several sentences, of these the first and the last."""
        bounds = self.bounds(first)
        return bounds if first == last else (bounds[0], self.bounds(last)[1])

    def neighbours(self, sentence: int) -> tuple[int, int]:
        """The sentence before one and the one after it; itself where there is none."""
        return self.sentences.before(sentence), self.sentences.after(sentence)

    def sentence_words(self, sentence: int) -> tuple[int, int]:
        """The words of a sentence: the first, and the one after the last."""
        known = self._words.get(sentence)
        if known is None:
            known = self._words[sentence] = self.tokens.between(*self.bounds(sentence))
        return known

    def capitals(self, sentence: int) -> list[int]:
        """The numbers of its words that begin with a capital letter."""
        known = self._capitals.get(sentence)
        if known is None:
            first, end = self.sentence_words(sentence)
            are_upper = self.folded.are_upper(self.tokens.starts(first, end))
            known = self._capitals[sentence] = list(compress(range(first, end), are_upper))
        return known

    def most_names(self, sentence: int) -> int:
        """No fewer than the words of a sentence that begin with a capital letter, but for the first where no comma
        follows it: a bound that takes a quarter of the time of :meth:`capitals`."""
        folded, (start, end) = self.folded, self.bounds(sentence)
        if folded.has_han or self._is_mapped:
            return end - start
        space = folded.text.find(" ", start, end)
        is_first_apart = (
            space > 0 and folded.text[start:space].isalnum() and folded.text[space + 1 : space + 2].isalnum()
        )
        return len(_CAPITAL.findall(folded.source, space if is_first_apart else start, end))

    def word_numbers(self, match: Match) -> tuple[int, int]:
        """First and last word of a match; a Han match counts as standing between two words."""
        if match.first >= 0:
            return match.first, match.last
        after = self.tokens.at_or_after(match.end)
        return after, after - 1

    def opens_quotation(self, start: int) -> bool:
        """Does a quotation begin at this offset of the folded text?"""
        text = self.folded.text
        before = text[start - 1] if start else ""
        return before in _OPENING or (before.isspace() and text[max(0, start - 2) : start] in _OPENING_APART)

    def opens_any_quotation(self, starts: Collection[int]) -> bool:
        """Does one at any of these?"""
        text = self.folded.text
        before = [text[start - 1 : start] for start in starts]
        if not _OPENING.isdisjoint(before):
            return True
        if _APART.isdisjoint(before):  # as in Han
            return False
        return not _OPENING_APART.isdisjoint([text[start - 2 : start] for start in starts])

    def closes_quotation(self, end: int) -> bool:
        """Does a quotation end before this offset of the folded text?"""
        text = self.folded.text
        return text[end : end + 1] in _CLOSING or text[end : end + 2].lstrip() in _CLOSING

    def shown(self, sentence: int, offset: int) -> str:
        """A sentence as people read it, cut to a readable length around this offset of the source."""
        shown = self._shown.get(sentence)
        if shown is None:
            end = self.sentences.end(sentence)
            shown = self.sentences.cut(sentence, end, offset)
            if end - sentence <= SENTENCE_SHOWN:
                self._shown[sentence] = shown
        return shown
