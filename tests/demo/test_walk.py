"""Every site can be walked to exactly the articles of the gold, in its own encoding."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from demo.campus import CLASSES
from demo.server import ReplicaServer
from tests.demo.client import get
from tests.demo.walk import canonical, reached

KEYS = tuple(CLASSES)


def _solid(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def folder(calm_server: ReplicaServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sources")
    calm_server.write_sources(path)
    return path


@pytest.mark.parametrize("key", KEYS)
def test_the_listings_lead_to_the_gold_and_to_nothing_else(calm_server: ReplicaServer, folder: Path, key: str) -> None:
    assert reached(folder / f"{key}.toml") == {gold.url for gold in calm_server.gold() if gold.site == key}


@pytest.mark.parametrize("key", ["bitrix", "polytech", "drupal-ru", "drupal-zh", "wordpress"])
def test_a_feed_holds_the_newest_articles(calm_server: ReplicaServer, folder: Path, key: str) -> None:
    gold = [article.url for article in calm_server.gold() if article.site == key]
    found = reached(folder / f"{key}.toml", kinds=("feed",))
    assert found == set(gold[: len(found)])
    assert len(found) >= 10


@pytest.mark.parametrize("key", KEYS)
def test_every_article_shows_its_title_and_text(calm_server: ReplicaServer, key: str) -> None:
    encoding = calm_server.sites[key].facts.encoding
    for gold in (article for article in calm_server.gold() if article.site == key):
        answer = get(gold.url)
        assert answer.status == 200
        words = _solid(re.sub(r"<[^>]*>", "", html.unescape(answer.body.decode(encoding))))
        assert _solid(gold.title) in words
        for block in gold.body:
            assert _solid(block) in words
        assert "{" not in gold.title + "".join(gold.body)


def test_the_charset_is_where_the_site_says_it(calm_server: ReplicaServer) -> None:
    bitrix = get(calm_server.url("bitrix", "/news/"))
    assert bitrix.headers["Content-Type"] == "text/html; charset=windows-1251"
    vsb = get(calm_server.url("vsb", "/xyyw.htm"))
    assert vsb.headers["Content-Type"] == "text/html"
    assert b"charset=GBK" in vsb.body
    assert "学院要闻" in vsb.body.decode("gbk")


def test_duplicates_of_an_article_answer_as_well(calm_server: ReplicaServer) -> None:
    gold = {key: [a for a in calm_server.gold() if a.site == key] for key in ("bitrix", "drupal-ru")}
    special = get(gold["bitrix"][0].url + "?special_version=Y")
    assert special.status == 200
    listing = get(calm_server.url("bitrix", "/news/?special_version=Y")).body.decode("cp1251")
    assert f"{gold['bitrix'][0].path}?special_version=Y" in listing
    newest = calm_server.sites["drupal-ru"].visible(calm_server.clock())[0]
    node = calm_server.url("drupal-ru", f"/node/{2400 + newest.number * 3}")
    assert canonical(node) == gold["drupal-ru"][0].url


def test_every_site_has_robots_and_its_own_not_found_page(calm_server: ReplicaServer) -> None:
    for key in KEYS:
        robots = get(calm_server.url(key, "/robots.txt"))
        assert (robots.status, robots.text.splitlines()[0]) == (200, "User-agent: *")
        missing = get(calm_server.url(key, "/no-such-page"))
        assert missing.status == 404
        assert b"<h1" in missing.body
        assert get(calm_server.url(key, "/favicon.ico")).status == 404
        assert get(calm_server.url(key, "/")).status == 200


def test_a_section_that_needs_a_browser_shows_nothing(calm_server: ReplicaServer) -> None:
    page = get(calm_server.url("script", "/life/")).text
    assert '<div id="app"></div>' in page
    assert "<a " not in page
    assert 'data-url="/ajax/events?page=1"' in get(calm_server.url("script", "/events/")).text
