"""From weighed matches to a grade: positions, repeats, thresholds, and the words that say how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topics.places import Place, View
from topics.records import Evidence, Field, Masked, Verdict
from topics.schema import TopicFile

_REPEAT = 0.3  # what a further mention of the same entity is worth, as a share of the first
_REPEATS = 3  # further mentions that count
_SHOWN = 60  # pieces of evidence, and masked terms, kept in a verdict
_DECISIVE = 0.5  # a term discounted below this share can support a flag but not make one
_PASSING = 0.9  # the share of the threshold that weak clues reach at most
_LIFE = 3  # facts of the life of somebody with a Chinese name in the title that together make a flag


@dataclass(slots=True)
class Scored:
    """A match with its factor, and the field it stands in."""

    place: Place
    field: Field
    view: View

    @property
    def strength(self) -> str:
        """Strong, weak or hint."""
        return self.place.match.entity.strength

    @property
    def kind(self) -> str:
        """The kind of its entity."""
        return self.place.match.entity.kind

    @property
    def is_decisive(self) -> bool:
        """Whether it can make a flag; what a rubric says can only support one."""
        return self.strength == "strong" and self.place.factor >= _DECISIVE and self.field != "rubric"


class _Worth:
    __slots__ = ("item", "position", "repeat", "value")

    def __init__(self, item: Scored, position: float, repeat: float) -> None:
        self.item, self.position, self.repeat = item, position, repeat
        self.value = item.place.match.entity.weight * position * item.place.factor * repeat


def give_verdict(rules: TopicFile, scored: Sequence[Scored], length: int) -> Verdict:
    """Sum the values (a repeated entity counts less and less), and grade the sum. ``length``: the body's."""
    counted = [s for s in scored if s.place.factor > 0]
    hints = [_Worth(s, 1.0, 0.0) for s in counted if s.strength == "hint"]
    worth = _counted(rules, [s for s in counted if s.strength != "hint"])
    strong = [one.item for one in worth if one.item.is_decisive]
    threshold = _threshold(rules, length)
    if strong or _weak_together(rules, worth) or _life(worth):
        score = sum(one.value for one in worth)
        grade, decided = _grade(rules, score, threshold, titled=any(item.field == "title" for item in strong))
    else:
        # Names alone (a scientist abroad with a Chinese surname) are no mention of the topic at all.
        worth = [one for one in worth if one.item.kind != "person" or one.item.strength != "weak"]
        score = min(sum(one.value for one in worth), rules.thresholds.significant * _PASSING)
        grade = 1 if worth or hints else 0
        decided = "weak or discounted terms alone are passing at most" if grade else "nothing counts"
    # The decisive first: what can flag, by its worth; then what supports; hints last, with no weight.
    worth.sort(key=lambda one: (not one.item.is_decisive, -one.value))
    return Verdict(
        rules.name,
        grade,
        round(score, 3),
        tuple(_evidence(one) for one in [*worth, *hints][:_SHOWN]),
        rules.version,
        masked=tuple(_masked(s) for s in scored if s.place.factor == 0)[:_SHOWN],
        threshold=round(threshold, 3),
        main=rules.thresholds.main,
        decided=decided,
    )


def _counted(rules: TopicFile, scored: Sequence[Scored]) -> list[_Worth]:
    """Each with its position and, from the strongest mention of its entity on, its share as a repeat."""
    positions = {"title": rules.position.title, "lead": rules.position.lead, "body": 1.0, "rubric": 1.0}
    first = [_Worth(s, positions[s.field], 1.0) for s in scored]
    first.sort(key=lambda one: -one.value)
    seen: dict[str, int] = {}
    out: list[_Worth] = []
    for one in first:
        name = one.item.place.match.entity.name
        times = seen.get(name, 0)
        seen[name] = times + 1
        if times == 0:
            out.append(one)
        elif times <= _REPEATS:
            out.append(_Worth(one.item, one.position, _REPEAT))
    return out


def _threshold(rules: TopicFile, length: int) -> float:
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


def _weak_together(rules: TopicFile, worth: Sequence[_Worth]) -> bool:
    """Weak clues of different kinds (a county and a person of it) bear each other out."""
    undiscounted = [one for one in worth if one.item.place.factor >= _DECISIVE and one.item.field != "rubric"]
    kinds = {one.item.kind for one in undiscounted}
    return (
        len(kinds) >= 2
        and "person" in kinds
        and sum(one.value for one in undiscounted) >= rules.thresholds.weak_together
    )


def _life(worth: Sequence[_Worth]) -> bool:
    """A hero with a Chinese name in the title, and several facts of a life in China: more than a detail."""
    named = any(one.item.kind == "person" and one.item.field == "title" for one in worth)
    facts = {one.item.place.match.entity.name for one in worth if one.item.strength == "strong"}
    return named and len(facts) >= _LIFE


def _spelling(item: Scored) -> tuple[str, int]:
    match, folded = item.place.match, item.view.folded
    start, end = folded.span(match.start, match.end)
    return folded.source[start:end], start


def _evidence(one: _Worth) -> Evidence:
    item = one.item
    term, offset = _spelling(item)
    entity = item.place.match.entity
    return Evidence(
        term=term,
        entity=entity.name,
        kind=entity.kind,
        field=item.field,
        offset=offset,
        weight=round(one.value, 3),
        sentence=item.view.sentences.around(offset),
        base=entity.weight,
        position=one.position,
        factor=round(item.place.factor, 3),
        repeat=one.repeat,
        reasons=tuple(item.place.reasons),
    )


def _masked(item: Scored) -> Masked:
    term, offset = _spelling(item)
    return Masked(term, item.place.match.entity.name, item.field, offset, tuple(item.place.reasons))
