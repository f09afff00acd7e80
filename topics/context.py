"""What stands around a term: masks and cue words. Each gives the term a factor."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from topics.concerned import Concerned, concerns
from topics.enumeration import Enumerations
from topics.forms import Forms, is_han
from topics.han import HanCues, HanHits, HanMasks
from topics.homes import Homes
from topics.match import Found, Match
from topics.patterns import Hit, Patterns
from topics.places import Place, View
from topics.schema import Context, Mask, TopicFile
from topics.shapes import MAX_PATTERN_WORDS
from topics.structure import Traits
from topics.text import fold_word

_BEYOND = 3  # words beyond a sentence in which a phrase may begin or end: "ul. Pekińska" is no two sentences
_HAN_WORD = 2  # characters of a Chinese word, for what topic files count in words
_HAN_REACH = 200  # characters on either side of a match in which a cue of its sentence is looked for


class Surroundings:
    """The masks, cues and enumeration rule of one topic, ready to be applied. ``rules`` are its rules by themselves."""

    def __init__(self, rules: TopicFile, forms: Forms) -> None:
        self.rules = rules.without_words()
        self._contexts, self._masks = self.rules.contexts, self.rules.masks
        self._han_masks = HanMasks(rules.masks, forms.han)
        han_cues = _han_cues(rules)
        self._han_cues = HanCues({n: cues for n, cues in han_cues.items() if rules.contexts[n].where != "text"})
        self._han_everywhere = HanCues({n: cues for n, cues in han_cues.items() if rules.contexts[n].where == "text"})
        enumeration = rules.enumeration
        everywhere = [n for n, context in enumerate(rules.contexts) if context.where == "text"]
        neighbours = [n for n, context in enumerate(rules.contexts) if context.where == "neighbour"]
        self._concerned_near = Concerned(self._contexts, neighbours)
        self._everywhere = Patterns((("cue", n), rules.contexts[n].cues) for n in everywhere)
        forms.look_for(self._everywhere.begins, self._everywhere.beginnings)
        self._concerned_everywhere = Concerned(self._contexts, everywhere)
        self._quoted = frozenset(n for n in everywhere if rules.contexts[n].quoted)
        self._nearby = Patterns(
            [
                *((("mask", n), mask.patterns) for n, mask in enumerate(rules.masks)),
                *((("cue", n), context.cues) for n, context in enumerate(rules.contexts) if n not in everywhere),
                (("peer", 0), [word for word in enumeration.peers if word.endswith("*")]),
                (("others", 0), enumeration.others),
            ]
        )
        self._enumerations = Enumerations(enumeration, forms.peers)
        self._traits = Traits(rules.structure, enumeration.conjunctions, rules.asides)
        self._homes = Homes(rules.structure.homes, forms)

    def text_wide(
        self, views: Sequence[View], found: Sequence[Found], matches: Sequence[Sequence[Match]]
    ) -> frozenset[int]:
        """Numbers of the rules with ``where = "text"`` that concern a match, of each view, and have a cue in a view."""
        entities = [match.entity for mine in matches for match in mine]
        wanted = set().union(*map(self._concerned_everywhere.by, entities))
        rules: set[int] = set()
        for view, one in zip(views, found, strict=True):
            if one.cues:
                rules.update(hit.rule for hit in self._everywhere.find_at(view.tokens, one.cues).get("cue", ()))
        in_han = [view.folded.text for view in views if view.folded.has_han]
        asked = wanted if in_han else rules & wanted
        if not self._quoted.isdisjoint(asked) and not any(map(_any_quoted, views, matches)):
            wanted -= self._quoted
        if not self._han_everywhere.rules.isdisjoint(wanted):
            for text in in_han:
                rules.update(self._han_everywhere.find(text, [(0, len(text))]))
        return frozenset(rules & wanted)

    def weigh(
        self, view: View, matches: Sequence[Match], text_wide: frozenset[int], source: str | None = None
    ) -> list[Place]:
        """Each match of a field with its factor. ``text_wide``: of :meth:`text_wide`."""
        if not matches:
            return []
        places = [Place(match, view.sentence(match.start)) for match in matches]
        stretches = self._stretches(view, places)
        # Few words of a text in Han are in Latin letters, and mostly they are no cue.
        may_hold = not view.folded.has_han or self._nearby.begin_any(view.tokens.plain)
        found = self._nearby.find(view.tokens, _windows(view, stretches)) if may_hold else {}
        by_han: Mapping[int, HanHits] = {}
        if view.folded.has_han and any(place.match.first < 0 for place in places):
            offsets = [view.extent(first, last) for first, last in stretches]
            by_han = self._han_cues.find(view.folded.text, offsets)
        self._mask(view, places, found.get("mask", []), source)
        self._apply_cues(view, places, found.get("cue", []), by_han, text_wide, source)
        if not view.is_title:
            self._enumerations.discount(view, places, found.get("peer", []), found.get("others", []))
        return places

    def restore_homes(self, title: View, view: View, places: Sequence[Place]) -> None:
        """Count the homes of people with Chinese names in full."""
        self._homes.restore(title, view, places)

    def read_structure(self, title: View, view: View, in_title: Sequence[Place], places: Sequence[Place]) -> None:
        """Weigh the matches of a text's body by the make of their sentences, and by what its title announces."""
        self._traits.weigh(title, view, places, is_announced=any(place.factor for place in in_title))
        self._homes.lift(title, view, places)

    def _stretches(self, view: View, places: Iterable[Place]) -> list[tuple[int, int]]:
        """The parts of a text that can say anything about a match, each as its first sentence and its last: the
        match's own, and its neighbour sentences too where a rule looks there."""
        stretches: list[tuple[int, int]] = []
        sentence = -1
        for place in places:
            far = self._concerned_near.by(place.match.entity)
            if place.sentence == sentence and not far:
                continue
            sentence = place.sentence
            first, last = view.neighbours(sentence) if far else (sentence, sentence)
            while stretches and first <= view.sentences.end(stretches[-1][1]):
                known = stretches.pop()
                first, last = min(first, known[0]), max(last, known[1])
            stretches.append((first, last))
        return stretches

    def _mask(self, view: View, places: list[Place], hits: list[Hit], source: str | None) -> None:
        if not hits and not view.folded.has_han:
            return
        text, tokens = view.folded.text, view.tokens
        spans = sorted(
            (tokens.start(hit.first), tokens.end(hit.last), self._masks[hit.rule].reason)
            for hit in hits
            if _holds_for(self._masks[hit.rule], source)
        )
        starts = [span[0] for span in spans]
        for place in places:
            match = place.match
            reason = self._han_masks.find(text, match.start, match.end, source) if match.first < 0 else None
            if spans:
                index = bisect_right(starts, match.start) - 1
                # Masks are at most a few words long: only the last few that begin before the match can cover it.
                for start, end, why in spans[max(0, index - 4) : index + 1]:
                    if start <= match.start and match.end <= end:
                        reason = why
                        break
            if reason is not None:
                place.factor = 0.0
                place.reasons.append(reason)

    def _apply_cues(
        self,
        view: View,
        places: list[Place],
        hits: list[Hit],
        by_han: Mapping[int, HanHits],
        text_wide: frozenset[int],
        source: str | None,
    ) -> None:
        if not hits and not by_han and not text_wide:
            return
        by_rule: dict[int, list[Hit]] = {}
        for hit in hits:
            by_rule.setdefault(hit.rule, []).append(hit)
        for rule in sorted({*by_rule, *by_han, *text_wide}):
            context = self._contexts[rule]
            if (view.is_title and not context.title) or not _holds_for(context, source):
                continue
            concerned = [p for p in places if p.factor and concerns(context, p.match.entity)]
            if context.restores and not context.announces:
                concerned = [p for p in concerned if p.factor < context.factor]
            if not concerned:
                continue
            cues = _Cues(context, view, by_rule.get(rule, []), by_han.get(rule), in_text=rule in text_wide)
            for place in concerned:
                if not cues.reach(place):
                    continue
                if context.restores and context.announces:
                    place.is_itself = not view.opens_quotation(place.match.start)
                    continue
                place.factor = context.factor if context.restores else place.factor * context.factor
                place.reasons.append(context.name)
                place.is_nickname |= context.announces
                place.is_house |= context.quoted and not context.factor and context.where != "text"


