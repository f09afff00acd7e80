"""Learn where a site keeps title, body and date: the places on which its first pages agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from articles.body import BodyReader
from articles.containers import is_text_name
from articles.decode import decode
from articles.meta import read_head
from articles.page import Box, Page
from articles.records import Hints, Profile, Provenance
from articles.text import fold
from articles.title import read_title

_NAME = re.compile(r"^[a-zA-Z_][a-zA-Z0-9_-]{0,60}$")
_NUMBERED = re.compile(r"\d{2,}")
_AGREE = 0.6
"""Share of the pages that must give the same place."""


def learn_profile(pages: Sequence[tuple[bytes, str]]) -> Profile:
    """The profile of the site whose article pages (bytes, address) these are; three or more are sensible.

    Each place is a CSS selector built from tag, id and classes, kept where most pages give the same one and where,
    tried on every page, it finds what the careful reader found there.
    """
    read = [_Learned(html, url) for html, url in pages]
    body = _agreed(read, "body")
    title = _agreed(read, "title")
    provenances = Counter(one.provenance for one in read if one.provenance is not None)
    provenance: Provenance | None = None
    if provenances:
        common, count = provenances.most_common(1)[0]
        provenance = common if count >= _AGREE * len(read) else None
    hits = [one for one in read if body is not None and one.finds("body", body)]
    return Profile(
        title_selector=title,
        body_selector=body,
        date_selector=_agreed(read, "date"),
        date_provenance=provenance,
        agreement=round(len(hits) / len(read), 2) if read else 0.0,
        pages=len(read),
    )


class _Learned:
    """What the careful reader found on one page, and where."""

    def __init__(self, html: bytes, url: str) -> None:
        from articles.reader import read_article

        self.page = Page(decode(html))
        head = read_head(self.page.tree, url)
        reader = BodyReader(self.page)
        title = read_title(self.page, head, Hints(), url, None)
        body = reader.read(title.text, headline=title.box)
        article = read_article(html, url)
        self.provenance = article.published.provenance if article.published is not None else None
        date_box = None
        if article.published is not None and self.provenance in ("microdata", "label", "near-title"):
            date_box = self._holding(article.published.raw)
        self.places: dict[str, Box | None] = {
            "title": title.box,
            "body": body.boxes[0] if len(body.boxes) == 1 else None,
            "date": date_box,
        }

    def _holding(self, raw: str) -> Box | None:
        """The innermost box whose text is ``raw`` and little more."""
        for box in reversed(self.page.boxes):
            if box.last - box.first <= 1 and box.name and raw in self.page.text(box)[: len(raw) + 40]:
                return box
        return None

    def selectors(self, what: str) -> list[str]:
        box = self.places[what]
        return _selectors(box) if box is not None else []

    def finds(self, what: str, selector: str) -> bool:
        """True where ``selector`` leads to the same text as the careful reader's place (or it had none)."""
        box = self.places[what]
        if box is None:
            return False
        found = self.page.select(selector)
        if not found or (what == "body" and any(not other.within(found[0]) for other in found)):
            return False
        return found[0] is box or fold(self.page.text(found[0])) == fold(self.page.text(box))


def _agreed(read: list[_Learned], what: str) -> str | None:
    counts = Counter(selector for one in read for selector in one.selectors(what))
    for selector, count in counts.most_common(8):
        if count >= max(2, _AGREE * len(read)) and sum(one.finds(what, selector) for one in read) >= _AGREE * len(read):
            return selector
    return None


def _selectors(box: Box) -> list[str]:
    """CSS selectors for ``box``, the plainest first; numbers in names (per-page ids) are left out."""
    out: list[str] = []
    ident = box.attrs.get("id") or ""
    if _NAME.match(ident) and not _NUMBERED.search(ident):
        out.append(f"{box.tag}#{ident}")
    names = [
        name for name in (box.attrs.get("class") or "").split() if _NAME.match(name) and not _NUMBERED.search(name)
    ]
    names.sort(key=lambda name: not is_text_name(name.lower()))  # a system's own name for it tells it best
    if names:
        out.append(box.tag + "".join(f".{name}" for name in names[:3]))
        out.append(f"{box.tag}.{names[0]}")
    prop = box.attrs.get("itemprop") or ""
    if _NAME.match(prop):
        out.append(f'{box.tag}[itemprop="{prop}"]')
    if not out:
        if box.tag == "h1":
            out.append("h1")
        elif box.parent is not None and box.parent.name:
            out.extend(f"{parent} > {box.tag}" for parent in _selectors(box.parent)[:2])
    return list(dict.fromkeys(out))
