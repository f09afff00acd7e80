"""``read_article``: the readers of title, body, date and the rest, one after another on one parsed page."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from articles.body import Body, BodyReader
from articles.decode import decode
from articles.language import detect_language
from articles.meta import Head, absolute, author_names, lead_image, read_head
from articles.page import Box, Page
from articles.published import DateReader
from articles.records import Article, Hints, Profile
from articles.text import name_test
from articles.title import Title, read_title

MAX_LINKS = 500
"""Links of one body that are kept."""

_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar|7z|csv)(?:$|\?)", re.IGNORECASE)
_RUBRIC_KEYS = ("article:section", "og:article:section", "section")
_is_rubric_name = name_test(
    r"(?:^|[\s_-])(?:rubric|article-tag-label|news-category|news-rubric|category-name|article__category|"
    r"entry-category)(?=$|[\s_-])"
)


def read_article(
    html: bytes,
    url: str,
    *,
    charset: str | None = None,
    fetched_at: datetime | None = None,
    hints: Hints | None = None,
    profile: Profile | None = None,
) -> Article:
    """The article of one page. Never raises on what the page holds: an unreadable page gives empty title and body.

    ``html`` is the page as received, ``charset`` the HTTP header's word on its encoding (it may lie). ``fetched_at``
    (aware; a naive one is taken as UTC) resolves relative dates and refuses dates of the future. ``hints`` come from
    the listing, the feed and the source's file; their selectors win, and fall back where they match nothing.
    ``profile`` names the places this site was learned to use; it is tried before searching.
    """
    hints = hints or Hints()
    if fetched_at is not None and fetched_at.tzinfo is None:
        fetched_at = fetched_at.replace(tzinfo=UTC)
    page = Page(decode(html, charset))
    head = read_head(page.tree, url)
    reader = BodyReader(page)
    title = read_title(page, head, hints, url, hints.title_selector or (profile.title_selector if profile else None))
    body = _read_body(page, reader, hints, profile, title)
    start = body.boxes[0].first if body.boxes else (title.box.last if title.box else 0)
    inside = [block for box in body.boxes for block in page.blocks[box.first : box.last]]
    dates = DateReader(page, head, reader.noise, hints, fetched_at, profile)
    published, candidates = dates.read(url, title.text, title.box, inside, start)
    links, attachments = _links(body, url)
    text = "\n\n".join(body.paragraphs)
    return Article(
        url=url,
        title=title.text,
        body=text,
        published=published,
        language=detect_language(f"{title.text}\n{text}", declared=head.language or next(iter(hints.languages), None)),
        authors=author_names(head),
        rubric=_rubric(page, head, title),
        image=lead_image(head, url) or _first_image(body, url),
        links=links,
        attachments=attachments,
        canonical_url=head.canonical,
        siblings=head.siblings,
        title_from=title.reader,
        body_from=body.reader,
        body_confidence=round(body.confidence, 2),
        date_candidates=candidates,
    )


def _read_body(page: Page, reader: BodyReader, hints: Hints, profile: Profile | None, title: Title) -> Body:
    """By the hint's place, the profile's, or the general reader: the first that gives text."""
    for removed in hints.remove_selectors:
        reader.remove(page.select(removed))
    for selector, name in ((hints.body_selector, "site"), (profile.body_selector if profile else None, "profile")):
        if selector:
            boxes = _outermost(page.select(selector))
            if name == "profile" and not any(reader.good_in(box) for box in boxes):
                continue  # the site has moved its text: search for it
            if boxes and (body := reader.read(title.text, boxes=boxes, reader=name)).paragraphs:
                return body
    body = reader.read(title.text, headline=title.box)
    if not body.paragraphs and title.box is not None and reader.noise[title.box.index]:
        reader.keep_around(title.box)
        body = reader.read(title.text, headline=title.box)
    return body


def _outermost(boxes: list[Box]) -> list[Box]:
    kept: list[Box] = []
    for box in boxes:
        if not any(box.within(other) for other in kept):
            kept.append(box)
    return kept


def _links(body: Body, url: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Addresses linked from the body in order, each once: pages, and files to download."""
    links: dict[str, None] = {}
    files: dict[str, None] = {}
    for box in body.boxes:
        for node in box.node.css("a[href]")[:MAX_LINKS]:
            address = absolute(url, node.attributes.get("href") or "")
            if address is not None:
                (files if _ATTACHMENT.search(address) else links).setdefault(address)
    return tuple(links)[:MAX_LINKS], tuple(files)[:MAX_LINKS]


def _first_image(body: Body, url: str) -> str | None:
    for box in body.boxes:
        for node in box.node.css("img[src]")[:5]:
            address = absolute(url, node.attributes.get("src") or "")
            if address is not None:
                return address
    return None


def _rubric(page: Page, head: Head, title: Title) -> str | None:
    """The section the article stands in, in the page's own spelling."""
    for article in head.articles[:1]:
        section = article.get("articleSection")
        if isinstance(section, list):
            section = section[0] if section else None
        if isinstance(section, str) and section.strip():
            return section.strip()[:100]
    for key in _RUBRIC_KEYS:
        if head.meta.get(key):
            return head.meta[key][:100]
    anchor = title.box.first if title.box is not None else 0
    named = [box for box in page.boxes if box.name and _is_rubric_name(box.name) and abs(box.first - anchor) <= 12]
    for box in named:
        text = page.text(box)
        if 2 <= len(text) <= 60:
            return text
    return None
