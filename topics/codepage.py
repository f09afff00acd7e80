"""Folding by a code page: most texts fit one, and a table of 256 bytes folds them several times faster than searching.

Nothing is approximate: a text with one letter outside the page is folded character by character instead.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

# Together they hold Russian, Ukrainian, Belarusian, Bulgarian, Serbian; Western and Central European languages.
_PAGES = ("cp1251", "cp1252", "cp1250")
_SYMBOLS = "vestnik-symbols"
_RARE = 0.03  # of the characters
_SAMPLED = 8  # one character of so many tells what is rare: what is common is counted slowly
_BESIDE_CYRILLIC, _BESIDE_LATIN = re.compile(b"l(?:(?=c)|(?<=cl))"), re.compile(b"c(?:(?=l)|(?<=lc))")
_HAN = re.compile("[\u3400-\u9fff]")
_GLANCE = 20  # characters: most Chinese texts show what they are in these
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_FOLDED_ALIKE = {"ё": "е", "’": "'"}
# What a Chinese text consists of: Han, the marks between them, and Latin-1; its letters and digits are all in Latin-1.
_NOT_CHINESE = re.compile(
    "[^\0-\u00ac\u00ae-\u00ff\u2010-\u2027\u2030-\u205e\u3000-\u3004\u3008-\u3020\u3400-\u9fff"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff5e]"
)
WIDE_MARKS = {mark: chr(ord(mark) - 0xFEE0) for mark in "，：；！？（）"}


class PageText(NamedTuple):
    """A folded text (``text``), the same with a space for all that is no letter or digit (``spaced``), and whether a
    Latin letter stands beside a Cyrillic one. Each character stands where it stood in the original."""

    text: str
    spaced: str
    is_mixed: bool


class _Page:
    """The tables of one code page: what each of its bytes stands for, folded, and its script."""

    def __init__(self, name: str) -> None:
        self._is_cyrillic = name == _PAGES[0]
        characters = [bytes([code]).decode(name, "replace") for code in range(256)]
        folded = [_FOLDED_ALIKE.get(c.lower(), c.lower()) for c in characters]
        self._codes = codecs.charmap_build("".join(characters).replace("�", "￾"))  # which stands for none
        self._fold = "".join(folded)
        self._space = "".join(new if new.isalnum() else " " for new in folded)
        self._script = b"".join(
            b"l" if "a" <= new <= "z" else b"c" if "\u0400" <= new <= "\u04ff" else b" " for new in folded
        )

    def fold(self, source: str) -> PageText:
        """Raises UnicodeEncodeError where the text does not fit the page."""
        # The codec of a page is these functions, called with the page's own tables.
        data, _ = codecs.charmap_encode(source, _SYMBOLS, self._codes)
        is_mixed = False
        if self._is_cyrillic:
            scripts = data.translate(self._script)
            is_mixed = b"l" in scripts and b"c" in scripts and _is_mixed(scripts)
        text, _ = codecs.charmap_decode(data, "replace", self._fold)
        spaced, _ = codecs.charmap_decode(data, "replace", self._space)
        return PageText(text, spaced, is_mixed)


def fold_by_page(source: str) -> PageText | None:
    """The text folded, or None: it holds a letter or an invisible character that none of the pages can fold."""
    if "\u00ad" in source or _HAN.search(source, 0, _GLANCE):  # Han is in no page
        return None
    # The apostrophe of Ukrainian is in no page.
    source = source.replace("\u02bc", "'")
    if source.isascii():  # encoded, lowered and decoded several times faster
        return PageText(source.lower(), source.encode().translate(_LATIN_SPACE).decode("ascii"), is_mixed=False)
    for page in _TABLES:
        try:
            return page.fold(source)
        except UnicodeEncodeError as error:
            if "\u3400" <= source[error.start] <= "\u9fff":
                return None
    return None


def fold_chinese(source: str) -> PageText | None:
    """A Chinese text folded (``spaced`` has spaces for the Han too), or None: it holds letters that are neither Han
    nor in Latin-1."""
    if _NOT_CHINESE.search(source):
        return None
    text = source
    for wide, mark in WIDE_MARKS.items():
        text = text.replace(wide, mark)
    text = text.replace("’", "'")
    latin = source.encode("latin-1", "replace")
    if latin.translate(_LATIN_FOLD) != latin:
        text = text.lower()  # slow for Han, and most such texts hold no capital letter
    return PageText(text, latin.translate(_LATIN_SPACE).decode("latin-1"), is_mixed=False)


def _is_mixed(scripts: bytes) -> bool:
    """Does an "l" stand beside a "c"? Looking for two bytes takes ten times as long as for one, so that the places of
    the rarer script are looked at, where it is rare."""
    some = scripts[::_SAMPLED]
    if some.count(b"l") <= _RARE * len(some):
        return _BESIDE_CYRILLIC.search(scripts) is not None
    if some.count(b"c") <= _RARE * len(some):
        return _BESIDE_LATIN.search(scripts) is not None
    return b"lc" in scripts or b"cl" in scripts


def _symbols(error: UnicodeError) -> tuple[str, int]:
    """Signs that are outside a page (an arrow, an emoji) are no part of a word; letters and invisible ones may be."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    run = error.object[error.start : error.end]
    if any(c.isalnum() or c in _INVISIBLE or unicodedata.combining(c) for c in run):
        raise error
    return "?" * len(run), error.end


codecs.register_error(_SYMBOLS, _symbols)
_TABLES = tuple(_Page(name) for name in _PAGES)
_LATIN_FOLD = bytes(ord(chr(code).lower()) for code in range(256))
_LATIN_SPACE = bytes(_LATIN_FOLD[code] if chr(code).isalnum() else 0x20 for code in range(256))
