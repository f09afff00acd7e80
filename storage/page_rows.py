"""Writing the pages of a batch as they were received."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, select

from storage.engine import Database
from storage.errors import DatabaseDamaged
from storage.plan import Plan
from storage.raw_pages import (
    FRAMED,
    TOGETHER,
    Base,
    HeldPage,
    pack,
    pack_framed,
    page_key,
    page_values,
    read_bases,
)
from storage.ready import Ready
from storage.records import RawPage
from storage.schema import raw_page

_STORED = Ready(select(raw_page.c.sha256).where(raw_page.c.sha256.in_(bindparam("keys", expanding=True))))


def write_pages(db: Database, connection: Connection, plans: Sequence[Plan]) -> None:
    """Store the page of each plan that writes a version, and note its key in the plan. A page that is stored already
    stays as it is."""
    fresh: defaultdict[str, dict[str, RawPage]] = defaultdict(dict)
    values = []
    for plan in plans:
        if plan.writes:
            page = plan.item.page
            plan.page_sha256 = page.key if isinstance(page, HeldPage) else page_key(page.body)
            base = _base(connection, plan.stored.page_sha256) if plan.stored is not None else None
            if base is None:
                fresh[plan.item.source_key][plan.page_sha256] = page
            elif base.sha256 != plan.page_sha256:
                values.append(page_values(page, plan.page_sha256, pack(page.body, base)))
    keys = [key for pages in fresh.values() for key in pages]
    stored = {row["sha256"] for row in values} | {
        row.sha256 for row in (_STORED.all(connection, {"keys": keys}) if keys else ())
    }
    for pages in fresh.values():
        values += _fresh_values({key: page for key, page in pages.items() if key not in stored})
    if values:
        db.ready(_raw_page).many(connection, values)


def _raw_page(db: Database) -> Insert:
    return db.insert(raw_page).on_conflict_do_nothing()


def _base(connection: Connection, key: str | None) -> Base | None:
    if key is None:
        return None
    try:
        return read_bases(connection, [key]).get(key)
    except DatabaseDamaged:
        return None  # this version is kept whole then; the damage is for the check of the archive to report


def _fresh_values(pages: Mapping[str, RawPage]) -> list[dict[str, Any]]:
    """The rows of pages of one source that are not stored yet: the large ones against the first of them."""
    framed = [key for key, page in pages.items() if isinstance(page, HeldPage) or len(page.body) >= FRAMED]
    first, *others = framed if len(framed) >= TOGETHER else [""]
    packed = {key: pack(page.body) for key, page in pages.items() if key not in others}
    held = {
        key: page.packed for key in others if isinstance(page := pages[key], HeldPage) and page.packed.base == first
    }
    packed |= held
    if others := [key for key in others if key not in held]:
        base = Base(first, pages[first].body, 0)
        packed |= zip(others, pack_framed([pages[key].body for key in others], base), strict=True)
    return [page_values(pages[key], key, packed[key]) for key in packed]
