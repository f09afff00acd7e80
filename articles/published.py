"""The publication date of a page: every candidate with where it was found and how sure it is, and the choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from articles.date_address import date_in_address
from articles.date_asian import is_of_other_era, is_western
from articles.date_labels import from_labels
from articles.date_lists import Lists
from articles.date_machine import from_description, from_json_ld, from_meta, from_microdata
from articles.date_order import reading_of
from articles.date_script import from_scripts
from articles.date_text import byline_date, dateline, signature_date
from articles.date_visible import named_dates, near_title
from articles.dates import ParsedDate
from articles.meta import Head
from articles.page import Block, Box, Page
from articles.records import Hints, Provenance, PublishedDate

#: The order in which places are believed.
RANK: tuple[Provenance, ...] = (
    "site", "json-ld", "meta", "microdata", "label", "near-title", "listing", "url", "feed", "htmldate",
)  # fmt: skip
_STRONG = 0.6
_UNSURE = 0.5
_SHOWN, _SURE, _LABELLED = 0.75, 0.9, 0.9
_UNDER, _NEAR_ONLY, _YEARS = 0.8, 0.7, 730
_APART = 15  # blocks between a headline and its text
_FIRST, _SAID = 5, 200  # blocks of a text, and characters of each, by which its letters are known
_VISIBLE = ("microdata", "label", "near-title")


class DateReader:
    """Collects the candidates of one page. ``fetched_at`` is aware; dates more than a day after it are refused."""

    def __init__(
        self,
        page: Page,
        head: Head,
        marks: list[int],
        hints: Hints,
        fetched_at: datetime | None,
    ) -> None:
        self.page = page
        self.head = head
        self.marks = marks
        self.hints = hints
        self.zone = _zone(hints.timezone)
        self.fetched_at = fetched_at
        local = fetched_at.astimezone(self.zone) if fetched_at is not None and self.zone is not None else fetched_at
        self.now = local.replace(tzinfo=None) if local is not None else None

    def read(
        self, url: str, title: str, title_box: Box | None, body: list[Block], start: int
    ) -> tuple[PublishedDate | None, tuple[PublishedDate, ...]]:
        """The page's date and all candidates. ``start`` is the index of the text's first block, ``body`` its blocks."""
        anchor = title_box.first if title_box is not None else start
        self.reading = reading_of(
            self.page,
            self.head,
            url,
            now=self.now,
            said=self.hints.date_order,
            label=self.hints.date_label,
        )
        here = title + "".join(islice((block.text[:_SAID] for block in body if block.link_share < 0.5), _FIRST))
        found = [*_at_home(self._candidates(url, title, title_box, body, start, anchor), here)]
        if all(one.confidence < _STRONG for one in found):
            found += _at_home(self._guesses(title, title_box, body), here)
        candidates = [one for one in found if not self._too_late(one)]
        candidates.sort(key=lambda one: (one.confidence < _UNSURE, RANK.index(one.provenance), -one.confidence))
        if not candidates:
            return None, ()
        return _weighed(candidates), tuple(candidates)

    def _candidates(
        self,
        url: str,
        title: str,
        title_box: Box | None,
        body: list[Block],
        start: int,
        anchor: int,
    ) -> Iterator[PublishedDate]:
        page, marks, reading = self.page, self.marks, self.reading
        if self.hints.date_selector:
            yield from self._at(self.hints.date_selector, 0.98, "site")
        lists = Lists(page, marks, title_box)
        heading = page.text(lists.title) if lists.title is not None else ""
        body_class = page.boxes[0].attrs.get("class") or "" if page.boxes else ""
        for text, trust in from_json_ld(self.head, title, heading, body_class):
            yield from self._read_text(text, trust, "json-ld")
        for text, trust in from_meta(self.head):
            yield from self._read_text(text, trust, "meta")
        for text in from_description(self.head):
            yield from self._read_text(text, 0.7, "meta")
        for text, trust, _ in from_microdata(page, marks, lists, anchor, start):
            yield from self._read_text(text, trust, "microdata")
        inside = range(start, start + len(body))
        for parsed, trust in from_labels(page, marks, reading, lists, anchor, inside):
            yield self._made(parsed, trust, "label")
        if (signed := byline_date(page, marks, reading, lists, inside.stop)) is not None:
            yield self._made(signed, 0.65, "label")
        near = list(near_title(page, marks, reading, lists, title_box, start))
        if not near and title_box is not None and not start - _APART <= title_box.first < inside.stop:
            # A headline of another part of the page: the text's own lines stand above it.
            near = [(parsed, trust - 0.1) for parsed, trust in near_title(page, marks, reading, lists, None, start)]
        for parsed, trust in near or named_dates(page, marks, reading, lists, title_box, anchor, inside.stop):
            yield self._made(parsed, trust, "near-title")
        if self.hints.listing_date and (listed := reading.parse(self.hints.listing_date)) is not None:
            yield self._made(listed, 0.75, "listing")
        for address in dict.fromkeys((url, self.head.canonical, self.head.meta.get("og:url"))):
            if address and (there := date_in_address(address)) is not None:
                yield self._made(there, 0.7, "url")
                break
        if (fed := self._feed_date()) is not None:
            yield fed

    def _guesses(self, title: str, title_box: Box | None, body: list[Block]) -> Iterator[PublishedDate]:
        """Candidates for want of anything better: they are looked for only where no strong one was found."""
        for text in from_scripts(self.page.tree, title):
            yield from self._read_text(text, 0.65, "json-ld")
        if (opening := dateline(body, self.reading)) is not None:
            yield self._made(opening, 0.45, "htmldate")
        lists = Lists(self.page, self.marks, title_box)
        if (closing := signature_date(body, self.reading, lists)) is not None:
            yield self._made(closing, 0.3, "htmldate")

    def _at(self, selector: str, trust: float, provenance: Provenance) -> Iterator[PublishedDate]:
        """The date in the first of a selector's boxes that holds one."""
        for box in self.page.select(selector)[:3]:
            text = box.attrs.get("datetime") or box.attrs.get("content") or self.page.text(box)
            read = list(self._read_text(text[:200], trust, provenance))
            if read:
                yield from read
                return

    def _read_text(self, text: str, trust: float, provenance: Provenance) -> Iterator[PublishedDate]:
        parsed = self.reading.parse(text)
        if parsed is not None:
            yield self._made(parsed, trust, provenance)

    def _made(self, parsed: ParsedDate, trust: float, provenance: Provenance) -> PublishedDate:
        value = parsed.value
        if self.zone is not None:
            if value.tzinfo is None:
                value = value.replace(tzinfo=self.zone)
            elif value.utcoffset() == timedelta(0):
                value = value.astimezone(self.zone)  # servers that print UTC: the day readers see is the site's own
        trust = round(max(0.05, trust * self.reading.trust(parsed)), 2)
        return PublishedDate(value, parsed.precision, parsed.raw, provenance, trust)

    def _feed_date(self) -> PublishedDate | None:
        value = self.hints.feed_date
        if value is None:
            return None
        if (
            self.fetched_at is not None
            and value.tzinfo is not None
            and abs(value - self.fetched_at) < timedelta(minutes=10)
        ):
            return None  # a feed that dates every item "now"
        if self.zone is not None and value.tzinfo is not None:
            value = value.astimezone(self.zone)
        return PublishedDate(value, "second", value.isoformat(), "feed", 0.7)

    def _too_late(self, candidate: PublishedDate) -> bool:
        if self.reading.now is None:
            return False
        return candidate.value.replace(tzinfo=None) > self.reading.now + timedelta(days=1)


