"""The pages as a reader meets them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dashboard.app import create_app
from storage import Store
from tests.alerts.conftest import HOSTILE
from tests.alerts.stored import SOURCE, crawl, item
from tests.dashboard.conftest import NOW

PAGES = ("/", "/article/1", "/sources", "/alerts")
OWN_FILES = {"/static/style.css", "/static/favicon.svg", "/static/keys.js", "/feed.rss"}


class Page(HTMLParser):
    """What a browser would make of a page: its tags, links, loaded addresses and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.handlers: list[str] = []
        self.marked: list[str] = []
        self.words: list[str] = []
        self.named: list[tuple[str, str]] = []
        self._in_mark = False
        self._link = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._in_mark = tag == "mark"
        for name, value in attrs:
            if name in ("src", "srcset", "data", "poster") or (tag == "link" and name == "href"):
                self.loaded.append(value or "")
            if tag == "a" and name == "href":
                self.links.append(value or "")
                self.named.append(("", value or ""))
                self._link = value or ""
            if name.startswith("on") or name == "style":
                self.handlers.append(name)

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"
        self._link = "" if tag == "a" else self._link

    def handle_data(self, data: str) -> None:
        (self.marked if self._in_mark else self.words).append(data)
        if self._link:
            self.named[-1] = (self.named[-1][0] + data, self._link)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def get(client: TestClient, address: str, status: int = 200) -> Page:
    answer = client.get(address)
    assert answer.status_code == status
    return Page(answer.text)


def test_today_shows_evidence_grade_university_day_and_language(client: TestClient, crawled: Callable[..., None]):
    crawled({"title": "Guests from the east", "day": datetime(2024, 6, 28)})
    page = get(client, "/")
    for words in (
        "28 June 2024",
        "Main subject · China",
        "Guests from the east",
        "Institute of Shipbuilding",
        "English",
    ):
        assert words in page.text
    assert page.marked == ["Tianjin"]
    assert "/article/1" in page.links
    assert "https://institute.example/news/1/" in page.links


def test_the_newest_day_comes_first(client: TestClient, crawled: Callable[..., None]):
    crawled(*({"title": f"of the {day}th", "day": datetime(2024, 6, day)} for day in (20, 28, 24)))
    assert re.findall(r"of the (\d+)th", get(client, "/").text) == ["28", "24", "20"]


def test_the_filter_narrows_and_an_empty_form_field_means_all(client: TestClient, crawled: Callable[..., None]):
    crawled({"title": "main", "grade": 3}, {"title": "lesser", "grade": 2, "language": "ru"})
    everything = get(client, "/?grade=2&source=&country=&language=&since=&until=&topic=").text
    assert "main" in everything
    assert "lesser" in everything
    assert "lesser" not in get(client, "/?grade=3").text
    assert "lesser" in get(client, "/?language=ru&country=RU&source=institute").text
    assert "No flagged article passes" in get(client, "/?country=CN").text


def test_a_long_list_is_walked_by_older_and_newer(client: TestClient, crawled: Callable[..., None]):
    crawled(*({"title": f"n{n}-", "day": datetime(2024, 6, 1) + timedelta(days=n)} for n in range(7)))
    seen, address = [], "/?limit=3"
    while address:
        page = get(client, address)
        seen += re.findall(r"n(\d)-", page.text)
        address = next((link for text, link in page.named if text.startswith("Older")), "")
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]
    newer = get(client, next(link for text, link in page.named if text.endswith("Newer")))
    assert re.findall(r"n(\d)-", newer.text) == ["3", "2", "1"]


def test_an_article_shows_its_text_with_the_evidence_marked_and_where_the_date_came_from(
    client: TestClient, crawled: Callable[..., None]
):
    crawled({"title": "Guests", "day": datetime(2024, 6, 28)})
    page = get(client, "/article/1")
    assert page.marked == ["Tianjin"]
    for words in ("They agreed to meet again.", "a label in the page's text: “28.06.2024”", "1 Jul 2024, 09:15 UTC"):
        assert words in page.text


