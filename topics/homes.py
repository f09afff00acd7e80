"""Where people with Chinese names come from: "The physicist from Hefei" is the hero of a text, no detail of a life."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from topics.places import Place, View

_KINDS = frozenset({"country", "place"})
_REASON = "the home of somebody with a Chinese name"


def restore_homes(view: View, places: Sequence[Place], title: Sequence[Place], homes: Collection[str]) -> None:
    """Count what stands behind a word such as "from" in full again, where a life discounted it, beside a Chinese name.

    The name (surname and given name) stands in the same sentence, in one beside it, or in the title. One of many in a
    list stays so. ``homes``: the words, folded.
    """
    people = {place.sentence for place in places if _is_person(place)}
    titled = any(map(_is_person, title))
    if not people and not titled:
        return
    plain = view.tokens.plain
    for place in places:
        match = place.match
        if match.entity.kind not in _KINDS or match.entity.strength != "strong" or match.first < 1:
            continue
        if not place.factor or place.is_listed or plain[match.first - 1] not in homes:
            continue
        near = {place.sentence, *view.neighbours(place.sentence)}
        if titled or not people.isdisjoint(near):
            place.is_home = True
            place.factor = 1.0
            place.reasons.append(_REASON)


def _is_person(place: Place) -> bool:
    return place.factor > 0 and place.match.entity.kind == "person" and place.match.entity.strength == "weak"
