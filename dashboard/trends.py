"""Trends: flagged articles by week, university, country and partner; charts as images, the numbers in tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from alerts.names import GRADES
from alerts.terms import EVIDENCE_READ, weight
from alerts.text import clean
from dashboard.names import CHARTS
from dashboard.narrowing import choices, found_university
from dashboard.query import NewsFilter
from dashboard.site import Site, the_site
from storage.records import FlagFilter

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

WINDOW = timedelta(days=364)
LONGEST = timedelta(days=3 * 366)
"""Days that are counted: by default a year, at most about three."""
SHOWN = 15
MOST_ROWS = 200
EVIDENCE = 3000
"""The newest flags whose evidence is read for partners; a page says where there are more."""
NO_PARTNERS = frozenset({"country", "concept", "language and culture"})
_WEEK = timedelta(days=7)
_FIRST, _LAST = date(1970, 1, 1), date(9000, 1, 1)
T = TypeVar("T")
Chart = Literal["weeks", "universities", "countries", "partners"]


class TrendQuery(NewsFilter):
    """Which articles are counted; without days those of the last year."""

    def window(self, today: date) -> tuple[date, date]:
        """(first day, last day), at most ``LONGEST`` long."""
        until = min(max(self.until or today, _FIRST), _LAST)
        return max(min(self.since or until - WINDOW, until), until - LONGEST), until


Asked = Annotated[TrendQuery, Query()]


@dataclass(frozen=True, slots=True)
class Trend:
    """What was counted. ``weeks`` are (Monday as ISO day, articles), all of the window; universities (key, name,
    country, articles), countries (code, articles) and partners (name, articles) have the most frequent first.
    ``read`` flags were looked at for partners; ``partners_whole`` says that these are all."""

    since: date
    until: date
    articles: int
    weeks: tuple[tuple[str, int], ...]
    universities: tuple[tuple[str, str, str, int], ...]
    countries: tuple[tuple[str, int], ...]
    partners: tuple[tuple[str, int], ...]
    read: int
    partners_whole: bool


def trend(site: Site, query: TrendQuery) -> Trend:
    """Count, or take what was counted a minute ago."""
    since, until = query.window(site.settings.clock().date())
    wanted = query.model_copy(update={"since": since, "until": until}).filter()
    found: Trend = site.trends.get(wanted, lambda: _count(site, wanted, since, until))
    return found


@router.get("/trends")
def trends(request: Request, query: Asked) -> Response:
    """The charts, and the table behind each."""
    site = the_site(request)
    if (there := found_university(request, site, query)) is not None:
        return there
    found = trend(site, query)
    with site.stores.borrow() as store:
        offered = choices(store, query)
    plain = query.model_copy(update={"limit": NewsFilter.model_fields["limit"].default})
    return site.page(
        request,
        "trends.html",
        query=query,
        trend=found,
        charts={name: plain.address(f"/trends/{name}.svg") for name in CHARTS},
        titles=CHARTS,
        shown=SHOWN,
        choices=offered,
        grades=sorted(GRADES)[1:],
        topics=site.settings.topics,
    )


@router.get("/trends/{name}.svg")
def chart(request: Request, name: Chart, query: Asked) -> Response:
    """One chart, as an image."""
    from dashboard import charts  # the library that draws takes a while to load

    site = the_site(request)
    found = trend(site, query)
    if name == "weeks":
        drawn = site.charts.get(found.weeks, lambda: charts.columns(found.weeks))
    else:
        bars = tuple(_bars(found, name, site.tongue(request).country))
        drawn = site.charts.get(bars, lambda: charts.rows(bars))
    headers = {"Content-Security-Policy": charts.POLICY, "Vary": "Accept-Language, Cookie"}
    return Response(drawn, media_type="image/svg+xml", headers=headers)


def _bars(found: Trend, name: Chart, country: Callable[[str], str]) -> Sequence[tuple[str, int]]:
    if name == "universities":
        return [(label, count) for _, label, _, count in found.universities[:SHOWN]]
    if name == "countries":
        return [(country(code), count) for code, count in found.countries[:SHOWN]]
    return found.partners[:SHOWN]


def _count(site: Site, wanted: FlagFilter, since: date, until: date) -> Trend:
    with site.stores.borrow() as store:
        days = store.flags_by_day(wanted)
        evidence = store.flag_evidence(wanted, limit=EVIDENCE + 1)
    weeks: Counter[str] = Counter()
    universities: Counter[tuple[str, str, str]] = Counter()
    countries: Counter[str] = Counter()
    for row in days:
        day = date.fromisoformat(row.day)
        weeks[(day - timedelta(days=day.weekday())).isoformat()] += row.articles
        universities[row.source_key, clean(row.source_name, 200) or row.source_key, row.country] += row.articles
        countries[row.country] += row.articles
    named = {
        (article_id, clean(entry.get("entity"), 80))
        for article_id, entries in evidence[:EVIDENCE]
        for entry in entries[:EVIDENCE_READ]
        if entry.get("kind") not in NO_PARTNERS and weight(entry) > 0
    }
    partners = Counter(name for _, name in named if name)
    first, last = since - timedelta(days=since.weekday()), until - timedelta(days=until.weekday())
    mondays = [(first + _WEEK * number).isoformat() for number in range((last - first).days // 7 + 1)]
    return Trend(
        since,
        until,
        sum(weeks.values()),
        tuple((monday, weeks[monday]) for monday in mondays),
        tuple((*one, count) for one, count in _ranked(universities)),
        tuple(_ranked(countries)),
        tuple(_ranked(partners)),
        min(len(evidence), EVIDENCE),
        len(evidence) <= EVIDENCE,
    )


def _ranked(counted: Counter[T]) -> list[tuple[T, int]]:
    return sorted(counted.items(), key=lambda one: (-one[1], str(one[0])))[:MOST_ROWS]
