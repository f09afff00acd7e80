"""``read_article``: the readers of title, body, date and the rest, one after another on one parsed page."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from articles.body import Body, BodyReader
from articles.decode import decode_for_parser
from articles.embedded import embedded_text
from articles.language import detect_language
from articles.meta import Head, absolute, author_names, lead_image, read_head
from articles.noise import FOREIGN
from articles.page import Box, Page
from articles.places import outermost
from articles.published import DateReader
from articles.records import Article, Hints, Profile, PublishedDate
from articles.text import name_test
from articles.title import Title, read_title
from articles.tree import parse

MAX_LINKS = 500
"""Links of one body that are kept."""

_ALWAYS = 0.95
"""Share of the learning pages with a date from which a page without one is searched."""
_SHORTER, _LONGER = 4, 20
"""A text so many times shorter than the shortest of the learning pages, or longer than the longest, is searched for: a
site of short news has its long reads, too."""
_SAME = 0.9
_NO_HEADING = ("json-ld", "meta", "title element", "listing", "feed", "")

_NEAR = 12
"""Blocks around the headline within which the name of its section stands."""

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
    return Reading.of(html, url, charset=charset, fetched_at=fetched_at, hints=hints).article(profile)


class Reading:
    """One page being read: parsed once, read from a profile's places, or whole, or both. ``html`` is its text in
    UTF-8."""

    def __init__(self, text: str, html: bytes, url: str, hints: Hints, fetched_at: datetime | None) -> None:
        self.text = text
        self.url = url
        self.hints = hints
        self.fetched_at = fetched_at
        self.tree = parse(text, html)
        self.head = read_head(self.tree, url)

    @classmethod
    def of(
        cls,
        html: bytes,
        url: str,
        *,
        charset: str | None = None,
        fetched_at: datetime | None = None,
        hints: Hints | None = None,
    ) -> Reading:
        """A page as received, parsed; what is given is as for ``read_article``."""
        if fetched_at is not None and fetched_at.tzinfo is None:
            fetched_at = fetched_at.replace(tzinfo=UTC)
        return cls(*decode_for_parser(html, charset), url, hints or Hints(), fetched_at)

    def article(self, profile: Profile | None) -> Article:
        """The article, by the places of ``profile`` where there is one and it names them."""
        if profile is None or profile.body_selector is None:
            return self.whole()
        return self.with_profile(profile)

    def whole(self) -> Article:
        """The article, searched for on the whole page."""
        return self.read(Page(self.text, self.tree)).article(self)

    def with_profile(self, profile: Profile) -> Article:
        """The article from the places of ``profile``; searched for where they give none, or one that is unlike the
        site's others and unlike what a search finds."""
        found = self.at_places(profile)
        doubt = doubt_of(found, profile)
        if found is not None and not doubt:
            return found
        searched = self.whole()
        if not searched.body or (found is not None and alike(found, searched)):
            return found or searched
        return replace(searched, profile_miss=doubt)

    def at_places(self, profile: Profile) -> Article | None:
        """What the places of ``profile`` and the hints alone give, believed or not; None where they hold nothing."""
        page = Page.of_places(
            self.tree,
            places_of(profile, self.hints),
            without=profile.remove_selectors,
            around=profile.around,
            text=self.text,
        )
        return self.read(page, profile).article(self) if page is not None else None

    def read(self, page: Page, profile: Profile | None = None) -> Parts:
        """Title, body and date of ``page``, with the boxes they stand in."""
        reader = BodyReader(page, author_names(self.head))
        title = read_title(page, self.head, self.hints, self.url)
        body = _read_body(page, reader, self.hints, profile, title)
        if not body.paragraphs and profile is None and (told := embedded_text(self.tree, self.head, title.text)):
            body = Body(told, [], "data", 0.5)
        start = body.boxes[0].first if body.boxes else (title.box.last if title.box else 0)
        inside = [block for box in body.boxes for block in page.blocks[box.first : box.last]]
        hints = self.hints
        if profile is not None and profile.date_order is not None and hints.date_order is None:
            hints = replace(hints, date_order=profile.date_order)
        dates = DateReader(page, self.head, reader.noise, hints, self.fetched_at)
        published, candidates = dates.read(self.url, title.text, title.box, inside, start)
        return Parts(
            page, title, body, published, candidates, reader.noise, _rubric(page, self.head, reader.noise, title)
        )


