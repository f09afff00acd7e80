"""A mention as the rules on asides ask of it: the words of its clause, of its sentence and of those beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from topics.clauses import FIGURE, Sentence
from topics.match import Match
from topics.patterns import Hit, Patterns
from topics.places import Place, View

_BESIDE = 3  # words between a mention and the party that is named with it
_Hits = Mapping[str, Sequence[Hit]]


class Near:
    """The words of the sentences beside one, and of the title: looked for when they are asked for."""

    def __init__(self, title: View, view: View, patterns: Patterns, *, is_announced: bool) -> None:
        self._title, self._view, self._patterns = title, view, patterns
        self._known: dict[int, _Hits] = {}
        self.is_announced = is_announced  # the title holds a clue to the topic, if a weak one

    def before(self, sentence: int) -> _Hits:
        """Those of the sentence before one; none if it is the first."""
        before = self._view.neighbours(sentence)[0]
        return {} if before == sentence else self._of(before)

    def has(self, sort: str, sentence: int) -> bool:
        """Does a word of this sort stand in a sentence beside this one, or in the title?"""
        if any(sort in self._of(one) for one in self._view.neighbours(sentence)):
            return True
        if -1 not in self._known:
            tokens = self._title.tokens
            self._known[-1] = self._patterns.find(tokens, [(0, len(tokens))])
        return sort in self._known[-1]

    def _of(self, sentence: int) -> _Hits:
        if sentence not in self._known:
            window = self._view.sentence_words(sentence)
            self._known[sentence] = self._patterns.find(self._view.tokens, [window])
        return self._known[sentence]


class Mention:
    """A mention with what the tests ask of it."""

    __slots__ = ("_clause", "covered", "match", "near", "place", "sentence", "view")

    def __init__(self, view: View, place: Place, sentence: Sentence, covered: Collection[int], near: Near) -> None:
        self.view, self.place, self.sentence, self.covered, self.near = view, place, sentence, covered, near
        self.match: Match = place.match
        self._clause: tuple[int, int] | None = None

    @property
    def clause(self) -> tuple[int, int]:
        """Where its clause begins and ends."""
        if self._clause is None:
            self._clause = self.sentence.clause(self.match)
        return self._clause

    @property
    def text(self) -> str:
        """Its sentence."""
        return self.view.folded.text[self.sentence.start : self.sentence.end]

    @property
    def is_set_in(self) -> bool:
        """Does its clause stand behind the first one, and another one behind it?"""
        start, end = self.clause
        text = self.view.folded.text
        return start > self.sentence.start and text[end : end + 1] in tuple(",)—–;")

    def word(self, step: int) -> str:
        """The word so many places before the mention."""
        number = self.match.first + step
        return self.view.tokens.plain[number] if number >= self.sentence.first else ""

    def distance(self, hit: Hit) -> int:
        """How many words on a hit stands, on either side."""
        return max(self.match.first - hit.last, hit.first - self.match.last)

    def in_clause(self, sort: str) -> bool:
        """Does a word of this sort stand in its clause?"""
        start, end = self.clause
        return any(start <= self.view.tokens.start(h.first) < end for h in self.sentence.hits.get(sort, ()))

    def is_near(self, sort: str) -> bool:
        """Does one stand in its sentence, in one beside it, or in the title?"""
        return sort in self.sentence.hits or self.near.has(sort, self.place.sentence)

    def has_party(self, *, besides: str = "") -> bool:
        """Does a party stand beside it, in its clause?"""
        start, end = self.clause
        left_out = {h.first for h in self.sentence.hits.get(besides, ())}
        return any(
            self.distance(h) <= _BESIDE and h.first not in left_out and start <= self.view.tokens.start(h.first) < end
            for h in self.sentence.hits.get("party", ())
        )

    def has_figure(self) -> bool:
        """Does its clause hold a figure that is no year?"""
        return FIGURE.search(self.view.folded.text, *self.clause) is not None

    def has_deed(self, begin: int | None = None, end: int | None = None) -> bool:
        """Does its clause tell a deed (from the clause on that holds ``begin``)? What brings a species is none."""
        start, own_end = self.clause
        end = own_end if end is None else end
        if begin is not None:
            start = max((cut for cut in self.sentence.cuts if cut <= begin), default=start)
        hits = self.sentence.hits
        brought = {h.first for h in hits.get("nature", ())}
        return any(
            start <= self.view.tokens.start(h.first) < end and h.first not in brought for h in hits.get("deed", ())
        )
