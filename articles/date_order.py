"""How the date texts of one page are to be read: in which order of day and month, and up to which moment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from articles.date_forms import DateOrder
from articles.dates import ParsedDate, language_order, parse_date
from articles.meta import Head
from articles.months import WEEKDAY_NUMBERS
from articles.page import Page

_MOST_LINES = 400  # lines with a numeric date that are asked for the page's order
_SWAPPABLE = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)?\d\d)(?!\d|[./-]\d)")
_DOTTED, _SLASHED, _DASHED = (re.compile(rf"\{mark}(?<=\d\{mark})\d") for mark in "./-")
_WORD_BEFORE = re.compile(r"([^\W\d_]{2,12})[.,\s]{1,3}$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\.?,? (?:19|20)\d\d", re.IGNORECASE)

#: Top-level domains of English-speaking countries by the order their official style puts in a numeric date (CLDR).
_BY_DOMAIN: dict[str, DateOrder] = {
    **dict.fromkeys(("us", "gov", "edu", "mil", "ph"), "mdy"),
    **dict.fromkeys(("uk", "au", "nz", "ie", "in", "za", "sg", "my", "hk", "pk", "ng", "ke", "mt"), "dmy"),
}
_REGIONS_DAY_FIRST = ("gb", "au", "nz", "ie", "in", "za", "sg", "my", "hk", "pk", "ng", "ke", "mt")

#: How far an order settled in this way is to be trusted, as a factor of the date's confidence.
SAID, SEEN, WRITTEN, REGION, LANGUAGE = 1.0, 1.0, 0.85, 0.8, 0.75


@dataclass(frozen=True, slots=True)
class Reading:
    """How date texts of this page are to be read.

    ``now`` is the moment of reading in the site's zone, ``before`` the page's own word on its last change (both naive),
    ``orders`` the order of day and month by separator and ``trusts`` how sure it is, ``label`` the source's own label.
    """

    now: datetime | None
    before: datetime | None = None
    orders: Mapping[str, DateOrder] = field(default_factory=dict)
    trusts: Mapping[str, float] = field(default_factory=dict)
    label: str | None = None

    def parse(self, text: str) -> ParsedDate | None:
        """``text`` as a date, in this page's way."""
        return parse_date(text, now=self.now, order=self.orders, before=self.before)

    @property
    def latest(self) -> datetime | None:
        """The moment after which no date of this page can lie."""
        if self.now is None or self.before is None:
            return self.now or self.before
        return min(self.now, self.before)

    def trust(self, parsed: ParsedDate) -> float:
        """A factor below 1 where day and month could be swapped and only custom says which is which."""
        return self.trusts.get(parsed.separator, 1.0)


def reading_of(
    page: Page,
    head: Head,
    url: str,
    *,
    now: datetime | None,
    said: DateOrder | None,
    label: str | None,
) -> Reading:
    """The way of reading of one page. Its order of day and month is, in this turn, what was ``said`` (by the
    source's file or the site's other pages), what this page's other dates show, how its English writes the month, the
    country of its address or locale, and its language."""
    orders: dict[str, DateOrder] = {}
    trusts: dict[str, float] = {}

    def settle(found: Mapping[str, DateOrder], trust: float) -> None:
        for separator, order in found.items():
            if separator not in orders:
                orders[separator], trusts[separator] = order, trust

    if said is not None:
        settle(dict.fromkeys("/-.", said), SAID)
    else:
        custom, trust = _by_custom(page, head, url)
        # Where the year comes first, 26-10-13 is no 26 October.
        settle(shown_orders(page, year_first="ymd" in custom.values()), SEEN)
        settle(custom, trust)
    return Reading(now, changed_at(head, now), orders, trusts, label)


