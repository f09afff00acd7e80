"""Texts that were written as UTF-8, read as something else and written as UTF-8 again: "Ð¡Ñ‚ÑƒÐ´ÐµÐ½Ñ‚" → "Студент"."""

from __future__ import annotations

import re

_LEAST = 8
"""Characters of such sequences below which nothing is certain."""
_READ = 0.9
"""Share of a page's suspicious characters that must turn out to be UTF-8."""
_MOST = 0.5
"""Share of a page's foreign characters that must be suspicious: a text that only quotes such a sequence stays."""
_SAMPLE = 5_000


def _bytes_of(encoding: str) -> dict[str, int]:
    """Foreign characters of a single-byte encoding → their bytes; bytes it leaves unused are control characters."""
    table = {}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(encoding, "ignore")
        table[chr(byte)] = byte
        if char:
            table[char] = byte
    return table


class _Repair:
    """Undoes one wrong reading."""

    def __init__(self, encoding: str) -> None:
        own = _bytes_of(encoding)
        # Latin-1's letters are no characters of windows-1251: there only its control characters stand for themselves.
        self._bytes = {char: byte for char, byte in own.items() if char < "\xa0" or char.encode(encoding, "ignore")}
        self._table = {ord(char): chr(byte) for char, byte in self._bytes.items()}
        self._run = re.compile("[" + re.escape("".join(self._bytes)) + "]+")

    def __call__(self, text: str) -> str | None:
        """``text`` with every sequence that is UTF-8 read as such; None where it is not certain that it was."""
        suspicious = read = 0

        def again(match: re.Match[str]) -> str:
            nonlocal suspicious, read
            run = match.group()
            suspicious += len(run)
            try:
                right = run.translate(self._table).encode("latin-1").decode("utf-8")
            except UnicodeDecodeError:
                return run
            read += len(run)
            return right

        repaired = self._run.sub(again, text)
        if read < _LEAST or read < _READ * suspicious:
            return None
        foreign = len(text) - len(text.encode("ascii", "ignore"))
        return repaired if suspicious >= _MOST * foreign else None


_FROM_LATIN = _Repair("cp1252")
_FROM_CYRILLIC = _Repair("cp1251")


def _sample(html: bytes) -> bytes:
    """Some of the page's foreign text: from its first foreign byte on, and from its middle (counting all of a long
    page costs as much as parsing it)."""
    if len(html) <= 2 * _SAMPLE:
        return html
    for at in range(0, len(html), _SAMPLE):
        try:
            html[at : at + _SAMPLE].decode("ascii")  # in pieces, for the error holds a copy of what is decoded
        except UnicodeDecodeError as error:
            start, middle = at + error.start, len(html) // 2
            return html[start : start + _SAMPLE] + html[middle : middle + _SAMPLE]
    return html


def repaired(text: str, html: bytes) -> str:
    """``text``, the reading of ``html`` as UTF-8, with its second encoding undone where it is certain to have one.

    A sequence counts only where it is valid UTF-8 as a whole; nearly all of the page's must be.
    """
    sample = _sample(html)
    # Every sequence of the Latin kind begins with a letter of U+00C2..U+00F4.
    if b"\xc3" in sample and sample.count(b"\xc3") >= _LEAST // 2:
        return _FROM_LATIN(text) or text
    if b"\xd0" not in sample and b"\xd1" not in sample:
        return text
    cyrillic = sample.count(b"\xd0") + sample.count(b"\xd1")
    # Of the letters Р and С, D0 A0 and D0 A1, first the second bytes alone: two bytes take four times as long to count.
    if cyrillic < _LEAST or (sample.count(b"\xa0") + sample.count(b"\xa1")) * 4 <= cyrillic:
        return text
    if (sample.count(b"\xd0\xa0") + sample.count(b"\xd0\xa1")) * 4 > cyrillic:
        return _FROM_CYRILLIC(text) or text
    return text
