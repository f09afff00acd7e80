"""Publication dates that a page states for machines: JSON-LD, meta elements, microdata and ``time`` elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.date_lists import Lists
from articles.labels import WEAK, find_labels, tells_of_change
from articles.meta import Head
from articles.noise import FOREIGN
from articles.page import STATEMENTS, Box, Page, is_date_name
from articles.text import fold, name_test, squeeze

#: Meta names (lower case) that give a publication date, and how far they are to be trusted.
_META = {
    "article:published_time": 0.95, "og:article:published_time": 0.95, "og:published_time": 0.9, "datepublished": 0.95,
    "article:published": 0.9, "article.published": 0.9, "article_date_original": 0.9, "citation_publication_date": 0.8,
    "citation_online_date": 0.85, "dc.date.issued": 0.9, "dcterms.issued": 0.9, "dc.date.published": 0.9,
    "dcterms.available": 0.8,
    "dcterms.created": 0.85, "dc.date.created": 0.85, "dcterms.date": 0.85, "dc.date": 0.85, "dc:date": 0.85,
    "dc.created": 0.85,
    "sailthru.date": 0.9, "parsely-pub-date": 0.9, "publish-date": 0.9, "publish_date": 0.9, "publishdate": 0.9,
    "pubdate": 0.9,
    "pub_date": 0.9, "publication_date": 0.9, "publication-date": 0.9, "published_date": 0.9, "published-date": 0.9,
    "published_at": 0.9, "published_time": 0.9, "release_date": 0.85, "rnews:datepublished": 0.9, "displaydate": 0.85,
    "article.created": 0.85, "created": 0.75, "datecreated": 0.75, "article:post_date": 0.85, "date": 0.8,
    "originalpublicationdate": 0.9,
    "apub:time": 0.9, "cxenseparse:recs:publishtime": 0.9, "bt:pubdate": 0.9, "dc.date.submitted": 0.7,
    "timestamp": 0.6, "firstpublishedtime": 0.9, "weibo:article:create_at": 0.9,
    "date_published": 0.9, "date.available": 0.8, "og:pubdate": 0.9, "ptime": 0.85, "last-publish": 0.6,
    "uploaddate": 0.75, "createdate": 0.75, "og:release_date": 0.85, "citation_date": 0.8,
}  # fmt: skip
#: Sites make up prefixes for the same word: "vr:published-time", "prism.publicationDate", "content_publishedDate".
_publishes = name_test(r"(?:^|[._:-])(?:first[._:-]?)?pub(?:lish(?:ed)?|lication)?[._:-]?(?:date|time|at|on)$")
_names_change = name_test(r"updat|modif|changed|edited|revis|обновл|измен")
_names_publication = name_test(r"publish|posted|(?:entry|post)-date|created|pubdate|pub-date|release|public")

#: Attributes in which other elements than ``time`` keep a moment (microformats, timeago scripts).
_STAMPS = STATEMENTS - {"itemprop", "property"}
_is_published_property = name_test(
    r"datepublished|datecreated|(?:^|\s)(?:dc|dcterms|schema):(?:date|created|issued|available)(?=\s|$)|published_time"
)
_ISO = re.compile(r"\s?(?:19|20)\d\d-\d\d-\d\d(?!\d)")
_WRAPPERS = frozenset(["article", "main", "section"])
_TELLING = _WRAPPERS | {"time"}
_is_ago_name = name_test(r"(?:^|[\s_-])(?:timeago|time-ago|moment|relative-time)(?=$|[\s_-])")
_LISTED = 3  # articles in the data of one page, none of them with its headline: a list
_MOST = 8  # of one page's own microdata dates, the nearest to its headline


def from_json_ld(head: Head, title: str, heading: str, page_class: str) -> Iterator[tuple[str, float]]:
    """Texts of ``datePublished`` in the page's JSON-LD, the article with this headline first.

    Of many, only one with the page's own ``heading``. ``page_class`` is the class of the page's body element.
    """
    wanted = fold(title)
    articles = head.articles
    if len(articles) > 1 and wanted:
        few = len(articles) < _LISTED
        shown = wanted if few else fold(heading)
        same = [one for one in articles if fold(str(one.get("headline") or one.get("name") or "")) == shown]
        articles = same or (articles[:1] if few else [])
    for article in articles[:2]:
        for key, trust in (("datePublished", 0.97), ("pubDate", 0.9), ("dateCreated", 0.7)):
            value = article.get(key)
            if isinstance(value, str) and value.strip():
                yield value[:80], trust
                break
    for work in head.works[:_MOST] if not articles else ():
        name = fold(str(work.get("headline") or work.get("name") or ""))
        value = work.get("datePublished") or work.get("uploadDate")
        if isinstance(value, str) and len(name) > 3 and name == wanted:
            yield value[:80], 0.85
            break
    # A "WebPage" without an article's own meta date is a page of another kind ("About us"): its day is no news. But
    # WordPress, which writes most of them, says in the body's class what it shows: "single-post", "page-id-3".
    if not articles and (any(from_meta(head)) or _is_post(page_class)):
        for page in head.pages[:1]:
            value = page.get("datePublished")
            if isinstance(value, str):
                yield value[:80], 0.85


# Of WordPress's types of page, those of stories; "single-staff" or "single-course" are none.
_is_post = name_test(r"(?:^|\s)single-[\w-]{0,30}(?:post|news|article|blog|press|stor(?:y|ies)|podcast)\b")


def from_description(head: Head) -> Iterator[str]:
    """The date behind a label of publication in the page's own summary: "… (Notizia del 14 Gennaio 2020)"."""
    texts = [head.meta.get(name, "")[-200:] for name in ("description", "og:description")]
    labels = {text: find_labels(text) for text in set(texts)}  # mostly the same words
    for text in texts:
        for kind, label, _, end in labels[text]:
            if kind == "published" and label not in WEAK:
                yield text[end : end + 40]


