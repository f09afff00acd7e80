"""An article's headline: not the site's name, not the rubric, not the search engine's version with a suffix."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from articles.headings import BETTER, Search, headings, likely, place_of, scored
from articles.headline import sections
from articles.headline_line import Opening, is_in_trail, line_said
from articles.meta import Head
from articles.noise_lines import opens_tail
from articles.page import Block, Box, Page
from articles.records import Hints
from articles.said import clean, owners_of, said_titles, site_names, tells_only_section
from articles.text import fold, is_cjk, words

_HEADINGS = words("h1 h2 h3 h4 h5 h6")
_CUT = re.compile(r"(?:\.{3}|…)\s*$")
_SLOGAN, _SLOGAN_CJK, _FEWEST, _FEWEST_CJK = 8, 20, 3, 8
"""Words of a site's name with its slogan, at most, its characters in Chinese or Japanese; words and characters of a
headline that stands against what the head says, at least."""


@dataclass(slots=True)
class Title:
    """The headline, who gave it, and the box it stands in (None where it came from elsewhere)."""

    text: str
    reader: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class TitleCandidate:
    """A text that could be the headline; ``score`` of a heading (above 0: it may win), None of what is said of it."""

    text: str
    reader: str
    score: float | None


def read_title(page: Page, head: Head, hints: Hints, url: str) -> Title:
    """The article's headline: at the hint's place, else by the page's headings checked against what its head says."""
    if hints.title_selector:
        for box in page.select(hints.title_selector)[:3]:
            text = clean(page.text(box))
            if text:
                return Title(text, "site", box)
    known, said = _said(page, head, hints, url)
    named = site_names([text for text, _ in said], known)
    own = [one for one in said if one[0] not in named]
    search = Search(page, [fold(_CUT.sub("", text)) for text, _ in own], known, place_of(url))
    found = _heading(search)
    if found is not None:
        return found
    whole = [one for one in own if not _CUT.search(one[0])]
    opening = Opening(page)
    if not own:
        line = opening.line(known, [text for text, _ in said]) if said else None
        return _of(line) or _without_place(head, said)
    line = line_said(page, [text for text, _ in whole])
    if not any(reader in ("listing", "feed") for _, reader in own):
        silent = replace(search, said=[])
        shown = _of_trail(silent, opening, line) if line is not None else _of_silent(silent, opening, head, own, said)
        if shown is not None:
            return shown
    return _of(line) or _without_place(head, whole or own)


def _of(line: Block | None) -> Title | None:
    return Title(clean(line.text), "line", line.box) if line is not None else None


def _without_place(head: Head, said: list[tuple[str, str]]) -> Title:
    """What is said first of the headline; for want of that the title element, though it names a file."""
    for text, reader in said:
        return Title(text, reader, None)
    title = clean(head.title)
    return Title(title, "title element", None) if any(map(str.isalnum, title)) else Title("", "", None)


def _of_trail(silent: Search, opening: Opening, line: Block) -> Title | None:
    """The heading above the text where what the head says stands in a breadcrumb, which has short names; a subhead is
    shorter than they."""
    unsaid = _heading(silent) if is_in_trail(line) else None
    return unsaid if unsaid is not None and len(unsaid.text) > len(line.text) and _is_own(opening, unsaid) else None


def _of_silent(
    silent: Search, opening: Opening, head: Head, own: list[tuple[str, str]], said: list[tuple[str, str]]
) -> Title | None:
    """The heading or the line above the text where the page shows nothing of what its head says (``own``: less the
    site's names): that may be the site's name and a slogan, on every page."""
    unsaid, only_section = _heading(silent), tells_only_section(head, said)
    goes_on = unsaid is not None and any(fold(_CUT.sub("", text)) in fold(unsaid.text) for text, _ in own)
    may_be_slogan = not only_section and (goes_on or _may_be_slogan(opening, own))
    if unsaid is not None and (only_section or (may_be_slogan and _is_own(opening, unsaid))):
        return unsaid
    return _of(opening.line(silent.known)) if only_section or may_be_slogan else None


def _may_be_slogan(opening: Opening, said: list[tuple[str, str]]) -> bool:
    """True where what is said is short enough for the name of a site with its slogan, whole, not said of an article,
    and the page's text and the lines above it do not bear it out as a headline."""
    return all(
        reader != "json-ld"
        and len(text.split()) <= _SLOGAN
        and not (is_cjk(text) and len(text) > _SLOGAN_CJK)
        and not _CUT.search(text)
        and not opening.bears_out(text)
        for text, reader in said
    )


def _is_own(opening: Opening, title: Title) -> bool:
    """True for a heading right above the text, of as many words as headlines have, that heads no related items."""
    is_long = len(title.text) >= _FEWEST_CJK if is_cjk(title.text) else len(title.text.split()) >= _FEWEST
    return is_long and not opens_tail(title.text) and opening.is_under(title.box)


def _said(page: Page, head: Head, hints: Hints, url: str) -> tuple[frozenset[str], list[tuple[str, str]]]:
    """The (folded) names of the site and its sections, and what is said of the headline besides the page's headings,
    each with who says it."""
    known = sections(page, url)
    said = said_titles(page, head, hints, url, known)
    return known | owners_of(page, [text for text, _ in said]), said


def _heading(search: Search) -> Title | None:
    """The heading that is the article's: the one its head agrees with, else the only h1 that is no logo or rubric."""
    best: tuple[float, Box, str] | None = None
    for found in likely(search):
        for score, box, text in found:
            if score > 0 and (best is None or score > best[0] + BETTER):
                best = (score, box, text)
    return Title(best[2], _reader(best[1]), best[1]) if best is not None else None


def _reader(box: Box) -> str:
    return box.tag if box.tag in _HEADINGS else "heading"


def title_candidates(page: Page, head: Head, hints: Hints, url: str, *, most: int = 10) -> list[TitleCandidate]:
    """What could be the headline: the page's headings, the likeliest first, then what its head, listing and feed say.

    Names of the site's sections are there as what the head says, never as headings.
    """
    known, said = _said(page, head, hints, url)
    named = site_names([text for text, _ in said], known)
    own = [fold(_CUT.sub("", text)) for text, _ in said if text not in named]
    search = Search(page, own, known, place_of(url))
    all_scored = [one for heading in headings(page) for one in scored(search, *heading)]
    best = sorted(all_scored, key=lambda one: -one[0])
    found = [TitleCandidate(text, _reader(box), round(score, 1)) for score, box, text in best[:most]]
    return found + [TitleCandidate(text, reader, None) for text, reader in said]
