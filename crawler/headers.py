"""Headers of an answer as text, and given back with the next request byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import Response

if TYPE_CHECKING:
    from storage.records import PageRow


_LONGEST_VALIDATOR = 1_024
"""Bytes. HTTP sets no bound, but most servers refuse a request whose headers come to 8 kB."""


def header(response: Response, name: str) -> str | None:
    """The last header of that name exactly as received, None where there is none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def validator(value: bytes | None) -> str | None:
    """An ETag or Last-Modified as it is to be kept: exactly as received; None where there is none or it is longer than
    anybody's (a part of it would match nothing)."""
    return value.decode("latin-1") if value and len(value) <= _LONGEST_VALIDATOR else None


def validators(row: PageRow) -> dict[str, bytes]:
    """The headers of a conditional request, the bytes that were received (``header``): a server compares them with its
    own, whatever their encoding. Text that no header gave is not sent as another one: it gets question marks. One that
    is too long, of an older archive, is not sent."""
    kept = {"If-None-Match": row.etag, "If-Modified-Since": row.last_modified}
    return {
        name: text.encode("latin-1", "replace")
        for name, text in kept.items()
        if text and len(text) <= _LONGEST_VALIDATOR
    }
