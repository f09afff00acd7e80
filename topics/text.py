"""Folding a text for look-up, with the way back to the original characters, and cutting it into words and sentences."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from itertools import accumulate

# Letters of one script that look like letters of the other (after lower-casing).
_TO_CYRILLIC = str.maketrans("aeopcyxkmtbhi", "аеорсухкмтвні")
_TO_LATIN = str.maketrans("аеорсухкмтвніё", "aeopcyxkmtbhie")
_LOOK_ALIKES = frozenset("aeopcyxkmtbhi")

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# Anything here makes the text change its length when folded: such a place is folded apart, with an offset map.
_NEEDS_MAP = f"{_INVISIBLE}\u0130\u0300-\u036f\ufb00-\ufb06"
_FOLDED_APART = re.compile(f"[^\n{_NEEDS_MAP}]?[{_NEEDS_MAP}]+")
# One look tells that a text has neither those nor Han nor kana, as nearly all do.
_UNUSUAL = re.compile(f"[{_NEEDS_MAP}\u3040-\u30ff\u3400-\u9fff\uff01-\uff5e]")
_ANY_NEEDS_MAP = re.compile(f"[{_NEEDS_MAP}]")
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_HALF_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_HAN = re.compile("[\u3400-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
_CYRILLIC = re.compile("[а-яіўєґђ-џ]")
_LATIN_RUN = re.compile("[a-z]+")
_WORD = re.compile(r"[^\W_]+")
_SPLIT = re.compile(r"([^\W_]+)")
_SPLIT_BESIDE_HAN = re.compile("([^\\W_\u3040-\u30ff\u3400-\u9fff]+)")
# Every alternative takes one character of a set first (that is quick to search for) and is tried once a run of marks.
_SENTENCE_END = re.compile(
    r"[.!?…。！？\n](?:(?<=[.!?…])(?<![.!?…][.!?…])[.!?…]*[\"'»”)\]]{0,3}\s+"
    r"|(?<=[。！？])[。！？]*[”」』]?|(?<=\n)\n*)"
)
_SENTENCE_SHOWN = 300  # characters of a sentence shown as evidence


class Tokens:
    """The words of a folded text, in columns. A word after an apostrophe keeps it ("xi", "'an"): Xi'an is not "Xi an".

    ``words`` are as they stand, ``plain`` without such an apostrophe. Offsets are those of the folded text.
    """

    __slots__ = ("_after", "_ends", "_parts", "_starts", "plain", "words")

    def __init__(self, text: str, *, beside_han: bool) -> None:
        self._parts: list[str] = (_SPLIT_BESIDE_HAN if beside_han else _SPLIT).split(text)
        self.plain: list[str] = self._parts[1::2]
        self.words = self.plain
        self._after: list[int] = []  # words that an apostrophe binds to the one before
        if "'" in text:
            self._after = [n for n, gap in enumerate(self._parts[0:-1:2]) if n and gap == "'"]
            self.words = self.plain.copy()
            for number in self._after:
                self.words[number] = "'" + self.words[number]
        self._starts: list[int] = []
        self._ends: list[int] = []

    def __len__(self) -> int:
        return len(self.words)

    def _find_bounds(self) -> None:
        """Most texts are done with before anybody asks where a word stands."""
        bounds = list(accumulate(map(len, self._parts)))
        self._starts, self._ends = bounds[0::2], bounds[1::2]
        for number in self._after:
            self._starts[number] -= 1

    def start(self, number: int) -> int:
        """Where a word begins."""
        if not self._starts:
            self._find_bounds()
        return self._starts[number]

    def end(self, number: int) -> int:
        """Where a word ends."""
        if not self._starts:
            self._find_bounds()
        return self._ends[number]

    def plain_start(self, number: int) -> int:
        """Where a word begins, its apostrophe left out."""
        return self.end(number) - len(self.plain[number])

    def places_of(self, word: str) -> list[int]:
        """The numbers of the words that are this one."""
        places: list[int] = []
        for _ in range(self.words.count(word)):
            places.append(self.words.index(word, places[-1] + 1 if places else 0))
        return places

    def gap_after(self, number: int) -> str:
        """What stands between a word and the next."""
        return self._parts[2 * number + 2]

    def at_or_after(self, offset: int) -> int:
        """The number of the first word that begins at this offset or later."""
        if not self._starts:
            self._find_bounds()
        return bisect_left(self._starts, offset, 0, len(self.words))


class Folded:
    """A text made comparable: lower case, ё as е, one apostrophe, no invisible characters, one script a word.

    ``text`` is the folded text; :meth:`original` turns an offset of it into an offset of ``source``. ``has_han`` and
    ``has_kana`` say whether it holds Han characters, and Japanese syllables (its Han is then Japanese).
    """

    __slots__ = ("_map", "has_han", "has_kana", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        self._map: list[int] | None = None
        self.has_han = self.has_kana = False
        if source.isascii():
            self.text = source.lower()
            return
        unusual = _UNUSUAL.search(source) is not None
        if unusual:
            source = _FULL_WIDTH.sub(lambda match: _HALF_WIDTH[match.group()], source)
        if unusual and _ANY_NEEDS_MAP.search(source):
            self.text, self._map = _fold_apart(source)
        else:
            self.text = _fold_plain(source)
        if unusual:
            self.has_han, self.has_kana = bool(_HAN.search(self.text)), bool(_KANA.search(self.text))
        if _mixes_scripts(self.text):
            self.text = _unmix(self.text)

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

    def tokens(self) -> Tokens:
        """All words; runs of Han are left to the Han scan."""
        return Tokens(self.text, beside_han=self.has_han)


def fold_word(text: str) -> str:
    """A dictionary form as the texts it is compared with are folded."""
    return Folded(text).text


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

    def span(self, number: int) -> tuple[int, int]:
        """Where a sentence begins and ends."""
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._text)
        return self._starts[number], end

    def __len__(self) -> int:
        return len(self._starts)

    def around(self, offset: int) -> str:
        """The sentence that holds this offset, cut to a readable length around it."""
        start, end = self.span(self.number(offset))
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
