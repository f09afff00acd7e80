"""Folding a text for look-up, with the way back to the original characters, and cutting it into words and sentences."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

# Letters of one script that look like letters of the other (after lower-casing).
_TO_CYRILLIC = str.maketrans("aeopcyxkmtbhi", "аеорсухкмтвні")
_TO_LATIN = str.maketrans("аеорсухкмтвніё", "aeopcyxkmtbhie")
_LOOK_ALIKES = frozenset("aeopcyxkmtbhi")

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# Anything here makes the text change its length when folded: then the slow way, with an offset map, is taken.
_NEEDS_MAP = re.compile(f"[{_INVISIBLE}\u0130\u0300-\u036f\uff01-\uff5e\ufb00-\ufb06]")
_MIXED = re.compile("[a-z][а-яіўєґђ-џ]|[а-яіўєґђ-џ][a-z]")
_HAN = re.compile("[\u3400-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W_]+|(?<=\w)'[^\W_]+")
_WORD_BESIDE_HAN = re.compile("[^\\W_\u3040-\u30ff\u3400-\u9fff]+")
_TOKEN_BESIDE_HAN = re.compile("[^\\W_\u3040-\u30ff\u3400-\u9fff]+|(?<=\\w)'[^\\W_\u3040-\u30ff\u3400-\u9fff]+")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'»”)\]]{0,3}\s+|[。！？]+[”」』]?|\n+")
_SENTENCE_SHOWN = 300  # characters of a sentence shown as evidence


class Token(NamedTuple):
    """One word of a folded text: ``start`` and ``end`` are offsets in the folded text; ``word`` is folded.

    A word after an apostrophe keeps it ("xi", "'an"), so that names like Xi'an are told from "Xi an".
    """

    start: int
    end: int
    word: str


class Folded:
    """A text made comparable: lower case, ё as е, one apostrophe, no invisible characters, one script a word.

    ``text`` is the folded text; :meth:`original` turns an offset of it into an offset of ``source``.
    """

    __slots__ = ("_map", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        self._map: list[int] | None = None
        if _NEEDS_MAP.search(source):
            self.text, self._map = _fold_slowly(source)
        else:
            self.text = source.lower().replace("ё", "е").replace("’", "'").replace("ʼ", "'")
        if not self.text.isascii() and _MIXED.search(self.text):
            self.text = _unmix(self.text)

    def original(self, offset: int) -> int:
        """The offset in ``source`` of the character that stands at ``offset`` in ``text``."""
        if self._map is None:
            return offset
        return self._map[offset] if offset < len(self._map) else len(self.source)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in ``source`` of the folded characters ``start:end`` (``end`` > ``start``)."""
        if self._map is None:
            return start, end
        last = self._map[end] if end < len(self._map) else len(self.source)
        while self.source[last - 1] in _INVISIBLE:
            last -= 1
        return self._map[start], last

    def slice(self, start: int, end: int) -> str:
        """The original spelling of the folded characters ``start:end``."""
        first, last = self.span(start, end)
        return self.source[first:last]

    def has_han(self) -> bool:
        """True where the text holds a Han character."""
        return not self.text.isascii() and _HAN.search(self.text) is not None

    def has_kana(self) -> bool:
        """True where the text holds Japanese syllables: its Han characters are then Japanese."""
        return not self.text.isascii() and _KANA.search(self.text) is not None

    def words(self) -> list[str]:
        """All words, folded, without offsets (the quick look)."""
        return (_WORD_BESIDE_HAN if self.has_han() else _WORD).findall(self.text)

    def tokens(self) -> list[Token]:
        """All words with their offsets; runs of Han are left to the Han scan."""
        pattern = _TOKEN_BESIDE_HAN if self.has_han() else _TOKEN
        return [Token(m.start(), m.end(), m.group()) for m in pattern.finditer(self.text)]


def fold_word(text: str) -> str:
    """A dictionary form as the texts it is compared with are folded."""
    return Folded(text).text


def _fold_slowly(source: str) -> tuple[str, list[int]]:
    """Fold a text whose length changes: the folded text, and for each of its characters the offset in ``source``."""
    out: list[str] = []
    offsets: list[int] = []
    position = 0
    while position < len(source):
        end = position + 1
        while end < len(source) and end - position < 8 and unicodedata.combining(source[end]):
            end += 1
        piece = "".join(c for c in source[position:end] if c not in _INVISIBLE)
        for char in unicodedata.normalize("NFKC", piece).lower():
            if not unicodedata.combining(char):
                out.append({"ё": "е", "’": "'", "ʼ": "'"}.get(char, char))
                offsets.append(position)
        position = end
    return "".join(out), offsets


def _unmix(text: str) -> str:
    """Words that mix Latin and Cyrillic letters are written in one script (the length stays)."""

    def one_script(match: re.Match[str]) -> str:
        word = match.group()
        latin = [c for c in word if "a" <= c <= "z"]
        if not latin or len(latin) == len(word) or not _MIXED.search(word):
            return word
        if all(c in _LOOK_ALIKES for c in latin):
            return word.translate(_TO_CYRILLIC)
        return word.translate(_TO_LATIN)

    return _WORD.sub(one_script, text)


class Sentences:
    """Where the sentences of a text begin; abbreviations and initials do not end one."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = [0]
        for match in _SENTENCE_END.finditer(text):
            if match.end() < len(text) and _ends_sentence(text, match):
                self._starts.append(match.end())

    def number(self, offset: int) -> int:
        """Which sentence (from 0) holds this offset."""
        return bisect_right(self._starts, offset) - 1

    def around(self, offset: int) -> str:
        """The sentence that holds this offset, cut to a readable length around it."""
        index = self.number(offset)
        start = self._starts[index]
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._text)
        if end - start > _SENTENCE_SHOWN:
            start = max(start, offset - _SENTENCE_SHOWN // 2)
            end = min(end, start + _SENTENCE_SHOWN)
        return self._text[start:end].strip()


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark = text[match.start()]
    if mark != "." or (match.end() - match.start() > 2 and text[match.start() : match.start() + 2] == ".."):
        return True
    if not (text[match.end()].isupper() or not text[match.end()].isalpha()):
        return False
    before = match.start()
    length = 0
    while length < 3 and before - length > 0 and text[before - length - 1].isalnum():
        length += 1
    return length >= 3 or (length > 0 and text[before - 1].isdigit())


_UKRAINIAN = frozenset("іїєґ")
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
    sample = words[:400]
    cyrillic = [word for word in sample if "\u0400" <= word[0] <= "\u04ff"]
    if 2 * len(cyrillic) > len(sample):
        return "ru" if _UKRAINIAN.isdisjoint("".join(cyrillic)) else "uk"
    counts = {language: sum(w in stop for w in sample) for language, stop in _STOPWORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= 2 else None