def _windows(view: View, stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The words of these stretches and a few around each, apart from each other."""
    words = len(view.tokens)
    windows: list[tuple[int, int]] = []
    for sentence, last in stretches:
        first, end = view.sentence_words(sentence)
        if last != sentence:
            end = view.sentence_words(last)[1]
        first, end = max(0, first - _BEYOND), min(words, end + _BEYOND)
        if windows and first <= windows[-1][1]:
            first = windows.pop()[0]
        windows.append((first, end))
    return windows


def _any_quoted(view: View, matches: Iterable[Match]) -> bool:
    return view.opens_any_quotation([match.start for match in matches])


def _holds_for(rule: Mask | Context, source: str | None) -> bool:
    return not rule.sources or source in rule.sources


def _han_cues(rules: TopicFile) -> dict[int, tuple[str, ...]]:
    """The cues in Han of each context that has some, by its number."""
    found = {n: tuple(filter(is_han, map(fold_word, c.cues))) for n, c in enumerate(rules.contexts)}
    return {number: cues for number, cues in found.items() if cues}


class _Cues:
    """The places of one rule's cues in a field, ready for "is one near this match"."""

    def __init__(self, context: Context, view: View, hits: list[Hit], han: HanHits | None, *, in_text: bool) -> None:
        self._context = context
        self._view = view
        self._hits = hits
        self._han = han
        self._in_text = in_text
        self._sentences: set[int] = set()
        if context.where in ("sentence", "neighbour"):
            self._sentences = {self._sentence_of(hit) for hit in hits}

    def _sentence_of(self, hit: Hit) -> int:
        return self._view.sentence(self._view.tokens.start(hit.first))

    def reach(self, place: Place) -> bool:
        """Is a cue where the rule looks for one?"""
        where, match = self._context.where, place.match
        if self._context.quoted and not self._view.opens_quotation(match.start):
            return False
        if self._context.quoted and self._context.announces and not self._view.closes_quotation(match.end):
            return False
        if where == "text":
            return self._in_text
        if self._context.script == "latin" and not self._view.folded.text[match.start].isascii():
            return False
        if match.first < 0 and self._han is not None and self._reach_han(place, self._han):
            return True
        if not self._hits:
            return False
        if where == "sentence":
            return place.sentence in self._sentences
        if where == "neighbour":
            return not self._sentences.isdisjoint((place.sentence, *self._view.neighbours(place.sentence)))
        if where == "around":
            return self._holds(match)
        hit = self._beside(match)
        if hit is None or self._sentence_of(hit) != place.sentence:
            return False
        # Behind a colon a quotation is speech, no name: 'The White House: "Beijing …"'
        return not (self._context.quoted and where == "before" and self._ends_in_colon(match))

    def _ends_in_colon(self, match: Match) -> bool:
        """Does a colon stand before the word, in front of a quotation?"""
        first, _ = self._view.word_numbers(match)
        return first > 0 and ":" in self._view.tokens.gap_after(first - 1)

    def _holds(self, match: Match) -> bool:
        """Does a cue hold a match?"""
        first, last = self._view.word_numbers(match)
        index = bisect_right(self._hits, first, key=_first) - 1
        while index >= 0 and self._hits[index].first > first - MAX_PATTERN_WORDS:
            if self._hits[index].last >= last:
                return True
            index -= 1
        return False

    def _beside(self, match: Match) -> Hit | None:
        """The nearest cue before or after a match, if it is near enough."""
        first, last = self._view.word_numbers(match)
        if self._context.where == "before":
            index = bisect_left(self._hits, first, key=_last) - 1
            near = index >= 0 and first - self._hits[index].last <= self._context.within
        else:
            index = bisect_right(self._hits, last, key=_first)
            near = index < len(self._hits) and self._hits[index].first - last <= self._context.within
        return self._hits[index] if near else None

    def _reach_han(self, place: Place, han: HanHits) -> bool:
        """The same for Han: cues in the characters before or behind a match, or in its sentence."""
        context, view, match = self._context, self._view, place.match
        if context.where == "around":
            return han.hold(match.start, match.end)
        if context.where == "neighbour":
            before, after = view.neighbours(place.sentence)
            start, end = view.extent(before, after)
        else:
            start, end = view.bounds(place.sentence)
        start, end = max(start, match.start - _HAN_REACH), min(end, match.end + _HAN_REACH)
        if context.where == "before":
            start, end = max(start, match.start - _HAN_WORD * context.within), match.start
        elif context.where == "after":
            start, end = match.end, min(end, match.end + _HAN_WORD * context.within)
        return han.is_within(start, end)


_first, _last = attrgetter("first"), attrgetter("last")
