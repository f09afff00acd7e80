"""What is to become of each item of a batch: new, an edit, unchanged, or a page that repeats another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, select

from articles.compare import compare_versions
from articles.fingerprint import text_keys
from articles.records import Change
from storage import rows
from storage.raw_pages import page_key
from storage.ready import Ready
from storage.records import ArticleItem
from storage.schema import address_key, article, article_version

SAME_AT_MOST = 2
"""A page that goes back and forth between two texts is stored this often with each of them, then no more."""
_EARLIER = 20

_STORED_COLUMNS = (
    article.c.id,
    article.c.address,
    article.c.address_key,
    article.c.source_key,
    article.c.version,
    article.c.title,
    article.c.body,
    article.c.published_day,
    article.c.content_hash,
    article.c.first_seen_at,
    article.c.page_sha256,
    article.c.story_id,
    article.c.gone_at,
)
_STORED = Ready(select(*_STORED_COLUMNS).where(article.c.address_key.in_(bindparam("keys", expanding=True))))
_NEW = Change("new")


@dataclass(slots=True)
class Plan:
    """What is to become of one item. ``stored`` is the article's own row, or a duplicate's original. ``joined``: the
    story was there before; ``twin``: the earlier plan of the batch whose story a new article shares."""

    item: ArticleItem
    outcome: Literal["new", "edited", "unchanged", "duplicate"]
    change: Change
    stored: Any | None = None
    page_sha256: str = ""
    article_id: int = 0
    version: int = 1
    alerts: int = 0
    story_id: int = 0
    joined: bool = False
    twin: Plan | None = None

    @property
    def keys(self) -> tuple[int, ...]:
        """The keys of the item's text in the index of near duplicates, computed once."""
        if self.item.text_keys is None:
            self.item.text_keys = text_keys(self.item.article.body)
        return self.item.text_keys

    @property
    def repeats(self) -> bool:
        """True where the item is a page of an article that is stored under another address."""
        return self.stored is not None and self.stored.address != self.item.address

    @property
    def day(self) -> str | None:
        """The published day after this item: the article's own page says it, and a reading without one keeps it."""
        kept = self.stored.published_day if self.stored is not None else None
        return kept if self.repeats else rows.stated_day(self.item.article, kept)

    @property
    def writes(self) -> bool:
        """True where a version is to be written."""
        return self.outcome in ("new", "edited")


_EARLIER_VERSIONS = (
    select(article_version.c.title, article_version.c.body, article_version.c.published_day)
    .where(article_version.c.article_id == bindparam("article"), article_version.c.version < bindparam("version"))
    .order_by(article_version.c.version.desc())
    .limit(_EARLIER)
)


def plan_items(connection: Connection, items: Sequence[ArticleItem]) -> list[Plan]:
    """The plan of each item, in order; none of them may refer to another."""
    known = _by_address(
        connection, {a for item in items for a in (item.address, item.duplicate_of, rows.known_as(item)) if a}
    )
    plans = []
    for item in items:
        stored = known.get(item.address)
        original, read = known.get(item.duplicate_of or ""), known.get(rows.known_as(item))
        if stored is not None:
            plans.append(_plan_known(connection, item, stored))
        elif original is not None:
            plans.append(Plan(item, "duplicate", _NEW, original, article_id=original.id, version=original.version))
        elif read is not None:  # another page of that article: what changed here changed there
            plans.append(_plan_known(connection, item, read))
        else:
            plans.append(Plan(item, "new", _NEW))
    return plans


def _by_address(connection: Connection, addresses: Iterable[str]) -> Mapping[str, Any]:
    wanted = set(addresses)
    found = _STORED.all(connection, {"keys": [address_key(address) for address in wanted]})
    return {row.address: row for row in found if row.address in wanted}


def _plan_known(connection: Connection, item: ArticleItem, stored: Any) -> Plan:
    plan = Plan(item, "unchanged", Change("unchanged"), stored, article_id=stored.id, version=stored.version)
    plan.story_id = stored.story_id
    same = stored.content_hash == item.content_hash and stored.published_day == plan.day
    fresh = item.known is not None and item.known.version == stored.version
    change = item.change
    if not same and (not fresh or change is None):
        change = _change(stored, plan)
    if same or change is None or change.kind == "unchanged" or _read_otherwise(plan) or _flaps(connection, plan):
        plan.outcome = "duplicate" if plan.repeats else "unchanged"
        return plan
    return replace(plan, outcome="edited", change=change, version=stored.version + 1)


def _read_otherwise(plan: Plan) -> bool:
    """True where the page is the stored one byte for byte and only its reading differs: the program was updated, nobody
    edited the article (``vestnik replay`` takes the new reading over)."""
    item, stored = plan.item, plan.stored
    if stored is None or stored.content_hash == item.content_hash:
        return False
    return bool(page_key(item.page.body) == stored.page_sha256)


def _flaps(connection: Connection, plan: Plan) -> bool:
    """True where this text, with this day, was stored often enough before: the page goes back and forth."""
    earlier = connection.execute(_EARLIER_VERSIONS, {"article": plan.article_id, "version": plan.version}).all()
    return sum(_change(version, plan).kind == "unchanged" for version in earlier) >= SAME_AT_MOST


def _change(old: Any, plan: Plan) -> Change:
    return compare_versions(
        old_title=old.title,
        old_body=old.body,
        old_day=old.published_day,
        new_title=plan.item.article.title,
        new_body=plan.item.article.body,
        new_day=plan.day,
    )
