"""Which dates of a page belong to other stories: cards of a list, rows of a table of files, posts of an archive."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from articles.date_forms import find_dates
from articles.noise import ASIDE, FOREIGN
from articles.page import Block, Box, Page
from articles.text import is_cjk

_LEVELS = 6  # elements above a date that may be the card of a list
_NEAREST = 6  # siblings on each side that are looked at
_BLOCKS = 12  # of one sibling
_SMALL = 200  # size of a part that is a date line and little more
_CARD = 600  # size of a card without a class
_ITEMS = frozenset(["li", "tr", "article", "dd", "p"])
_LINE = 90  # characters of a line that is little more than a date
_HEADLINE = 12  # weight of a link that may be a headline, not a reader's name
_DIGIT, _NUMBER = re.compile(r"\d"), re.compile(r"\d+")


class Lists:
    """Tells the date of a list's item from the page's own, by repeated structure. ``title`` is the headline's box."""

    def __init__(self, page: Page, marks: list[int], title: Box | None) -> None:
        self.page = page
        self.marks = marks
        self.title: Box | None = None
        self._families: dict[tuple[int, str], list[Box]] = {}
        self._stories: dict[int, bool] = {}
        # A headline that is itself a link in one of several cards is no headline of this page.
        linked = title is not None and title.last > title.first and page.blocks[title.first].link_share > 0.5
        if title is not None and not (linked and self.holds(title)):
            self.title = title

    def holds(self, box: Box) -> bool:
        """True where ``box``, the element of a date, stands in an item of a list of stories or files.

        An item is one of three like elements (two, where each has a heading) that each hold a date and a link; not the
        one that holds the page's headline. In a list without such elements the dates themselves are like siblings.
        """
        if self._is_flat(box):
            return True
        holder: Box | None = box
        for _ in range(_LEVELS):
            if holder is None or holder.parent is None or (self.title is not None and self.title.within(holder)):
                return False
            others = []
            if self._is_story(holder):
                others = [one for one in self._near(holder) if self._is_alike(one, holder) and self._is_story(one)]
            if others:
                if len(others) >= 2:
                    return True
                if all(self._has_heading(one) for one in (holder, others[0])):
                    return True
            holder = holder.parent
        return False

    def beside(self, box: Box) -> bool:
        """True where ``box`` stands beside the article in a part that holds more than a date line: headlines, text."""
        marks = self.marks
        if marks[box.index] != ASIDE:
            return False
        top = box
        while top.parent is not None and marks[top.parent.index] == ASIDE:
            top = top.parent
        blocks = self.page.blocks[top.first : top.last]
        return any(_has_headline(block) for block in blocks) or sum(block.size for block in blocks) > _SMALL

    def _near(self, box: Box) -> list[Box]:
        """The nearest siblings of the same tag."""
        family = self._family(box)
        at = bisect_left(family, box.index, key=lambda one: one.index)
        return [one for one in family[max(0, at - _NEAREST) : at + _NEAREST + 1] if one is not box]

    def _family(self, box: Box) -> list[Box]:
        """The children of the same tag of the element around ``box``, in document order."""
        if box.parent is None:
            return []
        key = box.parent.index, box.tag
        family = self._families.get(key)
        if family is None:
            family = self._families[key] = [one for one in self.page.children(box.parent) if one.tag == box.tag]
        return family

    def _is_story(self, box: Box) -> bool:
        known = self._stories.get(box.index)
        if known is None:
            blocks = self.page.blocks[box.first : min(box.last, box.first + _BLOCKS)]
            blocks = [block for block in blocks if self.marks[block.box.index] != FOREIGN]  # less a writer's own menu
            told = any(_has_headline(block) for block in blocks)  # first what costs less to see
            known = self._stories[box.index] = told and any(_is_dated(block.text) for block in blocks)
        return known

    def _is_alike(self, one: Box, other: Box) -> bool:
        """Cards of one list share a class, or are items of a list; the parts of a page (text, column) are not alike."""
        names, others = _plain(one.name).split(), _plain(other.name).split()
        if names or others:
            return not set(names).isdisjoint(others)
        return one.tag in _ITEMS or max(self.page.size(one), self.page.size(other)) < _CARD

    def _has_heading(self, box: Box) -> bool:
        return any(block.heading and block.links for block in self.page.blocks[box.first : box.last][:_BLOCKS])

    def _is_flat(self, box: Box) -> bool:
        """True for date, headline, date, headline … one after another in the same element."""
        if not self._leads_to_link(box):
            return False
        name = _plain(box.name)
        like = [one for one in self._near(box) if _plain(one.name) == name and self._leads_to_link(one)]
        return len(like) >= 2

    def _leads_to_link(self, box: Box) -> bool:
        blocks = self.page.blocks
        if box.last - box.first > 1 or box.first >= len(blocks):
            return False
        after = blocks[box.last : box.last + 2]  # what costs more to see, the date, is looked for last
        if _has_headline(blocks[box.first]) or any(one.link_share > 0.5 and _has_headline(one) for one in after):
            return _is_dated(blocks[box.first].text)
        return False


def _has_headline(block: Block) -> bool:
    return block.link_share >= 0.3 and block.links * (2 if is_cjk(block.text) else 1) >= _HEADLINE


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return _NUMBER.sub("", name)


def _is_dated(text: str) -> bool:
    """True for a line with a date: short, or long only by a headline beside it."""
    if _DIGIT.search(text, 0, 300) is None:
        return False
    return _has_date(text[:_LINE]) or (len(text) > _LINE and _has_date(text[-_LINE:]))


@lru_cache(maxsize=2048)
def _has_date(line: str) -> bool:
    return bool(find_dates(line))
