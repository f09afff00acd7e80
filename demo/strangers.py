"""Four more sites in shapes that none of the replica sites has: the measure of what ``vestnik add`` can find.

They stand apart from the campus: the gold file, the demo and the tests of the replica sites know nothing of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from demo.days import days_back, moment, shift
from demo.items import build_items, make_item
from demo.news import Story, draw, load_stories
from demo.records import Block, Item, SiteFacts
from demo.sites.base import Site
from demo.sites.flat import FlatSite
from demo.sites.joomla import JoomlaSite
from demo.sites.sudy import SudySite
from demo.sites.typo3 import Typo3Site

_NEWS = Path(__file__).with_name("strangers.toml")
_COUNT = 46

STRANGERS: tuple[SiteFacts, ...] = (
    SiteFacts(
        key="joomla",
        host="joomla",
        group="joomla",
        name="Technische Hochschule Brackenau",
        name_en="Brackenau University of Technology",
        short="THB",
        language="de",
        zone=ZoneInfo("Europe/Berlin"),
        newest=date(2025, 3, 14),
        country="DE",
    ),
    SiteFacts(
        key="typo3",
        host="typo3",
        group="typo3",
        name="Northfield College",
        name_en="Northfield College",
        short="NFC",
        language="en",
        zone=ZoneInfo("Europe/London"),
        newest=date(2025, 1, 20),
        country="GB",
    ),
    SiteFacts(
        key="flat",
        host="flat",
        group="flat",
        name="Көкжиек университеті",
        name_en="Kokzhiek University",
        short="КУ",
        language="kk",
        zone=ZoneInfo("Asia/Almaty"),
        newest=date(2024, 11, 2),
        country="KZ",
    ),
    SiteFacts(
        key="sudy",
        host="sudy",
        group="sudy",
        name="临江理工学院",
        name_en="Linjiang Institute of Technology",
        short="临理工",
        language="zh",
        zone=ZoneInfo("Asia/Shanghai"),
        newest=date(2024, 12, 9),
        country="CN",
    ),
)

_CLASSES: Mapping[str, type[Site]] = {
    "joomla": JoomlaSite,
    "typo3": Typo3Site,
    "flat": FlatSite,
    "sudy": SudySite,
}


def build_strangers(now: datetime) -> dict[str, Site]:
    """Fresh stranger sites by source key. ``now`` is not used: their days are fixed."""
    return {facts.key: _CLASSES[facts.key](facts, _items(facts)) for facts in STRANGERS}


def _items(facts: SiteFacts) -> list[Item]:
    if facts.newest is None:
        raise ValueError(f"{facts.key}: its newest day is missing")
    if facts.language in ("en", "zh"):
        return build_items(facts, load_stories(), keys=[facts.key], languages=[facts.language], today=facts.newest)
    offsets = days_back(facts.group, _COUNT)
    return [_invented(facts, place, shift(facts.newest, offset)) for place, offset in enumerate(offsets)]


def _invented(facts: SiteFacts, place: int, day: date) -> Item:
    news, key = _news()[facts.language], f"{facts.group}/{place}"
    subjects, acts = news["subjects"], news["acts"]
    title = f"{subjects[place % len(subjects)]} {acts[place // len(subjects)]}"
    sentences = [news["sentences"][(place + step) % len(news["sentences"])] for step in range(5)]
    body = [Block("p", text.replace("{n}", str(draw(f"{key}/{text}", 40) + 3))) for text in sentences]
    rubric = news["rubrics"][draw(key, len(news["rubrics"]))]
    story = Story(key, 0, False, "invented for a stranger site", {"en": f"rubric-{draw(key, 4)}"}, {})
    at = moment(day, facts.zone, key)
    return make_item(facts, number=_COUNT - place, title=title, blocks=body, at=at, rubric=rubric, story=story)


@cache
def _news() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_NEWS.read_text(encoding="utf-8"))
