"""Fingerprints of a text: an exact one for edits, and a similar-texts-are-near one for duplicates."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import xxhash

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_SHINGLE = 3
MAX_WORDS = 20_000
"""Words (East Asian: characters) of a text that its signature looks at."""


def content_hash(title: str, body: str) -> str:
    """Hex xxh3_128 of title and body, compatibility forms and white space folded, case kept (32 characters)."""
    return xxhash.xxh3_128_hexdigest(f"{_normal(title)}\x1f{_normal(body)}".encode("utf-8", "replace"))


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def signature(text: str) -> int:
    """64-bit simhash over three-word shingles, as a signed integer: near texts differ in few bits. 0 for no words.

    Case, punctuation and white space do not count; an East Asian character is a word.
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text).lower())[:MAX_WORDS]
    if not words:
        return 0
    if len(words) < _SHINGLE:
        shingles = Counter([" ".join(words)])
    else:
        shingles = Counter(" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
    # The columns of the hashes are summed 64 at once: each bit of a hash is spread to a 32-bit lane of one big integer.
    total, weight = 0, 0
    for shingle, count in shingles.items():
        digest = xxhash.xxh3_64_digest(shingle.encode("utf-8", "replace"))
        total += count * sum(_SPREAD[byte] << (256 * at) for at, byte in enumerate(digest))
        weight += count
    bits = 0
    for lane in range(64):
        if 2 * ((total >> (32 * lane)) & 0xFFFFFFFF) > weight:
            bits |= 1 << lane
    return bits - (1 << 64) if bits >> 63 else bits


_SPREAD = tuple(sum(1 << (32 * bit) for bit in range(8) if byte >> bit & 1) for byte in range(256))
"""Each byte value with its eight bits as eight 32-bit lanes."""


def distance(one: int, two: int) -> int:
    """Number of bits in which two signatures differ (0..64)."""
    return ((one ^ two) & 0xFFFFFFFFFFFFFFFF).bit_count()
