"""Language versions: the pages an article names as its own in other languages belong to its story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, select, update

from articles.address import canonical_address, registered_domain
from storage.engine import Database
from storage.plan import Plan
from storage.records import ArticleItem
from storage.schema import address_key, article, story

MOST_SIBLINGS = 40
"""More language versions than any site has; a page that names more is not believed further."""


def join_language_versions(db: Database, connection: Connection, plans: Sequence[Plan]) -> None:
    """Give each plan of a new article the story of the stored articles it names as its language versions, and make one
    story of two where a page, new or read again, shows that they are one.

    Precision first: the named page must be of the same registered domain and in another language, and no story gets a
    second article in one language this way (many sites point every hreflang at one and the same page).
    """
    named = {id(plan): found for plan in plans if plan.outcome != "duplicate" and (found := _named(plan.item))}
    keys = {address_key(address) for addresses in named.values() for address in addresses}
    if not keys:
        return
    query = select(article.c.address, article.c.story_id).where(article.c.address_key.in_(keys))
    stories = {row.address: row.story_id for row in connection.execute(query)}
    members = _languages(connection, {*stories.values(), *(plan.story_id for plan in plans if plan.story_id)})
    merged: dict[int, int] = {}
    for plan in plans:
        told = {_living(merged, stories[address]) for address in named.get(id(plan), ()) if address in stories}
        if plan.item.article.language is not None and told:
            _join(plan, sorted(told), members, merged)
    if merged:
        db.one_at_a_time(connection)
        _merge(connection, merged)
        for plan in plans:
            plan.story_id = _living(merged, plan.story_id)


def _join(plan: Plan, found: Sequence[int], members: dict[int, set[str | None]], merged: dict[int, int]) -> None:
    """Join the plan's article, then story after story, as long as no language stands in both."""
    own = _living(merged, plan.story_id) if plan.story_id else 0
    languages = members[own] if own else {plan.item.article.language}
    for number in found:
        if number == own or languages & members[number]:
            continue
        if own:
            merged[max(own, number)] = min(own, number)
        own = min(own, number) if own else number
        languages = members[own] = languages | members[number]
    plan.joined = plan.joined or (own != 0 and plan.outcome == "new")
    plan.story_id = own


def _living(merged: Mapping[int, int], number: int) -> int:
    """The story that this one became part of, or itself."""
    while number in merged:
        number = merged[number]
    return number


def _merge(connection: Connection, merged: Mapping[int, int]) -> None:
    for lost in merged:
        of_it = update(article).where(article.c.story_id == lost)
        connection.execute(of_it.values(story_id=_living(merged, lost)))
    connection.execute(delete(story).where(story.c.id.in_(merged)))


def _languages(connection: Connection, stories: set[int]) -> dict[int, set[str | None]]:
    found: dict[int, set[str | None]] = {number: set() for number in stories}
    query = select(article.c.story_id, article.c.language).where(article.c.story_id.in_(stories))
    for number, language in connection.execute(query):
        found[number].add(language)
    return found


def _named(item: ArticleItem) -> Mapping[str, None]:
    """The canonical addresses an item names as its language versions or as its original, those of its own registered
    domain."""
    found: dict[str, None] = {}
    named = list(item.article.siblings.values())[:MOST_SIBLINGS]
    if item.article.canonical_url is not None:
        named.append(item.article.canonical_url)
    home = _domain(item.address) if named else ""
    for url in named:
        try:
            address = canonical_address(url)
            if address != item.address and _domain(address) == home:
                found[address] = None
        except ValueError:
            continue  # an address nobody could follow names no sibling
    return found


def _domain(address: str) -> str:
    return registered_domain(urlsplit(address).hostname or "")
