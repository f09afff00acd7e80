"""Heads of state beside each other, and a country with who is named with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from topics.mentions import Mention
from topics.patterns import gap_joins
from topics.places import Place, View

_OF_OFFICE = 3  # words between a conjunction and an office before it: «президента США и …»
_ARTICLE = 3  # letters of the words that may stand between a conjunction and an office
_SUBJECT = 3  # words a sentence begins with: who stands there acts
_BETWEEN = 3  # words between a country and who is named with it: "the Chinese solar maker LONGi"
_WITH = 0.3  # what a country is worth beside who is named with it
_NAMED_WITH = frozenset({"person", "company", "institution", "university"})


def head_of_state(one: Mention, conjunctions: Collection[str]) -> str | None:
    """One head of state beside others, of whom nothing is told: «ждут Байдена и лидера Китая Си Цзиньпина»."""
    offices = one.sentence.hits.get("office")
    if not offices:
        return None
    plain, tokens = one.view.tokens.plain, one.view.tokens
    of_office = {n for hit in offices for n in range(hit.first, hit.last + 1)}
    own = of_office | {n for n in one.covered if one.sentence.first <= n}
    own |= {n + 1 for n in own if plain[n + 1 : n + 2] == ["s"]}  # "China's President"
    first, last = one.match.first, one.match.last
    while first > one.sentence.first and first - 1 in own and gap_joins(tokens.gap_after(first - 1)):
        first -= 1
    while last + 1 < len(plain) and last + 1 in own and gap_joins(tokens.gap_after(last)):
        last += 1
    if of_office.isdisjoint(range(first - _OF_OFFICE, last + 1)):
        return None
    names = of_office.union(one.sentence.capitals)
    left, is_comma, is_last = first - 1, False, False
    while left >= one.sentence.first and first - left <= _OF_OFFICE:
        is_comma = is_comma or "," in tokens.gap_after(left)
        if plain[left] in conjunctions:
            is_last = True
        elif len(plain[left]) > _ARTICLE or left in names or is_comma:
            break
        left -= 1
    right = _joins_right(one, last, names, conjunctions)
    if not (is_last or right) or (not is_last and not is_comma and left - one.sentence.first < _SUBJECT):
        return None
    if (is_last or is_comma) and names.isdisjoint(range(left - _OF_OFFICE + 1, left + 1)):
        return None
    begins = left if (is_last or is_comma) else first
    while begins > one.sentence.first and (begins - 1 in names or begins not in names):
        begins -= 1  # "US President Donald Trump and …"
        if left - begins > _OF_OFFICE:
            break
    acts = "talk" in one.sentence.hits or begins - one.sentence.first < _SUBJECT
    if acts or one.has_deed(tokens.start(max(0, begins))):
        return None
    return "one head of state beside others"


def _joins_right(one: Mention, last: int, names: AbstractSet[int], conjunctions: Collection[str]) -> bool:
    """Does another one follow: «… и канцлером Германии»?"""
    tokens = one.view.tokens
    after = last + 1
    if after >= len(tokens.plain) or tokens.start(after) >= one.sentence.end:
        return False
    if tokens.plain[after] in conjunctions:
        return not names.isdisjoint(range(after + 1, after + 1 + _OF_OFFICE))
    return "," in tokens.gap_after(last) and not names.isdisjoint(range(after, after + _OF_OFFICE))


def discount_named_together(view: View, places: Sequence[Place]) -> None:
    """Count a country and who is named with it as one mention ("Chinese President Xi Jinping", "the Chinese maker
    LONGi", "Geely of China"): the lesser of them for little, and none in full where the other is one of many."""
    told = [place for place in places if place.factor and place.match.first >= 0]
    for left, right in pairwise(told):
        between = right.match.first - left.match.last - 1
        if left.sentence != right.sentence or not 0 <= between <= _BETWEEN:
            continue
        kinds = left.match.entity.kind, right.match.entity.kind
        is_before = kinds[0] == "country" and kinds[1] in _NAMED_WITH
        if not is_before and (kinds[1] != "country" or kinds[0] not in _NAMED_WITH or between > 1):
            continue
        if not all(gap_joins(view.tokens.gap_after(n)) for n in range(left.match.last, right.match.first)):
            continue
        lesser, other = sorted((left, right), key=_worth)
        lesser.structure *= _WITH
        lesser.reasons.append(f"named with {view.folded.slice(other.match.start, other.match.end)}")
        if left.is_listed != right.is_listed:
            one = left if right.is_listed else right
            one.factor = min(left.factor, right.factor)
            one.is_listed = True
            one.reasons.append("one of many, as what it is named with")


def _worth(place: Place) -> float:
    return place.match.entity.weight * place.factor * place.structure
