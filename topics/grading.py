"""From weighed matches to a grade: positions, repeats, thresholds, and the words that say how it came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import prod
from operator import attrgetter

from topics.places import DECISIVE, Place, View
from topics.records import Evidence, Field, Masked, Verdict
from topics.schema import TopicFile
from topics.schema_structure import Trait

_REPEAT = 0.3  # what a further mention of the same entity is worth, as a share of the first
_REPEATS = 3  # further mentions that count
_SHOWN = 60  # pieces of evidence, and masked terms, kept in a verdict
_PASSING = 0.9  # the share of the threshold that weak clues reach at most
_CUSTOM = "language and culture"
_value, _is_decisive = attrgetter("value"), attrgetter("is_decisive")
_LIFE = 2  # facts of the life of somebody with a Chinese name in the title that together make a flag


class Scored:
    """A match with its factor, and the field it stands in.

    ``is_decisive``: whether it can make a flag; what a rubric says can only support one. ``value`` is what it adds to
    the score: its weight × ``position`` × factor × structure × ``repeat``.
    """

    __slots__ = ("entity", "field", "is_decisive", "place", "position", "repeat", "value", "view")

    def __init__(self, place: Place, field: Field, view: View, position: float) -> None:
        self.place = place
        self.entity = place.match.entity
        self.field = field
        self.view = view
        self.is_decisive = self.entity.strength == "strong" and place.factor >= DECISIVE and field != "rubric"
        self.position = position
        self.repeat = 1.0
        self.value = self.entity.weight * position * place.factor * place.structure

    def share(self, repeat: float) -> None:
        """Count for this share of what it is worth."""
        self.repeat = repeat
        self.value *= repeat


def give_verdict(rules: TopicFile, scored: Sequence[Scored], length: int) -> Verdict:
    """Sum the values (a repeated entity counts less and less), and grade the sum. ``length``: the body's."""
    told: list[Scored] = []
    hints: list[Scored] = []
    masked: list[Scored] = []
    for one in scored:
        if one.place.factor == 0:
            masked.append(one)
        elif one.entity.strength == "hint":
            one.position = 1.0
            one.share(0.0)
            hints.append(one)
        else:
            told.append(one)
    worth = counted(told)
    strong = list(filter(_is_decisive, worth))
    threshold = threshold_of(rules, length)
    if strong or _weak_together(rules, worth) or _life(worth):
        score = round(sum(one.value for one in worth), 3)
        grade, decided = _grade(rules, score, threshold, titled=any(one.field == "title" for one in strong))
    else:
        # Names alone (a scientist abroad with a Chinese surname) are no mention of the topic at all.
        worth = [one for one in worth if one.entity.kind != "person" or one.entity.strength != "weak"]
        score = round(min(sum(one.value for one in worth), rules.thresholds.significant * _PASSING), 3)
        grade = 1 if worth or hints else 0
        decided = "weak or discounted terms alone are passing at most" if grade else "nothing counts"
    # The decisive first: what can flag, by its worth; then what supports; hints last, with no weight.
    worth.sort(key=_value, reverse=True)
    if len(strong) < len(worth):
        worth.sort(key=_is_decisive, reverse=True)
    return Verdict(
        rules.name,
        grade,
        score,
        tuple(map(_evidence, [*worth, *hints][:_SHOWN])),
        rules.version,
        masked=tuple(map(_masked, masked[:_SHOWN])),
        threshold=round(threshold, 3),
        main=rules.thresholds.main,
        decided=decided,
    )


def counted(scored: list[Scored]) -> list[Scored]:
    """What counts, the greatest value first; from the strongest mention of an entity on, only a share as a repeat."""
    scored.sort(key=_value, reverse=True)
    seen: dict[str, int] = {}
    out: list[Scored] = []
    for one in scored:
        times = seen.get(one.entity.name, 0)
        seen[one.entity.name] = times + 1
        if times:
            one.share(_REPEAT)
        if times <= _REPEATS:
            out.append(one)
    return out


def threshold_of(rules: TopicFile, length: int) -> float:
    """The score from which a text whose body has this length is significant."""
    limits = rules.thresholds
    share = min(1.0, max(0.0, (length - limits.short) / (limits.long - limits.short)))
    return limits.significant * (1 + share * (limits.growth - 1))


def _grade(rules: TopicFile, score: float, threshold: float, *, titled: bool) -> tuple[int, str]:
    if score >= rules.thresholds.main:
        return 3, f"score {score:.2f} reaches {rules.thresholds.main:.2f}, the main subject"
    if score >= threshold:
        return 2, f"score {score:.2f} reaches {threshold:.2f}, significant in a text of this length"
    if titled:
        return 2, "the title names it"
    return 1, f"score {score:.2f} is below {threshold:.2f}, significant in a text of this length"


def _weak_together(rules: TopicFile, worth: Sequence[Scored]) -> bool:
    """Weak clues of different kinds (a county and a person of it), and customs (a feast and its dish), bear each other
    out."""
    undiscounted = [one for one in worth if one.place.factor >= DECISIVE and one.field != "rubric"]
    kinds = {one.entity.kind for one in undiscounted}
    customs = {one.entity.name for one in undiscounted if one.entity.kind == _CUSTOM}
    return ((len(kinds) >= 2 and "person" in kinds) or len(customs) >= 2) and sum(
        one.value for one in undiscounted
    ) >= rules.thresholds.weak_together


def _life(worth: Sequence[Scored]) -> bool:
    """A hero with a Chinese name in the title, and several facts of a life in China: more than a detail."""
    named = any(one.entity.kind == "person" and one.field == "title" for one in worth)
    facts = {one.entity.name for one in worth if one.entity.strength == "strong"}
    return named and len(facts) >= _LIFE


def _evidence(item: Scored) -> Evidence:
    entity, place, view = item.entity, item.place, item.view
    offset, end = view.folded.span(place.match.start, place.match.end)
    factor = place.factor * place.structure
    return Evidence(
        view.folded.source[offset:end],
        entity.name,
        entity.kind,
        item.field,
        offset,
        round(item.value, 3),
        view.shown(place.sentence, offset),
        entity.weight,
        item.position,
        1.0 if factor == 1 else round(factor, 3),  # mostly
        item.repeat,
        (*place.reasons, *_said(place)) if place.traits else tuple(place.reasons),
    )


def _said(place: Place) -> Iterator[str]:
    """The traits of a mention, each with its factor."""
    for trait, factor in place.traits:
        yield _worded(trait, factor)
    together = prod(factor for _, factor in place.traits)
    if abs(place.structure - together) > 0.01:
        yield f"together at {'most' if together > place.structure else 'least'} x {place.structure:.2f}"


@lru_cache(maxsize=1_000)
def _worded(trait: Trait, factor: float) -> str:
    return f"{trait} x {factor:.2f}"


def _masked(item: Scored) -> Masked:
    match, folded = item.place.match, item.view.folded
    term, offset = folded.slice(match.start, match.end), folded.original(match.start)
    return Masked(term, item.entity.name, item.field, offset, tuple(item.place.reasons))
