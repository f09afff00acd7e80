"""The elements of a page that look like its headline, with how likely each is: by tag, role, name, place, and by what
the page's head, its card in the listing or its feed say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from articles.headline import is_of_site, names_section, pieces
from articles.page import Box, Page
from articles.said import MAX_TITLE, clean, names_institution
from articles.text import fold, is_cjk, name_test, squeeze, words

_LEVELS = words("h1 h2 h3")
_LINES = 6
"""Lines beyond which an element is no heading, whatever its name."""

_is_consent_name = name_test(r"(?:^|[\s_-])(?:cookie|cybot|gdpr|consent|onetrust|klaro|usercentrics|didomi)")
# What headlines are called in other languages, by itself or behind another word: "haber-baslik", "haberBaslik".
_ABROAD = (
    r"(?:baslik|titulo|titolo|titre|nadpis|zagolovok|naslov|otsikko|titular|titlu|tytul|judul|basliq|sarlavha|pealkiri|"
    r"virsraksts|antraste|naglowek)(?:vesti|haber|noticia|notizia)?(?=\s|$)"
)
# Over- and underlines, subheads, and titles of what stands beside: "sopratitolo", "haber-alt-baslik", "naslovBloka".
_is_other_title = name_test(
    r"(?:^|[\s_-])(?:[a-z]{1,12}[_-])?(?:ante|sopra|sotto|sur|sous|inter|nad|srod|mezi|vali|ala|yla)[_-]?"
    + _ABROAD
    + "|"
    r"(?:^|[\s_-])(?:menu|nav|modal|popup|dialog|footer|sidebar|widget|newsletter)-(?:title|titel|headline)(?=\s|$)|"
    r"(?:^|[\s_-])(?:sub|unter|alt|pod|pid|pad|under|ara|ust|spot|blok|menu|site|logo)[_-]?[a-z]{0,12}?" + _ABROAD
)
_is_title_name = name_test(
    r"(?:^|[\s_-])(?:entry-title|post-title|page-title|article-title|articletitle|article_title|arti_title|"
    r"news-title|news_title|newstitle|"
    r"news-detail-title|bx-newsdetail-title|node__title|wp-block-post-title|headline|article__title|post__title|"
    r"news__title|story-title|"
    r"js-feed-post-title|t-feed__post-popup__title|detail-title|title-detail|article-headline|page-header|contentheading|"
    r"content-title|contenttitle|tit|title|bt|(?:[a-z]{2,12}[_-])?(?:titel|rubrik|cim|hed|ttl)|"
    r"(?:news|artcl|article|page|view|detail|content|story|post)[a-z]{0,8}title|"
    r"title[_-](?:news|article|page|view|detail|content|story|post))(?=\s|$)|" + _ABROAD,
    telling=True,
)
_is_heading_class = name_test(r"(?:^|\s)h[123](?=\s|$)", telling=True)
_REPLIES = re.compile(
    r"^\W{0,2}\d{0,5}\+?\s?(?:replies|reply|comments?|responses?|thoughts?|ответ\w{0,3}|комментари\w{1,2}|kommentare?|"
    r"commentaires?|comentarios?)\s(?:to|on|for|к|на|zu|sur|en)\b",
    re.IGNORECASE,
)
BETTER = 0.01
"""Difference of scores from which a later heading is better than an earlier one."""
_AGREES = 5.0
"""What it says for a heading that the head says the same."""

Scored = tuple[float, Box, str]


@dataclass(frozen=True, slots=True)
class Search:
    """What a headline is looked for with: ``said`` (folded) is what the page's head, its card or its feed says of it,
    ``known`` the (folded) names of the site and of its sections, ``place`` the path and query of the page's own
    address."""

    page: Page
    said: list[str]
    known: frozenset[str]
    place: str


def place_of(url: str) -> str:
    """The path of an address, with its query: "/news.php?id=23"; empty where it cannot be read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def likely(search: Search) -> list[list[Scored]]:
    """The headings of which one may be the best, in document order: a menu's are not looked at where, whatever they
    say, the article's own is better by more than all headings together could differ by ``BETTER``."""
    found = headings(search.page)
    most = [_most(*heading, bool(search.said)) for heading in found]
    scores: dict[int, list[Scored]] = {}
    best = float("-inf")
    for at in sorted(range(len(found)), key=lambda one: -most[one]):
        if most[at] < best - BETTER * (len(found) + 2):
            break
        scores[at] = list(scored(search, *found[at]))
        best = max(best, *(score for score, _, _ in scores[at]), float("-inf"))
    return [scores[at] for at in sorted(scores)]


def headings(page: Page) -> list[tuple[Box, str, bool]]:
    """Everything that looks like a heading: its box, its level ("" for none), whether its name says so."""
    found = []
    for box in page.telling:
        named = bool(box.name) and _is_title_name(box.name) and not _is_other_title(box.name)
        level = box.tag if box.tag in _LEVELS else _level_said(box)
        if level in _LEVELS:
            found.append((box, level, named))
        elif (named and not _holds_heading(page, box)) or ("itemprop" in box.attrs and _is_headline(box)):
            found.append((box, "", named))
    return found


def _level_said(box: Box) -> str:
    """The level of an element that is a heading by its role or its class: ``<div role="heading" aria-level="1">`` and
    Bootstrap's ``<div class="h1">`` are an h1."""
    if box.attrs.get("role") == "heading":
        return f"h{box.attrs.get('aria-level')}"
    if box.name and _is_heading_class(box.name):
        return next((name for name in box.name.split() if name in _LEVELS), "")
    return ""


def _holds_heading(page: Page, box: Box) -> bool:
    """True for a banner with a heading of its own and more beside it, such as breadcrumbs."""
    return 1 < box.last - box.first <= _LINES and any(one.heading for one in page.blocks[box.first : box.last])


def scored(search: Search, box: Box, level: str, named: bool) -> Iterator[Scored]:
    """What a heading may say, with how likely it is the article's (above 0)."""
    for text in _versions(search.page, box, level, search.said):
        plain = fold(text)
        if not names_section(plain, search.known) and not _REPLIES.match(text):
            # A header may have the university's name in a <div class="h1">.
            named_so = level == "h1" and box.tag != "h1" and not search.said and names_institution(text)
            yield _score(search, box, level, named, plain) - (2.5 if named_so else 0.0), box, text


def _is_headline(box: Box) -> bool:
    return "itemprop" in box.attrs and "headline" in (box.attrs["itemprop"] or "").lower()


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


def _score(search: Search, box: Box, level: str, named: bool, text: str) -> float:
    page, said = search.page, search.said
    score = _by_place(box, level, named)
    agreement = max((_agreement(text, other) for other in said), default=0.0)
    score += _AGREES * agreement
    parent = box.parent
    if is_of_site(box) or (parent is not None and is_of_site(parent)):
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
    if page.link_share(box) > 0.8 and agreement < 0.9 and not _links_here(box, search.place):
        score -= 1.5
    return score - 1.0


def _links_here(box: Box, place: str) -> bool:
    """True for a heading that is a link to the page it stands on, as blogs have it."""
    link = box.node if box.tag == "a" else box.node.css_first("a[href]")
    href = (link.attributes.get("href") or "") if link is not None else ""
    return len(place) > 1 and place_of(href) == place


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
    return any(
        (holder.name and _is_consent_name(holder.name)) or holder.attrs.get("role") in ("dialog", "alertdialog")
        for holder in boxes
    )


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
