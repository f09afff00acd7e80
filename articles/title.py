"""An article's headline: not the site's name, not the rubric, not the search engine's version with a suffix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.headline import pieces, sections
from articles.headline_line import line_above, line_said
from articles.meta import Head
from articles.page import Box, Page
from articles.records import Hints
from articles.said import MAX_TITLE, clean, said_titles, site_names, tells_only_section
from articles.text import fold, is_cjk, name_test, squeeze, words

_LEVELS = words("h1 h2 h3")
_HEADINGS = _LEVELS | words("h4 h5 h6")
_LINES = 6
"""Lines beyond which an element is no heading, whatever its name."""

_is_site_name = name_test(r"logo|brand|site-?(?:name|title|header)|header__?title|navbar|masthead")
_is_consent_name = name_test(r"(?:^|[\s_-])(?:cookie|gdpr|consent)")
_is_title_name = name_test(
    r"(?:^|[\s_-])(?:entry-title|post-title|page-title|article-title|articletitle|article_title|arti_title|"
    r"news-title|news_title|newstitle|"
    r"news-detail-title|bx-newsdetail-title|node__title|wp-block-post-title|headline|article__title|post__title|"
    r"news__title|story-title|"
    r"js-feed-post-title|t-feed__post-popup__title|detail-title|title-detail|article-headline|page-header|"
    r"content-title|contenttitle|tit|title|bt|(?:[a-z]{2,12}[_-])?(?:baslik|titulo|titolo|titre|titel|nadpis|zagolovok|"
    r"naslov|otsikko|rubrik|cim|hed|ttl|titular|titlu|tytul|judul|basliq|sarlavha|pealkiri|virsraksts|antraste)|(?:news|artcl|article|page|view|detail|content|story|post)[a-z]{0,8}title|"
    r"title[_-](?:news|article|page|view|detail|content|story|post))(?=\s|$)",
    telling=True,
)
_REPLIES = re.compile(
    r"^\W{0,2}\d{0,5}\+?\s?(?:replies|reply|comments?|responses?|thoughts?|ответ\w{0,3}|комментари\w{1,2}|kommentare?|"
    r"commentaires?|comentarios?)\s(?:to|on|for|к|на|zu|sur|en)\b",
    re.IGNORECASE,
)
_CUT = re.compile(r"(?:\.{3}|…)\s*$")
_BETTER = 0.01
"""Difference of scores from which a later heading is better than an earlier one."""
_AGREES = 5.0
"""What it says for a heading that the head says the same."""

_Scored = tuple[float, Box, str]


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
    known = sections(page, url)
    said = said_titles(page, head, hints, url, known)
    named = site_names([text for text, _ in said], known)
    own = [one for one in said if one[0] not in named]
    found = _heading(page, [text for text, _ in own], known)
    if found is not None:
        return found
    whole = [one for one in own if not _CUT.search(one[0])]
    if own:
        line = line_said(page, [text for text, _ in whole])
    else:
        line = line_above(page, known, [text for text, _ in said]) if said else None
    if line is None and own and tells_only_section(head, said):
        if (unsaid := _heading(page, [], known)) is not None:
            return unsaid
        line = line_above(page, known)
    if line is not None:
        return Title(clean(line.text), "line", line.box)
    for text, reader in whole or own or said:
        return Title(text, reader, None)
    return Title("", "", None)


def _heading(page: Page, said: list[str], known: frozenset[str]) -> Title | None:
    """The heading that is the article's: the one its head agrees with, else the only h1 that is no logo or rubric.

    ``known`` are the (folded) names of the site's sections.
    """
    folded = [fold(_CUT.sub("", text)) for text in said]
    best: tuple[float, Box, str] | None = None
    for scored in _likely(page, folded, known):
        for score, box, text in scored:
            if score > 0 and (best is None or score > best[0] + _BETTER):
                best = (score, box, text)
    return Title(best[2], _reader(best[1]), best[1]) if best is not None else None


def _likely(page: Page, said: list[str], known: frozenset[str]) -> list[list[_Scored]]:
    """The headings of which one may be the best, in document order: a menu's are not looked at where, whatever they
    say, the article's own is better by more than all headings together could differ by ``_BETTER``."""
    found = _headings(page)
    most = [_most(*heading, bool(said)) for heading in found]
    scores: dict[int, list[_Scored]] = {}
    best = float("-inf")
    for at in sorted(range(len(found)), key=lambda one: -most[one]):
        if most[at] < best - _BETTER * (len(found) + 2):
            break
        scores[at] = list(_scored(page, *found[at], said, known))
        best = max(best, *(score for score, _, _ in scores[at]), float("-inf"))
    return [scores[at] for at in sorted(scores)]


def _headings(page: Page) -> list[tuple[Box, str, bool]]:
    """Everything that looks like a heading: its box, its level ("" for none), whether its name says so."""
    found = []
    for box in page.telling:
        named = bool(box.name) and _is_title_name(box.name)
        if box.tag in _LEVELS:
            found.append((box, box.tag, named))
        elif (named and not _holds_heading(page, box)) or ("itemprop" in box.attrs and _is_headline(box)):
            found.append((box, "", named))
    return found


def _holds_heading(page: Page, box: Box) -> bool:
    """True for a banner with a heading of its own and more beside it, such as breadcrumbs."""
    return 1 < box.last - box.first <= _LINES and any(one.heading for one in page.blocks[box.first : box.last])


