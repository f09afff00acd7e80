"""The filter's choice of universities: a list of all, or, where there are very many, a field for part of a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from dashboard.query import NewsFilter
from dashboard.site import Site
from storage import Store
from storage.health_board import SourceState

MOST_LISTED = 100
"""Universities that a list names: a thousand would be most of each page's bytes."""
MOST_FOUND = 20
FIELD = "university"
"""The field's parameter. It is never part of an address that anything leads to: what it finds is."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: ``listed`` universities, by name; with ``typed`` there are too many, and these are those that
    are chosen already. ``countries`` by code."""

    listed: tuple[SourceState, ...]
    typed: bool
    countries: tuple[str, ...]


def choices(store: Store, query: NewsFilter) -> Choices:
    """What the filter of a page offers."""
    states = store.board().states()
    typed = len(states) > MOST_LISTED
    listed = [one for one in states if one.key in query.source] if typed else states
    known = {one.key for one in states}
    listed += [SourceState(key, key, "", "") for key in query.source if key not in known]
    countries = tuple(sorted({one.country for one in states}.union(query.country)))
    return Choices(tuple(sorted(listed, key=lambda one: (one.name, one.key))), typed, countries)


def named(states: Sequence[SourceState], text: str) -> list[SourceState]:
    """The universities whose name or key holds a text."""
    part = text.strip().casefold()
    return [one for one in states if part in one.name.casefold() or part in one.key]


def found_university(request: Request, site: Site, query: NewsFilter) -> Response | None:
    """Where something was typed into the field: the way to the same page with the universities it names; where it names
    none, it stands in their place, and nothing passes the filter."""
    text = request.query_params.get(FIELD, "").strip()[:64]
    if not text:
        return None
    with site.stores.borrow() as store:
        keys = [one.key for one in named(store.board().states(), text)[:MOST_FOUND]]
    chosen = [*query.source, *(keys or [text])]
    changes = {"source": list(dict.fromkeys(chosen))[:50], "cursor": None}  # another list, from its beginning
    return RedirectResponse(query.address(request.url.path, **changes), 303)
