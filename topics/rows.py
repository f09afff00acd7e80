"""Lists whose members have a line each: "• Estonia – 20 %", "• China – 3.5 %"."""

from __future__ import annotations

from collections.abc import Mapping

from topics.places import Place, View

_ROW_WORDS = 5  # of a line of a list, figures included
_MOST_ROWS = 12  # lines looked at on either side


def rows_of(view: View, place: Place, peers: Mapping[str, str]) -> int:
    """How many short lines that each begin with a peer stand directly around a match that opens a short line, that line
    included; 0 where it does not."""
    if place.match.first - view.sentence_words(place.sentence)[0] > 1:
        return 0  # behind more than a number
    if place.match.first != _opening(view, place.sentence) or not _is_row(view, place.sentence):
        return 0
    named: set[str] = set()
    for side in (0, 1):
        sentence = place.sentence
        for _ in range(_MOST_ROWS):
            before, sentence = sentence, view.neighbours(sentence)[side]
            if sentence == before or not _is_row(view, sentence):
                break
            peer = peers[view.tokens.plain[_opening(view, sentence)]]
            if not peer:
                break
            named.add(peer)
    return len(named) + 1


def _opening(view: View, sentence: int) -> int:
    """The first word of a line, behind its number."""
    first, end = view.sentence_words(sentence)
    return first + (first + 1 < end and view.tokens.plain[first].isdigit())


def _is_row(view: View, sentence: int) -> bool:
    """Is it a line of its own, and a short one?"""
    first, end = view.sentence_words(sentence)
    if not 0 < end - first <= _ROW_WORDS:
        return False
    text, (start, stop) = view.folded.text, view.bounds(sentence)
    return (not start or text[start - 1] == "\n") and (stop == len(text) or text[stop - 1] == "\n")
