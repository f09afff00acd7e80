"""The address to ask for: of a link whose spelling is one of many, of the list of one month or year; a host's name."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from articles.address import canonical_address

_USUAL_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000  # characters of an address that others count from


@lru_cache(maxsize=8192)  # a listing is looked at link by link, and card by card again
def plain_address(url: str) -> str:
    """A link's own scheme, and the canonical rest: without trackers, session ids, display switches and fragment. What
    is no address at all is given back as it is."""
    try:
        return f"{url.partition('://')[0]}://{canonical_address(url).partition('://')[2]}"
    except ValueError:
        return url


def base_address(tree: LexborHTMLParser, url: str) -> str:
    """What a page's relative addresses count from: what it says, or its own ``url`` where that is no address or longer
    than any is (each of its links would be as long)."""
    node = tree.css_first("base[href]")
    if node is None:
        return url
    try:
        base = urljoin(url, node.attributes.get("href") or "")
    except ValueError:
        return url
    return base if len(base) <= _LONGEST else url


def period_address(template: str, back: int, today: date) -> str:
    """The address of the list of one month or year by an ``archive`` template: 0 is that of ``today``, 1 the one before
    it. Without ``{month}`` the lists are of years."""
    months = today.year * 12 + today.month - 1 - back * (1 if "{month}" in template else 12)
    return template.replace("{year}", str(months // 12)).replace("{month}", f"{months % 12 + 1:02}")


def host_name(url: str) -> str:
    """The name under which an address's host has its turn: the same for http and https, for ``www.`` and without, and
    for every spelling; with the port where it is an unusual one. ValueError for what is no address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    bare = host.removeprefix("www.")
    host = f"[{host}]" if ":" in host else bare if "." in bare else host
    port = parts.port if parts.port != _USUAL_PORTS.get(parts.scheme.lower()) else None
    return f"{host}:{port}" if port is not None else host