def test_versions_show_what_was_added_and_removed(client: TestClient, store: Store):
    crawl(store, [{"body": "The rector met guests from Tianjin."}], NOW)
    run = store.begin_run(SOURCE.key, now=NOW, worker="test/1/1")
    edited = item(
        1, run, NOW, body="The rector met guests from Tianjin.\n\nThey signed an agreement with Wuqing District."
    )
    (saved,) = store.save_items([edited], routes=[], now=NOW + timedelta(hours=1))
    assert saved.outcome == "edited"
    page = get(client, "/article/1")
    assert {"ins"} <= set(page.tags)
    assert "Wuqing District" in page.text


def test_sources_show_health_and_the_hint(client: TestClient, crawled: Callable[..., None], store: Store):
    crawled({})
    run = store.begin_run(SOURCE.key, now=NOW, worker="test/1/1")
    store.finish_run(run, now=NOW, verdict="blocked", counts={}, hint="the site answers 403 <b>")
    page = get(client, "/sources")
    assert "blocked" in page.text
    assert "the site answers 403 <b>" in page.text


def test_alerts_show_the_outbox_by_state_with_the_error(client: TestClient, crawled: Callable[..., None], store: Store):
    crawled({"title": "first"}, {"title": "second"})
    (row,) = store.claim_alerts("office", now=NOW, owner="test/1/1", lease_s=60, limit=1)
    store.finish_delivery(row.delivery_id or "", state="dead", now=NOW, error="552 message too big")
    assert "552 message too big" in get(client, "/alerts").text
    dead = get(client, "/alerts?state=dead").text
    assert "first" in dead
    assert "second" not in dead


@pytest.mark.parametrize("address", PAGES)
def test_hostile_text_comes_out_as_text(client: TestClient, crawled: Callable[..., None], address: str, store: Store):
    crawled(
        {"title": HOSTILE.replace("\ud800", ""), "body": f"{HOSTILE} Tianjin".replace("\ud800", ""), "language": "x'>"}
    )
    page = get(client, address)
    assert not {"img", "b"} & set(page.tags)
    assert set(page.loaded) <= {*OWN_FILES, "/article/1/page"}, "one script and the frame of the stored page"
    assert page.tags.count("script") == 1
    assert page.handlers == []
    assert all(link.startswith(("/", "#main", "https://institute.example/")) for link in page.links)
    assert "49" not in page.text
    if address != "/sources":
        assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_nothing_but_its_own_style_and_icon(
    client: TestClient, crawled: Callable[..., None], address: str
):
    crawled({})
    page = get(client, address)
    assert set(page.loaded) - {"/article/1/page"} == OWN_FILES
    assert {"main", "header", "nav", "footer", "h1"} <= set(page.tags)
    style = client.get("/static/style.css").text
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("address", [*PAGES, "/nope", "/static/style.css", "/api/flags", "/healthz"])
def test_every_answer_carries_the_security_headers(client: TestClient, crawled: Callable[..., None], address: str):
    crawled({})
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_unknown_articles_and_senseless_questions_get_a_page_that_says_so(client: TestClient, store: Store):
    assert "no article with this number" in get(client, "/article/99", 404).text
    for address in (
        "/?grade=9",
        "/?since=yesterday",
        "/?cursor=b2xkZXI",
        "/?cursor=%F0%9F%98%80",
        "/alerts?state=odd",
        f"/article/{10**30}",
        "/article/x",
    ):
        get(client, address, 422)
    get(client, "/nope", 404)


def test_a_foreign_name_for_this_machine_is_not_answered(client: TestClient, crawled: Callable[..., None]):
    crawled({"title": "secret"})
    answer = client.get("/", headers={"Host": "rebound.example"})
    assert answer.status_code == 421
    assert "secret" not in answer.text
    assert client.get("/", headers={"Host": "[::1]:8750"}).status_code == 200


def test_without_a_database_the_page_says_what_to_do_and_makes_none(tmp_path: Path):
    path = tmp_path / "missing.db"
    with TestClient(create_app(f"sqlite:///{path}"), base_url="http://localhost") as client:
        page = get(client, "/", 503)
        assert "first crawl makes it" in page.text
        assert client.get("/healthz").status_code == 503
        assert not path.exists()
        with Store.open(f"sqlite:///{path}") as store:
            crawl(store, [{"title": "here now"}], NOW)
        assert "here now" in get(client, "/").text
