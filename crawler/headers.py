"""Headers of an answer as text, and given back with the next request byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import Response

if TYPE_CHECKING:
    from storage.records import PageRow


def header(response: Response, name: str) -> str | None:
    """The last header of that name exactly as received, None where there is none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def validators(row: PageRow) -> dict[str, bytes]:
    """The headers of a conditional request, the bytes that were received (``header``): a server compares them with its
    own, whatever their encoding. Text that no header gave is not sent as another one: it gets question marks."""
    headers: dict[str, bytes] = {}
    if row.etag:
        headers["If-None-Match"] = row.etag.encode("latin-1", "replace")
    if row.last_modified:
        headers["If-Modified-Since"] = row.last_modified.encode("latin-1", "replace")
    return headers
