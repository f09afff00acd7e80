"""The JSON API: the filters of the command line, cursors, whole articles, what it says of a senseless question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from storage import Store
from tests.alerts.stored import SOURCE, crawl, item
from tests.dashboard.conftest import NOW


def test_a_list_is_walked_by_its_cursor_while_articles_come_in(client: TestClient, store: Store) -> None:
    crawl(store, [{"title": f"n{n}", "day": datetime(2024, 6, n)} for n in range(1, 8)], NOW)
    first = client.get("/api/flags?limit=3").json()
    crawl(store, [{"number": 50, "title": "just in", "day": datetime(2024, 6, 30)}], NOW)
    second = client.get(f"/api/flags?limit=3&cursor={first['cursor']}").json()
    assert [flag["title"] for flag in second["flags"]] == ["n4", "n3", "n2"]
    last = client.get(second["next"]).json()
    assert ([flag["title"] for flag in last["flags"]], last["cursor"], last["next"]) == (["n1"], None, None)


def test_reviews_and_stories_filter_as_on_the_command_line(
    client: TestClient, crawled: Callable[..., None], store: Store
) -> None:
    crawled({"title": "right"}, {"title": "wrong"}, {"title": "unseen"})
    store.review(1, "china", "yes")
    store.review(2, "china", "no")

    def titles(asked: str) -> list[str]:
        return [flag["title"] for flag in client.get(f"/api/flags?{asked}").json()["flags"]]

    assert (titles("reviewed=yes"), titles("reviewed=no"), titles("reviewed=none")) == (
        ["right"],
        ["wrong"],
        ["unseen"],
    )
    found = store.article(2)
    assert found is not None
    assert titles(f"story={found.story_id}") == ["wrong"]
    assert titles("country=ru&language=EN&reviewed=&story=") == ["unseen", "wrong", "right"]


def test_an_article_is_told_whole(client: TestClient, crawled: Callable[..., None], store: Store) -> None:
    crawled({"title": "Guests", "body": "Five guests came from Tianjin.", "day": datetime(2024, 6, 28)})
    run = store.begin_run(SOURCE.key, now=NOW, worker="test")
    edit = item(1, run, NOW, title="Guests", body="Six guests came from Tianjin.", day=datetime(2024, 6, 28))
    store.save_items([edit], routes=[], now=NOW + timedelta(hours=1))
    told = client.get("/api/articles/1").json()
    assert (told["source"], told["version"], told["published_provenance"]) == ("institute", 2, "label")
    assert [(one["version"], one["body"][:4]) for one in told["versions"]] == [(1, "Five"), (2, "Six ")]
    assert told["flags"][0]["evidence"][0]["entity"] == "Tianjin"
    assert (told["events"], told["story"]) == ([], [])
    assert "no article with this number" in client.get("/api/articles/9").json()["detail"]


def test_searches_are_walked_with_their_words_marked(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled(*({"title": f"Guests {n}"} for n in range(5)))
    seen, address = [], "/api/search?q=guest&limit=2"
    while address:
        answer = client.get(address).json()
        seen += [hit["title"][start:end] for hit in answer["hits"] for start, end in hit["title_marks"]]
        address = answer["next"]
    assert seen == ["Guests"] * 5
    assert "write for instance" in client.get("/api/search?q=***").json()["detail"]


def test_sources_and_alerts_are_listed(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({"title": "first"}, {"title": "second"})
    (source,) = client.get("/api/sources").json()["sources"]
    assert (source["key"], source["country"], source["verdict"]) == ("institute", "RU", "ok")
    first = client.get("/api/alerts?limit=1&state=pending&channel=office").json()
    assert first["counts"] == {"office": {"pending": 2}}
    second = client.get(first["next"]).json()
    assert [one["title"] for one in (*first["alerts"], *second["alerts"])] == ["second", "first"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/api/flags?cursor=nonsense", "leave it out"),
        ("/api/flags?cursor=b2xkZXIgMjAyNC0wNi0wMSA5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OSBjaGluYQ", "leave it out"),
        ("/api/flags?reviewed=maybe", "'yes', 'no' or 'none'"),
        ("/api/search?q=a&cursor=99999999999999999999", "cursor"),
        ("/api/search?q=a&cursor=%00", "cursor"),
        ("/api/alerts?state=odd", "state"),
        ("/api/nothing", "openapi.json"),
    ],
)
def test_senseless_questions_are_told_what_to_do(client: TestClient, store: Store, address: str, said: str) -> None:
    answer = client.get(address)
    assert answer.status_code in (404, 422)
    assert said in answer.json()["detail"]


def test_openapi_describes_answers_and_problems(client: TestClient, store: Store) -> None:
    described = client.get("/api/openapi.json").json()
    for path in ("/api/flags", "/api/articles/{article_id}", "/api/search", "/api/sources", "/api/alerts"):
        answers = described["paths"][path]["get"]["responses"]
        assert "$ref" in answers["200"]["content"]["application/json"]["schema"]
        assert answers["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/Problem")
    assert described["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert client.post("/api/flags").headers["allow"] == "GET"
