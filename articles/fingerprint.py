"""Fingerprints of a text: an exact one for edits, and a similar-texts-are-near one for duplicates."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

import xxhash

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
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
    return " ".join(unicodedata.normalize("NFKC", text).split())


def text_words(text: str) -> list[str]:
    """The words of a text as fingerprints count them: compatibility forms and case folded, no punctuation, an East
    Asian character is a word; at most ``MAX_WORDS``."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())[:MAX_WORDS]


def text_keys(text: str) -> tuple[int, ...]:
    """The keys under which a text is found again by one that repeats passages of it: signed 64-bit integers, at most
    ``KEYS``, none for a text of under ``FEWEST_WORDS`` words.

    One-permutation min-hashing: every passage of five words has a hash, whose last bits choose one of eight buckets;
    the key is the least hash of its bucket. Two texts share a key about as often as they share passages: at a third
    in common 19 of 20 pairs share at least one, and two texts without a common passage never do. (Li, Owen & Zhang,
    One Permutation Hashing, 2012.)
    """
    words = text_words(text)
    if len(words) < FEWEST_WORDS:
        return ()
    encoded = [word.encode("utf-8", "replace") for word in words]
    text_bytes, ends = b" ".join(encoded), list(accumulate(len(word) + 1 for word in encoded))
    digest = xxhash.xxh3_64_intdigest
    numbers = [
        digest(text_bytes[start : end - 1]) for start, end in zip((0, *ends), ends[KEY_WORDS - 1 :], strict=False)
    ]
    least = {number % KEYS: number for number in sorted(numbers, reverse=True)}
    return tuple(number - (1 << 64) if number >> 63 else number for number in least.values())


def signature(text: str) -> int:
    """64-bit simhash over three-word shingles, as a signed integer: near texts differ in few bits. 0 for no words.

    Case, punctuation and white space do not count; an East Asian character is a word.
    """
    words = text_words(text)
    if not words:
        return 0
    if len(words) < _SHINGLE:
        shingles = [" ".join(words)]
    else:
        shingles = list(map(" ".join, zip(words, words[1:], words[2:], strict=False)))
    digests = b"".join([xxhash.xxh3_64_digest(shingle.encode("utf-8", "replace")) for shingle in shingles])
    bits = _majority(int.from_bytes(digests, "little"), len(shingles))
    return bits - (1 << 64) if bits >> 63 else bits


def _majority(lanes: int, count: int) -> int:
    """The 64 bits set in more than half of the ``count`` 64-bit numbers that stand side by side in ``lanes``.

    The numbers are added bit column by bit column with full adders, a third of them to a third at once in one long
    integer: what remains of each weight is one number, the binary digits of the 64 column sums.
    """
    threshold = count // 2
    planes: list[int] = []
    while count:
        carried, carries = 0, 0
        while count > 1:
            third = count // 3 or 1
            width = 64 * third
            mask = (1 << width) - 1
            one, two, three = lanes & mask, (lanes >> width) & mask, 0
            used = 2 * third
            if count >= 3:
                three = (lanes >> (2 * width)) & mask
                used = 3 * third
            half = one ^ two
            carried |= ((one & two) | (half & three)) << (64 * carries)
            carries += third
            lanes = ((lanes >> (64 * used)) << width) | (half ^ three)
            count += third - used
        planes.append(lanes)
        lanes, count = carried, carries
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
