"""The place of a text that answers a question best, with the words that do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.search_query import Clause
from storage.search_words import places, stems

WINDOW = 32
"""Words of a snippet (East Asian: characters)."""
_BEFORE = 6


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text on one line. ``marks`` are (start, end) of what was found, in characters of ``text``;
    ``cut_before`` and ``cut_after`` say that the text goes on."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    cut_before: bool = False
    cut_after: bool = False


def snippet(text: str, clauses: Sequence[Clause]) -> Snippet:
    """The first ``WINDOW`` words of a text that hold most of the clauses; its beginning where none is in it."""
    found = stems(text)
    hits = sorted((at, count, which) for which, clause in enumerate(clauses) for at, count in _hits(found, clause))
    best, most = 0, 0
    for number, (at, _count, _which) in enumerate(hits):
        inside = {which for place, _n, which in hits[number : number + WINDOW] if place < at + WINDOW - _BEFORE}
        if len(inside) > most:
            best, most = at, len(inside)
    first = max(0, min(best - _BEFORE, len(found) - WINDOW))
    shown = places(text, first, first + WINDOW)
    if not shown:
        return Snippet("")
    start, ends_here = shown[0][0], first + WINDOW >= len(found)
    end = len(text.rstrip()) if ends_here else shown[-1][1]
    marked = [
        (shown[at - first][0] - start, shown[min(at + count - first, len(shown)) - 1][1] - start)
        for at, count, _which in hits
        if first <= at < first + len(shown)
    ]
    return Snippet(text[start:end].translate(_ONE_LINE), tuple(_joined(marked)), first > 0, not ends_here)


def marks(text: str, clauses: Sequence[Clause]) -> tuple[tuple[int, int], ...]:
    """Where the clauses stand in a text: (start, end) in characters, in order, none overlapping."""
    found = stems(text)
    hits = [hit for clause in clauses for hit in _hits(found, clause)]
    where = places(text, 0, len(found)) if hits else []
    return tuple(_joined((where[at][0], where[at + count - 1][1]) for at, count in hits))


_ONE_LINE = dict.fromkeys((*range(32), 133, 8232, 8233), " ")


def _hits(found: Sequence[str], clause: Clause) -> list[tuple[int, int]]:
    """(which word it begins with, how many words it is) wherever a text of these stems holds the clause."""
    sought, count = clause.stems, len(clause.stems)
    if clause.start is not None:
        return [(n, 1) for n, stem in enumerate(found) if stem == sought[0] or stem.startswith(clause.start)]
    if sought[0] not in found:
        return []
    return [
        (n, count)
        for n, stem in enumerate(found)
        if stem == sought[0] and (count == 1 or tuple(found[n : n + count]) == sought)
    ]


def _joined(marks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole
