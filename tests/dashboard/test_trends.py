"""Flagged articles over time, as charts and as the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from dashboard.app import create_app
from dashboard.recently import Recently
from dashboard.site import Settings
from storage import Store
from tests.alerts.conftest import HOSTILE
from tests.dashboard.conftest import NOW
from tests.dashboard.test_pages import get

pytest.importorskip("pygal", reason="charts are drawn by pygal, of the extra dashboard")
CHARTS = [f"/trends/{name}.svg" for name in ("weeks", "universities", "countries", "partners")]


@pytest.fixture
def client(store: Store, tmp_path: Path) -> Iterator[TestClient]:
    app = create_app(f"sqlite:///{tmp_path / 'news.db'}", Settings(clock=lambda: NOW))
    with TestClient(app, base_url="http://localhost") as asking:
        yield asking


def test_articles_are_counted_by_week_university_country_and_partner(
    client: TestClient, crawled: Callable[..., None]
) -> None:
    days = [datetime(2024, 6, 24), datetime(2024, 6, 30), datetime(2024, 6, 18), datetime(2022, 1, 1)]
    crawled(*({"day": day} for day in days), {"day": datetime(2024, 6, 18), "grade": 1})
    told = client.get("/api/trends").json()
    weeks = {one["name"]: one["articles"] for one in told["weeks"]}
    assert (weeks["2024-06-24"], weeks["2024-06-17"], weeks["2024-06-10"], told["articles"]) == (2, 1, 0, 3)
    assert list(weeks)[-1] == "2024-07-01"
    assert (told["since"], told["until"], len(weeks)) == ("2023-07-03", "2024-07-01", 53)
    assert told["universities"] == [{"name": "institute", "articles": 3}]
    assert told["countries"] == [{"name": "RU", "articles": 3}]
    assert told["partners"] == [{"name": "Tianjin", "articles": 3}]
    assert client.get("/api/trends?grade=1&since=2024-06-18&until=2024-06-18").json()["articles"] == 2
    page = get(client, "/trends")
    for words in ("3 flagged articles", "Institute of Shipbuilding", "Russia", "Tianjin", "24 June 2024"):
        assert words in page.text
    assert page.tags.count("img") == 4
    assert page.tags.count("h1") == 1


def test_charts_are_images_that_can_do_nothing(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({"day": datetime(2024, 6, 24)})
    for address in CHARTS:
        answer = client.get(address)
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "script" not in answer.headers["content-security-policy"]
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(answer.content).iter()}
        assert not tags & {"script", "foreignObject", "image", "a"}
        assert "prefers-color-scheme: dark" in answer.text
        again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


def test_a_hostile_name_is_text_in_page_and_chart(
    client: TestClient, crawled: Callable[..., None], store: Store
) -> None:
    crawled({"day": datetime(2024, 6, 24)})
    from tests.alerts.stored import SOURCE

    hostile = HOSTILE.replace("\ud800", "")
    store.register_sources([SOURCE.model_copy(update={"name": hostile})])
    page = get(client, "/trends")
    assert page.tags.count("script") == 1
    assert page.handlers == []
    assert set(page.loaded) >= set(CHARTS)
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(client.get(CHARTS[1]).content).iter()}
    assert "script" not in tags


@pytest.mark.parametrize("asked", ["", "?since=2024-07-01&until=2024-01-01", "?until=0001-01-01", "?until=9999-12-31"])
def test_days_without_articles_and_odd_windows_have_a_page(client: TestClient, store: Store, asked: str) -> None:
    assert "0 flagged articles" in get(client, f"/trends{asked}").text
    for address in CHARTS:
        assert client.get(address + asked).status_code == 200


def test_an_answer_is_worked_out_once_and_not_for_ever() -> None:
    now, worked = [0.0], [0]
    recently: Recently[int] = Recently(60, most=1, clock=lambda: now[0])

    def work() -> int:
        worked[0] += 1
        return worked[0]

    assert [recently.get("a", work), recently.get("a", work)] == [1, 1]
    now[0] = 60.0
    assert recently.get("a", work) == 2
    assert recently.get("b", work) == 3
    assert recently.get("a", work) == 4
