"""Lists of peers (countries, languages, companies): a term that is only one of many is passing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from topics.patterns import Hit, word_fits
from topics.places import Place, View
from topics.schema import Enumeration
from topics.text import fold_word

_LINKS = frozenset(",;/|•·()")
_LONGEST_LINK = 3  # words between two members of an enumeration
_NEAR = 3  # words between an enumeration and the "languages" or "and others" that belongs to it

# A Chinese clause: looked at on both sides of a term, at most this many characters.
_CLAUSE = 60
_STOPS = "，。；：！？,;:!?\n"
_HAN_CLAUSE = re.compile(f"[^{_STOPS}]{{1,{2 * _CLAUSE}}}")
_HAN_DIVIDER = re.compile("[、和及与]|以及")


@dataclass(slots=True)
class _Item:
    start: int
    end: int
    peer: str | None  # None: a match of the topic
    place: Place | None


class Enumerations:
    """Finds lists of peers and discounts the topic's terms in those that are long enough."""

    def __init__(self, rules: Enumeration, peers: Mapping[str, str]) -> None:
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
        for first, end in _sentences(view, members):
            for index, word in enumerate(view.tokens.plain[first:end], first):
                if word in self._peers and index not in taken:
                    items.append(_Item(index, index, self._peers[word], None))
        taken |= {item.start for item in items}
        items.extend(
            _Item(h.first, h.last, view.tokens.words[h.first][:5], None) for h in stems if h.first not in taken
        )
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
        start, end = tokens.end(left.end), tokens.start(right.start)
        if view.sentence(start) != view.sentence(end):
            return False
        if not _LINKS.isdisjoint(view.folded.text[start:end]):
            return True
        return between == 0 or any(tokens.words[n] in self._conjunctions for n in range(left.end + 1, right.start))

    def _close(self, view: View, chain: list[_Item], others: set[int]) -> None:
        peers = {item.peer for item in chain if item.peer is not None}
        mine = [item.place for item in chain if item.place is not None]
        if not mine or not peers:
            return
        last = chain[-1].end
        count = len(peers) + 1 + any(n in others for n in range(last + 1, last + 1 + _NEAR))
        if count < min(self._rules.items, self._rules.language_items):
            return
        needed = self._rules.language_items if self._about_languages(view, chain) else self._rules.items
        if count >= needed:
            for place in mine:
                place.factor *= self._rules.factor
                place.reasons.append(f"one of {count} in an enumeration")

    def _about_languages(self, view: View, chain: list[_Item]) -> bool:
        first, last = chain[0].start, chain[-1].end
        near = (*range(max(0, first - _NEAR), first), *range(last + 1, min(len(view.tokens), last + 1 + _NEAR)))
        words = [view.tokens.words[n] for n in near]
        return any(word_fits(pattern, word) for pattern in self._language_words for word in words)


def _sentences(view: View, members: Sequence[Place]) -> list[tuple[int, int]]:
    """The words of each sentence that holds a member."""
    return [view.sentence_words(number) for number in sorted({view.sentence(p.match.start) for p in members})]
