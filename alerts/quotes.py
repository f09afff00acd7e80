"""The sentences that decided, with their terms marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.terms import EVIDENCE_READ, weight
from alerts.text import clean

QUOTE_LIMIT = 320
QUOTES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quoted sentence; ``marked`` where it is a term that decided."""

    text: str
    marked: bool


def mark(sentence: str, terms: Sequence[str], *, limit: int = QUOTE_LIMIT) -> tuple[Piece, ...]:
    """A sentence in pieces, its ``terms`` marked, cut to about ``limit`` characters around the first of them."""
    spans: list[tuple[int, int]] = []
    for term in sorted({t for t in terms if t}, key=lambda t: (-len(t), t)):
        start = sentence.find(term)
        while start >= 0:
            end = start + len(term)
            if all(end <= a or start >= b for a, b in spans):
                spans.append((start, end))
            start = sentence.find(term, end)
    spans.sort()
    first = spans[0][0] if spans else 0
    low = 0 if len(sentence) <= limit else max(0, min(first - limit // 3, len(sentence) - limit))
    high = min(len(sentence), low + limit)
    pieces: list[Piece] = [Piece("…", False)] if low else []
    at = low
    for start, end in spans:
        start, end = max(start, at), min(end, high)
        if start >= end:
            continue
        if start > at:
            pieces.append(Piece(sentence[at:start], False))
        pieces.append(Piece(sentence[start:end], True))
        at = end
    if at < high:
        pieces.append(Piece(sentence[at:high], False))
    if high < len(sentence):
        pieces.append(Piece("…", False))
    return tuple(pieces)


def quotes(evidence: Sequence[Mapping[str, object]], *, title: str) -> list[tuple[Piece, ...]]:
    """The sentences that decided, heaviest first, with their terms marked; the headline itself only where there is
    nothing else."""
    terms: dict[str, dict[str, float]] = {}
    for entry in evidence[:EVIDENCE_READ]:
        sentence, term = clean(entry.get("sentence"), 2000), clean(entry.get("term"), 200)
        if sentence and term:
            terms.setdefault(sentence, {})[term] = weight(entry)
    ranked = sorted(terms, key=lambda s: sum(terms[s].values()), reverse=True)
    other_than_title = [s for s in ranked if s != clean(title, 2000)]
    return [mark(s, list(terms[s])) for s in (other_than_title or ranked)[:QUOTES_SHOWN]]
