"""Which words can be Chinese given names: one or two syllables, as pinyin, Palladius and Ukrainian write them."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST_SYLLABLE = 6
_LONGEST_GIVEN_NAME = 16
# Case endings of masculine names in Russian and Ukrainian: «с Чжан Личжуном», «у Си Цзиньпина»; by their last letters.
_ENDINGS = {"а": ("а",), "у": ("у",), "м": ("ом", "ем", "єм"), "е": ("е",), "я": ("я",), "ю": ("ю",)} | {
    "і": ("і", "ові", "еві")
}


class GivenNames:
    """Tells words of one or two of these syllables, with or without a Russian or Ukrainian case ending. The soft sign
    at the end of the last syllable may be left off, as before an ending."""

    def __init__(self, syllables: Iterable[str]) -> None:
        self._syllables = frozenset(syllables)
        self._last = self._syllables.union(one.removesuffix("ь") for one in self._syllables)

    def holds(self, word: str) -> bool:
        """Whether this is such a word."""
        if len(word) > _LONGEST_GIVEN_NAME:
            return False
        if self._is_last(word):
            return True
        heads = (cut for cut in range(1, min(len(word), _LONGEST_SYLLABLE + 1)) if word[:cut] in self._syllables)
        return any(self._is_last(word[cut:].lstrip("'ъ")) for cut in heads)

    def _is_last(self, rest: str) -> bool:
        """Is this a syllable, with or without an ending?"""
        endings = _ENDINGS.get(rest[-1:], ())
        return rest in self._last or any(
            rest.endswith(ending) and rest[: -len(ending)] in self._last for ending in endings
        )