def from_meta(head: Head) -> Iterator[tuple[str, float]]:
    """Texts of the page's publication meta elements, most trusted first."""
    found = [
        (_META.get(name, 0.85), text)
        for name, text in head.meta.items()
        if len(text) <= 80 and (name in _META or (_publishes(name) and "last" not in name))
    ]
    for trust, text in sorted(found, key=lambda one: -one[0]):
        yield text, trust


def from_microdata(
    page: Page, marks: list[int], lists: Lists, anchor: int, start: int
) -> Iterator[tuple[str, float, Box]]:
    """Texts of ``itemprop=datePublished`` and ``time`` elements; those between the headline (block ``anchor``) and the
    text (``start``) are the article's own, others count only where the page has one of them."""
    first, last = anchor - 6, max(start, anchor) + 6
    own: list[tuple[str, float, Box]] = []
    other: list[tuple[str, float, Box]] = []
    moments = list(_moments(page))
    listed = sum(_is_published_property(prop) for _, prop, _ in moments) >= _LISTED
    for box, prop, stamp in moments:
        published = _is_published_property(prop)
        if published and listed and not _is_of(box, lists.title):
            continue
        if not published and (marks[box.index] == FOREIGN or (box.first < anchor and lists.beside(box))):
            continue
        if "datemodified" in prop or is_changed(box) or (not published and _is_quoted(box)) or lists.holds(box):
            continue
        machine = stamp or box.attrs.get("datetime") or box.attrs.get("content")
        text = (machine or page.text(box) or "")[:80]
        if not text.strip():
            continue
        trust = 0.93 if published else 0.85 if machine else 0.75
        if not published and (_names_publication(box.name) or "pubdate" in box.attrs):
            trust = 0.88
        if not published and tells_of_change(text_before(page, box)):
            continue
        if marks[box.index] == FOREIGN:
            trust -= 0.3
        (own if first <= box.first <= last else other).append((text, trust, box))
    own.sort(key=lambda one: (abs(one[2].first - anchor) // 2, -one[1]))
    nearest = 1.0
    for text, trust, box in own[:_MOST]:
        if "itemprop" not in box.attrs:  # of two, the nearer to the headline: the other is a neighbour's or a comment's
            nearest = trust = min(trust, nearest - 0.01)
        yield text, trust, box
    days = {text[:10] for text, _, _ in other}
    if not own and len(days) == 1:
        yield from ((text, trust - 0.2, box) for text, trust, box in other[:1])


def _is_of(box: Box, title: Box | None) -> bool:
    """True where the thing (``itemscope``) that ``box`` tells of is the page's, or that of its headline."""
    holder: Box | None = box.parent
    for _ in range(12):
        if holder is None or "itemscope" in holder.attrs:
            break
        holder = holder.parent
    return holder is None or (title is not None and title.within(holder))


def _moments(page: Page) -> Iterator[tuple[Box, str, str | None]]:
    """Elements that state a moment: with their property (lower case) and, of others than ``time``, the moment."""
    for box in page.telling:
        attrs = box.attrs
        if box.tag not in _TELLING and STATEMENTS.isdisjoint(attrs):
            continue
        prop = (attrs.get("itemprop") or attrs.get("property") or "").lower()
        if box.tag == "time" or (prop and _is_published_property(prop)):
            yield box, prop, None
        elif (stamp := _stamp(box)) is not None:
            yield box, prop, stamp


def _stamp(box: Box) -> str | None:
    """The moment that an element other than ``time`` states for scripts beside a text like "2 hours ago"."""
    if box.tag in _WRAPPERS:
        found = (value for name, value in box.attrs.items() if name.startswith("data-pub") and value)
        return next((value for value in found if _ISO.match(value)), None)
    if _STAMPS.isdisjoint(box.attrs):
        return None
    if box.tag != "abbr" and not (box.name and (is_date_name(box.name) or _is_ago_name(box.name))):
        return None
    values = (value for name, value in box.attrs.items() if name in _STAMPS and value)
    return next((value for value in values if _ISO.match(value)), None)


def text_before(page: Page, box: Box) -> str:
    """The text of the line right before the inline element ``box``: "Last updated on " of "Last updated on <time>"."""
    if box.first >= len(page.blocks):
        return ""
    line = page.blocks[box.first].text
    place = line.find(squeeze(box.node.text(deep=True, separator=" "))[:40]) if box.last == box.first else 0
    if place > 0:
        return line[:place]
    before = page.blocks[box.first - 1].text if box.first else ""
    return before if place == 0 and len(before) <= 40 else ""


def _is_quoted(box: Box) -> bool:
    """True inside a quotation, such as another site's post shown in the text."""
    holder = box.parent
    for _ in range(6):
        if holder is None:
            return False
        if holder.tag == "blockquote":
            return True
        holder = holder.parent
    return False


def is_changed(box: Box) -> bool:
    """True for the date of a later change: by its own name or that of the elements right around it.

    Not for ``<time class="updated">`` alone: hAtom asks for that class, and blogs' themes put it on the first day.
    """
    if box.tag == "time" and box.name == "updated":
        return box.parent is not None and len(box.parent.node.css("time")) > 1
    holder: Box | None = box
    for _ in range(3):
        if holder is None or len(holder.name) > 120:
            return False
        if _names_change(holder.name):
            return not _names_publication(holder.name)
        if holder.name and _names_publication(holder.name):
            return False
        holder = holder.parent
    return False
