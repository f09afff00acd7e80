"""One parse and one walk of a page: its elements as boxes, its text as blocks in reading order.

Every reader of the room (title, date, body, …) works on these two lists; nothing walks the tree again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from articles.streamed import streamed_parts
from articles.text import squeeze, tells, words
from articles.tree import parse
from articles.walk import BLOCKS, SKIPPED, Block, Box, Walk, is_date_name

__all__ = ["STATEMENTS", "Block", "Box", "Page", "is_date_name"]

STATEMENTS = words("itemprop property datetime title data-datetime data-date data-time data-published data-timestamp")
"""Attributes that state for machines what an element is, or a moment."""
_STATED = STATEMENTS | {"aria-level"}  # that of an element which is a heading by its role
_TELLING_TAGS = words("h1 h2 h3 article main section time")
_FEW = 8  # places of a page that are searched one by one, not the whole page once
_UNSEEN = ".rich-snippet-hidden"
"""By its class, the day of the last change that Avada sets before the day it shows, where nothing parts the two."""
_EMPTY = 200  # characters of a page that keeps its text for readers without scripts


class Page:
    """A parsed page. ``boxes`` and ``blocks`` are in document order; ``size_before``,
    ``characters_before`` and ``links_before`` are sums over the blocks before one.

    Of chosen places only (``of_places``), it holds these and the elements around them: every reader works on it as on
    a whole page, and ``whole``, the size of all its text, is an estimate.
    """

    def __init__(self, text: str, tree: LexborHTMLParser | None = None) -> None:
        self.tree = tree if tree is not None else parse(text)
        self.boxes: list[Box] = []
        self.blocks: list[Block] = []
        self._by_node: dict[int, Box] = {}
        self._places: frozenset[str] = frozenset()
        self._tops: list[LexborNode] = []
        root = self.tree.body or self.tree.root
        if root is not None:
            streamed = streamed_parts(self.tree, text)
            # The tree is asked: a search of the page's text takes five times as long.
            unseen = frozenset(node.mem_id for node in root.css(_UNSEEN))
            Walk(self.boxes, self.blocks, left_out=unseen, streamed=streamed).run(root)
            if sum(len(block.text) for block in self.blocks) < _EMPTY and "<noscript" in text:
                self.boxes.clear()
                self.blocks.clear()
                Walk(self.boxes, self.blocks, skipped=SKIPPED - {"noscript"}).run(root)
        self._sum_up(0)

    @classmethod
    def of_places(
        cls,
        tree: LexborHTMLParser,
        places: Sequence[str],
        *,
        without: Sequence[str] = (),
        around: int = 0,
        text: str = "",
    ) -> Page | None:
        """The places of a page that CSS selectors find, less what those of ``without`` find in them; None where they
        find nothing. ``around`` is the usual size of the text that is left out, ``text`` the page (for its streamed
        parts). Walking them costs what they hold, whatever the page holds.
        """
        root = tree.body
        nodes = _find(tree.root, places) if tree.root is not None else []
        if root is None or not nodes:
            return None
        page = cls.__new__(cls)
        page.tree, page.boxes, page.blocks, page._by_node = tree, [], [], {}
        page._places, page._tops = frozenset(places), nodes if len(nodes) <= _FEW else [root]
        without = [*without, _UNSEEN]
        left_out = frozenset(part.mem_id for top in page._tops for part in _find(top, without))
        streamed = streamed_parts(tree, text)
        Walk(page.boxes, page.blocks, left_out=left_out, streamed=streamed).run_places(root, nodes)
        page._sum_up(around)
        return page

    def _sum_up(self, around: int) -> None:
        self.size_before = [0, *accumulate(block.size for block in self.blocks)]
        self.characters_before = [0, *accumulate(len(block.text) for block in self.blocks)]
        self.links_before = [0, *accumulate(block.links for block in self.blocks)]
        self.whole = self.size_before[-1] + around

    @cached_property
    def telling(self) -> Sequence[Box]:
        """The boxes that may be a headline, a text or a date: by a name that ``tells``, by their tag, or by
        ``STATEMENTS``, or by its level as a heading. Those who look for one of these look here; most boxes are none."""
        found = []
        for box in self.boxes:
            name = box.name
            if (
                (name and tells(name))
                or box.tag in _TELLING_TAGS
                or ((not name or len(box.attrs) > 1) and not _STATED.isdisjoint(box.attrs))
            ):
                found.append(box)
        return found

    @cached_property
    def by_length(self) -> Mapping[int, Sequence[Block]]:
        """The blocks by the length of their texts."""
        found: defaultdict[int, list[Block]] = defaultdict(list)
        for block in self.blocks:
            found[len(block.text)].append(block)
        return dict(found)

    def size(self, box: Box) -> int:
        """Text inside ``box``, in Latin letters' worth."""
        return self.size_before[box.last] - self.size_before[box.first]

    def children(self, box: Box) -> Iterator[Box]:
        """The boxes directly inside ``box``."""
        at = box.index + 1
        while at < box.end:
            yield self.boxes[at]
            at = self.boxes[at].end

    def link_share(self, box: Box) -> float:
        """Share of the text of ``box`` that stands in links."""
        characters = self.characters_before[box.last] - self.characters_before[box.first]
        return (self.links_before[box.last] - self.links_before[box.first]) / max(1, characters)

    def text(self, box: Box) -> str:
        """Text of ``box``: of its blocks where it is a block-level element, else of its node."""
        if box.tag in BLOCKS:
            return " ".join(block.text for block in self.blocks[box.first : box.last])
        return squeeze(box.node.text(deep=True, separator=" "))

    def box_of(self, node: LexborNode) -> Box | None:
        """The box of a node found by a selector; None where it was not walked (inside a skipped element)."""
        if not self._by_node:
            self._by_node = {box.node.mem_id: box for box in self.boxes}
        return self._by_node.get(node.mem_id)

    def select(self, selector: str) -> list[Box]:
        """The boxes that a CSS selector finds, each once. A selector that lexbor cannot read finds nothing."""
        # A place's own selector finds nothing that was walked but in (or as) one of the places.
        tops: Iterable[LexborHTMLParser | LexborNode] = self._tops if selector in self._places else (self.tree,)
        try:
            found = {node.mem_id: node for top in tops for node in top.css(selector)}
        except SelectolaxError:
            return []
        return [box for node in found.values() if (box := self.box_of(node)) is not None]


def _find(node: LexborNode, selectors: Sequence[str]) -> list[LexborNode]:
    """What any of ``selectors`` finds in ``node`` (or it), in document order. One that lexbor cannot read finds
    nothing."""
    try:
        return node.css(", ".join(selectors)) if selectors else []
    except SelectolaxError:
        readable = [one for one in selectors if _is_readable(one)]
        return _find(node, readable) if len(readable) < len(selectors) else []


@lru_cache(maxsize=1024)
def _is_readable(selector: str) -> bool:
    try:
        LexborHTMLParser("").css(selector)
    except SelectolaxError:
        return False
    return True
