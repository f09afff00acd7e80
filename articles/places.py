"""CSS selectors for places of a page, and the selector on which several pages of one site agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from articles.containers import is_text_name
from articles.page import Box, Page

Place = tuple[Page, list[Box]]
"""A page, and the boxes on it that one part of the article stands in (none: the page has no such part)."""

AGREE = 0.6
"""Share of the pages on which a selector, or a few alternatives, must lead to the part."""
_ALTERNATIVES = 3
_OTHERS = 4
_PAIRED = 2
_TRIED = 12
"""Of the selectors that the pages suggest, so many of the most frequent are tried on every page."""

_NAME = re.compile(r"^-?[a-zA-Z_][a-zA-Z0-9_-]{0,60}$")
_NUMBERED = re.compile(r"\d{2,}")
_PLAIN_TAGS = frozenset(["h1", "main", "article", "time"])  # elements that need no name to be told from others


def agreed(places: Sequence[Place]) -> str | None:
    """The selector that leads to the part on most pages that have it, or alternatives to it separated by commas, as
    where news and interviews have templates of their own; None where the pages do not agree."""
    having = [place for place in places if place[1]]
    least = max(2, AGREE * len(having))
    chosen: list[str] = []
    missing = having
    for _ in range(_ALTERNATIVES):
        best = _best(missing)
        if best is None:
            break
        wider = ", ".join([*chosen, best])
        if chosen and sum(_leads(wider, place) for place in having) <= sum(
            _leads(", ".join(chosen), place) for place in having
        ):
            break
        chosen.append(best)
        missing = [place for place in missing if not _leads(best, place)]
    selector = ", ".join(chosen)
    return selector if chosen and sum(_leads(selector, place) for place in having) >= least else None


def _best(places: Sequence[Place]) -> str | None:
    """The selector that leads to the part on most of ``places``, and on two at least; of several the plainest."""
    suggested: Counter[str] = Counter()
    rank: dict[str, int] = {}
    for _, boxes in places:
        for at, selector in enumerate(_suggestions(boxes)):
            suggested[selector] += 1
            rank[selector] = min(at, rank.get(selector, at))
    # Of equally frequent ones, those that name something come before those that count siblings.
    order = sorted(suggested, key=lambda one: (-suggested[one], rank[one]))
    best: tuple[int, str] | None = None
    for selector in order[:_TRIED]:
        hits = sum(_leads(selector, place) for place in places)
        if hits >= 2 and (best is None or hits > best[0]):
            best = (hits, selector)
    return best[1] if best is not None else None


def _suggestions(boxes: list[Box]) -> list[str]:
    """Selectors that may lead to ``boxes``: of a lead and a text that stand in boxes of their own, pairs."""
    first, last = boxes[0], boxes[-1]
    if (first.tag, first.name) == (last.tag, last.name):
        return selectors(first)
    return [f"{one}, {other}" for one in selectors(first)[:_PAIRED] for other in selectors(last)[:_PAIRED]]


def _leads(selector: str, place: Place) -> bool:
    """True where the selector finds exactly the boxes of the part; of a part of one box, where it finds that first and
    few others."""
    page, boxes = place
    found = outermost(page.select(selector))
    return found == boxes or (len(boxes) == 1 and found[:1] == boxes and len(found) <= _OTHERS)


def outermost(boxes: list[Box]) -> list[Box]:
    """``boxes`` in document order, less those inside another of them."""
    kept: list[Box] = []
    inside: set[int] = set()  # boxes within the last one kept: in document order only that one can hold the next
    for box in sorted(boxes, key=lambda one: one.index):
        path: list[int] = []
        holder: Box | None = box
        while kept and holder is not None and holder.index > kept[-1].index and holder.index not in inside:
            path.append(holder.index)
            holder = holder.parent
        if kept and holder is not None and (holder is kept[-1] or holder.index in inside):
            inside.update(path)
        else:
            kept.append(box)
            inside = set()
    return kept


def selectors(box: Box) -> list[str]:
    """CSS selectors for ``box``, the plainest first; numbers in names (they are a page's own) are left out."""
    own = names(box)
    parent = box.parent
    around = names(parent) if parent is not None else []
    out = list(own)
    if not own and box.tag in _PLAIN_TAGS:
        out.append(box.tag)
    out += [f"{outer} > {inner}" for inner in (own[:2] or [box.tag]) for outer in around[:2]]
    above = parent.parent if parent is not None else None
    if parent is not None and above is not None and not around:
        out += [f"{outer} > {parent.tag} > {own[0] if own else box.tag}" for outer in names(above)[:2]]
    if not own and around:
        out.append(f"{around[0]} > {box.tag}:nth-of-type({_place_among_siblings(box)})")
    return list(dict.fromkeys(out))


def names(box: Box) -> list[str]:
    """Selectors for ``box`` from its own tag, id, classes and microdata."""
    out: list[str] = []
    ident = box.attrs.get("id") or ""
    if _NAME.match(ident) and not _NUMBERED.search(ident):
        out.append(f"{box.tag}#{ident}")
    classes = [
        name
        for name in dict.fromkeys((box.attrs.get("class") or "").split()[:12])
        if _NAME.match(name) and not _NUMBERED.search(name)
    ]
    classes.sort(key=lambda name: not is_text_name(name.lower()))  # a system's own name for it tells it best
    if classes:
        out.append(box.tag + "".join(f".{name}" for name in classes[:3]))
        out += [f"{box.tag}.{name}" for name in classes[:3]]
    prop = box.attrs.get("itemprop") or ""
    if _NAME.match(prop):
        out.append(f'{box.tag}[itemprop="{prop}"]')
    return list(dict.fromkeys(out))


def _place_among_siblings(box: Box) -> int:
    number, node = 1, box.node.prev
    while node is not None and number < 1000:
        number += node.tag == box.tag
        node = node.prev
    return number
