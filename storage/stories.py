"""Which articles tell one story: the language versions of a page, as the pages themselves name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from articles.address import canonical_address, registered_domain
from storage.records import ArticleItem
from storage.schema import address_key, article

MOST_SIBLINGS = 40
"""More language versions than any site has; a page that names more is not believed further."""


def stories_of_siblings(connection: Connection, items: Sequence[ArticleItem]) -> dict[str, int]:
    """The story of each item that names a stored article as its version in another language; by address.

    Precision first: the sibling must be of the same registered domain and in another language, and the story must
    not hold an article in the item's own language yet (many sites point every hreflang at one and the same page).
    """
    named = {item.address: siblings for item in items if (siblings := _siblings(item))}
    keys = {address_key(address) for siblings in named.values() for address in siblings}
    if not keys:
        return {}
    query = select(article.c.address, article.c.language, article.c.story_id).where(article.c.address_key.in_(keys))
    stored = {row.address: row for row in connection.execute(query)}
    members: dict[int, set[str | None]] = {}
    query_members = select(article.c.story_id, article.c.language).where(
        article.c.story_id.in_({row.story_id for row in stored.values()})
    )
    for number, language in connection.execute(query_members):
        members.setdefault(number, set()).add(language)
    stories: dict[str, int] = {}
    for item in items:
        language = item.article.language
        candidates = sorted(row.story_id for address, row in stored.items() if address in named.get(item.address, {}))
        for number in candidates:
            if language is not None and language not in members[number]:
                stories[item.address] = number
                members[number].add(language)
                break
    return stories


def _siblings(item: ArticleItem) -> Mapping[str, None]:
    """The canonical addresses an item names as its language versions, those of its own registered domain."""
    found: dict[str, None] = {}
    home = _domain(item.address) if item.article.siblings else ""
    for url in list(item.article.siblings.values())[:MOST_SIBLINGS]:
        try:
            address = canonical_address(url)
            if address != item.address and _domain(address) == home:
                found[address] = None
        except ValueError:
            continue  # an address nobody could follow names no sibling
    return found


def _domain(address: str) -> str:
    return registered_domain(urlsplit(address).hostname or "")
