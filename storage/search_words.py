"""The words of a text as full-text search knows them: folded, stemmed, the same for a text and for a question.

One word is stemmed by its letters, not by the language of its text: Cyrillic ones by Snowball's Russian stemmer, Latin
ones by its English stemmer. A question need not say its language then, and a word means the same in every text. What
is written without spaces (Chinese, Japanese, Korean) is taken character by character; words of several characters are
phrases.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable
from itertools import islice

import Stemmer

from articles.usual_words import spaced_words

MOST_WORDS = 16_000
"""Words of an article that are searched: PostgreSQL counts positions in a text up to 16,383."""
LONGEST_WORD = 64
"""Characters of a word that count."""
_EAST_ASIAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3"
_WITHIN = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
"""Stress marks, soft hyphens and zero-width characters belong to the word they stand in."""
_WORD = re.compile(rf"[{_EAST_ASIAN}]|[^\W_{_EAST_ASIAN}]++(?:[{_WITHIN}]++[^\W_{_EAST_ASIAN}]++)*+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_RUSSIAN = re.compile("[а-яёА-ЯЁ]+")
"""A word in which nothing is to be folded but case and ё."""
_FOLDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ё": "е"})
_CHINA = frozenset(("китай", "китая", "китаю", "китае", "китаем"))
"""The one word that must not become that for a whale (кит)."""
_SHORTEST = 3
_MOST_KNOWN = 12_000  # words whose stems are kept: 2 MB
_LOCAL = threading.local()  # a stemmer may be used by one thread at a time
_Stem = Callable[[str], str]


class _Stems(dict[str, str]):
    """The stem of each word that was asked for, by word. Any thread may ask."""

    def __missing__(self, word: str) -> str:
        stem = stem_of(word)
        if len(word) <= LONGEST_WORD:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[word] = stem
        return stem


_known = _Stems()


def stems(text: str, most: int = MOST_WORDS) -> list[str]:
    """The stems of the first ``most`` words of a text, in order."""
    spaced = spaced_words(text.lower())  # its small letters have the stems of its capitals
    words = _WORD.findall(text) if spaced is None else spaced.split()
    return list(map(_known.__getitem__, words[:most]))


def places(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """(start, end) in ``text`` of its words from the ``first`` up to the ``last`` (excluded), counted from 0."""
    return [match.span() for match in islice(_WORD.finditer(text), first, last)]


def folded(word: str) -> str:
    """A word without its case, stress, accents and invisible characters; "" where nothing is left. й stays й."""
    if word.isascii():
        return word.lower()
    whole = unicodedata.normalize("NFKC", word).lower()
    if not _is_cyrillic(whole):
        whole = unicodedata.normalize("NFKD", whole)
    plain = whole.translate(_FOLDED)
    return plain if plain.isalnum() else "".join(filter(str.isalnum, plain))


def stem_of(word: str) -> str:
    """The stem of a single word: letters and digits, at least one, so that words and stems can be counted alike."""
    part = word[:LONGEST_WORD]
    russian, english = _stemmers()
    if _RUSSIAN.fullmatch(part):
        plain = part.lower().replace("ё", "е")
    else:
        plain = folded(part) or "0"
        if plain.isascii():
            return english(plain) if plain.isalpha() else plain
        if plain.isdigit() or not _is_cyrillic(plain):
            return plain
    if plain in _CHINA:
        return "китай"
    # Snowball cuts случай to "случа", случая (as if it were an adjective) to "случ".
    stem = russian(plain)
    return stem[:-1] if stem.endswith("а") and len(stem) > _SHORTEST else stem


def _is_cyrillic(word: str) -> bool:
    return _CYRILLIC.search(word) is not None


def _stemmers() -> tuple[_Stem, _Stem]:
    found: tuple[_Stem, _Stem] | None = getattr(_LOCAL, "stemmers", None)
    if found is None:  # without a memory of their own, which is slower than to stem again
        found = _LOCAL.stemmers = (Stemmer.Stemmer("russian", 0).stemWord, Stemmer.Stemmer("english", 0).stemWord)
    return found
