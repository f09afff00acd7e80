"""A topic's built table: how its words and phrases are packed into a few thousand texts, and looked up in these.

A dictionary of all the words would be several times as large, and filling it half of the time of loading. Instead all
that begin alike are one text, which is searched when a word that begins so is met first. What divides the parts of such
a text stands in no word (see :func:`topics.anchors.words_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

_Code = TypeVar("_Code", int, str)
KEY, NEXT = 3, 5  # letters that words are filed by, and letters that tell most words which are not there
_GROUP, _PART, _ROW = "/", ":", ","
_ANCHOR = "&"  # in place of the word a phrase is filed under


class Phrase(NamedTuple):
    """A phrase of the table: its words, its code, and the number of the word it is filed under."""

    words: tuple[str, ...]
    code: int
    anchor: int


def pack(codes: Mapping[str, _Code]) -> dict[_Code, str]:
    """Words by what they stand for, separated by spaces: for some hundreds, which are all unpacked at once."""
    packed: dict[_Code, list[str]] = {}
    for word in sorted(codes):
        packed.setdefault(codes[word], []).append(word)
    return {code: " ".join(words) for code, words in packed.items()}


def unpack(packed: Mapping[str, str]) -> dict[str, int]:
    """What :func:`pack` packed, as JSON gives it back: with texts for codes."""
    codes: dict[str, int] = {}
    for code, words in packed.items():
        codes.update(dict.fromkeys(words.split(" "), int(code)))
    return codes


def pack_words(codes: Mapping[str, _Code]) -> dict[str, str]:
    """Words by their beginnings and codes: «китай», «китае» (both 4) and «кит» (8) are {"кит": "4 ае ай /8  "}."""
    packed: dict[str, dict[_Code, list[str]]] = {}
    for word in sorted(codes):
        packed.setdefault(word[:KEY], {}).setdefault(codes[word], []).append(word[KEY:])
    return {
        key: _GROUP.join(f"{code} {' '.join(rests)} " for code, rests in groups.items())
        for key, groups in packed.items()
    }


class PackedWords(Generic[_Code]):
    """What :func:`pack_words` packed."""

    __slots__ = ("_code_of", "_rows")

    def __init__(self, rows: Mapping[str, str], code_of: Callable[[str], _Code]) -> None:
        self._rows = _encoded(rows)
        self._code_of: Callable[[str], _Code] = code_of

    def following(self, key: str) -> set[str]:
        """The letters up to ``NEXT`` of the words that begin so (and perhaps of some that are not there)."""
        row = self._rows.get(key)
        return set() if row is None else {rest[: NEXT - KEY] for rest in row.decode().split(" ")}

    def code(self, word: str) -> _Code | None:
        """The code of a word."""
        row = self._rows.get(word[:KEY])
        if row is None:
            return None
        place = row.find(f" {word[KEY:]} ".encode())
        if place < 0:
            return None
        start = row.rfind(_GROUP.encode(), 0, place) + 1
        return self._code_of(row[start : row.index(b" ", start)].decode())

    def items(self) -> Iterator[tuple[str, _Code]]:
        """Every word with its code."""
        for key, row in self._rows.items():
            for group in row.decode().split(_GROUP):
                code, *rests = group[:-1].split(" ")
                for rest in rests:
                    yield key + rest, self._code_of(code)

    def codes(self) -> frozenset[_Code]:
        """All codes."""
        groups = (group for row in self._rows.values() for group in row.decode().split(_GROUP))
        return frozenset(map(self._code_of, {group[: group.index(" ")] for group in groups}))


def pack_phrases(filed: Mapping[str, Iterable[tuple[str, int, int]]]) -> dict[str, str]:
    """Phrases (words separated by spaces, code, number of the word they are filed under) by the beginning of that
    word: {"кит": "/ай:великий &:4,& -го:8/аец:…/"}."""
    packed: dict[str, list[str]] = {}
    for word in sorted(filed):
        rows = _ROW.join(f"{_without_anchor(phrase, at)}{_PART}{code}" for phrase, code, at in filed[word])
        packed.setdefault(word[:KEY], []).append(f"{_GROUP}{word[KEY:]}{_PART}{rows}")
    return {key: "".join(groups) + _GROUP for key, groups in packed.items()}


def _without_anchor(phrase: str, at: int) -> str:
    words = phrase.split()
    words[at] = ("'" if words[at][0] == "'" else "") + _ANCHOR
    return " ".join(words)


class PackedPhrases:
    """What :func:`pack_phrases` packed."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Mapping[str, str]) -> None:
        self._rows = _encoded(rows)

    def following(self, key: str) -> set[str]:
        """The letters up to ``NEXT`` of the words that begin so and that phrases are filed under."""
        groups = self._rows.get(key, b"").decode()[1:-1].split(_GROUP)
        return {group.split(_PART, 1)[0][: NEXT - KEY] for group in groups if group}

    def filed(self, word: str) -> list[Phrase]:
        """The phrases filed under a word."""
        row = self._rows.get(word[:KEY])
        if row is None:
            return []
        beginning = f"{_GROUP}{word[KEY:]}{_PART}".encode()
        place = row.find(beginning)
        if place < 0:
            return []
        start = place + len(beginning)
        return list(_phrases(word, row[start : row.index(_GROUP.encode(), start)].decode()))

    def __iter__(self) -> Iterator[Phrase]:
        for key, row in self._rows.items():
            for group in row.decode()[1:-1].split(_GROUP):
                rest, rows = group.split(_PART, 1)
                yield from _phrases(key + rest, rows)


def _encoded(rows: Mapping[str, str]) -> dict[str, bytes]:
    """Rows as they are kept: in UTF-8 they take half of the memory."""
    return {key: row.encode() for key, row in rows.items()}


def _phrases(word: str, rows: str) -> Iterator[Phrase]:
    for row in rows.split(_ROW):
        text, code = row.split(_PART)
        words = text.split()
        at = next(number for number, one in enumerate(words) if one[-1] == _ANCHOR)
        words[at] = words[at].replace(_ANCHOR, word)
        yield Phrase(tuple(words), int(code), at)
