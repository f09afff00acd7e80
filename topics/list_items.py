"""Members of lists: peers, matches, and names nobody listed, told by their capital letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topics.places import Place, View

COMMAS = 2  # of a sentence in which members are told by their capital letters
_ONE_NAME = frozenset(" -\u00a0")


@dataclass(slots=True)
class Item:
    """A member of a list: its first word and its last; ``peer``: what it names, None for a match of the topic;
    ``named``: it is told by its capital letter alone."""

    start: int
    end: int
    peer: str | None
    place: Place | None
    named: bool = False


def is_name(view: View, number: int, first: int) -> bool:
    """May a capital word be a name: it is not capital only because it is the ``first`` of its sentence."""
    return number != first or "," in view.tokens.gap_after(number)


def with_their_names(view: View, known: list[Item], named: Sequence[Item]) -> list[Item]:
    """All items; a capital word directly behind a peer is a part of its name ("Oxford PV")."""
    by_end = {item.end: item for item in known if item.place is None}
    out = known
    for item in named:
        peer = by_end.get(item.start - 1)
        if peer is not None and view.tokens.gap_after(peer.end) in _ONE_NAME:
            peer.end = item.end
        else:
            out.append(item)
    return out


def named_items(view: View, sentences: Sequence[int], taken: set[int]) -> list[Item]:
    """Capital words (Lagos, Buenos Aires) of the members' sentences, where commas make these look like lists."""
    text, tokens = view.folded.text, view.tokens
    out: list[Item] = []
    for sentence in sentences:
        first, end = view.sentence_words(sentence)
        if end <= first or text.count(",", tokens.start(first), tokens.end(end - 1)) < COMMAS:
            continue
        for number in view.capitals(sentence):
            if number in taken or not is_name(view, number, first):
                continue
            if out and out[-1].end == number - 1 and tokens.gap_after(number - 1) in _ONE_NAME:
                out[-1].end = number
            else:
                out.append(Item(number, number, tokens.word(number), None, named=True))
    return out
