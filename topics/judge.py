"""From matches to a verdict: positions, repeats, thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from topics.context import Surroundings
from topics.forms import Forms
from topics.match import Match, find_matches
from topics.places import Place, View
from topics.records import Evidence, Field, Verdict
from topics.schema import TopicFile
from topics.text import LANGUAGE_SAMPLE, Folded, Sentences, guess_language

_REPEAT = 0.3  # what a further mention of the same entity is worth, as a share of the first
_REPEATS = 3  # further mentions that count
_SHOWN = 60  # pieces of evidence kept in a verdict
_DECISIVE = 0.5  # a term discounted below this share can support a flag but not make one


@dataclass(slots=True)
class _Scored:
    place: Place
    field: Field
    view: View
    value: float


def judge(
    rules: TopicFile, forms: Forms, surroundings: Surroundings, title: str, body: str, language: str | None
) -> Verdict:
    """The verdict on one text; see :meth:`topics.topic.Topic.judge`."""
    folded = (Folded(title), Folded(body))
    tokens = [one.tokens() for one in folded]
    if language is None and forms.limited:
        language = guess_language([*tokens[0].words, *tokens[1].words[:LANGUAGE_SAMPLE]])
    asked = "ja" if any(one.has_kana for one in folded) else language
    matches = [
        find_matches(forms, one, words, language=asked, names=rules.chinese_names)
        for one, words in zip(folded, tokens, strict=True)
    ]
    if not any(matches):
        return Verdict(rules.name, 0, 0.0, (), rules.version)
    views = [
        View(one, words, Sentences(one.source), is_title)
        for one, words, is_title in zip(folded, tokens, (True, False), strict=True)
    ]
    matches = without_common_nouns(views, matches)
    if not any(matches):
        return Verdict(rules.name, 0, 0.0, (), rules.version)
    text_wide = surroundings.text_wide(views, chain.from_iterable(matches))
    lead_end = _lead_end(folded[1].text, rules.position.lead_characters)
    scored: list[_Scored] = []
    for view, here in zip(views, matches, strict=True):
        for place in surroundings.weigh(view, here, text_wide):
            field: Field = "title" if view.is_title else "lead" if place.match.start < lead_end else "body"
            scored.append(_Scored(place, field, view, _value(rules, place, field)))
    return _verdict(rules, scored, len(body))


def without_common_nouns(views: Sequence[View], matches: Sequence[Sequence[Match]]) -> list[list[Match]]:
    """The matches less those that only their place makes capital: a word at the start of a sentence which the same text
    also writes small, without meaning the topic ("mend broken china … China does not forgive haste")."""
    opening = {
        view.tokens.words[m.first]
        for view, found in zip(views, matches, strict=True)
        for m in found
        if m.first == m.last >= 0 and _opens(view, m.first)
    }
    small: set[str] = set()
    for view, found in zip(views, matches, strict=True):
        if opening.isdisjoint(view.tokens.words):
            continue
        taken = {number for m in found if m.first >= 0 for number in range(m.first, m.last + 1)}
        small |= {
            word
            for number, word in enumerate(view.tokens.words)
            if word in opening and number not in taken and _is_small(view, number)
        }
    if not small:
        return [list(found) for found in matches]
    return [
        [
            m
            for m in found
            if not (m.first == m.last >= 0 and view.tokens.words[m.first] in small and _opens(view, m.first))
        ]
        for view, found in zip(views, matches, strict=True)
    ]


def _is_small(view: View, number: int) -> bool:
    return view.folded.slice(view.tokens.start(number), view.tokens.end(number)).islower()


def _opens(view: View, number: int) -> bool:
    """Whether a word is the first of its sentence."""
    tokens = view.tokens
    return number == 0 or view.sentence(tokens.start(number - 1)) != view.sentence(tokens.start(number))


def _lead_end(text: str, most: int) -> int:
    end = text.find("\n", len(text) - len(text.lstrip()))
    return min(most, end if end > 0 else len(text))


def _value(rules: TopicFile, place: Place, field: Field) -> float:
    position = {"title": rules.position.title, "lead": rules.position.lead, "body": 1.0}[field]
    return place.match.entity.weight * position * place.factor


def _verdict(rules: TopicFile, scored: Sequence[_Scored], length: int) -> Verdict:
    """Sum the values (a repeated entity counts less and less), and grade the sum."""
    ordered = sorted(
        (s for s in scored if s.value > 0 and s.place.match.entity.strength != "hint"), key=lambda s: -s.value
    )
    hints = [s for s in scored if s.value > 0 and s.place.match.entity.strength == "hint"]
    seen: dict[str, int] = {}
    worth: list[tuple[float, _Scored]] = []
    for item in ordered:
        times = seen.get(item.place.match.entity.name, 0)
        seen[item.place.match.entity.name] = times + 1
        if times <= _REPEATS:
            worth.append((item.value if times == 0 else item.value * _REPEAT, item))
    strong = [item for _, item in worth if _is_decisive(item)]
    if not strong and not _weak_together(rules, worth):
        # Names alone (a scientist abroad with a Chinese surname) are no mention of the topic at all.
        worth = [(value, item) for value, item in worth if item.place.match.entity.kind != "person" or not _weak(item)]
        score = min(sum(value for value, _ in worth), rules.thresholds.significant * 0.9)
        grade = 1 if worth or hints else 0
    else:
        score = sum(value for value, _ in worth)
        grade = _grade(rules, score, length, titled=any(item.field == "title" for item in strong))
    # The decisive first: what can flag, by its worth; then what supports; hints last, with no weight.
    worth.sort(key=lambda pair: (not _is_decisive(pair[1]), -pair[0]))
    evidence = [_evidence(item, value) for value, item in worth[:_SHOWN]]
    evidence.extend(_evidence(item, 0.0) for item in hints[: _SHOWN - len(evidence)])
    return Verdict(rules.name, grade, round(score, 3), tuple(evidence), rules.version)


def _grade(rules: TopicFile, score: float, length: int, *, titled: bool) -> int:
    limits = rules.thresholds
    share = min(1.0, max(0.0, (length - limits.short) / (limits.long - limits.short)))
    significant = limits.significant * (1 + share * (limits.growth - 1))
    if score >= limits.main:
        return 3
    return 2 if titled or score >= significant else 1


def _weak(item: _Scored) -> bool:
    return item.place.match.entity.strength == "weak"


def _is_decisive(item: _Scored) -> bool:
    return item.place.match.entity.strength == "strong" and item.place.factor >= _DECISIVE


def _weak_together(rules: TopicFile, worth: Sequence[tuple[float, _Scored]]) -> bool:
    """Weak clues of different kinds (a county and a person of it) bear each other out."""
    undiscounted = [(value, item) for value, item in worth if item.place.factor >= _DECISIVE]
    kinds = {item.place.match.entity.kind for _, item in undiscounted}
    return len(kinds) >= 2 and "person" in kinds and sum(v for v, _ in undiscounted) >= rules.thresholds.weak_together


def _evidence(item: _Scored, value: float) -> Evidence:
    match, view = item.place.match, item.view
    start, end = view.folded.span(match.start, match.end)
    return Evidence(
        term=view.folded.source[start:end],
        entity=match.entity.name,
        kind=match.entity.kind,
        field=item.field,
        offset=start,
        weight=round(value, 3),
        sentence=view.sentences.around(start),
    )