def _scored(page: Page, box: Box, level: str, named: bool, said: list[str], known: frozenset[str]) -> Iterator[_Scored]:
    """What a heading may say, with how likely it is the article's (above 0)."""
    for text in _versions(page, box, level, said):
        plain = fold(text)
        if plain not in known and not _REPLIES.match(text):
            yield _score(page, box, level, named, plain, said), box, text


def _is_headline(box: Box) -> bool:
    return "itemprop" in box.attrs and "headline" in (box.attrs["itemprop"] or "").lower()


def _reader(box: Box) -> str:
    return box.tag if box.tag in _HEADINGS else "heading"


def title_candidates(page: Page, head: Head, hints: Hints, url: str, *, most: int = 10) -> list[TitleCandidate]:
    """What could be the headline: the page's headings, the likeliest first, then what its head, listing and feed say.

    Names of the site's sections are there as what the head says, never as headings.
    """
    known = sections(page, url)
    said = said_titles(page, head, hints, url, known)
    named = site_names([text for text, _ in said], known)
    own = [fold(_CUT.sub("", text)) for text, _ in said if text not in named]
    scored = [one for heading in _headings(page) for one in _scored(page, *heading, own, known)]
    headings = sorted(scored, key=lambda one: -one[0])
    found = [TitleCandidate(text, _reader(box), round(score, 1)) for score, box, text in headings[:most]]
    return found + [TitleCandidate(text, reader, None) for text, reader in said]


def _versions(page: Page, box: Box, level: str, said: list[str]) -> Iterator[str]:
    """What a heading may say: its text without labels and counters, its first line, the part that the head repeats."""
    if box.last - box.first > _LINES:
        return  # a box of headings, no heading
    text = squeeze(page.text(box)[: MAX_TITLE * 3])
    if not 3 <= len(text) <= MAX_TITLE or not any(map(str.isalnum, text)):
        return
    parts = pieces(box)
    if len(parts) > 1:
        own = squeeze("".join(part for part, is_label in parts if not is_label))
        text = own if len(own) >= 3 else text
    yield text
    if box.last - box.first > 1 and level:
        line = clean(page.blocks[box.first].text)  # a second line of the element may hold date and rubric
        if len(line) >= 12:
            yield line
    if len(parts) > 1 and fold(text) not in said:
        texts = [part for part, _ in parts]
        for first in range(len(texts)):
            for last in range(first + 1, len(texts) + 1):
                part = squeeze("".join(texts[first:last]))
                if len(part) >= 12 and fold(part) in said:
                    yield part


def _by_place(box: Box, level: str, named: bool) -> float:
    """What an element's tag, name and microdata say for it."""
    score = {"h1": 3.0, "h2": 0.5, "h3": 0.2}.get(level, 0.1) + (0.7 if named else 0.0)
    return score + 1.5 if _is_headline(box) else score


def _if_silent(level: str, named: bool) -> float:
    """What they say for it besides where the head is silent: the page alone tells."""
    return 0.9 if named else 0.6 if level == "h2" else 0.0


def _most(box: Box, level: str, named: bool, is_said: bool) -> float:
    """The highest score that an element can have, whatever its text."""
    return _by_place(box, level, named) + (_AGREES if is_said else _if_silent(level, named)) - 1.0


def _score(page: Page, box: Box, level: str, named: bool, text: str, said: list[str]) -> float:
    score = _by_place(box, level, named)
    agreement = max((_agreement(text, other) for other in said), default=0.0)
    score += _AGREES * agreement
    parent = box.parent
    if (box.name and _is_site_name(box.name)) or (parent is not None and _is_site_name(parent.name)):
        score -= 2.5
    if _is_beside(box):
        score -= 3.0
    words = len(text.split())
    if not said:
        score += _if_silent(level, named) - (3.0 if _asks_consent(box) else 0.0)
    elif agreement < 0.5:
        score -= 2.0 if level != "h1" else 0.0
    if agreement < 0.5:
        if words <= 2 and not is_cjk(text):
            score -= 2.5 if said else 0.5
        if page.size_before[box.first] > 0.6 * page.size_before[-1]:
            score -= 2.0
    if page.link_share(box) > 0.8 and agreement < 0.9:
        score -= 1.5
    return score - 1.0


def _agreement(text: str, other: str) -> float:
    """0..1: equal, one begins with the other, or most words shared."""
    if not text or not other:
        return 0.0
    if text == other:
        return 1.0
    shorter, longer = sorted((text, other), key=len)
    if (longer.startswith(shorter) and len(shorter) >= 12) or (len(shorter) >= 20 and shorter in longer):
        return 0.6 + 0.35 * (len(shorter) / len(longer)) ** 2
    one, two = set(text.split()), set(other.split())
    if len(one) < 3 or len(two) < 3:
        return 0.0
    return 0.8 * len(one & two) / len(one | two)


def _asks_consent(box: Box) -> bool:
    """True in a banner about cookies; the whole page may be named for having none yet ("cookies-not-set")."""
    boxes = (holder for holder in box.upward(8) if holder.tag not in ("body", "html"))
    return any(holder.name and _is_consent_name(holder.name) for holder in boxes)


def _is_beside(box: Box) -> bool:
    """True in a menu, a footer or a side column."""
    parent = box.parent
    for _ in range(12):
        if parent is None:
            return False
        if parent.tag in ("nav", "footer", "aside"):
            return True
        parent = parent.parent
    return False
