"""What administrators alone see and do: the audit trail, and adding sources by their address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dashboard.app import create_app
from dashboard.previews import AddError, Adding, Preview, Previews, SampleArticle
from dashboard.site import Settings
from storage import Store
from tests.alerts.conftest import HOSTILE
from tests.dashboard.conftest import NOW
from tests.dashboard.test_login import OWN, guarded, log_in, proof  # noqa: F401 - fixtures
from tests.dashboard.test_pages import Page, get

HOSTILE = HOSTILE.replace("\ud800", "")
FOUND = Preview(
    asked="https://uni.example/",
    problem="",
    key="uni",
    name=f"University {HOSTILE}",
    country="RU",
    homepage="https://uni.example/",
    file="/etc/vestnik/sources/uni.toml",
    text=f'key = "uni" # {HOSTILE}',
    ways=(("feed", "https://uni.example/feed"),),
    samples=(SampleArticle("https://uni.example/1", HOSTILE, "2024-06-28", "label", "Guests came.", None),),
    found=("the feed is named on the home page",),
    doubts=("the time zone",),
)


class Desk:
    """Stands in for looking at a site: what was asked and saved."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.saved: list[Preview] = []
        self.preview = FOUND

    def look(self, address: str) -> Preview:
        self.asked.append(address)
        if "private" in address:
            raise AddError("this is an address of a private network")
        return self.preview

    def save(self, preview: Preview) -> None:
        if self.saved:
            raise AddError("uni.toml exists already")
        self.saved.append(preview)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def adding(store: Store, tmp_path: Path, desk: Desk) -> Iterator[TestClient]:
    settings = Settings(clock=lambda: NOW, adding=Adding(desk.look, desk.save))
    with TestClient(create_app(f"sqlite:///{tmp_path / 'news.db'}", settings), base_url="http://localhost") as asking:
        yield asking


def _look(client: TestClient, address: str = "uni.example", status: int = 200) -> tuple[Page, str]:
    given = {"address": address, "form_token": proof(client, "/sources/add")}
    answer = client.post("/sources/add", data=given, headers=OWN)
    assert answer.status_code == status
    word = re.search(r'name="preview" value="([^"]*)"', answer.text)
    return Page(answer.text), word[1] if word else ""


def _save(client: TestClient, word: str, status: int = 200) -> Page:
    given = {"preview": word, "form_token": proof(client, "/sources/add")}
    answer = client.post("/sources/add/save", data=given, headers=OWN)
    assert answer.status_code == status
    return Page(answer.text)


def test_a_source_is_looked_at_then_saved_and_it_is_written_down(adding: TestClient, desk: Desk, store: Store) -> None:
    page, word = _look(adding)
    for words in ("feed: https://uni.example/feed", "28 June 2024", "Guests came.", "the time zone"):
        assert words in page.text
    assert desk.saved == []
    assert "Saved: uni." in _save(adding, word).text
    assert desk.saved == [FOUND]
    assert [entry.action for _, entry in store.audit_trail()] == ["add source", "look at site"]
    assert "added a source" in get(adding, "/audit").text


def test_a_hostile_site_comes_out_as_text(adding: TestClient, store: Store) -> None:
    page, _ = _look(adding, HOSTILE[:1900])
    assert page.tags.count("script") == 1
    assert not {"img", "b"} & set(page.tags)
    assert page.handlers == []
    assert "49" not in page.text


def test_nothing_but_a_preview_of_ones_own_is_saved_once(adding: TestClient, desk: Desk, store: Store) -> None:
    _, word = _look(adding)
    assert "too old" in _save(adding, "../../etc/passwd", 422).text
    _save(adding, word)
    assert "too old" in _save(adding, word, 422).text
    _, again = _look(adding)
    assert "exists already" in _save(adding, again, 422).text
    assert len(desk.saved) == 1


def test_what_cannot_be_looked_at_or_has_no_way_in_is_said(adding: TestClient, desk: Desk, store: Store) -> None:
    assert "private network" in _look(adding, "http://private.example", 422)[0].text
    desk.preview = replace(FOUND, problem="no list of news was found", text="", help=("the address of a list",))
    page, word = _look(adding)
    assert word == ""
    assert "no list of news was found" in page.text
    assert "the address of a list" in page.text


@pytest.mark.parametrize("problem", [None, "The folder sources cannot be written"])
def test_where_nothing_can_be_added_the_page_says_so(
    store: Store, tmp_path: Path, desk: Desk, problem: str | None
) -> None:
    settings = Settings(adding=Adding(desk.look, desk.save, problem) if problem else None)
    with TestClient(create_app(f"sqlite:///{tmp_path / 'news.db'}", settings), base_url="http://localhost") as client:
        page = get(client, "/sources/add")
        assert "Sources cannot be added here." in page.text
        assert (problem or "vestnik add") in page.text
        given = {"address": "uni.example", "form_token": proof(client, "/topics/china")}
        assert client.post("/sources/add", data=given, headers=OWN).status_code == 503
    assert desk.asked == []


def test_editors_see_neither_page(log_in: Callable[..., TestClient], store: Store) -> None:  # noqa: F811
    client = log_in("editor")
    assert "/audit" not in get(client, "/").links
    for address in ("/audit", "/sources/add"):
        assert "this needs admin" in get(client, address, 403).text
    given = {"address": "uni.example", "form_token": proof(client, "/")}
    assert client.post("/sources/add", data=given, headers=OWN).status_code == 403


def test_the_trail_is_walked_to_its_beginning(client: TestClient, store: Store) -> None:
    for number in range(230):
        store.note_action("anna", "pause", f"target-{number:03}-" + "<b>", now=NOW)
    address, seen = "/audit", 0
    while address:
        page = get(client, address)
        seen += page.text.count("target-")
        assert "b" not in page.tags
        address = next((link for text, link in page.named if text.startswith("Older")), "")
    assert seen == 230


def test_a_preview_is_forgotten_after_its_time() -> None:
    now = [0.0]
    previews = Previews(most=2, seconds=60, clock=lambda: now[0])
    words = [previews.keep(FOUND, "anna") for _ in range(3)]
    assert previews.take(words[0], "anna") is None
    assert previews.take(words[1], "ivan") is None
    now[0] = 60
    assert previews.take(words[2], "anna") is None
