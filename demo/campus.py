"""The universities of the replica sites, and all sites built from the invented news."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from demo.items import build_items
from demo.news import Story, load_stories
from demo.records import SiteFacts
from demo.sites.base import Site
from demo.sites.bitrix import BitrixSite
from demo.sites.drupal import DrupalSite
from demo.sites.institute import InstituteSite
from demo.sites.polytech import PolytechEnglishSite, PolytechSite
from demo.sites.relative import RelativeSite
from demo.sites.script import ScriptSite
from demo.sites.vsb import VsbSite
from demo.sites.wordpress import WordPressSite

_MOSCOW = ZoneInfo("Europe/Moscow")

FACTS: tuple[SiteFacts, ...] = (
    SiteFacts(
        key="bitrix",
        host="bitrix",
        group="bitrix",
        name="Приозёрский государственный университет",
        name_en="Priozersk State University",
        short="ПрГУ",
        language="ru",
        zone=_MOSCOW,
        newest=date(2024, 5, 30),
        encoding="windows-1251",
    ),
    SiteFacts(
        key="polytech",
        host="polytech",
        group="polytech",
        name="Северский политехнический университет",
        name_en="Seversk Polytechnic University",
        short="СевПУ",
        language="ru",
        zone=_MOSCOW,
        newest=date(2018, 6, 1),
    ),
    SiteFacts(
        key="polytech-en",
        host="english.polytech",
        group="polytech-en",
        name="Seversk Polytechnic University",
        name_en="Seversk Polytechnic University",
        short="SevPU",
        language="en",
        zone=_MOSCOW,
        newest=date(2024, 6, 20),
    ),
    SiteFacts(
        key="institute",
        host="institute",
        group="institute",
        name="Институт промышленного менеджмента СПбПУ",
        name_en="Institute of Industrial Management, SPbPU",
        short="SPbPU",
        language="en",
        zone=_MOSCOW,
        newest=date(2024, 7, 5),
    ),
    *(
        SiteFacts(
            key=f"drupal-{language}",
            host=host,
            group="drupal",
            name=name,
            name_en="Zarechny State University",
            short=short,
            language=language,
            zone=_MOSCOW,
            newest=date(2025, 2, 4),
        )
        for language, host, name, short in (
            ("ru", "drupal", "Зареченский государственный университет", "ЗарГУ"),
            ("en", "english.drupal", "Zarechny State University", "ZSU"),
            ("zh", "chinese.drupal", "扎列奇内国立大学", "扎国大"),
        )
    ),
    SiteFacts(
        key="wordpress",
        host="wordpress",
        group="wordpress",
        name="Приморский институт точных машин",
        name_en="Primorye Institute of Precision Machines",
        short="ПИТМ",
        language="ru",
        zone=ZoneInfo("Asia/Vladivostok"),
        newest=date(2024, 3, 12),
    ),
    SiteFacts(
        key="relative",
        host="relative",
        group="relative",
        name="Озёрский технический институт",
        name_en="Ozersk Technical Institute",
        short="ОзТИ",
        language="ru",
        zone=_MOSCOW,
        newest=None,
    ),
    SiteFacts(
        key="vsb",
        host="vsb",
        group="vsb",
        name="安加拉理工大学中文网",
        name_en="Angara University of Technology, site in Chinese",
        short="安理大",
        language="zh",
        zone=ZoneInfo("Asia/Irkutsk"),
        newest=date(2024, 4, 18),
        encoding="gbk",
    ),
    SiteFacts(
        key="script",
        host="script",
        group="script",
        name="Институт цифровых ремёсел",
        name_en="Institute of Digital Crafts",
        short="ИЦР",
        language="ru",
        zone=_MOSCOW,
        newest=date(2024, 9, 10),
    ),
)

CLASSES: Mapping[str, type[Site]] = {
    "bitrix": BitrixSite,
    "polytech": PolytechSite,
    "polytech-en": PolytechEnglishSite,
    "institute": InstituteSite,
    "drupal-ru": DrupalSite,
    "drupal-en": DrupalSite,
    "drupal-zh": DrupalSite,
    "wordpress": WordPressSite,
    "relative": RelativeSite,
    "vsb": VsbSite,
    "script": ScriptSite,
}

_HOSTS = ("drupal-ru", "drupal-en", "drupal-zh")
SIBLINGS: Mapping[str, tuple[str, ...]] = dict.fromkeys(_HOSTS, _HOSTS)
"""For each host of a site in several languages, all of them."""


@cache
def _stories() -> tuple[Story, ...]:
    return load_stories()


def build_sites(now: datetime) -> dict[str, Site]:
    """Fresh sites by source key; ``now`` gives the today from which "relative" counts back."""
    sites: dict[str, Site] = {}
    for facts in FACTS:
        twins = [other for other in FACTS if other.group == facts.group]
        items = build_items(
            facts,
            _stories(),
            keys=[twin.key for twin in twins],
            languages=[twin.language for twin in twins],
            today=now.astimezone(facts.zone).date(),
        )
        sites[facts.key] = CLASSES[facts.key](facts, items)
    hosts = {site.facts.language: site for site in sites.values() if isinstance(site, DrupalSite)}
    for site in hosts.values():
        site.siblings = hosts
    return sites
