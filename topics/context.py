"""What stands around a term: masks, cue words and enumerations. Each gives the term a factor between 0 and 1."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from topics.forms import is_han
from topics.match import Match
from topics.patterns import Hit, Patterns, word_fits
from topics.schema import Context, Enumeration, TopicFile
from topics.text import Folded, Sentences, Token, fold_word

_LINKS = frozenset(",;/|•·()")
_LONGEST_LINK = 3  # words between two members of an enumeration
_NEAR = 3  # words between an enumeration and the "languages" or "and others" that belongs to it

# A Chinese clause: looked at on both sides of a term, at most this many characters.
_CLAUSE = 60
_STOPS = "，。；：！？,;:!?\n"
_HAN_CLAUSE = re.compile(f"[^{_STOPS}]{{1,{2 * _CLAUSE}}}")
_HAN_DIVIDER = re.compile("[、和及与]|以及")


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
    tokens: list[Token]
    sentences: Sentences
    is_title: bool

    def sentence(self, offset: int) -> int:
        """The number of the sentence that holds this offset of the folded text."""
        return self.sentences.number(self.folded.original(offset))


class Surroundings:
    """The masks, cues and enumeration rule of one topic, ready to be applied."""

    def __init__(self, rules: TopicFile, peers: dict[str, str]) -> None:
        self._contexts = rules.contexts
        self._masks = rules.masks
        self._han_masks = [
            (pattern, mask.reason) for mask in rules.masks for pattern in mask.patterns if is_han(fold_word(pattern))
        ]
        enumeration = rules.enumeration
        self._patterns = Patterns(
            [
                *((("mask", n), mask.patterns) for n, mask in enumerate(rules.masks)),
                *((("cue", n), context.cues) for n, context in enumerate(rules.contexts)),
                (("peer", 0), [word for word in enumeration.peers if word.endswith("*")]),
                (("others", 0), enumeration.others),
            ]
        )
        self._enumeration = _Enumerations(rules.enumeration, peers)

    def scan(self, view: View) -> dict[str, list[Hit]]:
        """Everything of the rules that stands in a field, found in one pass."""
        return self._patterns.find(view.folded.text, view.tokens)

    def text_wide(self, found: dict[str, list[Hit]]) -> frozenset[int]:
        """Numbers of the rules with ``where = "text"`` whose cue stands in this field."""
        return frozenset(hit.rule for hit in found.get("cue", ()) if self._contexts[hit.rule].where == "text")

    def weigh(
        self, view: View, matches: Sequence[Match], found: dict[str, list[Hit]], text_wide: frozenset[int]
    ) -> list[Place]:
        """Each match with its factor. ``found``: of :meth:`scan`; ``text_wide``: rules whose cue is in any field."""
        places = [Place(match, 1.0, []) for match in matches]
        self._mask(view, places, found.get("mask", []))
        self._apply_cues(view, places, found.get("cue", []), text_wide)
        if not view.is_title:
            self._enumeration.discount(view, places, found.get("peer", []), found.get("others", []))
        return places

    def _mask(self, view: View, places: list[Place], hits: list[Hit]) -> None:
        text, tokens = view.folded.text, view.tokens
        spans = [(tokens[hit.first].start, tokens[hit.last].end, self._masks[hit.rule].reason) for hit in hits]
        for pattern, reason in self._han_masks if view.folded.has_han() else ():
            spans.extend((start, start + len(pattern), reason) for start in _occurrences(text, pattern))
        spans.sort()
        starts = [span[0] for span in spans]
        for place in places:
            match = place.match
            index = bisect_right(starts, match.start) - 1
            # Masks are at most a few words long: only the last few that begin before the match can cover it.
            for start, end, reason in spans[max(0, index - 4) : index + 1]:
                if start <= match.start and match.end <= end:
                    place.factor = 0.0
                    place.reasons.append(reason)
                    break

    def _apply_cues(self, view: View, places: list[Place], hits: list[Hit], text_wide: frozenset[int]) -> None:
        by_rule: dict[int, list[Hit]] = {}
        for hit in hits:
            by_rule.setdefault(hit.rule, []).append(hit)
        for rule in sorted(set(by_rule) | text_wide):
            context = self._contexts[rule]
            if view.is_title and not context.title:
                continue
            cues = _Cues(view, by_rule.get(rule, []))
            for place in places:
                if place.factor and _concerns(context, place.match) and cues.reach(context, place.match):
                    place.factor *= context.factor
                    place.reasons.append(context.name)


def _concerns(context: Context, match: Match) -> bool:
    if context.kinds and match.entity.kind not in context.kinds:
        return False
    return not context.entities or match.entity.name in context.entities


def _occurrences(text: str, pattern: str) -> Iterator[int]:
    start = text.find(pattern)
    while start >= 0:
        yield start
        start = text.find(pattern, start + len(pattern))


class _Cues:
    """The places of one rule's cues in a field, ready for "is one near this match"."""

    def __init__(self, view: View, hits: list[Hit]) -> None:
        self._view = view
        self._hits = hits
        self._lasts = [hit.last for hit in hits]
        self._firsts = [hit.first for hit in hits]
        self._sentences = {view.sentence(view.tokens[hit.first].start) for hit in hits}

    def reach(self, context: Context, match: Match) -> bool:
        if context.where == "text":
            return True
        if context.script == "latin" and not self._view.folded.text[match.start].isascii():
            return False
        sentence = self._view.sentence(match.start)
        if context.where == "sentence":
            return sentence in self._sentences
        if context.where == "neighbour":
            return not self._sentences.isdisjoint((sentence - 1, sentence, sentence + 1))
        first, last = word_numbers(self._view.tokens, match)
        if context.where == "before":
            index = bisect_left(self._lasts, first) - 1
            near = index >= 0 and first - self._lasts[index] <= context.within
        else:
            index = bisect_right(self._firsts, last)
            near = index < len(self._firsts) and self._firsts[index] - last <= context.within
        return near and self._view.sentence(self._view.tokens[self._hits[index].first].start) == sentence


