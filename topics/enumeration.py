"""Lists of peers (countries, languages, companies): a term that is only one of many is passing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress, pairwise

from topics.known import Known
from topics.list_items import COMMAS, Item, is_name, named_items, with_their_names
from topics.packed import PackedWords
from topics.patterns import Hit, word_fits
from topics.places import Place, View
from topics.rows import rows_of
from topics.schema import Enumeration
from topics.shapes import MAX_PATTERN_WORDS
from topics.text import fold_word

_LINK = re.compile("[,;/|•·()]")
# A word that stands alone between two commas; no step of the search is ever taken back.
_LONE_WORD = re.compile(r",(?:[^\w,]++|_++)*+[^\W_]++(?:[^\w,]++|_++)*+(?=,)")
_LONGEST_LINK = 3  # words between two members of an enumeration
_COUNTRY_LINK = 5  # the same where both are countries: "strikes in Chile, the weather in Kenya, demand from China"
_NAME_LINK = 2  # words between two members of which one is told by its capital letter alone
_SHORT_WORD = 4  # letters of a preposition or an article
_INITIALS = 3  # letters of a peer that is looked for with a capital alone
_NEAR = 3  # words between an enumeration and the "languages" or "and others" that belongs to it

# A Chinese clause: looked at on both sides of a term, at most this many characters.
_CLAUSE = 60
_STOPS = "，。；：！？,;:!?\n"
_STOP = re.compile(f"[{_STOPS}]")
_HAN_CLAUSE = re.compile(f"[^{_STOPS}]{{1,{2 * _CLAUSE}}}")
_HAN_DIVIDER = re.compile("[、和及与]|以及")


_Span = tuple[int, int, int]  # the first and the last word of what a list can hold; 1 for a peer, 0 for a member


class Enumerations:
    """Finds lists of peers and discounts the topic's terms in those that are long enough."""

    def __init__(self, rules: Enumeration, peers: PackedWords[str]) -> None:
        """``peers``: the table's, beside the rules' own."""
        self._rules = rules.model_copy(update={"peers": (), "others": ()})
        own = {fold_word(word): fold_word(word) for word in rules.peers if not word.endswith("*")}
        self._peers = Known(lambda word: own.get(word) or peers.code(word) or "")  # what a word names; "": no peer
        self._countries = peers.codes()
        self._conjunctions = frozenset(fold_word(word) for word in rules.conjunctions)
        self._ranges = frozenset(fold_word(word) for word in rules.ranges)
        self._languages = frozenset(rules.languages)
        self._kinds = frozenset(rules.kinds)
        self._fewest = min(rules.items, rules.language_items)
        self._language_words = tuple(fold_word(word) for word in rules.language_words)

    def discount(self, view: View, places: Sequence[Place], stems: list[Hit], more: list[Hit]) -> None:
        """Multiply the factors of the matches that are one of many."""
        if view.folded.has_han:
            self._discount_han(view.folded.text, places)
        members = [p for p in places if p.factor and p.match.first >= 0 and p.match.entity.kind in self._kinds]
        if not members:
            return
        for place in members:
            if rows := rows_of(view, place, self._peers):
                self._mark([place], rows)
        sentences = _sentences(view, members)
        if not self._may_hold_list(view, places, members, sentences, stems, bool(more)):
            return
        items = self._items(view, places, members, stems, sentences)
        if len(items) == len(members) or len(items) < self._fewest:
            return
        items.sort(key=lambda item: item.start)
        others = {hit.first for hit in more}
        self._close_chains(view, items, others)
        # Capital words between the known ones may be no names at all: German nouns.
        left = [item for item in items if not item.named and (item.place is None or not item.place.reasons)]
        if len(members) + 2 <= len(left) < len(items):
            self._close_chains(view, left, others)

    def _may_hold_list(
        self,
        view: View,
        places: Sequence[Place],
        members: Sequence[Place],
        sentences: Sequence[int],
        stems: Sequence[Hit],
        more: bool,
    ) -> bool:
        """Can one of the sentences hold a list that is long enough? Most texts have none, and are done with before the
        lists are read."""
        text, firsts = view.folded.text, [hit.first for hit in stems]
        needed = self._fewest - 1 - more
        for sentence in sentences:
            first, end = view.sentence_words(sentence)
            known = compress(range(first, end), map(self._peers.__getitem__, view.tokens.plain[first:end]))
            spans = [(n, n, 1) for n in known]
            if stems:
                some = slice(bisect_left(firsts, first - MAX_PATTERN_WORDS), bisect_left(firsts, end))
                spans += [(hit.first, hit.last, 1) for hit in stems[some]]
            start, stop = view.bounds(sentence)
            has_commas = text.count(",", start, stop) >= COMMAS
            names = view.most_names(sentence) if has_commas else 0
            most = len(spans) + names
            # A word alone between two commas is a member, whatever it is.
            may_be_alone = has_commas and most and (view.folded.has_han or _LONE_WORD.search(text, start, stop))
            if most < needed and not may_be_alone:
                continue
            if names:
                spans += _names(view, places, sentence)
            if not spans:
                continue
            together = _most_together(spans, [p for p in members if p.sentence == sentence])
            if together >= needed or (together and may_be_alone):
                return True
        return False

    def _items(
        self,
        view: View,
        places: Sequence[Place],
        members: Sequence[Place],
        stems: Sequence[Hit],
        sentences: Sequence[int],
    ) -> list[Item]:
        """The members, and what stands in their sentences as members of a list would."""
        plain = view.tokens.plain
        items = [Item(p.match.first, p.match.last, None, p) for p in members]
        taken = {n for item in items for n in range(item.start, item.end + 1)}
        for sentence in sentences:
            first, end = view.sentence_words(sentence)
            named = list(map(self._peers.__getitem__, plain[first:end]))
            for index, peer in compress(enumerate(named, first), named):
                # Countries and initials are written in capitals: «кроме того» names no Togo, "mit" no MIT.
                is_plain = peer not in self._countries and len(peer) > _INITIALS
                if index not in taken and (is_plain or view.folded.is_upper(view.tokens.start(index))):
                    taken.add(index)
                    items.append(Item(index, index, peer, None))
        stemmed: list[Item] = []
        for hit in stems:
            # One word may fit several stems: «казах*» and «казахск*».
            if hit.first not in taken:
                taken.update(range(hit.first, hit.last + 1))
                stemmed.append(Item(hit.first, hit.last, view.tokens.word(hit.first)[:5], None))
        for place in places:
            if place.match.first >= 0:
                taken.update(range(place.match.first, place.match.last + 1))
        return with_their_names(view, [*items, *stemmed], named_items(view, sentences, taken))

    def _close_chains(self, view: View, items: Sequence[Item], others: set[int]) -> None:
        """Cut the items into lists, and discount what stands in long ones."""
        chain: list[Item] = []
        for item in items:
            if chain and not self._linked(view, chain[-1], item):
                if len(chain) > 1:
                    self._close(view, chain, others)
                chain = []
            chain.append(item)
        if len(chain) > 1:
            self._close(view, chain, others)

    def _discount_han(self, text: str, places: Sequence[Place]) -> None:
        """The same for Chinese, where 、 and 和 divide the members: 日本、中国、韩国和越南."""
        clauses: dict[int, list[Place]] = {}
        comma = -1  # the first one that is not far before a term
        for place in places:
            match = place.match
            if match.first >= 0 or not place.factor or match.entity.kind not in self._kinds:
                continue
            left = max(0, match.start - _CLAUSE)
            if comma < left and (comma := text.find("、", left)) < 0:
                break
            if comma >= match.start + 2 * _CLAUSE:
                continue  # no list in the clause, which reaches no farther on either side
            stop = _STOP.search(text[left : match.start][::-1])
            start = left if stop is None else match.start - stop.start()
            clauses.setdefault(start, []).append(place)
        for start, mine in clauses.items():
            clause = _HAN_CLAUSE.match(text, start)
            if clause is None or "、" not in clause.group():
                continue
            members = [part for part in _HAN_DIVIDER.split(clause.group()) if part]
            own = sum(any(text[p.match.start : p.match.end] in part for p in mine) for part in members)
            if own and len(members) - own + 1 >= self._rules.items:
                self._mark(mine, len(members))

    def _linked(self, view: View, left: Item, right: Item) -> bool:
        tokens, between = view.tokens, right.start - left.end - 1
        if between > _COUNTRY_LINK:
            return False
        if between > _LONGEST_LINK and not (self._is_country(left) and self._is_country(right)):
            return False
        start, end = tokens.end(left.end), tokens.start(right.start)
        if left.named or right.named:
            joined = self._joins_names(view, left, right)
        else:
            joined = between == 0 or _LINK.search(view.folded.text, start, end) is not None
            joined = joined or any(tokens.word(n) in self._conjunctions for n in range(left.end + 1, right.start))
            joined = joined or (between == 1 and tokens.word(left.end + 1) in self._ranges)
        return joined and view.sentence(start) == view.sentence(end)

    def _is_country(self, item: Item) -> bool:
        if item.place is not None:
            return item.place.match.entity.kind == "country"
        return item.peer in self._countries

    def _joins_names(self, view: View, left: Item, right: Item) -> bool:
        """Stricter for unknown names: a comma or a conjunction, and nothing else but a preposition or an article."""
        tokens = view.tokens
        between = [tokens.word(n) for n in range(left.end + 1, right.start)]
        if len(between) > _NAME_LINK or any(len(word) > _SHORT_WORD for word in between):
            return False
        gaps = "".join(tokens.gap_after(n) for n in range(left.end, right.start))
        return "," in gaps or ";" in gaps or any(word in self._conjunctions for word in between)

    def _close(self, view: View, chain: list[Item], others: set[int]) -> None:
        mine = [item.place for item in chain if item.place is not None]
        peers = {item.peer for item in chain if item.peer is not None}
        if not mine or not peers:
            return
        if any(place.match.entity.kind == "country" for place in mine) and any(
            a.named and b.peer in self._countries and a.end + 1 == b.start for a, b in pairwise(chain)
        ):
            # Towns with their countries ("Almaty, Kazakhstan"): only the countries are counted.
            peers -= {item.peer for item in chain if item.named}
        last = chain[-1].end
        count = len(peers) + 1 + any(n in others for n in range(last + 1, last + 1 + _NEAR))
        count += sum(self._is_member(view, a.end + 1) for a, b in pairwise(chain) if a.end + 2 == b.start)
        if count >= self._fewest:
            self._mark(mine, count, are_languages=self._about_languages(view, chain))

    def _mark(self, mine: Sequence[Place], count: int, *, are_languages: bool = False) -> None:
        """Discount what is one of many."""
        if count >= (self._rules.language_items if are_languages else self._rules.items):
            for place in mine:
                place.factor *= self._rules.factor
                place.is_listed = True
                place.reasons.append(f"one of {count} in an enumeration")

    def _is_member(self, view: View, number: int) -> bool:
        """Is this word, alone between two members, a member nobody listed: "Kenyans, Chinese, Tongans and Poles"."""
        gaps = (view.tokens.gap_after(number - 1), view.tokens.gap_after(number))
        return "," in gaps[0] and "," in gaps[1] and view.tokens.word(number) not in self._conjunctions

    def _about_languages(self, view: View, chain: list[Item]) -> bool:
        if any(item.place is not None and item.place.match.entity.name in self._languages for item in chain):
            return True
        first, last = chain[0].start, chain[-1].end
        begin, end = view.sentence_words(view.sentence(view.tokens.start(first)))
        near = (*range(max(begin, first - _NEAR), first), *range(last + 1, min(end, last + 1 + _NEAR)))
        words = [view.tokens.word(n) for n in near]
        return any(word_fits(pattern, word) for pattern in self._language_words for word in words)


def _sentences(view: View, members: Sequence[Place]) -> list[int]:
    """The sentences that hold a member, and a mark that divides the members of a list."""
    return [
        sentence
        for sentence in sorted({p.sentence for p in members})
        if _LINK.search(view.folded.text, *view.bounds(sentence))
    ]


def _names(view: View, places: Sequence[Place], sentence: int) -> Iterator[_Span]:
    """The words of a sentence that are names by their capital letter, and no matches."""
    first = view.sentence_words(sentence)[0]
    taken = {n for p in places if p.match.first >= 0 for n in range(p.match.first, p.match.last + 1)}
    return ((n, n, 1) for n in view.capitals(sentence) if n not in taken and is_name(view, n, first))


def _most_together(peers: Sequence[_Span], members: Sequence[Place]) -> int:
    """The most peers that stand within reach of each other and of a member."""
    spans = sorted([*peers, *((place.match.first, place.match.last, 0) for place in members)])
    most = known = 0
    has_member, reach = False, spans[0][0]
    for first, last, is_peer in spans:
        if first > reach:
            known, has_member = 0, False
        known += is_peer
        has_member = has_member or not is_peer
        reach = max(reach, last + _COUNTRY_LINK + 1)
        if has_member:
            most = max(most, known)
    return most
