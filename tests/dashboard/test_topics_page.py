"""Topics: what they look for, a text to try, and how often people found their flags right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from dashboard.recently import Recently
from storage import Store
from storage.schema import article_version
from tests.dashboard.test_login import OWN, proof
from tests.dashboard.test_pages import Page, get


def _try(client: TestClient, status: int = 200, **fields: str) -> Page:
    given = {"form_token": proof(client, "/topics/china"), **fields}
    answer = client.post("/topics/china/try", data=given, headers=OWN)
    assert answer.status_code == status
    return Page(answer.text)


def test_the_topic_says_what_it_looks_for(client: TestClient, store: Store) -> None:
    assert "/topics/china" in get(client, "/topics").links
    page = get(client, "/topics/china?q=Tianjin")
    assert "Tianjin" in page.text
    assert "Significant from a score of 1.0, main subject from 3.0." in page.text
    assert page.tags.count("h1") == 1
    assert "Nothing is reviewed yet" in page.text
    assert get(client, "/topics/china?q=nosuchterm").tags.count("tr") == 0
    assert "no topic of this name" in get(client, "/topics/nosuch", 404).text


def test_the_terms_are_walked_to_the_end(client: TestClient, store: Store) -> None:
    address, pages = "/topics/china?q=university", 0
    while address:
        page = get(client, address)
        pages += 1
        address = next((link for text, link in page.named if text.startswith("Further terms")), "")
    assert pages > 1
    assert "tr" in get(client, "/topics/china?page=9999").tags


def test_a_pasted_text_is_judged_with_its_terms_marked_and_counted(client: TestClient, store: Store) -> None:
    page = _try(
        client, headline="Guests from Tianjin", text="A delegation of Nankai University visited us.\r\n\r\nRain."
    )
    assert "Main subject" in page.text
    assert "Tianjin" in page.marked
    assert any("Nankai" in piece for piece in page.marked)
    assert "significant from 1.00, main from 3.00" in page.text
    assert "No term of this topic counts in it." in _try(client, text="Rain and wind.").text


def test_a_hostile_text_comes_out_as_text(client: TestClient, store: Store) -> None:
    hostile = "</textarea><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} \"' Tianjin"
    page = _try(client, headline=hostile, text=hostile)
    assert page.tags.count("script") == 1
    assert "img" not in page.tags
    assert page.handlers == []
    assert "49" not in page.text


def test_a_form_of_another_site_or_an_endless_text_is_refused(client: TestClient, store: Store) -> None:
    assert client.post("/topics/china/try", data={"text": "Tianjin"}, headers=OWN).status_code == 403
    _try(client, 422, text="x" * 100_001)


def test_reviews_are_counted_as_the_command_counts_them(
    client: TestClient, crawled: Callable[..., None], store: Store
) -> None:
    crawled({"title": "Guests from Tianjin"}, {"title": "Tianjin street"}, {"title": "Rain", "body": "Wind."})
    store.review(1, "china", "yes")
    store.review(2, "china", "no")
    store.review(3, "china", "yes")
    (told,) = client.get("/api/topics").json()["topics"]
    tally = told["reviews"]["all"]
    assert (tally["texts"], tally["right"], tally["false"], tally["missed"]) == (3, 1, 1, 1)
    assert tally["precision"] == 0.5
    page = get(client, "/topics/china")
    assert "50.0 %" in page.text
    assert "/article/2" in page.links
    assert "precision 50.0 %" in get(client, "/topics").text


def test_a_text_that_a_replay_has_read_otherwise_is_judged_anew(
    client: TestClient, crawled: Callable[..., None], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawled({"title": "Guests", "body": "Five guests of the municipal delegation came from Tianjin."})
    store.review(1, "china", "yes")
    monkeypatch.setattr(client.app.state.site, "measured", Recently(0))  # type: ignore[attr-defined]

    def right() -> int:
        (told,) = client.get("/api/topics").json()["topics"]
        return int(told["reviews"]["all"]["right"])

    assert right() == 1
    with store._db.write() as connection:
        connection.execute(update(article_version).values(title="Rain", body="Wind."))
    assert right() == 0


@pytest.mark.parametrize("asked", ["?page=0", "?page=x", "?q=" + "a" * 101])
def test_senseless_questions_are_refused(client: TestClient, store: Store, asked: str) -> None:
    get(client, f"/topics/china{asked}", 422)
