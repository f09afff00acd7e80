"""What a source's file says of its pages, in the reader's words."""

from __future__ import annotations

from datetime import datetime

from articles import Hints
from sources import Source


def site_hints(source: Source, moment: datetime) -> Hints:
    """The hints for a page of ``source`` that was fetched at that (aware) moment."""
    said = source.hints.at(moment)
    return Hints(
        title_selector=said.title,
        body_selector=said.body,
        date_selector=said.date,
        date_label=said.date_label,
        date_order=said.date_order,
        remove_selectors=said.remove,
        timezone=source.timezone,
        languages=source.languages,
    )
