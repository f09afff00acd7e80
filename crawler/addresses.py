"""The address to ask for, where a link's own spelling is one of many."""

from __future__ import annotations

from functools import lru_cache

from articles.address import canonical_address


@lru_cache(maxsize=8192)  # a listing is looked at link by link, and card by card again
def plain_address(url: str) -> str:
    """A link's own scheme, and the canonical rest: without trackers, session ids, display switches and fragment. What
    is no address at all is given back as it is."""
    try:
        return f"{url.partition('://')[0]}://{canonical_address(url).partition('://')[2]}"
    except ValueError:
        return url