def shown_orders(page: Page, *, year_first: bool = False) -> dict[str, DateOrder]:
    """Day or month first, by separator, where dates of this page leave no doubt (13/04/2024, 04/13/2024).

    ``year_first``: that is the custom of its language; years of two digits show nothing then."""
    seen: dict[str, set[DateOrder]] = {}
    lines = 0
    for block in page.blocks:
        text = block.text
        # As in every such date a mark stands between digits. Most lines hold no such mark, which is seen in a tenth of
        # the time of a search.
        if len(text) > 2000 or not (
            ("." in text and _DOTTED.search(text))
            or ("/" in text and _SLASHED.search(text))
            or ("-" in text and _DASHED.search(text))
        ):
            continue
        matches = list(_SWAPPABLE.finditer(text))
        lines += bool(matches)
        for match in matches:
            order = None if year_first and len(match[4]) == 2 else _shown_order(match)
            if order is not None:
                seen.setdefault(match[2], set()).add(order)
        if lines >= _MOST_LINES:
            break
    return {separator: orders.pop() for separator, orders in seen.items() if len(orders) == 1}


def _shown_order(match: re.Match[str]) -> DateOrder | None:
    """The order that one numeric date leaves no doubt of: by a number over 12, or by the day of the week before it."""
    first, second = int(match[1]), int(match[3])
    if not 0 < first <= 31 or not 0 < second <= 31 or first == second:
        return None
    if first > 12 or second > 12:
        return None if first > 12 and second > 12 else "dmy" if first > 12 else "mdy"
    word = _WORD_BEFORE.search(match.string[max(0, match.start() - 16) : match.start()])
    weekday = WEEKDAY_NUMBERS.get(word[1].lower()) if word else None
    if weekday is None:
        return None
    year = int(match[4]) if len(match[4]) == 4 else 2000 + int(match[4])
    fits = date(year, second, first).weekday() == weekday, date(year, first, second).weekday() == weekday
    if fits == (True, False):
        return "dmy"
    return "mdy" if fits == (False, True) else None


def page_order(page: Page) -> DateOrder | None:
    """Day or month first in 03/04/2024, where other dates of ``page`` show it beyond doubt."""
    return shown_orders(page).get("/")


def _by_custom(page: Page, head: Head, url: str) -> tuple[dict[str, DateOrder], float]:
    """The order that the page's way of writing, its country or its language suggest, and how sure that is."""
    language = (head.language or "").replace("_", "-")
    if language and language[:2] != "en":
        order = language_order(language)
        return (dict.fromkeys("/-.", order), LANGUAGE) if isinstance(order, str) else ({}, LANGUAGE)
    lines = [block.text[:400] for block in page.blocks[:_MOST_LINES] if _YEAR.search(block.text, 0, 400)]
    month_first = any(map(_MONTH_FIRST.search, lines))
    day_first = any(map(_DAY_FIRST.search, lines))
    if month_first != day_first:
        return {"/": "mdy" if month_first else "dmy"}, WRITTEN
    order_there = _BY_DOMAIN.get(_top_domain(url))
    if order_there is not None:
        return {"/": order_there}, REGION
    for locale in (head.meta.get("og:locale", "").lower().replace("_", "-"), language):
        if locale in ("en-us", "en-ph"):
            return {"/": "mdy"}, LANGUAGE
        if locale[:3] == "en-" and locale[3:5] in _REGIONS_DAY_FIRST:
            return {"/": "dmy"}, REGION
    return {}, LANGUAGE


def _top_domain(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.rsplit(".", 1)[-1]


_CHANGED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dateupdate",
    "dcterms.modified",
    "last-modified",
)


def changed_at(head: Head, now: datetime | None) -> datetime | None:
    """The page's own word on its last change (naive), which its year-less dates do not follow; else None."""
    texts = [head.meta[name] for name in _CHANGED if name in head.meta]
    texts += [stamp for one in head.articles[:1] if isinstance(stamp := one.get("dateModified"), str)]
    for text in texts:
        parsed = parse_date(text[:80])
        if parsed is None:
            continue
        value = parsed.value.replace(tzinfo=None)
        if now is None or value <= now + timedelta(days=1):
            return value
    return None
