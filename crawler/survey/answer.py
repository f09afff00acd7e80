"""One fetched page, as the survey of a site looks at it: decoded and parsed once, when first asked for."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from articles.decode import decode
from articles.tree import parse
from crawler.addresses import base_address


class Answer:
    """What came for one address. ``status`` is 0 and ``problem`` says why where nothing came; ``url`` is where
    redirects ended; ``charset`` is the header's word."""

    def __init__(
        self,
        asked: str,
        *,
        url: str = "",
        status: int = 0,
        body: bytes = b"",
        content_type: str = "",
        charset: str | None = None,
        at: datetime,
        problem: str | None = None,
    ) -> None:
        self.asked = asked
        self.url = url or asked
        self.status = status
        self.body = body
        self.content_type = content_type
        self.charset = charset
        self.at = at
        self.problem = problem or (None if status == 200 else f"answered {status}")

    @property
    def ok(self) -> bool:
        """True where a page came."""
        return self.problem is None

    @property
    def is_html(self) -> bool:
        """True for a web page, by its bytes: types of fragments and of feeds lie."""
        head = self.body[:2000].lstrip().lower()
        return self.ok and not self.is_feed and not head.startswith((b"{", b"[", b"%pdf"))

    @property
    def is_feed(self) -> bool:
        """True for RSS, RDF or Atom."""
        head = self.body[:2000].lower()
        return b"<rss" in head or b"<rdf:rdf" in head or (b"<feed" in head and b"<html" not in head)

    @property
    def is_json(self) -> bool:
        """True where the bytes begin as JSON does."""
        return self.ok and self.body[:200].lstrip()[:1] in (b"{", b"[")

    @cached_property
    def text(self) -> str:
        """The page as text."""
        return decode(self.body, self.charset)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The page as a tree."""
        return parse(self.text)

    @cached_property
    def base(self) -> str:
        """What relative addresses of the page count from."""
        return base_address(self.tree, self.url)


def hint_of_status(status: int) -> str:
    """What a person can do where a page answered with a status other than 200."""
    if status in (401, 403, 407, 429, 451):
        return "the site does not let this program in: a contact in [crawl] may help, or another way in"
    if status in (404, 410):
        return "it has moved: `vestnik add` with the site's address finds the new way in"
    return "the site has trouble; try again later"
