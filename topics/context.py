"""What stands around a term: masks and cue words. Each gives the term a factor."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from topics.enumeration import Enumerations
from topics.forms import Forms, is_han
from topics.han import HanCues, HanHits
from topics.match import Match
from topics.patterns import Hit, Patterns
from topics.places import Place, View
from topics.schema import Context, Mask, TopicFile
from topics.text import fold_word

_BEYOND = 3  # words beyond a sentence in which a phrase may begin or end: "ul. Pekińska" is no two sentences
_HAN_WORD = 2  # characters of a Chinese word, for what topic files count in words
_HAN_REACH = 200  # characters on either side of a match in which a cue of its sentence is looked for


class Surroundings:
    """The masks, cues and enumeration rule of one topic, ready to be applied."""

    def __init__(self, rules: TopicFile, forms: Forms) -> None:
        self._contexts = rules.contexts
        self._masks = rules.masks
        self._han_masks = _han_masks(rules, forms.han)
        self._han_cues = HanCues(_han_cues(rules))
        enumeration = rules.enumeration
        everywhere = [n for n, context in enumerate(rules.contexts) if context.where == "text"]
        self._neighbours = [context for context in rules.contexts if context.where == "neighbour"]
        self._everywhere = Patterns((("cue", n), rules.contexts[n].cues) for n in everywhere)
        self._everywhere_contexts = [rules.contexts[n] for n in everywhere]
        self._nearby = Patterns(
            [
                *((("mask", n), mask.patterns) for n, mask in enumerate(rules.masks)),
                *((("cue", n), context.cues) for n, context in enumerate(rules.contexts) if n not in everywhere),
                (("peer", 0), [word for word in enumeration.peers if word.endswith("*")]),
                (("others", 0), enumeration.others),
            ]
        )
        self._enumerations = Enumerations(enumeration, forms.peers)

    def text_wide(self, views: Iterable[View], matches: Iterable[Match]) -> frozenset[int]:
        """Numbers of the rules with ``where = "text"`` that concern one of the matches and have a cue in a view."""
        found, looked_at = list(matches), list(views)
        if not any(_concerns(context, match) for context in self._everywhere_contexts for match in found):
            return frozenset()
        rules = {
            hit.rule
            for view in looked_at
            for hit in self._everywhere.find(view.tokens, [(0, len(view.tokens))]).get("cue", ())
        }
        for view in looked_at:
            if view.folded.has_han:
                rules.update(n for n in self._han_cues.find(view.folded.text) if self._contexts[n].where == "text")
        return frozenset(rules)

    def weigh(
        self, view: View, matches: Sequence[Match], text_wide: frozenset[int], source: str | None = None
    ) -> list[Place]:
        """Each match of a field with its factor. ``text_wide``: of :meth:`text_wide`."""
        if not matches:
            return []
        places = [Place(match, 1.0, []) for match in matches]
        found = self._nearby.find(view.tokens, self._windows(view, matches))
        self._mask(view, places, found.get("mask", []), source)
        self._apply_cues(view, places, found.get("cue", []), text_wide, source)
        if not view.is_title:
            self._enumerations.discount(view, places, found.get("peer", []), found.get("others", []))
        return places

    def _windows(self, view: View, matches: Sequence[Match]) -> list[tuple[int, int]]:
        """The words that can say anything about a match: its sentence and a few around, its neighbour sentences too
        where a rule looks there."""
        windows: list[tuple[int, int]] = []
        last = -1
        for match in matches:
            sentence = view.sentence(match.start)
            far = any(_concerns(context, match) for context in self._neighbours)
            if sentence == last and not far:
                continue
            last = sentence
            first, end = view.sentence_words(sentence)
            if far:
                first, _ = view.sentence_words(view.sentences.before(sentence))
                _, end = view.sentence_words(view.sentences.after(sentence))
            first, end = max(0, first - _BEYOND), min(len(view.tokens), end + _BEYOND)
            if windows and first <= windows[-1][1]:
                windows[-1] = (min(first, windows[-1][0]), max(end, windows[-1][1]))
            else:
                windows.append((first, end))
        return windows

    def _mask(self, view: View, places: list[Place], hits: list[Hit], source: str | None) -> None:
        text, tokens = view.folded.text, view.tokens
        spans = sorted(
            (tokens.start(hit.first), tokens.end(hit.last), self._masks[hit.rule].reason)
            for hit in hits
            if _holds_for(self._masks[hit.rule], source)
        )
        starts = [span[0] for span in spans]
        for place in places:
            match = place.match
            reason = self._han_reason(text, match, source) if match.first < 0 else None
            index = bisect_right(starts, match.start) - 1
            # Masks are at most a few words long: only the last few that begin before the match can cover it.
            for start, end, why in spans[max(0, index - 4) : index + 1]:
                if start <= match.start and match.end <= end:
                    reason = why
                    break
            if reason is not None:
                place.factor = 0.0
                place.reasons.append(reason)

    def _han_reason(self, text: str, match: Match, source: str | None) -> str | None:
        for pattern, shift, mask in self._han_masks.get(text[match.start : match.end], ()):
            if match.start >= shift and text.startswith(pattern, match.start - shift) and _holds_for(mask, source):
                return mask.reason
        return None

    def _apply_cues(
        self, view: View, places: list[Place], hits: list[Hit], text_wide: frozenset[int], source: str | None
    ) -> None:
        by_rule: dict[int, list[Hit]] = {}
        for hit in hits:
            by_rule.setdefault(hit.rule, []).append(hit)
        by_han = self._han_cues.find(view.folded.text) if any(place.match.first < 0 for place in places) else {}
        for rule in sorted({*by_rule, *by_han, *text_wide}):
            context = self._contexts[rule]
            if (view.is_title and not context.title) or not _holds_for(context, source):
                continue
            cues = _Cues(view, by_rule.get(rule, []), by_han.get(rule))
            for place in places:
                if (
                    place.factor
                    and _concerns(context, place.match)
                    and cues.reach(context, place.match, rule in text_wide)
                ):
                    place.factor *= context.factor
                    place.reasons.append(context.name)


def _holds_for(rule: Mask | Context, source: str | None) -> bool:
    return not rule.sources or source in rule.sources


def _han_cues(rules: TopicFile) -> dict[int, tuple[str, ...]]:
    """The cues in Han of each context that has some, by its number."""
    found = {n: tuple(filter(is_han, map(fold_word, c.cues))) for n, c in enumerate(rules.contexts)}
    return {number: cues for number, cues in found.items() if cues}


def _han_masks(rules: TopicFile, han: Mapping[str, int]) -> dict[str, list[tuple[str, int, Mask]]]:
    """For each Han form the masks it stands in: the mask, how far into it the form begins, and the mask."""
    found: dict[str, list[tuple[str, int, Mask]]] = {}
    for mask in rules.masks:
        for raw in mask.patterns:
            pattern = fold_word(raw)
            if not is_han(pattern):
                continue
            for start in range(len(pattern)):
                for end in range(start + 1, len(pattern) + 1):
                    if pattern[start:end] in han:
                        found.setdefault(pattern[start:end], []).append((pattern, start, mask))
    return found


def _concerns(context: Context, match: Match) -> bool:
    if context.kinds and match.entity.kind not in context.kinds:
        return False
    return not context.entities or match.entity.name in context.entities


class _Cues:
    """The places of one rule's cues in a field, ready for "is one near this match"."""

    def __init__(self, view: View, hits: list[Hit], han: HanHits | None) -> None:
        self._view = view
        self._hits = hits
        self._han = han
        self._lasts = [hit.last for hit in hits]
        self._firsts = [hit.first for hit in hits]
        self._sentences = {view.sentence(view.tokens.start(hit.first)) for hit in hits}

    def reach(self, context: Context, match: Match, text_wide: bool) -> bool:
        if context.where == "text":
            return text_wide
        if context.script == "latin" and not self._view.folded.text[match.start].isascii():
            return False
        if match.first < 0 and self._han is not None and self._reach_han(context, match, self._han):
            return True
        sentence = self._view.sentence(match.start)
        if context.where == "sentence":
            return sentence in self._sentences
        if context.where == "neighbour":
            known = self._view.sentences
            return not self._sentences.isdisjoint((known.before(sentence), sentence, known.after(sentence)))
        first, last = self._view.word_numbers(match)
        if context.where == "before":
            index = bisect_left(self._lasts, first) - 1
            near = index >= 0 and first - self._lasts[index] <= context.within
        else:
            index = bisect_right(self._firsts, last)
            near = index < len(self._firsts) and self._firsts[index] - last <= context.within
        return near and self._view.sentence(self._view.tokens.start(self._hits[index].first)) == sentence

    def _reach_han(self, context: Context, match: Match, han: HanHits) -> bool:
        """The same for Han: cues in the characters before or behind a match, or in its sentence."""
        folded, known, sentence = self._view.folded, self._view.sentences, self._view.sentence(match.start)
        near = context.where == "neighbour"
        start = folded.folded_offset(known.before(sentence) if near else sentence)
        end = folded.folded_offset(known.end(known.after(sentence) if near else sentence))
        start, end = max(start, match.start - _HAN_REACH), min(end, match.end + _HAN_REACH)
        if context.where == "before":
            start, end = max(start, match.start - _HAN_WORD * context.within), match.start
        elif context.where == "after":
            start, end = match.end, min(end, match.end + _HAN_WORD * context.within)
        return han.is_within(start, end)