def word_numbers(tokens: Sequence[Token], match: Match) -> tuple[int, int]:
    """First and last word of a match; a Han match counts as standing between two words."""
    if match.first >= 0:
        return match.first, match.last
    after = bisect_left(tokens, match.end, key=lambda token: token.start)
    return after, after - 1


@dataclass(slots=True)
class _Item:
    start: int
    end: int
    peer: str | None  # None: a match of the topic
    place: Place | None


class _Enumerations:
    """Finds lists of peers and discounts the topic's terms in those that are long enough."""

    def __init__(self, rules: Enumeration, peers: dict[str, str]) -> None:
        self._rules = rules
        self._peers = dict(peers)
        self._peers.update({fold_word(word): fold_word(word) for word in rules.peers if not word.endswith("*")})
        self._conjunctions = frozenset(fold_word(word) for word in rules.conjunctions)
        self._language_words = tuple(fold_word(word) for word in rules.language_words)

    def discount(self, view: View, places: Sequence[Place], stems: list[Hit], more: list[Hit]) -> None:
        """Multiply the factors of the matches that are one of many."""
        self._discount_han(view.folded.text, places)
        members = [p for p in places if p.factor and p.match.first >= 0 and p.match.entity.kind in self._rules.kinds]
        if not members:
            return
        items = [_Item(p.match.first, p.match.last, None, p) for p in members]
        taken = {n for item in items for n in range(item.start, item.end + 1)}
        for index, token in enumerate(view.tokens):
            peer = self._peers.get(token.word.lstrip("'"))
            if peer is not None and index not in taken:
                items.append(_Item(index, index, peer, None))
        taken |= {item.start for item in items}
        items.extend(_Item(h.first, h.last, view.tokens[h.first].word[:5], None) for h in stems if h.first not in taken)
        items.sort(key=lambda item: item.start)
        others = {hit.first for hit in more}
        chain: list[_Item] = []
        for item in items:
            if chain and not self._linked(view, chain[-1], item):
                self._close(view, chain, others)
                chain = []
            chain.append(item)
        self._close(view, chain, others)

    def _discount_han(self, text: str, places: Sequence[Place]) -> None:
        """The same for Chinese, where 、 and 和 divide the members: 日本、中国、韩国和越南."""
        han = [p for p in places if p.factor and p.match.first < 0 and p.match.entity.kind in self._rules.kinds]
        clauses: dict[int, list[Place]] = {}
        for place in han:
            left = max(0, place.match.start - _CLAUSE)
            start = max(left, *(text.rfind(mark, left, place.match.start) + 1 for mark in _STOPS))
            clauses.setdefault(start, []).append(place)
        for start, mine in clauses.items():
            clause = _HAN_CLAUSE.match(text, start)
            if clause is None or "、" not in clause.group():
                continue
            members = [part for part in _HAN_DIVIDER.split(clause.group()) if part]
            own = sum(any(text[p.match.start : p.match.end] in part for p in mine) for part in members)
            if own and len(members) - own + 1 >= self._rules.items:
                for place in mine:
                    place.factor *= self._rules.factor
                    place.reasons.append(f"one of {len(members)} in an enumeration")

    def _linked(self, view: View, left: _Item, right: _Item) -> bool:
        tokens, between = view.tokens, right.start - left.end - 1
        if between > _LONGEST_LINK:
            return False
        start, end = tokens[left.end].end, tokens[right.start].start
        if view.sentence(start) != view.sentence(end):
            return False
        if not _LINKS.isdisjoint(view.folded.text[start:end]):
            return True
        return between == 0 or any(tokens[n].word in self._conjunctions for n in range(left.end + 1, right.start))

    def _close(self, view: View, chain: list[_Item], others: set[int]) -> None:
        peers = {item.peer for item in chain if item.peer is not None}
        mine = [item.place for item in chain if item.place is not None]
        if not mine or not peers:
            return
        last = chain[-1].end
        count = len(peers) + 1 + any(n in others for n in range(last + 1, last + 1 + _NEAR))
        needed = self._rules.language_items if self._about_languages(view, chain) else self._rules.items
        if count >= needed:
            for place in mine:
                place.factor *= self._rules.factor
                place.reasons.append(f"one of {count} in an enumeration")

    def _about_languages(self, view: View, chain: list[_Item]) -> bool:
        first, last = chain[0].start, chain[-1].end
        near = (*range(max(0, first - _NEAR), first), *range(last + 1, min(len(view.tokens), last + 1 + _NEAR)))
        words = [view.tokens[n].word for n in near]
        return any(word_fits(pattern, word) for pattern in self._language_words for word in words)
