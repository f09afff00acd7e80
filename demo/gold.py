"""The gold: what a faithful reader must find on the replica sites. ``python -m demo.gold`` rewrites gold.jsonl."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from demo.campus import SIBLINGS, build_sites
from demo.records import Block, GoldArticle, Item
from demo.sites.base import Site

GOLD = Path(__file__).with_name("gold.jsonl")


def gold_articles(sites: Mapping[str, Site], base: Callable[[Site], str], now: datetime) -> list[GoldArticle]:
    """The gold of all sites as they are at ``now``, site by site, newest first."""
    return [_gold(site, item, sites, base, now) for site in sites.values() for item in site.visible(now)]


def gold_lines(now: datetime) -> list[str]:
    """The lines of gold.jsonl: the same for every port and every day (bodies are left to the sites themselves)."""
    lines = []
    for gold in gold_articles(build_sites(now), lambda site: "", now):
        counted = gold.days_before is not None
        data = {
            "site": gold.site,
            "path": gold.path,
            "title": gold.title,
            **({"days_before": gold.days_before} if counted else {"day": gold.day}),
            "language": gold.language,
            "grade": gold.grade,
            "near_miss": gold.near_miss,
            "why": gold.why,
            "story_id": gold.story_id,
            **({"siblings": dict(gold.siblings)} if gold.siblings else {}),
        }
        lines.append(json.dumps(data, ensure_ascii=False))
    return lines


def _gold(site: Site, item: Item, sites: Mapping[str, Site], base: Callable[[Site], str], now: datetime) -> GoldArticle:
    facts = site.facts
    day = None if item.published is None else item.published.date().isoformat()
    today = now.astimezone(facts.zone).date()
    days_before = (today - item.entered.date()).days if facts.newest is None else None
    siblings = {}
    for key in SIBLINGS.get(facts.key, ()):
        twin = next((other for other in sites[key].visible(now) if other.story_id == item.story_id), None)
        if twin is not None:
            siblings[sites[key].facts.language] = (base(sites[key]) or f"{key}:") + twin.path
    return GoldArticle(
        site=facts.key,
        url=base(site) + item.path,
        path=item.path,
        title=item.title,
        day=day,
        language=item.language,
        grade=item.grade,
        near_miss=item.near_miss,
        why=item.why,
        story_id=item.story_id,
        siblings=siblings,
        days_before=days_before,
        body=tuple(_words(block) for block in item.blocks),
    )


def _words(block: Block) -> str:
    return " ".join(cell for row in block.rows for cell in row) if block.rows else block.text


if __name__ == "__main__":
    GOLD.write_text("\n".join(gold_lines(datetime.now(UTC))) + "\n", encoding="utf-8")
    print(f"{GOLD} rewritten")
