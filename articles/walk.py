"""The one walk over a page's tree: its elements become boxes, its text blocks, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

from selectolax.lexbor import LexborNode

from articles.text import name_test, plain_names, squeeze, weight, words

MAX_NODES = 100_000
"""Nodes of a page that are walked: 50,000 links or paragraphs, a second or two of work."""

MOST_PLACES, MOST_AROUND = 500, 300
"""Places of a page that are walked by themselves, and elements around one: a profile's selector finds a few."""

SKIPPED = words(
    "script style noscript template svg iframe object canvas audio video map select textarea head math button "
    "datalist dialog applet title xmp noembed noframes plaintext source track -comment _comment !doctype"
)
BLOCKS = words(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul "
    "hgroup search"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = words(
    "a abbr b big br button cite code em embed font i img input label link meta nobr q s small span strike strong sub "
    "sup time tt u wbr"
)
_STATIC = 1_000
"""Numbers of elements below which they are the parser's own and the same on every page; others are addresses."""
_TAGS: dict[int, str] = {}  # names of usual elements by those numbers, as they are met


def _tag(node: LexborNode) -> str:
    """The name of a node that ``_TAGS`` does not know yet."""
    tag, number = node.tag or "", node.tag_id
    if number < _STATIC and (tag in SKIPPED or tag in BLOCKS or tag in _INLINE):
        _TAGS[number] = tag
    return tag


#: Class names and ids of elements that hold a date.
is_date_name = name_test(
    r"(?:^|[\s_-])(?:date|dates|data|datum|datetime|date-time|time|timestyle\w*|arti_update|published|publish|"
    r"pubdate|publishdate|"
    r"posted|posted-on|created|news-date-time|newsdate|news_date|postdate|entry-date|rq|sj|fbsj|submitted|"
    r"field--name-created|"
    r"js-feed-post-date|dateline|timestamp)(?=$|[\s_-])",
    telling=True,
)


class Box:
    """One element: its place among the blocks (``first`` to before ``last``), and among the boxes, in document order
    (``index``, and before ``end`` what stands in it); its attributes."""

    __slots__ = ("attrs", "end", "first", "index", "last", "name", "node", "parent", "tag")

    def __init__(
        self, index: int, parent: Box | None, tag: str, node: LexborNode, attrs: dict[str, str | None], first: int
    ) -> None:
        self.index = index
        self.end = index + 1
        self.parent = parent
        self.tag = tag
        self.node = node
        self.attrs = attrs
        self.first = first
        self.last = first
        name = attrs.get("class") or ""
        if "id" in attrs and (ident := attrs["id"]):
            name = f"{name} {ident}"
        if not name:
            self.name = ""
        else:
            if "__" in name or name[0] == "_":
                name = plain_names(name[:400])
            self.name = name[:200].lower()

    def within(self, other: Box) -> bool:
        """True where this box lies inside ``other`` (or is it)."""
        return other.index <= self.index < other.end

    def upward(self, most: int) -> Iterator[Box]:
        """This box and those around it, the innermost first, ``most`` of them."""
        box: Box | None = self
        while box is not None and most > 0:
            yield box
            box, most = box.parent, most - 1


_NO_LINK = words("name id style")


def is_link(box: Box) -> bool:
    """True for a link; false for a named place (``<a name="top">``), which old pages never close."""
    return box.tag == "a" and ("href" in box.attrs or not box.attrs.keys() <= _NO_LINK)


class Block:
    """One paragraph, heading, list item, table cell or line of bare text."""

    __slots__ = ("anchors", "box", "link_share", "links", "size", "text")

    def __init__(self, text: str, links: int, anchors: int, box: Box) -> None:
        self.text = text
        self.links = links
        self.anchors = anchors
        self.box = box
        self.size = weight(text)
        self.link_share = min(1.0, links / len(text)) if links and text else 0.0
        """Share of the text that stands in links."""

    @property
    def heading(self) -> int:
        """1 to 6 for a heading, else 0."""
        return _HEADINGS.get(self.box.tag, 0)


class Walk:
    """The one walk over the tree, with an explicit stack: pages nest deeper than Python recurses."""

    def __init__(
        self,
        boxes: list[Box],
        blocks: list[Block],
        *,
        skipped: frozenset[str] = SKIPPED,
        left_out: frozenset[int] = frozenset(),
        streamed: dict[str, LexborNode] | None = None,
    ) -> None:
        self.boxes = boxes
        self.blocks = blocks
        self.skipped = skipped
        self.passed = skipped | {"br"}
        self.streamed = dict(streamed or {})  # parts that came after the page, by the ids of their templates
        self.left_out = left_out | {part.mem_id for part in self.streamed.values()}  # nodes by their mem_id
        self.parts: list[str] = []
        self.links = 0
        self.anchors = 0
        self.in_link = 0
        self.leading = -1  # index of the date element that opens the line being read

    def run(self, root: LexborNode) -> None:
        """Walk the whole page."""
        top = self.box(root, None)
        self.inside(top, top)

    def run_places(self, root: LexborNode, nodes: list[LexborNode]) -> None:
        """Walk ``nodes``, given in document order, each once; of the elements around them, only the boxes are made."""
        known: dict[int, Box] = {root.mem_id: self.box(root, None)}
        walked: set[int] = set()
        for node in nodes[:MOST_PLACES]:
            around: list[LexborNode] = []
            holder: LexborNode | None = node
            while holder is not None and holder.mem_id not in known and len(around) < MOST_AROUND:
                around.append(holder)
                holder = holder.parent
            if holder is None or holder.mem_id not in known or holder.mem_id in walked:
                continue  # in the head, too deep, or inside a place already walked
            if any(one.tag in self.skipped for one in around):
                continue  # in an element without text
            parent = known[holder.mem_id]
            for one in reversed(around):
                parent = known[one.mem_id] = self.box(one, parent)
            walked.add(node.mem_id)
            if around or node.mem_id == root.mem_id:
                self.place(parent)

    def place(self, box: Box) -> None:
        """Walk one place, and note in the boxes around it where they end by now."""
        block_box, linked = box, 0
        holder: Box | None = box
        while holder is not None:
            if block_box.tag not in BLOCKS:
                block_box = holder
            linked += is_link(holder)
            holder = holder.parent
        self.in_link = linked
        self.inside(box, block_box)
        self.in_link = 0
        holder = box.parent
        while holder is not None:
            holder.last, holder.end = box.last, box.end
            holder = holder.parent

    def box(self, node: LexborNode, parent: Box | None, attrs: dict[str, str | None] | None = None) -> Box:
        """A new box for an element, which begins here; ``attrs`` where they shall not be its own."""
        own = node.attributes if attrs is None else attrs
        box = Box(len(self.boxes), parent, node.tag or "", node, own, len(self.blocks))
        self.boxes.append(box)
        return box

    def inside(self, top: Box, block_box: Box) -> None:
        """Walk what stands in ``top``; ``block_box`` is the block-level box that its bare text belongs to."""
        passed, left_out, names = self.passed, self.left_out, _TAGS
        boxes, blocks, parts = self.boxes, self.blocks, self.parts
        # next sibling, box to close, whether it is at block level, block-level box around
        stack: list[tuple[LexborNode | None, Box, bool, Box]] = []
        outer, parent, node = block_box, top, top.node.first_child
        for _ in repeat(None, MAX_NODES):
            while node is None:
                if not stack:
                    return self.end(outer, [top])
                node, closed, is_block, around = stack.pop()
                if not is_block:
                    self.close(closed)
                elif parts or self.anchors or self.links:
                    self.flush(block_box)
                closed.last, closed.end = len(blocks), len(boxes)
                parent, block_box = closed.parent or top, around
            if node.is_text_node:
                # Half of a page's texts are the blanks between elements, which need not even become strings.
                if parts or not node.is_empty_text_node:
                    text = node.text_content
                    if text and (parts or not text.isspace()):
                        parts.append(text)
                        if self.in_link:
                            self.links += len(text.strip())
                node = node.next
                continue
            tag = names.get(node.tag_id) or _tag(node)  # asked by its number, no string is made
            if tag in passed or (left_out and node.mem_id in left_out):
                if tag == "br":
                    self.flush(block_box)
                elif tag == "template" and (part := self.streamed.pop(node.id or "", None)) is not None:
                    self.flush(block_box)
                    box = self.box(part, parent, {})
                    stack.append((node.next, box, box.tag in BLOCKS, block_box))
                    parent, block_box, node = box, box, part.first_child
                    continue
                if tag != "button" or block_box.tag not in _HEADINGS or node.mem_id in left_out:
                    node = node.next
                    continue  # but not over the button of an accordion's heading
            box = Box(len(boxes), parent, tag, node, node.attributes, len(blocks))
            boxes.append(box)
            around, is_block = block_box, tag in BLOCKS
            if is_block:
                if parts or self.anchors or self.links:
                    self.flush(block_box)
                    box.first = box.last = len(blocks)
                block_box = box
            elif tag == "a" and is_link(box):
                self.in_link += 1
                self.anchors += 1
            elif (tag == "time" or (box.name and is_date_name(box.name))) and not "".join(parts).strip():
                self.leading = box.index
            child = node.first_child
            if child is not None:
                stack.append((node.next, box, is_block, around))
                parent, node = box, child
                continue
            if not is_block:
                self.close(box)
            elif parts or self.anchors or self.links:
                self.flush(block_box)
            box.last = len(blocks)
            block_box = around
            node = node.next
        return self.end(outer, [top, *(box for _, box, _, _ in stack)])

    def end(self, block_box: Box, open_boxes: list[Box]) -> None:
        """End the walk of a place: its last line, and what is still open."""
        self.flush(block_box)
        for box in open_boxes:
            box.last, box.end = len(self.blocks), len(self.boxes)

    def close(self, box: Box) -> None:
        """End the line, or the link, that ends with the inline element ``box``."""
        if box.index == self.leading:
            self.flush(box)  # a date that opens its line is a line of its own: "28.06.2024 The rector met …"
        elif box.tag == "a" and is_link(box):
            self.in_link -= 1

    def flush(self, box: Box) -> None:
        """Make a block of ``box`` of the text read so far."""
        if self.parts:
            text = squeeze(self.parts[0] if len(self.parts) == 1 else "".join(self.parts))
            if text:
                self.blocks.append(Block(text, self.links, self.anchors, box))
                self.links = self.anchors = 0
            self.parts.clear()
        if not self.in_link:
            self.links = self.anchors = 0
