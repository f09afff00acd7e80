"""Every fault does what it says, for as long as it is set, and through both ways of setting it."""

from __future__ import annotations

import gzip
import http.client
import io
import re
import time

import pytest

from demo.faults import KINDS
from demo.server import ReplicaServer
from tests.demo.client import get


@pytest.mark.parametrize(("kind", "status"), [("403", 403), ("429", 429), ("500", 500)])
def test_a_refusal_lasts_until_it_is_cleared(server: ReplicaServer, kind: str, status: int) -> None:
    url = server.url("institute", "/news")
    server.faults.set("institute", kind, retry_after=7)
    answer = get(url)
    assert answer.status == status
    assert answer.headers["Retry-After"] == (None if kind == "403" else "7")
    assert get(server.url("institute", "/robots.txt")).status == 200
    assert get(server.url("vsb", "/xyyw.htm")).status == 200
    server.faults.clear("institute")
    assert get(url).status == 200


def test_only_the_first_requests_or_only_some_pages_fail(server: ReplicaServer) -> None:
    server.faults.set("institute", "500", first=2, path="/news*")
    assert get(server.url("institute", "/")).status == 200
    assert [get(server.url("institute", "/news?paging=1")).status for _ in range(3)] == [500, 500, 200]


def test_robots_closed_and_robots_broken(server: ReplicaServer) -> None:
    server.faults.set("polytech", "robots-closed")
    assert "Disallow: /media/news/" in get(server.url("polytech", "/robots.txt")).text
    server.faults.set("vsb", "robots-500")
    assert get(server.url("vsb", "/robots.txt")).status == 500
    assert get(server.url("vsb", "/xyyw.htm")).status == 200


def test_redirects_lead_away_or_round_and_round(server: ReplicaServer) -> None:
    server.faults.set("wordpress", "redirect-away")
    away = get(server.url("wordpress", "/feed/"))
    assert away.status == 302
    assert "wordpress" not in away.headers["Location"]
    assert "for sale" in get(away.headers["Location"]).text
    server.faults.set("vsb", "endless-redirect")
    url = server.url("vsb", "/xyyw.htm")
    for _ in range(30):
        answer = get(url)
        assert answer.status == 302
        assert answer.headers["Location"] != url
        url = answer.headers["Location"]


def test_a_page_of_the_wrong_kind(server: ReplicaServer) -> None:
    gold = next(article for article in server.gold() if article.site == "relative")
    server.faults.set("relative", "empty-200")
    assert (get(gold.url).status, get(gold.url).body) == (200, b"")
    server.faults.clear()
    server.faults.set("relative", "maintenance")
    assert get(gold.url).status == 200
    assert "технические работы" in get(gold.url).text


@pytest.mark.parametrize("status", [404, 410])
def test_one_article_is_gone(server: ReplicaServer, status: int) -> None:
    first, second = [article for article in server.gold() if article.site == "bitrix"][:2]
    server.faults.set("bitrix", "gone", path=first.path, status=status)
    assert get(first.url).status == status
    assert get(second.url).status == 200
    with pytest.raises(ValueError, match="path"):
        server.faults.set("bitrix", "gone")


def test_a_bomb_is_small_on_the_wire_and_large_inside(server: ReplicaServer) -> None:
    server.faults.set("drupal-ru", "bomb", megabytes=20)
    answer = get(server.url("drupal-ru", "/news"))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.body) < 100_000
    with gzip.open(io.BytesIO(answer.body)) as stream:
        assert sum(len(piece) for piece in iter(lambda: stream.read(1 << 20), b"")) == 20_000_000


def test_a_truncated_answer_ends_early(server: ReplicaServer) -> None:
    server.faults.set("script", "truncated")
    with pytest.raises(http.client.IncompleteRead):
        get(server.url("script", "/"))


def test_a_reset_connection(server: ReplicaServer) -> None:
    server.faults.set("script", "reset")
    with pytest.raises(ConnectionError):
        get(server.url("script", "/"))
    assert server.log[-1].status == 0


def test_a_hanging_server_sends_nothing_and_stops_at_once(server: ReplicaServer) -> None:
    server.faults.set("vsb", "hang")
    with pytest.raises(TimeoutError):
        get(server.url("vsb", "/xyyw.htm"), timeout=0.2)
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 30


def test_a_drip_feed_keeps_its_pace(server: ReplicaServer) -> None:
    server.faults.set("vsb", "drip", bytes_per_second=40, path="/robots.txt")
    size = len("User-agent: *\nDisallow: /system/\n")
    began = time.monotonic()
    assert len(get(server.url("vsb", "/robots.txt")).body) == size
    assert time.monotonic() - began > 0.5


def test_a_changed_template_renames_everything_and_keeps_the_words(server: ReplicaServer) -> None:
    seed = next(article for article in server.gold() if article.story_id == "seed")
    before = get(seed.url).text
    server.faults.set("institute", "template-change")
    after = get(seed.url).text
    names = [set(re.findall(r'class="([^"]*)"', page)) for page in (before, after)]
    assert names[0]
    assert not names[0] & names[1]
    assert re.sub(r"<[^>]*>", "", before) == re.sub(r"<[^>]*>", "", after)
    assert (
        seed.path
        in get(server.url("institute", "/news?paging=1")).text + get(server.url("institute", "/news?paging=2")).text
    )


@pytest.mark.parametrize(
    ("key", "path", "link"),
    [("institute", "/news", "/news/"), ("bitrix", "/news/", "bx_"), ("wordpress", "/feed/", "/novosti/")],
)
def test_a_changed_template_may_leave_its_lists_to_a_script(
    server: ReplicaServer, key: str, path: str, link: str
) -> None:
    url = server.url(key, path)
    assert link.encode() in get(url).body
    server.faults.set(key, "template-change", empty=True)
    answer = get(url)
    assert answer.status == 200
    assert link.encode() not in answer.body


def test_faults_over_http(server: ReplicaServer) -> None:
    controls = server.url("vsb", "/__fault__")
    set_one = get(f"{controls}?site=institute&kind=500&first=1&path=/news*")
    assert (set_one.status, set_one.text) == (200, '{"faults": {"institute": ["500"]}}')
    assert [get(server.url("institute", "/news")).status for _ in range(2)] == [500, 200]
    assert get(f"{controls}?clear=1").text == '{"faults": {}}'
    assert '"path": "/news"' in get(server.url("vsb", "/__log__")).text
    for wrong in ("?site=nowhere&kind=500", "?site=vsb&kind=bored", "?site=vsb", "?site=vsb&kind=500&colour=red"):
        answer = get(controls + wrong)
        assert answer.status == 400
        assert "error" in answer.text


def test_unknown_kinds_are_refused_by_name(server: ReplicaServer) -> None:
    with pytest.raises(ValueError, match="template-change"):
        server.faults.set("vsb", "boredom")
    assert len(KINDS) == 16
