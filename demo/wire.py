"""Requests and responses of the replica sites, and the answer to conditional requests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a site sees it. ``headers`` has lower-case names; ``base`` is scheme, host and port of the site;
    ``redesigned`` and ``emptied`` say that the site shows its changed template, or lists without items."""

    path: str
    query: str
    headers: dict[str, str]
    base: str
    now: datetime
    redesigned: bool = False
    emptied: bool = False

    def arg(self, name: str) -> str | None:
        """The first value of that query parameter."""
        for key, value in parse_qsl(self.query, keep_blank_values=True):
            if key == name:
                return value
        return None

    def number(self, name: str, default: int) -> int:
        """A query parameter as a whole number; ``default`` where it is absent or none."""
        value = self.arg(name) or ""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else default


@dataclass(slots=True)
class Response:
    """What a site answers; ``headers`` may repeat a name, so it is a list of pairs."""

    body: bytes
    status: int = 200
    content_type: str = HTML
    etag: str | None = None
    last_modified: datetime | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)

    def validators(self) -> list[tuple[str, str]]:
        """The headers that let a client ask "only if it changed"."""
        pairs = [] if self.etag is None else [("ETag", self.etag)]
        return pairs if self.last_modified is None else [*pairs, ("Last-Modified", http_date(self.last_modified))]


def etag_of(body: bytes | str, *, weak: bool = False) -> str:
    """An entity tag made from the content."""
    data = body.encode() if isinstance(body, str) else body
    tag = f'"{hashlib.sha256(data).hexdigest()[:20]}"'
    return f"W/{tag}" if weak else tag


def http_date(moment: datetime) -> str:
    """The date form of HTTP headers, in GMT."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def rss_date(moment: datetime) -> str:
    """The date form of RSS with the moment's own offset."""
    return format_datetime(moment)


def is_conditional(headers: dict[str, str]) -> bool:
    """Whether the client asked "only if it changed"."""
    return "if-none-match" in headers or "if-modified-since" in headers


def not_modified(request: Request, response: Response) -> bool:
    """Whether 304 is the right answer: weak comparison of tags, else Last-Modified equal to the second, as nginx."""
    if response.status != 200:
        return False
    asked = request.headers.get("if-none-match")
    if asked is not None:
        tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
        return response.etag is not None and (response.etag.removeprefix("W/") in tags or "*" in tags)
    since = request.headers.get("if-modified-since")
    return since is not None and response.last_modified is not None and since == http_date(response.last_modified)
