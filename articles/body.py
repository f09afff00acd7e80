"""An article's text: which box of the page holds it, and which blocks of that box belong to it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate

from articles.captions import is_no_caption
from articles.containers import alike, are_lists, is_item, is_like, is_numbered, is_twin, teasers, text_boxes
from articles.noise import FOREIGN, noise_marks
from articles.noise_lines import is_noise_line, may_be_subhead
from articles.page import Block, Box, Page
from articles.paragraphs import (
    ENDS_SENTENCE,
    is_neighbours_line,
    once,
    rows,
    without_bylines,
    without_head,
    without_links,
    without_tail,
)
from articles.short_body import holder_of, is_part, lead_above, list_under, named_line
from articles.tables import CELLS, around_table, is_link_table
from articles.text import fold

_LEVELS, _WRAPPERS = 8, 40
"""Boxes around the densest one that are looked at for more of its text: those that hold more than it, and all."""
_ENOUGH = 140
"""Text (in Latin letters' worth) below which a named container is no article's body."""
_SOME, _OPENS, _MUCH = 0.15, 0.3, 0.5
"""Shares of a text from which what stands beside it belongs to it: in boxes like its own, above it, and anywhere."""
_OTHERS = 0.75
"""Share of a page's text up to which what stands under linked headlines in lists tells of other articles."""
_PART = 60
"""Text of a part of a split text, at least."""
_EDGE = 0.25
"""Share of a text at its end where headings that begin like buttons are some."""
_ABOVE = 2.5
"""Times the text under a headline up to which what stands above it is no part of the article."""
_NEAR = 12
"""Blocks after the headline within which its own text begins, where the page holds several articles."""


@dataclass(slots=True)
class Body:
    """Paragraphs of an article, the boxes they were taken from, and how sure that is (0..1)."""

    paragraphs: list[str]
    boxes: list[Box]
    reader: str
    confidence: float


class BodyReader:
    """Reads the body of one page; ``good`` is the running sum of text that looks like an article's."""

    def __init__(self, page: Page, authors: tuple[str, ...] = ()) -> None:
        self.page = page
        self.authors = tuple(fold(name) for name in authors if len(name) >= 6 and " " in name)
        self.noise = noise_marks(page)
        self.value: list[int] = []
        self.good: list[int] = []
        self._weigh()

    def _weigh(self) -> None:
        """Weigh the page's blocks by what is noise now."""
        self.value = [self._value(block) for block in self.page.blocks]
        others = [at for at in teasers(self.page.blocks) if self.value[at]]
        if sum(self.value[at] for at in others) < _OTHERS * sum(self.value):  # else the list is what the page is about
            for at in others:
                self.value[at] = 0
        self.good = [0, *accumulate(self.value)]

    def _value(self, block: Block) -> int:
        """How much of an article's text this block is: 0 for menus, links, buttons and other short lines."""
        if self.noise[block.box.index] or block.link_share > 0.55:
            return 0
        if block.heading:
            return 0
        if block.size < 60 and not (block.size >= 25 and ENDS_SENTENCE.search(block.text)):
            return 0
        if is_noise_line(block.text, block.link_share):
            return 0
        return int(block.size * (1.0 - block.link_share))

    def good_in(self, box: Box) -> int:
        """Article-like text inside ``box``."""
        return self.good[box.last] - self.good[box.first]

    def remove(self, boxes: list[Box]) -> None:
        """Treat ``boxes`` (and what stands in them) as no part of the article."""
        for box in boxes:
            self.noise[box.index : box.end] = [FOREIGN] * (box.end - box.index)
        if boxes:
            self._weigh()

    def keep_around(self, box: Box) -> None:
        """Treat no box around ``box`` (the headline's) as noise, whatever its name: its text had nowhere to be."""
        around: set[int] = set()
        holder: Box | None = box
        while holder is not None:
            around.add(holder.index)
            holder = holder.parent
        self.noise[:] = noise_marks(self.page, frozenset(around))
        self._weigh()

    def read(
        self, title: str, *, headline: Box | None = None, boxes: list[Box] | None = None, reader: str = ""
    ) -> Body:
        """The body of the page, from ``boxes`` (a hint's or a profile's place) or from where this reader finds it:
        of several articles on one page, the one of ``headline``."""
        if boxes:
            return Body(self.render(boxes, title, headline), boxes, reader, 0.95)
        chosen, reader, confidence = self._choose(headline)
        if not chosen:
            return Body([], [], "", 0.0)
        if headline is not None:
            chosen = lead_above(self.page, self.noise, headline, chosen) + chosen
        paragraphs = self.render(chosen, title, headline)
        if not paragraphs:
            return Body([], [], "", 0.0)
        return Body(paragraphs, chosen, reader, confidence)

    def _choose(self, headline: Box | None) -> tuple[list[Box], str, float]:
        dense = self._densest()
        dense_good = self.good_in(dense) if dense is not None else 0
        texts, wholes = text_boxes(self.page)
        for group, reader in ((texts, "container"), (wholes, "article box")):
            boxes = self._best_group(group, headline)
            good = sum(self.good_in(box) for box in boxes)
            own = headline is not None and any(headline.within(box) for box in boxes)
            several = headline is None and dense is not None and any(dense.within(box) for box in texts)
            sure = own or (several and group is texts)
            if boxes and good >= max(_ENOUGH, (0.25 if sure else 0.65) * dense_good):
                agrees = dense is not None and any(dense.within(box) or box.within(dense) for box in boxes)
                if group is wholes and not agrees and not own:
                    continue  # a card of another article
                return boxes, reader, 0.9 if agrees else 0.75
        if dense_good < _ENOUGH and headline is not None:
            listed = list_under(self.page, self.noise, headline)
            if listed and not any(dense.within(box) or box.within(dense) for box in listed if dense is not None):
                return listed, "list", 0.4
        if dense is None or not dense_good:
            named = named_line(self.page, self.noise, texts or wholes)
            return named, "container" if named else "", 0.4 if named else 0.0
        return self._parts(dense), "density", 0.7 if dense_good > 600 else 0.45

    def _parts(self, box: Box) -> list[Box]:
        """``box``, or the boxes around and beside it that are made alike and go on with its text, where others between
        or behind them do not: a page builder sets every few paragraphs in a section of their own."""
        part, around = box, box.parent
        for _ in range(_LEVELS):
            if around is None or around.tag in ("body", "html"):
                break
            beside = [other for other in self.page.children(around) if other is part or self._continues(other, part)]
            more = sum(self.good_in(other) for other in beside if other is not part)
            # One with a heading of its own at its top may be a whole article, and the others its neighbours.
            numbered = is_numbered(part) and not self.page.blocks[part.first].heading
            if more >= _SOME * self.good_in(box) or (more and numbered):
                return beside
            part, around = around, around.parent
        return [box]

    def _continues(self, other: Box, part: Box) -> bool:
        if self.noise[other.index] or self.good_in(other) < _PART or not is_like(other, part):
            return False
        blocks = self.page.blocks[other.first : other.last]
        return not are_lists([block for block in blocks if not self.noise[block.box.index]])

    def _best_group(self, boxes: list[Box], headline: Box | None) -> list[Box]:
        """The container with the most article text; with it, others of the same name beside it (split texts)."""
        usable = [box for box in boxes if not self.noise[box.index] and self.good_in(box) > 0]
        if not usable:
            return []
        best = max(usable, key=lambda box: (self.good_in(box), box.index))
        if headline is not None and not self.noise[headline.index]:
            around = [box for box in usable if headline.within(box)]
            below = [box for box in usable if headline.last <= box.first <= headline.last + _NEAR]
            own = max(around or below, key=lambda box: (self.good_in(box), box.index), default=best)
            if self.good_in(own) >= max(_ENOUGH, 0.25 * self.good_in(best)):
                best = own
        elif headline is None:
            enough = max(_ENOUGH, 0.25 * self.good_in(best))
            same = [box for box in usable if (box.tag, box.name) == (best.tag, best.name)]
            best = next(box for box in same if box is best or self.good_in(box) >= enough)
        smaller = [box for box in usable if box.within(best) and self.good_in(box) >= 0.9 * self.good_in(best)]
        best = smaller[-1]
        twins = [box for box in boxes if alike(box, best) and is_part(self.page, self.noise, box)]
        return twins if best in twins else [best]

    def _densest(self) -> Box | None:
        scores: dict[int, float] = defaultdict(float)
        boxes = self.page.boxes
        for block, value in zip(self.page.blocks, self.value, strict=True):
            if not value:
                continue
            commas = block.text.count(",") + block.text.count("，") + block.text.count("、")
            score = 1.0 + min(value / 100, 4.0) + min(commas, 5)
            holder: Box | None = holder_of(block.box)
            share = 1.0
            for _ in range(3):
                if holder is None:
                    break
                scores[holder.index] += score * share
                share *= 0.5
                holder = holder.parent
        if not scores:
            return None
        best = boxes[max(scores, key=lambda index: (scores[index] * (1 - self.page.link_share(boxes[index])), index))]
        return self._widen(best)

    def _widen(self, box: Box) -> Box:
        """The smallest box around ``box`` that misses no part of a text split over neighbours."""
        part, around = box, box.parent
        levels = 0
        for _ in range(_WRAPPERS):
            if around is None or around.tag in ("body", "html") or levels == _LEVELS:
                break
            levels += around.last - around.first > box.last - box.first
            if self._completes(around, part, box) and not self._foreign(around, box):
                box = around
            part, around = around, around.parent
        return box

    def _completes(self, around: Box, part: Box, box: Box) -> bool:
        """True where the text of ``box``, which stands in ``part`` of ``around``, goes on beside it: much of it, or
        some in boxes of the same name. A little text in other boxes is about the author, the company, a newsletter."""
        inside = self.good_in(box)
        added = self.good_in(around) - inside
        before = self.good[box.first] - self.good[around.first]
        if added >= _MUCH * inside or before >= _OPENS * inside:
            return True
        if added < _SOME * inside:
            return False
        beside = (
            self.good_in(other) for other in self.page.children(around) if other is not part and is_twin(other, part)
        )
        return bool(part.name) and sum(beside) >= _SOME * inside

    def _foreign(self, around: Box, box: Box) -> bool:
        """True where what ``around`` adds to ``box`` looks like lists of other items."""
        added = self.page.blocks[around.first : box.first] + self.page.blocks[box.last : around.last]
        own = [block for block in added if not self.noise[block.box.index]]
        return are_lists(own)

    def render(self, boxes: list[Box], title: str, headline: Box | None = None) -> list[str]:
        """The paragraphs of ``boxes`` that belong to the article, in order, each once; table rows as one line."""
        blocks = self.page.blocks
        start = self._start(boxes, headline) if headline is not None else 0
        chosen = [at for box in boxes for at in range(max(start, box.first), box.last) if not self._cut(at, boxes)]
        within = without_head(without_links(self._within_text(without_bylines(blocks, chosen))), fold(title))
        return rows(once(without_tail(within, self.authors)))

    def _start(self, boxes: list[Box], headline: Box) -> int:
        """The block from which ``boxes`` hold the article: its headline, where one of them holds that, and above it
        stand news of others: linked items, in a list between the menu and the article."""
        holder = next((box for box in boxes if headline.within(box)), None)
        if holder is None or headline.last == headline.first:
            return 0
        above = self.good[headline.first] - self.good[holder.first]
        below = self.good[holder.last] - self.good[headline.last]
        linked = sum(self.value[at] for at in range(holder.first, headline.first) if self.page.blocks[at].anchors)
        return headline.first if above < _ABOVE * below and linked > 0.5 * above else 0

    def _cut(self, at: int, boxes: list[Box]) -> bool:
        block = self.page.blocks[at]
        if self.noise[block.box.index] and not any(self.noise[box.index] for box in boxes):
            return True
        if is_noise_line(block.text, block.link_share) and not self._is_subhead(at, boxes):
            return True
        if is_no_caption(block) or is_neighbours_line(block):
            return True
        if block.links and block.link_share > 0.8 and not block.heading:
            if block.box.tag in CELLS:
                return is_link_table(self.page, block.box)
            if block.box.tag == "p":
                return False
            return not (block.box.tag == "li" and (block.size > 120 or is_item(self.page, block.box)))
        return False

    def _is_subhead(self, at: int, boxes: list[Box]) -> bool:
        """True for a heading that only begins like a button, amid the text and over a paragraph of it."""
        above, below = self.good[at] - self.good[boxes[0].first], self.good[boxes[-1].last] - self.good[at]
        amid = above > 0 and below > _EDGE * (above + below)
        return amid and self.value[at + 1] >= _PART and may_be_subhead(self.page.blocks[at])

    def _within_text(self, places: list[int]) -> list[Block]:
        """The blocks at ``places`` less those before the first and after the last paragraph that share no box with a
        paragraph."""
        blocks = self.page.blocks
        good = [at for at in places if self.value[at]]
        if not good:
            return [blocks[at] for at in places]
        first, last = good[0], good[-1]
        return [
            blocks[at]
            for at in places
            if first <= at <= last or self.good_in(around_table(self.page, blocks[at].box)) > 0
        ]
