"""Which language a text is in, where nobody says: enough for forms and characters that mean the topic in some alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import repeat

from topics.text import Folded
from topics.tokens import Tokens

_HAN = re.compile("[\u3400-\u9fff]+")
_KANA = re.compile("[\u3040-\u30ff]+")
_KANA_SHARE = 8  # a Japanese text has a kana for every few Han characters


def is_chinese(text: str) -> bool:
    """Han in more than a quoted name: most characters of a Chinese text are Han."""
    return 2 * _count(_HAN, text) > len(text)


def is_japanese(texts: Iterable[str]) -> bool:
    """Kana in more than a quoted word: Han characters are Japanese then."""
    kana = han = 0
    for text in texts:
        kana += _count(_KANA, text)
        han += _count(_HAN, text)
    return kana * _KANA_SHARE > han


def _count(runs: re.Pattern[str], text: str) -> int:
    """Characters in these runs."""
    return sum(map(len, runs.findall(text)))


class TextLanguage:
    """The language of a text: the one it is given as, or Japanese by its kana; else it is guessed when it is asked for,
    since few texts hold a form that means the topic in some languages alone."""

    __slots__ = ("_code", "_fields", "_is_guessed", "_tokens")

    def __init__(self, given: str | None, fields: Sequence[Folded], tokens: Sequence[Tokens]) -> None:
        self._fields, self._tokens = fields, tokens
        has_kana = any(one.has_kana for one in fields) and is_japanese(one.text for one in fields)
        self._code = "ja" if has_kana else given
        self._is_guessed = self._code is None

    @property
    def is_japanese(self) -> bool:
        """Whether its Han characters are Japanese."""
        return self._code == "ja"

    def is_one_of(self, languages: Collection[str]) -> bool:
        """Whether it is one of these (ISO 639-1)."""
        if self._is_guessed:
            self._code, self._is_guessed = self._guess(), False
        return self._code in languages

    def _guess(self) -> str | None:
        if any(one.has_han and is_chinese(one.text) for one in self._fields):
            return "zh"
        title, body = self._tokens[:2]
        return guess_language([*title.plain, *body.plain[:LANGUAGE_SAMPLE]])


LANGUAGE_SAMPLE = 400  # words a language is told by
_UKRAINIAN = "іїєґ"
_STOPWORDS: dict[str, frozenset[str]] = {
    "en": frozenset(["the", "of", "and", "to", "in", "for", "with", "on", "was", "is", "by", "at", "from"]),
    "de": frozenset(["der", "die", "und", "das", "den", "von", "mit", "ist", "im", "für", "ein", "eine", "dem"]),
    "fr": frozenset(["le", "la", "les", "des", "et", "du", "une", "dans", "est", "pour", "par", "au", "sur"]),
    "es": frozenset(["el", "la", "los", "las", "y", "del", "en", "una", "por", "con", "para", "que", "se"]),
    "pl": frozenset(["i", "w", "z", "na", "do", "się", "jest", "oraz", "nie", "dla", "przez", "od"]),
    "cs": frozenset(["a", "v", "na", "se", "je", "s", "z", "do", "pro", "ve", "jsou", "k", "byl"]),
}


def guess_language(words: Sequence[str]) -> str | None:
    """The language of a text by its letters and its commonest words, or None (too few of them).

    Cyrillic is told as "ru" or "uk": enough for the forms that are limited to some languages.
    """
    sample = words[:LANGUAGE_SAMPLE]
    cyrillic = [word for word in sample if "\u0400" <= word[0] <= "\u04ff"]
    if 2 * len(cyrillic) > len(sample):
        letters = "".join(cyrillic)
        return "uk" if any(letter in letters for letter in _UKRAINIAN) else "ru"
    words_of_it: dict[str, int] = Counter(sample)
    counts = {language: sum(map(words_of_it.get, stop, repeat(0))) for language, stop in _STOPWORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= 2 else None
