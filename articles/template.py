"""What the pages of one site share is its template, what differs is content: a second look at where a text stands,
which knows no names of boxes at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from articles.page import Block, Box, Page

_OFTEN = 0.6
"""Share of the pages, and three at least, on which a line must stand to be the template's."""
_HOLDS = 0.8
_MOST, _OWN = 0.5, 0.3


class Template:
    """The lines that pages of one site share."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = len(pages)
        self._seen = Counter(text for page in pages for text in {block.text for block in page.blocks})

    def often(self, text: str) -> bool:
        """True for a line that stands on most of the pages."""
        return self._seen[text] >= max(3, _OFTEN * self.pages)

    def is_own(self, block: Block) -> bool:
        """True for a line that stands on this page only."""
        return self._seen[block.text] <= 1

    def confirms(self, page: Page, boxes: Sequence[Box]) -> bool:
        """True where ``boxes`` hold most of the page's own running text, and little else."""
        own = [0, *accumulate(self._running(block) for block in page.blocks)]
        total = own[-1]
        if not total:
            return True  # nothing differs: the second look says nothing
        holder = max(
            (box for box in page.boxes if own[box.last] - own[box.first] >= _HOLDS * total), key=lambda box: box.index
        )
        here = sum(own[box.last] - own[box.first] for box in boxes)
        text = sum(block.size for box in boxes for block in page.blocks[box.first : box.last])
        shared = sum(
            block.size for box in boxes for block in page.blocks[box.first : box.last] if self.often(block.text)
        )
        return here >= _MOST * (own[holder.last] - own[holder.first]) and shared <= (1 - _OWN) * text

    def _running(self, block: Block) -> int:
        if block.size < 60 or block.heading or not self.is_own(block):
            return 0
        return int(block.size * (1.0 - block.link_share)) if block.link_share < 0.5 else 0
