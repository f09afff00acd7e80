"""Fingerprints of a text: an exact one for edits, and a similar-texts-are-near one for duplicates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import xxhash

from articles.text import EAST_ASIAN
from articles.usual_words import spaced_words

# The first choice says nothing that the last does not: it finds the letters of most words in fewer steps.
_WORD = re.compile(rf"[a-zа-яё0-9]++[^\W_{EAST_ASIAN}]*+|[{EAST_ASIAN}]|[^\W_{EAST_ASIAN}]+")
_SHINGLE = 3
MAX_WORDS = 20_000
"""Words (East Asian: characters) of a text that its signature looks at."""
KEYS = 8
"""Keys of a text in the index of near duplicates: two texts that share half of their passages share about four."""
KEY_WORDS = 5
"""Words of a passage; each key stands for one passage."""
FEWEST_WORDS = 20
"""Shorter texts ("Photo report") have no keys: they may truly be the same in two articles."""


def content_hash(title: str, body: str) -> str:
    """Hex xxh3_128 of title and body, compatibility forms and white space folded, case kept (32 characters)."""
    return xxhash.xxh3_128_hexdigest(f"{_normal(title)}\x1f{_normal(body)}".encode("utf-8", "replace"))


def _normal(text: str) -> str:
    return " ".join(_folded(text).split())


def _folded(text: str) -> str:
    """With compatibility forms folded: once for all fingerprints of a text."""
    return _kept_folded(text) if len(text) <= _KEPT else _fold(text)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _words(text: str) -> list[bytes]:
    """The words of a text as fingerprints count them, in UTF-8: compatibility forms and case folded, no punctuation, an
    East Asian character is a word; at most ``MAX_WORDS``."""
    spaced = spaced_words(text.lower())
    if spaced is None:
        spaced = " ".join(_WORD.findall(_folded(text).lower())[:MAX_WORDS])
    return spaced.encode("utf-8", "replace").split()[:MAX_WORDS]


_KEPT = 10_000  # characters of a text that is kept for its next fingerprint
_kept_folded = lru_cache(maxsize=16)(_fold)


def _runs(words: list[bytes], size: int) -> Iterator[bytes]:
    """Every run of so many words, a blank between two."""
    return map(b" ".join, zip(*(words[n:] for n in range(size)), strict=False))


def text_keys(text: str) -> tuple[int, ...]:
    """The keys under which a text is found again by one that repeats passages of it: signed 64-bit integers, at most
    ``KEYS``, none for a text of under ``FEWEST_WORDS`` words.

    One-permutation min-hashing: every passage of five words has a hash, whose last bits choose one of eight buckets;
    the key is the least hash of its bucket. Two texts share a key about as often as they share passages: at a third
    in common 19 of 20 pairs share at least one, and two texts without a common passage never do. (Li, Owen & Zhang,
    One Permutation Hashing, 2012.)
    """
    words = _words(text)
    return _keys(_runs(words, KEY_WORDS)) if len(words) >= FEWEST_WORDS else ()


def signature(text: str) -> int:
    """64-bit simhash over three-word shingles, as a signed integer: near texts differ in few bits. 0 for no words.

    Case, punctuation and white space do not count; an East Asian character is a word.
    """
    words = _words(text)
    return _simhash(list(_runs(words, min(_SHINGLE, len(words)))))


def signature_and_keys(text: str) -> tuple[int, tuple[int, ...]]:
    """``signature`` and ``text_keys`` of a text, in three quarters of the time: its words are cut once for both."""
    words = _words(text)
    if len(words) < FEWEST_WORDS:
        return _simhash(list(_runs(words, min(_SHINGLE, len(words))))), ()
    shingles = list(_runs(words, _SHINGLE))
    passages = map(b" ".join, zip(shingles, words[_SHINGLE:], words[_SHINGLE + 1 :], strict=False))
    return _simhash(shingles), _keys(passages)  # one passage after the other in the same memory


def _keys(passages: Iterable[bytes]) -> tuple[int, ...]:
    buckets: list[list[bytes]] = [[] for _ in range(KEYS)]
    for digest in map(xxhash.xxh3_64_digest, passages):  # the higher byte first: in the order of their numbers
        buckets[digest[7] % KEYS].append(digest)
    # That of the greatest hash first: nothing asks for an order, but it is the same everywhere.
    told = map(min, sorted(filter(None, buckets), key=max, reverse=True))
    return tuple(int.from_bytes(digest, "big", signed=True) for digest in told)


def _simhash(shingles: list[bytes]) -> int:
    if not shingles:
        return 0
    lanes = b"".join(map(xxhash.xxh3_64_digest, shingles))
    bits = _majority(int.from_bytes(lanes, "little"), len(shingles))
    return bits - (1 << 64) if bits >> 63 else bits


def _majority(lanes: int, count: int) -> int:
    """The 64 bits set in more than half of the ``count`` 64-bit numbers that stand side by side in ``lanes``.

    The numbers are added bit column by bit column, the first half of them to the second, these sums' halves to each
    other and so on, all columns at once in long integers: in the end there is one number for each binary digit of the
    64 sums.
    """
    planes = [lanes]
    half = 1 << (count - 1).bit_length() >> 1
    while half:
        width = 64 * half
        mask = (1 << width) - 1
        added, carry = [], 0
        for plane in planes:
            one, two = plane & mask, plane >> width
            odd = one ^ two
            added.append(odd ^ carry)
            carry = (one & two) | (odd & carry)
        planes = [*added, carry]
        half >>= 1
    threshold = count // 2
    above, equal = 0, (1 << 64) - 1
    for place in range(len(planes) - 1, -1, -1):
        if threshold >> place & 1:
            equal &= planes[place]
        else:
            above |= equal & planes[place]
            equal &= ~planes[place]
    return above


def distance(one: int, two: int) -> int:
    """Number of bits in which two signatures differ (0..64)."""
    return ((one ^ two) & 0xFFFFFFFFFFFFFFFF).bit_count()
