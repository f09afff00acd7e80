"""Headers of an answer as text."""

from __future__ import annotations

from scrapy.http import Response


def header(response: Response, name: str) -> str | None:
    """The last header of that name exactly as received, None where there is none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
