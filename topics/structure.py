"""What the make of a sentence says about a mention in it: is it told about, or only named beside something else."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence

from topics.asides import Asides
from topics.clauses import FIGURE, OLD_YEAR, Sentence, any_of, clauses_of, is_quoted
from topics.heads import discount_named_together
from topics.match import Match
from topics.mentions import Near
from topics.name_rows import Rows, is_list_line
from topics.patterns import Hit, Patterns
from topics.places import Place, View
from topics.schema_structure import Asides as AsideRules
from topics.schema_structure import Structure, Trait
from topics.telling import NEXT, has_own_part, told_of
from topics.text import fold_word

# Or a hyphen between spaces, and no mark within a figure ("14,7 %", "10:8"); a set is found soonest.
_CLAUSE = re.compile(r"[,;:—–()，；：、（） ](?:(?<! )|- )(?!(?<=\d[,:])\d)")
_ANY_QUOTE = re.compile('["«“„「]')
_COMMA = frozenset(",;、，；")
_EDGE = 4  # characters between a mention and the edge of its sentence, at most, where it opens or ends that
_SHORT_CLAUSE, _LONG_CLAUSE = 4, 9  # words
_COMMAS = 2  # marks of a sentence of several clauses
_BESIDE = 3  # words between a mention and the party that is named with it
_CLAUSES, _WORDS_OF_ROW = 4, 5  # of a row of short clauses: how many at least, and words of each on average
_PORTRAIT: tuple[Trait, ...] = ("a portrait by its title",)
_TELLING_TRAITS: frozenset[Trait] = frozenset(
    [
        "a deed in its sentence",
        "a figure in its clause",
        "a party beside it",
        "an institution",
        "language or culture",
        "a person by name",
        "set apart from others",
        "what a work is about",
        "opens its sentence",
    ]
)
_OF_COUNTRIES: frozenset[Trait] = frozenset(["a relation in its clause", "a tale of old times", "goods in its clause"])
_OF_ROWS: frozenset[Trait] = frozenset(
    ["one of several names in a row", "a short clause of several", "a row of short clauses", "beside other places"]
)
# What the words of these lists say of the clause they stand in; or only where they stand before the mention.
_OF_CLAUSE: tuple[tuple[str, Trait, bool], ...] = (
    ("comparison", "compared with", True),
    ("instance", "an instance of others", True),
    ("life", "a life told in its clause", False),
    ("relation", "a relation in its clause", False),
    ("goods", "goods in its clause", False),
)
_ROW = 2  # other clauses of a sentence that are made like the one of a mention
_LARGE_SHARE = 0.35  # of the text's characters
_SHORT_TEXT = 220  # characters of a text in which any sentence says much
_HAN_WORD = 2  # characters of a Chinese word
_TELLING = 3  # sentences that name the topic in a text that is about it, however they are made
_OPENING = 2  # words a sentence opens with
_MANY = 20  # mentions of a text that is about the topic, however they are made; and so the time stays linear


class Traits:
    """Finds the traits of mentions, and multiplies what these are worth by the topic's factors of their traits."""

    def __init__(self, rules: Structure, conjunctions: Iterable[str], asides: AsideRules) -> None:
        lists = {"deed": rules.deeds, "party": rules.parties, "life": rules.lives, "comparison": rules.comparisons}
        lists |= {"contrast": rules.contrasts, "work": rules.works, "history": rules.histories}
        lists |= {"relation": rules.relations, "goods": rules.goods, "instance": rules.instances}
        lists["fraction"] = rules.fractions
        lists.update(asides.words.items())
        self._asides = Asides(asides, rules, conjunctions)
        self._relatives = frozenset(map(fold_word, rules.relatives))
        self._portraits = Patterns([(("portrait", 0), rules.portraits)])
        self._words = Patterns(((sort, 0), words) for sort, words in lists.items())
        self._han = {sort: any_of(words) for sort, words in lists.items()}
        self._prepositions = frozenset(map(fold_word, rules.prepositions))
        self._rows = Rows(conjunctions, self._prepositions.union(map(fold_word, rules.origins)))
        self._factors = rules.factors
        self._least, self._most = rules.least, rules.most

    def weigh(self, title: View, view: View, places: Sequence[Place], *, is_announced: bool) -> None:
        """Give each mention of a text's body the factor of its traits, and the traits as words. ``is_announced``: the
        title holds a clue to the topic that settles nothing."""
        if not self._factors or len(places) > _MANY:
            return
        sentences: dict[int, Sentence] = {}
        near = Near(title, view, self._words, is_announced=is_announced)
        telling = {place.sentence for place in places if place.is_decisive}
        if len(telling) > _TELLING:
            return
        of_text: list[Trait] = []
        if len(telling) > 1:
            of_text.append("named in several sentences")
        is_portrait = bool(self._portraits.find(title.tokens, [(0, len(title.tokens))]))
        covered = {n for p in places if p.match.first >= 0 for n in range(p.match.first, p.match.last + 1)}
        for place in places:
            if not place.factor:
                continue
            sentence = sentences.get(place.sentence)
            if sentence is None:
                sentence = sentences[place.sentence] = self._read(view, place.sentence, covered)
            factor = 1.0
            # What somebody does is news, not a detail of a life.
            told = _PORTRAIT if is_portrait and "a deed in its sentence" not in sentence.traits else ()
            traits = [*self._traits(view, place.match, sentence), *told, *of_text]
            if place.match.entity.kind == "country" and _TELLING_TRAITS.isdisjoint(traits):
                traits.append("nothing told of it")
                if place.match.first >= 0 and self._rows.is_joined(view, place.match, sentence):
                    traits.append("joined to another name")
            if "a party beside it" in traits:  # somebody from there is news, whatever else the clause says
                traits = [trait for trait in traits if trait not in _OF_COUNTRIES]
            if "its own part in a row" in traits:
                traits = [trait for trait in traits if trait not in _OF_ROWS]
            for trait in traits:
                if trait in self._factors:
                    factor *= self._factors[trait]
                    place.traits.append((trait, self._factors[trait]))
            place.structure = min(self._most, max(self._least, factor))
            if reason := self._asides.find(view, place, sentence, covered, near):
                place.factor *= self._asides.factor
                place.reasons.append(reason)
        discount_named_together(view, places)

    def _read(self, view: View, number: int, covered: Collection[int]) -> Sentence:
        """What all mentions of a sentence share."""
        text = view.folded.text
        start, end = view.bounds(number)
        first, stop = view.sentence_words(number)
        hits = self._words.find(view.tokens, [(first, stop)])
        cuts = [start, *(mark.start() for mark in _CLAUSE.finditer(text, start, end)), end]
        all_capitals = view.capitals(number)
        capitals = [n for n in all_capitals if n != first and n not in covered]
        names = capitals if len(cuts) - 1 > _ROW else []
        return Sentence(
            start,
            end,
            first,
            cuts,
            hits,
            capitals=all_capitals,
            traits=tuple(self._of_sentence(view, number, hits)),
            words=stop - first,
            has_quotes=_ANY_QUOTE.search(text, start, end) is not None,
            names=clauses_of(cuts, (view.tokens.start(n) for n in names)),
            places=self._rows.count_places(view, capitals, covered),
        )

    def _of_sentence(self, view: View, number: int, hits: Mapping[str, list[Hit]]) -> Iterable[Trait]:
        text = view.folded.text
        start, end = view.bounds(number)
        if "deed" in hits or self._in_han(view, "deed", start, end):
            yield "a deed in its sentence"
        if self._sets_apart(view, hits) or self._in_han(view, "contrast", start, end):
            yield "set apart from others"
        if "work" in hits or self._in_han(view, "work", start, end):
            yield "what a work is about"
        if "history" in hits or self._in_han(view, "history", start, end):
            yield "a tale of old times"
        if OLD_YEAR.search(text, start, end):
            yield "an old year in its sentence"
        if end - start > _LARGE_SHARE * len(text):
            yield "a large part of the text"
        if len(text) < _SHORT_TEXT:
            yield "a short text"
        if is_list_line(text, start, end):
            yield "a line of a list"

    def _sets_apart(self, view: View, hits: Mapping[str, list[Hit]]) -> bool:
        """Is something set apart from others? The leader of a country, before its name or his, is not."""
        if "contrast" not in hits:
            return False
        offices = {hit.last for hit in hits.get("office", ())}
        tokens = view.tokens
        return not all(
            hit.last in offices and hit.last + 1 < len(tokens) and view.folded.is_upper(tokens.start(hit.last + 1))
            for hit in hits["contrast"]
        )

    def _traits(self, view: View, match: Match, sentence: Sentence) -> Iterable[Trait]:
        text = view.folded.text
        yield from sentence.traits
        if sentence.names:
            clause = {bisect_right(sentence.cuts, match.start)}
            if len(sentence.names - clause) >= _ROW:
                yield "one of several names in a row"
        first = view.word_numbers(match)[0]
        before = view.tokens.plain[max(sentence.first, first - 2) : first] if match.first >= 0 else []
        if sentence.end - match.end < _EDGE:
            yield "ends its sentence" if self._rows.conjunctions.isdisjoint(before) else "the last of several"
        if first - sentence.first < _OPENING:
            yield "opens its sentence"
        if sentence.has_quotes and is_quoted(text[sentence.start : match.start]):
            yield "quoted"
        if not _COMMA.isdisjoint(text[max(sentence.start, match.start - 2) : match.start]):
            yield "after a comma"
        if before and before[-1] in self._prepositions:
            yield "after a preposition of place"
        if sentence.places >= _ROW:
            yield "beside other places"
        yield from self._of_clause(view, match, sentence)
        yield from self._of_kind(view, match, sentence)

    def _of_clause(self, view: View, match: Match, sentence: Sentence) -> Iterable[Trait]:
        start, end = sentence.clause(match)
        text = view.folded.text[start:end]
        words = len(text.split()) if match.first >= 0 else len(text) // _HAN_WORD
        if words <= _SHORT_CLAUSE and len(sentence.cuts) - 2 >= _COMMAS:
            yield "a short clause of several"
        elif words >= _LONG_CLAUSE:
            yield "a long clause"
        clauses = len(sentence.cuts) - 1
        length = (sentence.end - sentence.start) / _HAN_WORD if match.first < 0 else sentence.words
        if clauses >= _CLAUSES and length <= _WORDS_OF_ROW * clauses:
            yield "a row of short clauses"
        told = told_of(view, sentence, start, end, self._relatives)
        if FIGURE.search(view.folded.text, *told) or self._tells_fraction(view, sentence, told):
            yield "a figure in its clause"
        if "rank" in sentence.hits and has_own_part(view, match, sentence):
            yield "its own part in a row"
        for sort, trait, is_before in _OF_CLAUSE:
            if (sort in sentence.hits or view.folded.has_han) and self._stands(
                view, sort, sentence, start, match.start if is_before else end
            ):
                yield trait

    def _tells_fraction(self, view: View, sentence: Sentence, told: tuple[int, int]) -> bool:
        """Does a clause tell a figure in words, or the short one behind it («dodávky do Číny, a to o pětinu»)?"""
        if "fraction" not in sentence.hits and not view.folded.has_han:
            return False
        start, end = told
        after = bisect_left(sentence.cuts, end - NEXT)
        if start == sentence.start and after + 1 < len(sentence.cuts):
            behind = sentence.cuts[after + 1]
            if len(view.folded.text[sentence.cuts[after] : behind].split()) <= _SHORT_CLAUSE + 1:
                end = behind
        return self._stands(view, "fraction", sentence, start, end)

    def _of_kind(self, view: View, match: Match, sentence: Sentence) -> Iterable[Trait]:
        kind = match.entity.kind
        if kind in ("university", "institution", "programme"):
            yield "an institution"
        elif kind == "person":
            yield "a person by name"
        elif kind == "language and culture":
            yield "language or culture"
        elif kind in ("country", "place"):
            is_adjective = kind == "country" and not view.folded.is_upper(match.start)
            if kind == "country" and not is_adjective:
                yield "a country by its name"
            if self._has_party(view, match, sentence):
                yield "a party beside it"
            elif is_adjective:
                yield "an adjective without a party"

    def _has_party(self, view: View, match: Match, sentence: Sentence) -> bool:
        if parties := sentence.hits.get("party"):
            first, last = view.word_numbers(match)
            if match.first >= 0:
                first = self._rows.start(view, sentence, first)
            if any(first - hit.last <= _BESIDE and hit.first - last <= _BESIDE for hit in parties):
                return True
        reach = _BESIDE * _HAN_WORD
        start, end = max(sentence.start, match.start - reach), min(sentence.end, match.end + reach)
        return match.first < 0 and self._in_han(view, "party", start, end)

    def _stands(self, view: View, sort: str, sentence: Sentence, start: int, end: int) -> bool:
        """Does a word of this list stand between these offsets of a sentence?"""
        hits = sentence.hits.get(sort)
        if hits and any(start <= view.tokens.start(hit.first) < end for hit in hits):
            return True
        return view.folded.has_han and self._in_han(view, sort, start, end)

    def _in_han(self, view: View, sort: str, start: int, end: int) -> bool:
        words = self._han[sort] if view.folded.has_han else None
        return words is not None and words.search(view.folded.text, start, end) is not None
