"""Which terms decided, in few words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from alerts.text import clean

TERMS_SHOWN = 5
EVIDENCE_READ = 200  # an article that names the topic a thousand times needs no thousand places

# A Chinese name in a Russian sentence takes Russian endings: Вэньцзин, Вэньцзина, Вэньцзином.
_ENDINGS = "аеиоуыьюяймё"
_ENDING_LIMIT = 3


def deciding_terms(
    evidence: Sequence[Mapping[str, object]], *, shown: int = TERMS_SHOWN, title: str = ""
) -> tuple[str, ...]:
    """The entities that decided, by canonical name, heaviest first, at most ``shown`` of them.

    A person who is known by a Cyrillic spelling only is named once, whatever the case endings, and not at all where
    ``title`` shows the name anyway.
    """
    weights: dict[str, float] = {}
    spelling: dict[str, str] = {}
    headline = _stems(clean(title, 2000))
    for entry in evidence[:EVIDENCE_READ]:
        name = clean(entry.get("entity") or entry.get("term"), 80)
        if not name:
            continue
        key = name
        if entry.get("kind") == "person" and _is_cyrillic(name):
            stems = _stems(name)
            key = " ".join(stems)
            if stems and all(stem in headline for stem in stems):
                continue
        if len(name) < len(spelling.get(key, name + " ")):
            spelling[key] = name
        weights[key] = max(weights.get(key, 0.0), weight(entry))
    return tuple(spelling[key] for key in sorted(weights, key=lambda k: weights[k], reverse=True)[:shown])


def weight(entry: Mapping[str, object]) -> float:
    """The weight of one piece of evidence, 0.0 where it states none."""
    value = entry.get("weight")
    return float(value) if isinstance(value, int | float) else 0.0


def _is_cyrillic(name: str) -> bool:
    return any(unicodedata.name(char, "").startswith("CYRILLIC") for char in name)


def _stems(text: str) -> list[str]:
    """The words of ``text`` without case and without what may be a Russian case ending; two letters always stay."""
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return [_stem(word) for word in words]


def _stem(word: str) -> str:
    shortest = max(2, len(word) - _ENDING_LIMIT)
    while len(word) > shortest and word[-1] in _ENDINGS:
        word = word[:-1]
    return word
