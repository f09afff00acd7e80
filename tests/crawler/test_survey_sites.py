"""A survey from nothing but a home address: the way in is found, and a walk of it finds every article alone.

The strangers were written before the survey, in shapes that no replica site has.
"""

from __future__ import annotations

import pytest

from articles.address import canonical_address
from demo.campus import build_sites
from demo.gold import gold_articles
from demo.strangers import build_strangers
from tests.crawler.survey_sites import NOW, fetch_from, found, surveyed, walked

SITES = {**build_sites(NOW), **build_strangers(NOW)}
PORT = 8000


@pytest.mark.parametrize("key", SITES)
def test_every_article_is_found_from_the_home_page(key: str) -> None:
    site = SITES[key]
    base = f"http://{site.facts.host}.localhost:{PORT}"
    fetch = fetch_from(SITES)
    result = surveyed(fetch, base + "/")
    source = found(result)
    siblings = {sibling.facts.key: sibling for sibling in SITES.values() if sibling.facts.group == site.facts.group}
    gold = gold_articles(siblings, lambda one: f"http://{one.facts.host}.localhost:{PORT}", NOW)
    wanted = {canonical_address(article.url) for article in gold if article.site == key}
    reached = {_alias(url, site) for url in walked(source, fetch)}
    right = wanted & reached
    assert len(right) >= 0.99 * len(wanted), wanted - reached
    assert len(right) >= 0.99 * len(reached), reached - wanted
    assert result.requests <= 20
    assert site.facts.language in source.languages
    assert [sample.problem for sample in result.samples] == [None] * 5


def _alias(url: str, site: object) -> str:
    """Drupal's /node/N is another address of an article: its page names the one it stands at."""
    for item in getattr(site, "items", ()):
        if "/node/" in url and url.endswith(f"/node/{site.node(item)}"):  # type: ignore[attr-defined]
            return canonical_address(url.partition("/node/")[0] + item.path)
    return url


def test_a_site_that_scripts_fill_is_told_so_with_the_address_that_helps() -> None:
    result = surveyed(fetch_from(SITES), f"http://script.localhost:{PORT}/")
    kinds = [(entry.kind, entry.url.partition(f"{PORT}")[2].partition("?")[0]) for entry in found(result).entries]
    assert kinds == [("listing", "/ajax/events"), ("json", "/science/"), ("json", "/api/getfeed/")]
    assert any("/ajax/events" in words for words in result.doubts)
    assert any("/life/" in words and "browser" in words for words in result.help)


def test_a_page_that_only_a_browser_can_read_is_no_source() -> None:
    result = surveyed(fetch_from(SITES), f"http://script.localhost:{PORT}/life/")
    assert result.source is None
    assert "scripts fill the pages" in (result.problem or "")
    assert any("JSON address" in words for words in result.help)


@pytest.mark.parametrize("start", ["/news/", "/news/rss/", "article"])
def test_section_feed_and_article_lead_to_the_same_source(start: str) -> None:
    site = SITES["bitrix"]
    path = site.items[7].path if start == "article" else start
    source = found(surveyed(fetch_from(SITES), f"http://bitrix.localhost:{PORT}{path}"))
    assert [entry.url.partition(f"{PORT}")[2] for entry in source.entries] == ["/news/rss/", "/news/"]
    assert source.name == "Приозёрский государственный университет"


def test_the_zone_of_a_country_with_many_comes_from_the_offset_of_machine_dates() -> None:
    source = found(surveyed(fetch_from(SITES), f"http://wordpress.localhost:{PORT}/"))
    assert (source.country, source.timezone) == ("RU", "Asia/Vladivostok")