def _at_home(found: Iterable[PublishedDate], here: str) -> Iterator[PublishedDate]:
    """What was found, less the numbers of other calendars on a page that says ``here`` that nobody counts so there."""
    return (one for one in found if not (is_of_other_era(one.raw) and is_western(here)))


def _weighed(candidates: list[PublishedDate]) -> PublishedDate:
    """The first candidate, surer where others agree with it, less sure where a strong one does not."""
    first = _site_day(candidates)
    own_word = first.provenance in ("json-ld", "meta")  # whose elements should agree among themselves, too
    strong = [
        one
        for one in candidates
        if one.confidence >= (_SURE if own_word and one.provenance == first.provenance else _STRONG)
        and (own_word or one.provenance != first.provenance)
        and one is not first
    ]
    confidence = first.confidence
    if any(abs((one.day - first.day).days) > 1 for one in strong):
        confidence *= 0.6
    elif any(one.day == first.day for one in strong):
        confidence = min(1.0, confidence + 0.03)
    finer = first
    if first.precision == "day":  # the same day with its hour, from another place of the page
        hours = [one for one in strong if one.day == first.day and one.precision != "day" and one.provenance != "feed"]
        if hours and first.provenance in ("json-ld", "meta", "microdata"):
            finer = replace(first, value=hours[0].value, precision=hours[0].precision)
    return replace(finer, confidence=round(confidence, 2))


