"""The words of a form or pattern, and which of them it is filed under."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

STEM_KEY = 3  # stems are found by their first three letters
_MANY_LENGTHS = 3  # of the Han forms that begin with the same two characters
_PIECE = re.compile(r'[^-–—«»"“”„()/.,:&\s]+')


def words_of(form: str) -> tuple[str, ...]:
    """The words of a folded form as tokens of a text: "xi'an" → ("xi", "'an"), "российско-китайский" → two words."""
    pieces = _PIECE.findall(form)
    if "'" not in form:
        return tuple(pieces)
    words: list[str] = []
    for piece in pieces:
        first, *rest = piece.split("'")
        words.extend([first] if first else [])
        words.extend("'" + word for word in rest if word)
    return tuple(words)


def count_beginnings(phrases: Iterable[Sequence[str]]) -> Counter[str]:
    """How often each beginning of a word stands in these phrases: what :func:`pick_anchor` calls rare."""
    return Counter([word.lstrip("'")[:STEM_KEY] for words in phrases for word in words])


def pick_anchor(words: Sequence[str], frequency: Mapping[str, int]) -> int:
    """Which word of a phrase to file it under: one whose beginning is in fewest phrases, then the longest.

    Under a common word (university, Chinese) all its phrases would have to be tried wherever it stands.
    """
    if len(words) == 1:
        return 0
    best, best_rank = 0, (True, True, 0, 0)
    for number, word in enumerate(words):
        apart = word[0] == "'"
        bare = word.lstrip("'") if apart else word
        rank = (len(bare.rstrip("'*")) <= STEM_KEY, apart, frequency[bare[:STEM_KEY]], -len(word))
        if not number or rank < best_rank:
            best, best_rank = number, rank
    return best


def lengths_by_beginning(forms: Collection[str]) -> dict[str, tuple[int, ...]]:
    """How long Han forms are, longest first, by their first two characters; where these begin forms of many lengths, by
    the first three, and what is left for the two is a form of no more than them."""
    lengths: dict[str, set[int]] = {}
    for form in forms:
        lengths.setdefault(form[:2], set()).add(len(form))
    many = {pair for pair, of_pair in lengths.items() if len(of_pair) >= _MANY_LENGTHS}
    for pair in many:
        lengths[pair] &= {2}
    for form in forms:
        if form[:2] in many and len(form) > 2:
            lengths.setdefault(form[:3], lengths[form[:2]].copy()).add(len(form))
    alike: dict[tuple[int, ...], tuple[int, ...]] = {}  # most are (2,): thousands share one
    sorted_lengths = ((key, tuple(sorted(some, reverse=True))) for key, some in lengths.items())
    return {key: alike.setdefault(some, some) for key, some in sorted_lengths}
