"""Which words can be Chinese given names: one or two syllables, as pinyin, Palladius and Ukrainian write them."""

from __future__ import annotations

_LONGEST_SYLLABLE = 6
_LONGEST_GIVEN_NAME = 16
# Case endings of masculine names in Russian and Ukrainian: «с Чжан Личжуном», «у Си Цзиньпина».
_ENDINGS = ("", "а", "у", "ом", "е", "я", "ю", "ем", "і", "єм", "ові", "еві")


def is_given_name(syllables: frozenset[str], word: str) -> bool:
    """True where the word is one or two syllables of Chinese, with or without a Russian or Ukrainian case ending."""
    return len(word) <= _LONGEST_GIVEN_NAME and any(
        _is_syllables(syllables, word[: len(word) - len(ending)]) for ending in _ENDINGS if word.endswith(ending)
    )


def _is_syllables(syllables: frozenset[str], word: str) -> bool:
    if word in syllables or word + "ь" in syllables:
        return True
    for cut in range(1, min(len(word), _LONGEST_SYLLABLE + 1)):
        head, rest = word[:cut], word[cut:].lstrip("'ъ")
        if head in syllables and (rest in syllables or rest + "ь" in syllables):
            return True
    return False