def _site_day(candidates: list[PublishedDate]) -> PublishedDate:
    """The first candidate; but where it is a moment in UTC and the page shows the day beside it, the day shown."""
    first = candidates[0]
    if first.precision != "day" and first.value.utcoffset() == timedelta(0):
        for other in candidates[1:]:
            local = other.provenance in ("label", "near-title", "url") or other.value.utcoffset()
            if local and other.confidence >= _STRONG and abs((other.day - first.day).days) == 1:
                return other
    if first.provenance in ("json-ld", "meta") and not _is_shown(first, candidates):
        for other in candidates[1:]:
            second = first.provenance == "json-ld" and other.provenance == "meta" and other.confidence >= _SURE
            if second and _is_shown(other, candidates):
                return other  # of the two that machines read, the one that people read too
            if first.confidence < _SURE and other.provenance == "label" and other.confidence >= _LABELLED:
                return other  # a template's own "created" against what the page says of its publication
            shown = other.provenance in _VISIBLE and other.confidence >= _SHOWN
            if shown and (first.day - other.day).days > _leeway(first, other):
                return other  # a site that moved or rewrote its pages restamps them; what it shows stays
    if (own := _shown_under_headline(first, candidates)) is not None:
        return own
    addressed = next((one for one in candidates if one.provenance == "url"), None)
    if addressed is not None and addressed.day != first.day:
        later = (first.day - addressed.day).days
        if first.provenance in ("json-ld", "meta"):
            return addressed if later >= -1 else first  # an address keeps the day of the first publication
        agreed = any(one.day == addressed.day and one.provenance != "url" for one in candidates)
        if agreed or (first.provenance == "near-title" and (later > 1 or first.confidence < _SHOWN)):
            return addressed
    return first


def _shown_under_headline(first: PublishedDate, candidates: list[PublishedDate]) -> PublishedDate | None:
    """The day under the headline, where the first candidate is not sure to be the page's own: a ``time`` element that
    stands elsewhere, or a general meta date ("dc.date") that lies years before, as templates have it."""
    shown = next((one for one in candidates if one.provenance == "near-title" and one.confidence >= _UNDER), None)
    if shown is None or shown.day == first.day:
        return None
    elsewhere = first.provenance == "microdata" and first.confidence < _NEAR_ONLY
    of_template = first.provenance == "meta" and first.confidence < _SURE and (shown.day - first.day).days > _YEARS
    return shown if elsewhere or of_template else None


def _leeway(machine: PublishedDate, shown: PublishedDate) -> int:
    """Days by which a date shown may lie before the one for machines and still not win over it."""
    if machine.confidence < _SURE:
        return 0  # "date" or "created" may be of the file, or of the last change
    return 30 if shown.provenance == "near-title" else 1


def _is_shown(first: PublishedDate, candidates: list[PublishedDate]) -> bool:
    """True where the page shows people the day that ``first`` states for machines."""
    return any(one.day == first.day and one.provenance in _VISIBLE for one in candidates)


def _zone(name: str | None) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
