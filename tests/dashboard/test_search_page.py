"""The search page: answers with the words marked, searches people keep, the answers as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from starlette.testclient import TestClient

from storage import Store
from tests.dashboard.test_login import OWN, proof
from tests.dashboard.test_pages import HOSTILE, get


def test_answers_show_the_words_in_their_place(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({"title": "Guests from Tianjin"}, {"title": "Weather", "body": "Rain and wind."})
    page = get(client, "/search?q=delegations")
    assert "Guests from Tianjin" in page.text
    assert "Weather" not in page.text
    assert page.marked == ["delegation"]
    assert "Nothing found" in get(client, "/search?q=nonesuch").text
    assert "write for instance" in get(client, "/search?q=***").text
    assert get(client, "/search").tags.count("article") == 0


def test_older_answers_follow(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled(*({"title": f"Guests {n}"} for n in range(5)))
    seen, address = [], "/search?q=guests&limit=2"
    while address:
        page = get(client, address)
        seen += [link for link in page.links if link.startswith("/article/")]
        address = next((link for link in page.links if "cursor=" in link), "")
    assert sorted(seen) == [f"/article/{n}" for n in range(1, 6)]


def test_a_search_is_kept_and_forgotten(client: TestClient, crawled: Callable[..., None], store: Store) -> None:
    crawled({})
    token = proof(client, "/search?q=tianjin")
    fields = {"name": "Tianjin <b>", "query": "?q=tianjin&grade=3", "form_token": token}
    assert client.post("/search/save", data=fields, headers=OWN).status_code == 200
    (kept,) = store.saved_searches("")
    assert (kept.name, kept.query) == ("Tianjin <b>", "q=tianjin&grade=3")
    page = get(client, "/search")
    assert "/search?q=tianjin&grade=3" in page.links
    assert "b" not in page.tags
    assert client.post(f"/search/drop/{kept.id}", data={"form_token": "x"}, headers=OWN).status_code == 403
    assert client.post(f"/search/drop/{kept.id}", data={"form_token": token}, headers=OWN).status_code == 200
    assert store.saved_searches("") == []


def test_a_kept_search_leads_nowhere_else(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({})
    fields = {"name": "x", "query": "q=1\r\nLocation: //evil.example", "form_token": proof(client, "/search?q=a")}
    answer = client.post("/search/save", data=fields, headers=OWN, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_the_answers_as_csv(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({"title": "=cmd()|'guests'"}, {"title": "Weather", "body": "Rain and wind."})
    answer = client.get("/search.csv?q=guests")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["'=cmd()|'guests'"]


def test_hostile_words_and_texts_come_out_as_text(client: TestClient, crawled: Callable[..., None]) -> None:
    hostile = HOSTILE.replace("\ud800", "")
    crawled({"title": hostile, "body": f"{hostile} Tianjin"})
    page = get(client, "/search?q=Tianjin%22%3E%3Cscript%3Ealert(1)%3C/script%3E OR tianjin")
    assert page.tags.count("script") == 1
    assert page.handlers == []


def test_a_filter_from_an_address_stays_in_the_form(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({})
    for path in ("/search", "/", "/trends"):
        page = client.get(f"{path}?q=guests&language=KK&topic=china&country=cn").text
        for value in ("kk", "china", "CN"):
            assert f'<option value="{value}" selected>' in page
        assert " multiple" not in page
        several = client.get(f"{path}?q=guests&language=kk&language=ru&topic=former").text
        assert '<select name="language" multiple>' in several
        for value in ("kk", "ru", "former"):
            assert f'<option value="{value}" selected>' in several


def test_a_topic_has_its_name_in_the_visitor_s_language(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({})
    for path in ("/topics", "/topics/china"):
        assert "Китай</" in client.get(path, headers={"accept-language": "ru"}).text