@dataclass(slots=True)
class Parts:
    """What was read of a page, and where."""

    page: Page
    title: Title
    body: Body
    published: PublishedDate | None
    candidates: tuple[PublishedDate, ...]
    noise: list[int]
    rubric: tuple[Box | None, str] | None

    def article(self, reading: Reading) -> Article:
        """The article of these parts."""
        head, url, hints, title, body = reading.head, reading.url, reading.hints, self.title, self.body
        text = "\n\n".join(body.paragraphs)
        declared = head.language or next(iter(hints.languages), None)
        links, attachments = _links(body, url)
        return Article(
            url=url,
            title=title.text,
            body=text,
            published=self.published,
            language=detect_language(f"{title.text}\n{text}", declared=declared),
            authors=author_names(head),
            rubric=self.rubric[1] if self.rubric is not None else None,
            image=lead_image(head, url) or _first_image(body, url),
            links=links,
            attachments=attachments,
            canonical_url=head.canonical,
            siblings=head.siblings,
            title_from=title.reader,
            body_from=body.reader,
            body_confidence=round(body.confidence, 2),
            date_candidates=self.candidates,
            missed_hints=self._missed(hints),
        )

    def _missed(self, hints: Hints) -> tuple[str, ...]:
        found = {
            "title": self.title.reader == "site",
            "body": self.body.reader == "site",
            "date": any(one.provenance == "site" for one in self.candidates),
        }
        given = {"title": hints.title_selector, "body": hints.body_selector, "date": hints.date_selector}
        return tuple(name for name, selector in given.items() if selector and not found[name])


def places_of(profile: Profile, hints: Hints) -> list[str]:
    """The selectors of all places of a profile and of the source's own hints, each once."""
    named = (
        hints.title_selector, hints.body_selector, hints.date_selector,
        profile.title_selector, profile.body_selector, profile.date_selector, profile.rubric_selector,
    )  # fmt: skip
    return list(dict.fromkeys(one for one in named if one))


def doubt_of(found: Article | None, profile: Profile) -> str:
    """Why what a profile's places gave is not believed at once, in words; "" where it looks like the site's others."""
    if found is None or found.body_from not in ("profile", "site"):
        return f"no text at {profile.body_selector}"
    if not found.title or (profile.title_selector and found.title_from in _NO_HEADING):
        return f"no headline at {profile.title_selector}"
    if found.published is None and profile.dated >= _ALWAYS:
        return f"no date at {profile.date_selector or profile.date_provenance}"
    if found.published is not None and profile.provenances:
        known = (*profile.provenances, "site", "listing", "feed")
        if found.published.provenance not in known:
            return f"a date from {found.published.provenance}, where the site's are from {profile.date_provenance}"
    shortest, _, longest = profile.sizes
    if longest and not shortest / _SHORTER <= len(found.body) <= longest * _LONGER:
        return f"a text of {len(found.body)} characters, where the site's have {shortest} to {longest}"
    return ""


def alike(one: Article, other: Article) -> bool:
    """True for two readings of one page that agree in title, day and nearly all of the text."""
    if not one.body or one.title != other.title:
        return False
    if (one.published.day if one.published else None) != (other.published.day if other.published else None):
        return False
    shorter, longer = sorted((len(one.body), len(other.body)))
    return shorter >= _SAME * longer


def _read_body(page: Page, reader: BodyReader, hints: Hints, profile: Profile | None, title: Title) -> Body:
    """By the hint's place, the profile's, or the general reader: the first that gives text. With a profile, only its
    places and the hint's are there to be read."""
    for removed in hints.remove_selectors:
        reader.remove(page.select(removed))
    for selector, name in ((hints.body_selector, "site"), (profile.body_selector if profile else None, "profile")):
        if selector and (boxes := outermost(page.select(selector))):
            if name == "profile" and not any(reader.good_in(box) for box in boxes):
                continue  # the site has moved its text: search for it
            if (body := reader.read(title.text, boxes=boxes, reader=name)).paragraphs:
                return body
    if profile is not None:
        return Body([], [], "", 0.0)
    body = reader.read(title.text, headline=title.box)
    if not body.paragraphs and title.box is not None and reader.noise[title.box.index]:
        reader.keep_around(title.box)
        body = reader.read(title.text, headline=title.box)
    return body


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


def _rubric(page: Page, head: Head, noise: list[int], title: Title) -> tuple[Box | None, str] | None:
    """The section the article stands in, in the page's own spelling, and its box unless the head names it."""
    for article in head.articles[:1]:
        section = article.get("articleSection")
        if isinstance(section, list):
            section = section[0] if section else None
        if isinstance(section, str) and section.strip():
            return None, section.strip()[:100]
    for key in _RUBRIC_KEYS:
        if head.meta.get(key):
            return None, head.meta[key][:100]
    anchor = title.box.first if title.box is not None else 0
    nearest = bisect_left(page.boxes, anchor - _NEAR, key=lambda box: box.first)
    for box in page.boxes[nearest:]:
        if box.first > anchor + _NEAR:
            break
        if (
            not box.name
            or (box.parent is not None and noise[box.parent.index] == FOREIGN)  # its own name may be that of a tag
            or not _is_rubric_name(box.name)
        ):
            continue
        if sum(block.anchors for block in page.blocks[box.first : box.last]) > 1:
            continue  # a menu of sections
        text = page.text(box)
        if 2 <= len(text) <= 60:
            return box, text
    return None
