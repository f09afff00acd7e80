"""Blocks that a source puts under many articles (a signature, a call for applications): they say nothing of any one."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence

import xxhash

ARTICLES = 200  # of one source, the latest, whose blocks are remembered
_REPEATED = 3  # other articles that hold the same block
_BITS = (1 << 60) - 1  # of a block's hash: a number of 64 bits takes half as much memory again
_SHORTEST = 30  # characters of a block; shorter ones ("Contacts") are left to the text they stand in


class RepeatedBlocks:
    """Counts in how many of the latest articles of one source each paragraph stands. Memory is bounded."""

    def __init__(self, bodies: Iterable[str] = ()) -> None:
        self._counts: Counter[int] = Counter()
        self._articles: deque[tuple[int, ...]] = deque()  # a set would be three times as large
        for body in bodies:
            self.add(body)

    def add(self, body: str) -> None:
        """Remember one more article."""
        blocks = tuple({_key(block) for block in body.split("\n") if len(block.strip()) >= _SHORTEST})
        self._articles.append(blocks)
        self._counts.update(blocks)
        if len(self._articles) > ARTICLES:
            self._counts.subtract(oldest := self._articles.popleft())
            for key in oldest:
                if self._counts[key] <= 0:
                    del self._counts[key]

    def blank(self, body: str, offsets: Sequence[int]) -> str:
        """The text with those blocks blanked that hold one of these offsets and stand in several other articles.

        Every other character stays where it is.
        """
        out: list[str] = []
        start = 0
        for block in body.split("\n"):
            end = start + len(block)
            asked = len(block.strip()) >= _SHORTEST and any(start <= offset < end for offset in offsets)
            out.append(" " * len(block) if asked and self._counts[_key(block)] >= _REPEATED else block)
            start = end + 1
        return "\n".join(out)


def _key(block: str) -> int:
    # Most blocks have no other white space than single spaces between words, and tell so sooner than they are cut.
    if not block.isprintable() or "  " in block or block[0] == " " or block[-1] == " ":
        block = " ".join(block.split())
    return xxhash.xxh3_64_intdigest(block) & _BITS
