"""The JSON API, the feed, the health page, and who may be served."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from dashboard.server import build
from storage import Store
from tests.alerts.conftest import HOSTILE
from tests.alerts.stored import crawl
from tests.dashboard.conftest import NOW


def test_flags_are_listed_with_their_evidence_and_walked_to_the_end(client: TestClient, crawled: Callable[..., None]):
    crawled(*({"title": f"n{n}", "day": datetime(2024, 6, n)} for n in range(1, 8)))
    titles, address = [], "/api/flags?limit=3"
    while address:
        answer = client.get(address).json()
        titles += [flag["title"] for flag in answer["flags"]]
        address = answer["next"]
    assert titles == [f"n{n}" for n in range(7, 0, -1)]
    (flag, *_) = client.get("/api/flags").json()["flags"]
    assert flag["evidence"][0]["entity"] == "Tianjin"
    assert (flag["published_day"], flag["grade"], flag["found_at"]) == ("2024-06-07", 3, "2024-07-01T09:15:00Z")


def test_a_senseless_question_is_answered_in_json(client: TestClient, store: Store):
    answer = client.get("/api/flags?limit=100000")
    assert answer.status_code == 422
    assert "limit" in answer.json()["detail"]


def test_the_feed_is_valid_rss_even_of_hostile_titles(client: TestClient, crawled: Callable[..., None]):
    title = HOSTILE.replace("\ud800", "")
    crawled({"title": title, "body": f"Tianjin {title}"}, {"title": "plain"})
    answer = client.get("/feed.rss")
    assert answer.headers["content-type"].startswith("application/rss+xml")
    items = ElementTree.fromstring(answer.content).findall("channel/item")
    assert len(items) == 2
    hostile = next(i for i in items if "script" in (i.findtext("title") or ""))
    assert "<script>alert(1)</script>" in (hostile.findtext("title") or "")
    assert "<script" not in (hostile.findtext("description") or "")
    assert len({i.findtext("guid") for i in items}) == 2


def test_the_feed_takes_the_same_filter(client: TestClient, crawled: Callable[..., None]):
    crawled({"title": "main", "grade": 3}, {"title": "lesser", "grade": 2})
    found = ElementTree.fromstring(client.get("/feed.rss?grade=3").content).findall("channel/item/title")
    assert [title.text for title in found] == ["main"]


def test_health_names_the_schema(client: TestClient, store: Store):
    assert client.get("/healthz").json() == {"status": "ok", "schema_version": store.schema_version()}


def test_reading_goes_on_while_a_crawl_writes(client: TestClient, store: Store):
    crawl(store, [{"title": "before"}], NOW)
    with ThreadPoolExecutor(12) as pool:
        answers = [pool.submit(client.get, path) for path in ("/", "/api/flags", "/sources", "/feed.rss") * 10]
        for n in range(5):
            crawl(store, [{"number": 1000 + 100 * n + m, "title": f"during {n}.{m}"} for m in range(20)], NOW)
        assert {answer.result().status_code for answer in answers} == {200}
    assert len(client.get("/api/flags?limit=200").json()["flags"]) == 101


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "news.example.org", ""])
def test_it_is_not_served_beyond_this_machine_without_logins(host: str, tmp_path: Path):
    with pytest.raises(ValueError, match="without logins"):
        build(f"sqlite:///{tmp_path / 'news.db'}", host, 8750)


def test_no_page_of_the_schema_loads_scripts_from_elsewhere(client: TestClient, store: Store):
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
    assert "/api/flags" in client.get("/api/openapi.json").json()["paths"]


@pytest.mark.parametrize("address", ["/", "/api/flags", "/feed.rss", "/static/style.css"])
def test_what_has_not_changed_is_not_sent_again(client: TestClient, crawled: Callable[..., None], address: str):
    crawled({})
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    if address != "/static/style.css":
        crawled({}, {"title": "Further news"})
        assert client.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 200
