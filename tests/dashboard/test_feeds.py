"""Feeds as feed readers take them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import feedparser
import pytest
from starlette.testclient import TestClient

from storage import Store
from tests.alerts.conftest import HOSTILE
from tests.alerts.stored import SOURCE, item
from tests.dashboard.conftest import NOW

TITLE = HOSTILE.replace("\ud800", "")


@pytest.mark.parametrize(("kind", "version"), [("rss", "rss20"), ("atom", "atom10")])
@pytest.mark.parametrize("asked", ["", "?q=tianjin", "?grade=3&country=RU&q=tianjin%20OR%20%22%3Cb%3E%22"])
def test_xml_feeds_are_valid_even_of_hostile_titles(
    client: TestClient, crawled: Callable[..., None], kind: str, version: str, asked: str
) -> None:
    crawled({"title": TITLE, "body": f"Tianjin {TITLE}"}, {"title": "plain"})
    answer = client.get(f"/feed.{kind}{asked}")
    read = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert (read.bozo, read.version, len(read.entries)) == (False, version, 2)
    own = next(link.href for link in read.feed.links if link.rel == "self")
    assert own.startswith(f"http://localhost/feed.{kind}")
    assert client.get(own).content == answer.content
    assert len({entry.id for entry in read.entries}) == 2
    for entry in read.entries:
        assert entry.updated_parsed[:6] == NOW.timetuple()[:6]
        assert "<script" not in entry.summary or entry.summary_detail.type == "text/plain"
        assert entry.link.startswith("https://institute.example/")


@pytest.mark.parametrize("asked", ["", "?q=tianjin"])
def test_json_feeds_have_what_version_1_1_asks(client: TestClient, crawled: Callable[..., None], asked: str) -> None:
    crawled({"title": TITLE, "body": f"Tianjin {TITLE}"}, {"title": "plain"})
    answer = client.get(f"/feed.json{asked}")
    assert answer.headers["content-type"].startswith("application/feed+json")
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"http://localhost/feed.json{asked}"
    assert {"plain"} < {one["title"] for one in feed["items"]}
    assert all(one["id"] and one["content_text"] and one["date_modified"] for one in feed["items"])


def test_an_article_keeps_its_name_when_it_changes_and_says_when(
    client: TestClient, crawled: Callable[..., None], store: Store
) -> None:
    crawled({"title": "Guests"})
    (before,) = client.get("/feed.json").json()["items"]
    run = store.begin_run(SOURCE.key, now=NOW, worker="test")
    later = NOW + timedelta(hours=3)
    store.save_items([item(1, run, later, title="Guests", body="Guests came from Tianjin.")], routes=[], now=later)
    for asked in ("", "?q=guests"):
        (after,) = client.get(f"/feed.json{asked}").json()["items"]
        assert after["id"] == before["id"]
        assert (after["date_published"], after["date_modified"]) == (NOW.isoformat(), later.isoformat())


def test_a_feed_takes_filters_and_says_what_is_wrong(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({"title": "main", "grade": 3}, {"title": "lesser", "grade": 2})
    assert [one["title"] for one in client.get("/feed.json?grade=3").json()["items"]] == ["main"]
    assert "write for instance" in client.get("/feed.atom?q=***").json()["detail"]
    assert client.get("/feed.rss?grade=7").status_code == 422
