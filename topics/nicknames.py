"""What a text calls by a name of the topic: a quarter known as «Шанхай», the «Peking» cinema."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from topics.match import Match
from topics.places import Place, View


def mask_nicknames(views: Sequence[View], fields: Sequence[Sequence[Place]]) -> None:
    """Mask what the text announces as the nickname of something else (a quarter, a market), wherever it stands: in the
    title too, and without quotes. Where another strong term counts, the topic itself may be meant; and a mention that
    a rule tells for the thing itself ("in April they fly to Shanghai") stays. What is once the name of a house in
    quotes (the «Peking» cinema) is one wherever a quotation holds nothing else."""
    places = list(chain.from_iterable(fields))
    announced = [place for place in places if place.is_house or place.is_nickname]
    if not announced:
        return  # as nearly always
    houses = {place.match.entity.name for place in announced if place.is_house}
    for view, mine in zip(views, fields, strict=True) if houses else ():
        for place in mine:
            if place.match.entity.name in houses and place.factor and _is_quoted_alone(view, place.match):
                _mask_nickname(place)
    names = {place.match.entity.name for place in announced if place.is_nickname}
    if not names or any(place.is_decisive and place.match.entity.name not in names for place in places):
        return
    for place in places:
        if place.factor and place.match.entity.name in names and not place.is_itself:
            _mask_nickname(place)


def _mask_nickname(place: Place) -> None:
    place.factor = 0.0
    place.reasons.append("a nickname in this text")


def _is_quoted_alone(view: View, match: Match) -> bool:
    return view.opens_quotation(match.start) and view.closes_quotation(match.end)
