"""An article's versions word by word, its stored page, and the interface in three languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from dashboard.i18n import chosen, tongue
from storage import Store
from tests.alerts.stored import SOURCE, item
from tests.dashboard.conftest import NOW


def test_two_versions_are_shown_word_by_word(client: TestClient, crawled: Callable[..., None], store: Store) -> None:
    crawled({"title": "Guests", "body": "Five guests came from Tianjin to see the yards."})
    run = store.begin_run(SOURCE.key, now=NOW, worker="test")
    edit = item(1, run, NOW, title="Guests", body="Six guests came from Tianjin to see the yards.")
    store.save_items([edit], routes=[], now=NOW + timedelta(hours=1))
    page = client.get("/article/1/diff?to=2").text
    assert "<del>Five</del><ins>Six</ins>" in page
    assert client.get("/article/1/diff?to=3").status_code == 404
    assert client.get("/article/1/diff?to=1").status_code == 404


def test_the_stored_page_is_shown_as_received_and_can_do_nothing(
    client: TestClient, crawled: Callable[..., None]
) -> None:
    crawled({"title": "Guests", "body": "<script>alert(1)</script> from Tianjin"})
    answer = client.get("/article/1/page")
    assert "<script>alert(1)</script>" in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    assert "allow-" not in policy
    assert client.get("/article/99/page").status_code == 404
    assert client.get("/article/1/page?version=7").status_code == 404


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        (None, "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        (None, "de,zh-CN;q=0.7,en;q=0.3", "zh"),
        (None, "de, en;q=x, *", "en"),
        ("ru", "zh", "ru"),
        ("xx", None, "en"),
    ],
)
def test_the_interface_speaks_the_visitor_s_language(cookie: str | None, accepted: str | None, language: str) -> None:
    assert chosen(cookie, accepted) == language


def test_days_countries_and_languages_are_named_in_each_language() -> None:
    russian, chinese = tongue("ru"), tongue("zh")
    assert russian.day("2024-06-28").startswith("28 июня 2024")
    assert chinese.country("RU") == "俄罗斯"
    assert tongue("en").language("zh") == "Chinese"
    assert russian.day("soon") == "soon"


def test_a_chosen_language_is_remembered_and_nobody_is_led_elsewhere(client: TestClient, store: Store) -> None:
    answer = client.get("/language/ru?next=//evil.example", follow_redirects=False)
    assert answer.headers["location"] == "/"
    assert client.get("/").headers["content-language"] == "ru"
