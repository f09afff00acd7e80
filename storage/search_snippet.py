"""The place of a text that answers a question best, with the words that do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.search_query import Clause
from storage.search_words import Word, words

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


def snippet(text: str, clauses: Sequence[Clause], window: int = WINDOW) -> Snippet:
    """The first ``window`` words of a text that hold most of the clauses; its beginning where none is in it."""
    found = list(words(text))
    hits = [(at, count, which) for which, clause in enumerate(clauses) for at, count in _places(found, clause)]
    hits.sort()
    best, most = 0, 0
    for number, (at, _count, _which) in enumerate(hits):
        inside = {which for place, _n, which in hits[number : number + window] if place < at + window - _BEFORE}
        if len(inside) > most:
            best, most = at, len(inside)
    first = max(0, min(best - _BEFORE, len(found) - window))
    shown = found[first : first + window]
    if not shown:
        return Snippet("")
    start, end = shown[0].start, shown[-1].end
    if first + window >= len(found):
        end = len(text.rstrip())
    marks = [(found[at].start, found[min(at + n, len(found)) - 1].end) for at, n, _ in hits]
    inside_marks = [(max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start]
    line = text[start:end].translate(_ONE_LINE)
    return Snippet(line, tuple(_joined(inside_marks)), first > 0, first + window < len(found))


def marks(text: str, clauses: Sequence[Clause]) -> tuple[tuple[int, int], ...]:
    """Where the clauses stand in a text: (start, end) in characters, in order, none overlapping."""
    found = list(words(text))
    return tuple(
        _joined((found[at].start, found[at + n - 1].end) for clause in clauses for at, n in _places(found, clause))
    )


_ONE_LINE = dict.fromkeys((*range(32), 133, 8232, 8233), " ")


def _places(found: Sequence[Word], clause: Clause) -> list[tuple[int, int]]:
    stems, count = clause.stems, len(clause.stems)
    if clause.start is not None:
        return [(n, 1) for n, word in enumerate(found) if word.stem == stems[0] or word.stem.startswith(clause.start)]
    return [
        (n, count)
        for n, word in enumerate(found)
        if word.stem == stems[0] and tuple(one.stem for one in found[n : n + count]) == stems
    ]


def _joined(marks: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole
