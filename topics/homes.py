"""Where people with Chinese names come from: "The physicist from Hefei" is the hero of a text, no detail of a life."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from topics.forms import Forms
from topics.patterns import gap_joins
from topics.places import Place, View
from topics.text import fold_word

_KINDS = frozenset({"country", "place"})
_ENOUGH = 5
"""Names of a sentence after which no more are looked for: one place is a word of four at most."""
_REASON = "the home of somebody with a Chinese name"


class Homes:
    """Tells the homes of people with Chinese names. ``words``: what stands before a home ("from", "born in")."""

    def __init__(self, words: Iterable[str], forms: Forms) -> None:
        self._forms = forms
        self._words = frozenset(tuple(fold_word(word).split()) for word in words)
        self._last = frozenset(words[-1] for words in self._words)
        self._lengths = sorted(set(map(len, self._words)))

    def restore(self, title: View, view: View, places: Sequence[Place]) -> None:
        """Count these places in full again where a life discounted them.

        The name (surname and given name) stands in the same sentence, in one beside it, or in the title. One of many in
        a list stays so.
        """
        names = _Names(self._forms)
        for place in places:
            if place.reasons and self._is_home(title, view, place, names):
                place.factor = 1.0
                place.reasons.append(_REASON)

    def lift(self, title: View, view: View, places: Sequence[Place]) -> None:
        """The same where the make of their sentence speaks against them."""
        names = _Names(self._forms)
        for place in places:
            if place.structure < 1 and self._is_home(title, view, place, names):
                place.structure = 1.0
                place.reasons.append(_REASON)

    def _is_home(self, title: View, view: View, place: Place, names: _Names) -> bool:
        match = place.match
        if match.first < 1 or view.tokens.plain[match.first - 1] not in self._last:
            return False
        if match.entity.kind not in _KINDS or match.entity.strength != "strong" or not place.factor or place.is_listed:
            return False
        if not self._follows_word(view, match.first):
            return False
        sentences = sorted({place.sentence, *view.neighbours(place.sentence)})
        return any(names.has_other(view, n, match.first) for n in sentences) or names.has_other(title, 0, -1)

    def _follows_word(self, view: View, first: int) -> bool:
        plain = view.tokens.plain
        return any(first >= n and tuple(plain[first - n : first]) in self._words for n in self._lengths)


class _Names:
    """The Chinese names of one text, looked for once a sentence."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._known: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def has_other(self, view: View, sentence: int, place: int) -> bool:
        """Does a sentence hold a surname of China beside a given name, none of them the ``place``?"""
        key = id(view), sentence
        if key not in self._known:
            self._known[key] = self._find(view, sentence)
        return any(place not in name for name in self._known[key])

    def _find(self, view: View, sentence: int) -> list[tuple[int, int]]:
        tokens, capitals, found = view.tokens, view.capitals(sentence), []
        are_capital = set(capitals)
        for number in capitals:
            if tokens.plain[number] not in self._forms.surnames:
                continue
            for other, left in ((number + 1, number), (number - 1, number - 1)):
                is_given = other in are_capital and self._forms.given_names[tokens.word(other)]
                if is_given and gap_joins(tokens.gap_after(left)):
                    found.append((number, other))
            if len(found) >= _ENOUGH:
                break
        return found
