"""Chinese personal names by their shape: a surname of the table beside a given name of one or two syllables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from topics.forms import Forms
from topics.patterns import gap_joins
from topics.text import Folded
from topics.tokens import Tokens

_LONGEST_SYLLABLE = 6
_LONGEST_GIVEN_NAME = 16
_LONG_SURNAME, _LONG_GIVEN_NAME = 3, 5  # letters of names that together tell by their length
# Written so in no European name; literal, so that looking for them is linear.
_TELLING = re.compile("zh|x|q|чж|цз|сю|цю|сяо|ся|янь|юань|шэ|хэ|вэ|фэн|лян|цян|тэ|уэ|юй")
# Case endings of masculine names in Russian and Ukrainian: «с Чжан Личжуном», «у Си Цзиньпина».
_ENDINGS = ("", "а", "у", "ом", "е", "я", "ю", "ем", "і", "єм", "ові", "еві")


def find_names(forms: Forms, folded: Folded, tokens: Tokens, places: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """Names as (first word, last word, spelling): "Xu Yingwu", «Чжан Личжуном», and "Dongbai Sun" the western way.

    ``places``: numbers of the words that may be surnames. Only names of which one syllable is written as no European
    name is (zh, x, q, чж, цз, сю…), or of which both parts are long enough to tell, are given.
    """
    skip = -1
    plain = tokens.plain
    for index in places:
        if index <= skip or plain[index] not in forms.surnames:
            continue
        for other, first in ((index + 1, index), (index - 1, index - 1)):
            if not 0 <= other < len(plain) or other <= skip:
                continue
            # Most that look like surnames are other words («и», "he"), and the word beside them is no given name.
            given = tokens.words[other]
            if not is_given_name(forms.syllables, given) or not _is_telling(plain[index], given, other > index):
                continue
            is_name = _capital(folded, tokens, index) and _capital(folded, tokens, other)
            if is_name and gap_joins(tokens.gap_after(first)):
                yield first, first + 1, folded.slice(tokens.start(first), tokens.end(first + 1))
                skip = first + 1
                break


def is_given_name(syllables: frozenset[str], word: str) -> bool:
    """True where the word is one or two syllables of Chinese, with or without a Russian or Ukrainian case ending."""
    return len(word) <= _LONGEST_GIVEN_NAME and _is_given_name(syllables, word)


@lru_cache(maxsize=20_000)
def _is_given_name(syllables: frozenset[str], word: str) -> bool:
    return any(
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


def _is_telling(surname: str, given: str, surname_first: bool) -> bool:
    if _TELLING.search(f"{surname} {given}"):
        return True
    return len(given) >= _LONG_GIVEN_NAME and surname_first and len(surname) >= _LONG_SURNAME


def _capital(folded: Folded, tokens: Tokens, number: int) -> bool:
    return folded.is_upper(tokens.start(number))
