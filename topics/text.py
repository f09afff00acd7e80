"""Folding a text for look-up, with the way back to the original characters."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

from topics.codepage import WIDE_MARKS, fold_by_page, fold_chinese
from topics.tokens import Tokens

# Letters of one script that look like letters of the other (after lower-casing).
_TO_CYRILLIC = str.maketrans("aeopcyxkmtbhiĸπ", "аеорсухкмтвнікп")
_TO_LATIN = str.maketrans("аеорсухкмтвніё", "aeopcyxkmtbhie")
_LOOK_ALIKES = frozenset("aeopcyxkmtbhi")

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# Anything here makes the text change its length when folded: such a place is folded apart, with an offset map.
_NEEDS_MAP = f"{_INVISIBLE}\u0130\u0300-\u036f\ufb00-\ufb06"
_FOLDED_APART = re.compile(f"[^\n{_NEEDS_MAP}]?[{_NEEDS_MAP}]+")
# One look tells that a text has neither those nor Han nor kana, as nearly all do.
_UNUSUAL = re.compile(f"[{_NEEDS_MAP}\u3040-\u30ff\u3400-\u9fff\uff01-\uff5e]")
_ANY_NEEDS_MAP = re.compile(f"[{_NEEDS_MAP}]")
_FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")  # digits and letters
_HALF_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_HAN = re.compile("[\u3400-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
_CYRILLIC = re.compile("[а-яіўєґђ-џ]")
_LATIN_RUN = re.compile("[a-z]+")
_WORD = re.compile(r"[^\W_]+")
# Most forms and patterns: nothing to fold.
_FOLDED = re.compile(
    r"[0-9а-яіїєґўқңғүұәһөђјљњћџ' *-]+|[0-9a-zß-öø-ÿāăąćčďđēěęėġģīįķļłńņňőřŕśšşșťţțůűūųźżž' *-]+|[㐀-鿿]+"
)


class Folded:
    """A text made comparable: lower case, ё as е, one apostrophe, no invisible characters, one script a word.

    ``text`` is the folded text; :meth:`original` turns an offset of it into an offset of ``source``. ``has_han`` and
    ``has_kana`` say whether it holds Han characters, and Japanese syllables (its Han is then Japanese).
    """

    __slots__ = ("_map", "_spaced", "has_han", "has_kana", "source", "text")

    def __init__(self, source: str, *, by_page: bool = True) -> None:
        self.source = source
        self._map: list[int] | None = None
        self.has_han = self.has_kana = False
        self._spaced: str | None = None
        page = fold_by_page(source) if by_page else None
        if page is not None:
            self.text, self._spaced = page.text, page.spaced
            if page.is_mixed:
                self.text, self._spaced = _unmix(page.text), None
            return
        chinese = fold_chinese(source) if by_page else None
        if chinese is not None:
            self.text, self._spaced = chinese.text, chinese.spaced
            self.has_han = bool(_HAN.search(self.text))
            return
        unusual = _UNUSUAL.search(source) is not None
        if unusual:
            source = _half_width(source)
        if unusual and _ANY_NEEDS_MAP.search(source):
            self.text, self._map = _fold_apart(source)
        else:
            self.text = _fold_plain(source)
        if unusual:
            self.has_han, self.has_kana = bool(_HAN.search(self.text)), bool(_KANA.search(self.text))
        if _mixes_scripts(self.text):
            self.text = _unmix(self.text)

    @property
    def keeps_places(self) -> bool:
        """Whether each character of ``text`` stands where it stood in ``source``."""
        return self._map is None

    def original(self, offset: int) -> int:
        """The offset in ``source`` of the character that stands at ``offset`` in ``text``."""
        if self._map is None:
            return offset
        return self._map[offset] if offset < len(self._map) else len(self.source)

    def folded_offset(self, original: int) -> int:
        """The offset in ``text`` of the first character that comes from ``original`` or from behind it."""
        return original if self._map is None else bisect_left(self._map, original)

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
        if self._map is None:
            return self.source[start:end]
        first, last = self.span(start, end)
        return self.source[first:last]

    def is_upper(self, offset: int) -> bool:
        """Is the character that stands at ``offset`` in ``text`` a capital letter in ``source``?"""
        return self.source[offset if self._map is None else self._map[offset]].isupper()

    def are_upper(self, offsets: Iterable[int]) -> Iterable[bool]:
        """The same for several offsets."""
        if self._map is not None:
            offsets = map(self._map.__getitem__, offsets)
        return map(str.isupper, map(self.source.__getitem__, offsets))

    def tokens(self) -> Tokens:
        """All words; runs of Han are left to the Han scan."""
        return Tokens(self.text, spaced=self._spaced, beside_han=self.has_han)


def fold_word(text: str) -> str:
    """A dictionary form as the texts it is compared with are folded (a table is no gain for a few letters)."""
    if text.isascii():
        return text.lower()
    return text if _FOLDED.fullmatch(text) else Folded(text, by_page=False).text


def _half_width(source: str) -> str:
    for wide, mark in WIDE_MARKS.items():
        source = source.replace(wide, mark)
    return _FULL_WIDTH.sub(lambda match: _HALF_WIDTH[match.group()], source)


def _fold_plain(source: str) -> str:
    return source.lower().replace("ё", "е").replace("’", "'").replace("ʼ", "'")


def _fold_apart(source: str) -> tuple[str, list[int]]:
    """Fold a text whose length changes: the folded text, and for each of its characters the offset in ``source``."""
    out: list[str] = []
    offsets: list[int] = []
    done = 0
    for match in _FOLDED_APART.finditer(source):
        out.append(_fold_plain(source[done : match.start()]))
        offsets.extend(range(done, match.start()))
        _fold_characters(source, match.start(), match.end(), out, offsets)
        done = match.end()
    out.append(_fold_plain(source[done:]))
    offsets.extend(range(done, len(source)))
    return "".join(out), offsets


def _fold_characters(source: str, position: int, stop: int, out: list[str], offsets: list[int]) -> None:
    while position < stop:
        end = position + 1
        while end < stop and end - position < 8 and unicodedata.combining(source[end]):
            end += 1
        piece = "".join(c for c in source[position:end] if c not in _INVISIBLE)
        for char in unicodedata.normalize("NFKC", piece).lower():
            if not unicodedata.combining(char):
                out.append(_fold_plain(char))
                offsets.append(position)
        position = end


def _mixes_scripts(text: str) -> bool:
    """True where a Latin letter stands beside a Cyrillic one."""
    if not _CYRILLIC.search(text):
        return False
    for match in _LATIN_RUN.finditer(text):
        start, end = match.span()
        if _CYRILLIC.match(text, end) or (start and _CYRILLIC.match(text, start - 1)):
            return True
    return False


def _unmix(text: str) -> str:
    """Words that mix Latin and Cyrillic letters are written in one script (the length stays)."""

    def one_script(match: re.Match[str]) -> str:
        word = match.group()
        latin = [c for c in word if "a" <= c <= "z"]
        if not latin or len(latin) == len(word) or not _mixes_scripts(word):
            return word
        if all(c in _LOOK_ALIKES for c in latin):
            return word.translate(_TO_CYRILLIC)
        return word.translate(_TO_LATIN)

    return _WORD.sub(one_script, text)
