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
from functools import lru_cache
from itertools import islice

import Stemmer

MOST_WORDS = 16_000
"""Words of an article that are searched: PostgreSQL counts positions in a text up to 16,383."""
LONGEST_WORD = 64
"""Characters of a word that count."""
_EAST_ASIAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3"
_WITHIN = "\u0300-\u036f\u00ad\u200b-\u200d\u2060"
"""Stress marks, soft hyphens and zero-width characters belong to the word they stand in."""
_WORD = re.compile(rf"[{_EAST_ASIAN}]|[^\W_{_EAST_ASIAN}]++(?:[{_WITHIN}]++[^\W_{_EAST_ASIAN}]++)*+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_FOLDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ё": "е"})
_CHINA = frozenset(("китай", "китая", "китаю", "китае", "китаем"))
"""The one word that must not become that for a whale (кит)."""
_SHORTEST = 3
_LOCAL = threading.local()  # a stemmer may be used by one thread at a time


def stems(text: str, most: int = MOST_WORDS) -> list[str]:
    """The stems of the first ``most`` words of a text, in order."""
    return list(map(stem_of, _WORD.findall(text)[:most]))


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


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """The stem of a single word: letters and digits, at least one, so that words and stems can be counted alike."""
    plain = folded(word[:LONGEST_WORD]) or "0"
    if plain.isdigit() or (plain.isascii() and not plain.isalpha()):
        return plain
    russian, english = _stemmers()
    if _is_cyrillic(plain):
        if plain in _CHINA:
            return "китай"
        # Snowball cuts случай to "случа", случая (as if it were an adjective) to "случ".
        stem = str(russian.stemWord(plain))
        return stem[:-1] if stem.endswith("а") and len(stem) > _SHORTEST else stem
    return str(english.stemWord(plain)) if plain.isascii() else plain


def _is_cyrillic(word: str) -> bool:
    return _CYRILLIC.search(word) is not None


def _stemmers() -> tuple[Stemmer.Stemmer, Stemmer.Stemmer]:
    found: tuple[Stemmer.Stemmer, Stemmer.Stemmer] | None = getattr(_LOCAL, "stemmers", None)
    if found is None:
        found = _LOCAL.stemmers = (Stemmer.Stemmer("russian"), Stemmer.Stemmer("english"))
    return found
