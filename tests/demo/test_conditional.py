"""Conditional requests, the log, and changes made to a site while it runs."""

from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor

import pytest

from demo.server import ReplicaServer
from tests.demo.client import get

LISTINGS = {
    "polytech": "/media/news/",
    "polytech-en": "/media/news/",
    "institute": "/news",
    "drupal-ru": "/news",
    "drupal-en": "/news-rss",
    "wordpress": "/feed/",
    "relative": "/news.php",
    "script": "/ajax/events?page=1",
}


@pytest.mark.parametrize(("key", "path"), LISTINGS.items())
def test_an_unchanged_listing_is_304_and_a_new_article_makes_it_200(server: ReplicaServer, key: str, path: str) -> None:
    url = server.url(key, path)
    first = get(url)
    asked = {}
    if first.headers["ETag"]:
        asked["If-None-Match"] = first.headers["ETag"]
    if first.headers["Last-Modified"]:
        asked["If-Modified-Since"] = first.headers["Last-Modified"]
    assert asked
    again = get(url, asked)
    assert (again.status, again.body) == (304, b"")
    for _ in range(3 if key == "script" else 1):  # three sections in turn
        server.publish(key, title="A new observatory", body=["It opened today."])
    assert get(url, asked).status == 200


@pytest.mark.parametrize(("key", "path"), [("bitrix", "/news/"), ("bitrix", "/news/rss/"), ("vsb", "/xyyw.htm")])
def test_bitrix_and_vsb_send_no_validators(calm_server: ReplicaServer, key: str, path: str) -> None:
    answer = get(
        calm_server.url(key, path), {"If-None-Match": "*", "If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}
    )
    assert (answer.status, answer.headers["ETag"], answer.headers["Last-Modified"]) == (200, None, None)


def test_last_modified_matches_exactly_or_not_at_all(calm_server: ReplicaServer) -> None:
    url = calm_server.url("polytech", "/media/news/")
    assert get(url, {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}).status == 200
    assert get(url, {"If-None-Match": "*"}).status == 200  # it sends no ETag


@pytest.mark.parametrize("key", ["drupal-en", "wordpress"])
def test_an_edit_changes_the_article_and_its_etag(server: ReplicaServer, key: str) -> None:
    gold = next(article for article in server.gold() if article.site == key)
    asked = {"If-None-Match": get(gold.url).headers["ETag"]}
    assert get(gold.url, asked).status == 304
    word = gold.body[0].split()[1]
    server.edit(key, gold.path, find=word, replace="XYZZY")
    changed = get(gold.url, asked)
    assert changed.status == 200
    assert "XYZZY" in changed.text
    server.edit(key, gold.path, find=gold.title, replace="Another title", where="title")
    assert next(article for article in server.gold() if article.site == key).title == "Another title"
    with pytest.raises(ValueError, match="does not contain"):
        server.edit(key, gold.path, find="no such words anywhere", replace="")


def test_publish_puts_an_article_on_top_and_unpublish_takes_it_away(server: ReplicaServer) -> None:
    for key in server.sites:
        published = server.publish(key, title="Новость дня 新闻 News", body=["Первый абзац.", "Второй."], grade=3)
        assert next(article for article in server.gold() if article.site == key) == published
        assert published.day == "2026-01-15"
        assert get(published.url).status == 200
        server.unpublish(key, published.path)
        assert get(published.url).status == 404
    with pytest.raises(ValueError, match="no article at"):
        server.unpublish("vsb", "/info/1083/1.htm")


def test_the_log_knows_every_request(server: ReplicaServer) -> None:
    get(server.url("institute", "/news?paging=2"), {"User-Agent": "probe/1", "If-None-Match": '"x"'})
    get(server.url("vsb", "/nothing"), method="HEAD")
    first, second = server.log
    assert (first.host, first.path, first.status) == ("institute.localhost", "/news?paging=2", 200)
    assert (first.user_agent, first.conditional, first.method) == ("probe/1", True, "GET")
    assert first.bytes_sent > 1000
    assert (second.status, second.bytes_sent, second.method, second.conditional) == (404, 0, "HEAD", False)
    server.reset_log()
    assert server.log == []


def _ask_twice(connection: http.client.HTTPConnection, headers: dict[str, str]) -> None:
    # The first request may still go into the buffers of the closing socket.
    for _ in range(2):
        connection.request("GET", "/xyyw.htm", headers=headers)
        connection.getresponse().read()


def test_a_stopped_server_answers_no_kept_connection(server: ReplicaServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=2)
    host = {"Host": f"vsb.localhost:{server.port}"}
    for _ in range(2):
        connection.request("GET", "/xyyw.htm", headers=host)
        assert connection.getresponse().read()
    server.stop()
    connection.auto_open = 0  # no new connection for an old one
    with pytest.raises((ConnectionError, http.client.NotConnected)):
        _ask_twice(connection, host)


def test_requests_in_flight_are_counted_by_host(server: ReplicaServer) -> None:
    server.faults.set("institute", "drip", bytes_per_second=1, path="/news*")
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(get, server.url("institute", "/news"), timeout=0.3) for _ in range(3)]
        failed = [type(future.exception(timeout=5)) for future in waiting]
    server.faults.clear()
    get(server.url("vsb", "/"))
    assert failed == [TimeoutError] * 3
    assert server.in_flight_max == {"institute.localhost": 3, "vsb.localhost": 1}
