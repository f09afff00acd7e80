"""Learn where a site keeps title, body and date: the places on which its first pages, read slowly, agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from statistics import median

from articles.date_forms import DateOrder
from articles.date_order import page_order
from articles.decode import decode_for_parser
from articles.noise import FOREIGN
from articles.page import Box, Page
from articles.places import AGREE, agreed, names
from articles.reader import Parts, Reading, alike, doubt_of
from articles.records import Article, Hints, Profile, Provenance, PublishedDate
from articles.template import Template

MOST_PAGES = 16
"""Pages that are learned from, at most: each is read several times over."""
_MOST_REMOVED = 12
_MOST_PARTS, _LARGEST = 3_000, 100  # parts of a text's box that are looked at, and blocks of one
_DATE_LEVELS = 3
_DATE_BLOCKS = 12
_VISIBLE: tuple[Provenance, ...] = ("microdata", "label", "near-title")


def learn_profile(
    pages: Sequence[tuple[bytes, str]], *, hints: Hints | None = None, fetched_at: datetime | None = None
) -> Profile:
    """The profile of the site whose article pages (bytes, address) these are; five or more are sensible.

    Two readers look at each page: the general one, and one that only compares the pages with each other (what repeats
    is the template). Where they agree on a page, it votes for its places; each place is a CSS selector on which most
    pages agree. The profile is then tried on all pages: unless it gives what the careful reading gave on most of them,
    its places are None and its ``agreement`` says how often it did.

    ``hints`` are what the source's file says of its pages, ``fetched_at`` when they were fetched.
    """
    read = [_Learned(html, url, hints or Hints(), fetched_at) for html, url in pages[:MOST_PAGES]]
    order = _site_order(one.parts.page for one in read)
    if order is not None and (hints is None or hints.date_order is None):
        hints = replace(hints or Hints(), date_order=order)
        for at, (html, url) in enumerate(pages[:MOST_PAGES]):
            read[at] = _Learned(html, url, hints, fetched_at)  # one by one: a page's tree is five times the page
    usable = [one for one in read if one.article.body and one.article.title]
    template = Template([one.parts.page for one in usable])
    voting = [one for one in usable if template.confirms(one.parts.page, one.parts.body.boxes)]
    body = agreed([(one.parts.page, one.parts.body.boxes) for one in voting])
    if body is None or len(voting) < AGREE * len(usable):
        return Profile(None, None, None, None, 0.0, len(pages))
    provenances = Counter(one.article.published.provenance for one in usable if one.article.published is not None)
    provenance, often = provenances.most_common(1)[0] if provenances else (None, 0)
    draft = Profile(
        title_selector=agreed([(one.parts.page, _listed(one.parts.title.box)) for one in voting]),
        body_selector=body,
        date_selector=None,
        date_provenance=provenance if often >= AGREE * len(usable) else None,
        agreement=0.0,
        pages=len(pages),
        remove_selectors=_removed(voting),
        rubric_selector=agreed(
            [(one.parts.page, _listed(one.parts.rubric[0] if one.parts.rubric else None)) for one in voting]
        ),
        date_order=order,
        around=int(median(one.around for one in voting)),
        dated=round(provenances.total() / len(usable), 2),
        provenances=tuple(provenances),
    )
    return _tried(draft, usable, voting)


def _tried(draft: Profile, usable: list[_Learned], voting: list[_Learned]) -> Profile:
    """``draft`` with the narrowest date place that serves it best, its agreement and its sizes."""
    profile, right = draft, _right(draft, usable)
    for level in range(_DATE_LEVELS):
        place = agreed([(one.parts.page, one.date_boxes[level : level + 1]) for one in voting])
        if place is None:
            continue
        with_date = replace(draft, date_selector=place)
        served = _right(with_date, usable)
        if len(served) > len(right) or (len(served) == len(right) and profile.date_selector is None):
            profile, right = with_date, served
    agreement = round(len(right) / len(usable), 2)
    if agreement < AGREE:
        return Profile(None, None, None, None, agreement, draft.pages)
    sizes = sorted(len(found.body) for found in right)
    return replace(profile, agreement=agreement, sizes=(sizes[0], int(median(sizes)), sizes[-1]))


def _right(profile: Profile, usable: list[_Learned]) -> list[Article]:
    """What ``profile`` gives on the pages where that is what the careful reading gave."""
    return [found for one in usable if (found := one.by(profile)) is not None and alike(found, one.article)]


class _Learned:
    """One page as the careful reader read it, and where."""

    def __init__(self, html: bytes, url: str, hints: Hints, fetched_at: datetime | None) -> None:
        self.reading = Reading(*decode_for_parser(html), url, hints, fetched_at)
        self.parts: Parts = self.reading.read(Page(self.reading.text, self.reading.tree))
        self.article = self.parts.article(self.reading)
        page = self.parts.page
        self.around = page.whole - sum(page.size(box) for box in self.parts.body.boxes)
        self.date_boxes = self._date_boxes()

    def by(self, profile: Profile) -> Article | None:
        """What ``profile`` alone gives on this page; None where that would not be believed."""
        found = self.reading.at_places(profile)
        return found if found is not None and not doubt_of(found, profile) else None

    def _date_boxes(self) -> list[Box]:
        """The box of the date that people see, and wider ones around it: a label may stand beside it."""
        shown = [one for one in self.parts.candidates if one.provenance in _VISIBLE]
        published = self.parts.published
        if published is not None:
            shown = [one for one in shown if one.day == published.day]
        box = self._box_of(shown[0]) if shown else None
        boxes: list[Box] = []
        while box is not None and box.parent is not None and box.last - box.first <= _DATE_BLOCKS:
            if any(body.within(box) for body in self.parts.body.boxes):
                break
            boxes.append(box)
            box = box.parent
        return boxes

    def _box_of(self, date: PublishedDate) -> Box | None:
        """The block-level box, nearest to the headline, in which a date stands."""
        page = self.parts.page
        title = self.parts.title.box
        anchor = title.first if title is not None else 0
        found: list[tuple[int, Box]] = []
        for at, block in enumerate(page.blocks):
            if date.raw in block.text[: len(date.raw) + 200]:
                found.append((abs(at - anchor), block.box))
            elif block.text and date.raw.startswith(block.text) and block.box.parent is not None:  # 28 / June / 2024
                near = " ".join(other.text for other in page.blocks[at : at + 3])
                if near.startswith(date.raw):
                    found.append((abs(at - anchor), block.box.parent))
        found += [
            (abs(box.first - anchor), box)
            for box in page.boxes
            if date.raw in (box.attrs.get("datetime") or box.attrs.get("content") or "")[: len(date.raw) + 20]
        ]
        return min(found, key=lambda one: one[0])[1] if found else None


def _removed(read: list[_Learned]) -> tuple[str, ...]:
    """Selectors of parts inside the text's box that the careful reader always leaves out: they need not be walked."""
    useless: Counter[str] = Counter()
    useful: set[str] = set()
    for one in read:
        page, kept = one.parts.page, one.article.body
        needed = [*one.date_boxes[:1], *_listed(one.parts.title.box)]
        here: set[str] = set()
        for body in one.parts.body.boxes:
            for box in page.boxes[body.index + 1 : body.index + _MOST_PARTS]:
                if box.parent is None or box.parent.index < body.index:
                    break  # behind the text's box
                if not box.name or box.last - box.first > _LARGEST:
                    continue
                blocks = page.blocks[box.first : box.last]
                idle = bool(blocks) and all(block.text not in kept for block in blocks)
                foreign = one.parts.noise[box.index] == FOREIGN
                if idle and foreign and not any(other.within(box) for other in needed):
                    here.update(names(box)[:1])
                elif blocks:
                    useful.update(names(box))
        useless.update(here)
    least = max(2, 0.3 * len(read))
    chosen = [selector for selector, count in useless.most_common() if count >= least and selector not in useful]
    return tuple(chosen[:_MOST_REMOVED])


def _site_order(pages: Iterable[Page]) -> DateOrder | None:
    """Day or month first, where dates on the site's pages leave no doubt and do not contradict each other."""
    orders = {order for page in pages if (order := page_order(page)) is not None}
    return orders.pop() if len(orders) == 1 else None


def _listed(box: Box | None) -> list[Box]:
    return [box] if box is not None else []
