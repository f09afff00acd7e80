"""Who may see and do what; that no other site can make them do it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dashboard.app import create_app
from dashboard.auth import MOST_FAILURES, WINDOW_S, Attempts, hash_password, password_fits
from dashboard.site import Settings, safe_next
from storage import Store
from storage.people import Role
from tests.dashboard.conftest import NOW

PASSWORD = "correct horse battery"
OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def guarded(store: Store, tmp_path: Path) -> Iterator[TestClient]:
    """A dashboard with logins, and nobody logged in."""
    app = create_app(f"sqlite:///{tmp_path / 'news.db'}", Settings(login=True, clock=lambda: NOW))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as asking:
        yield asking


@pytest.fixture
def log_in(guarded: TestClient, store: Store) -> Callable[..., TestClient]:
    def enter(role: Role = "editor", name: str = "anna") -> TestClient:
        store.set_person(name, role, hash_password(PASSWORD), now=NOW)
        answer = attempt(guarded, name, PASSWORD)
        assert answer.status_code == 303
        return guarded

    return enter


def proof(client: TestClient, address: str) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', client.get(address).text)
    assert found is not None
    return found[1]


def attempt(client: TestClient, name: str, password: str, *, next: str = "/"):  # type: ignore[no-untyped-def]
    fields = {"name": name, "password": password, "next": next, "form_token": proof(client, "/login")}
    return client.post("/login", data=fields, headers=OWN)


def test_without_a_login_every_page_leads_to_the_form_and_back(guarded: TestClient, store: Store) -> None:
    for address in ("/", "/article/1", "/sources", "/alerts?state=dead"):
        answer = guarded.get(address)
        assert answer.status_code == 303
        assert "/login?next=" in answer.headers["location"]
    assert guarded.get("/api/flags").status_code == 401
    assert guarded.get("/feed.rss").status_code == 401
    assert guarded.get("/healthz").status_code == 200
    store.set_person("anna", "reader", hash_password(PASSWORD), now=NOW)
    assert attempt(guarded, "anna", PASSWORD, next="/alerts?state=dead").headers["location"] == "/alerts?state=dead"
    assert guarded.get("/alerts?state=dead").status_code == 200


def test_wrong_passwords_are_refused_counted_and_written_down(guarded: TestClient, store: Store) -> None:
    store.set_person("anna", "reader", hash_password(PASSWORD), now=NOW)
    for _ in range(MOST_FAILURES):
        assert attempt(guarded, "anna", "wrong").status_code == 401
    answer = attempt(guarded, "anna", PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= WINDOW_S + 1
    assert [entry.action for _, entry in store.audit_trail()] == ["login refused"] * MOST_FAILURES


def test_attempts_are_forgotten_after_their_time_and_after_success() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(MOST_FAILURES):
        attempts.failed("name anna", "address 1")
    assert attempts.wait_s("name anna") == WINDOW_S
    assert attempts.wait_s("name ivan", "address 1") == WINDOW_S
    now[0] = WINDOW_S
    assert attempts.wait_s("name anna") == 0
    attempts.failed("name anna")
    attempts.succeeded("name anna")
    assert attempts.wait_s("name anna") == 0


def test_a_login_ends_with_logging_out(log_in: Callable[..., TestClient]) -> None:
    client = log_in()
    token = client.cookies["vestnik_login"]
    answer = client.post("/logout", data={"form_token": proof(client, "/")}, headers=OWN)
    assert answer.headers["location"] == "/login"
    client.cookies.set("vestnik_login", token)
    assert client.get("/").status_code == 303


def test_the_cookie_of_a_login_is_out_of_reach_of_scripts(
    log_in: Callable[..., TestClient], guarded: TestClient
) -> None:
    log_in()
    answer = attempt(guarded, "anna", PASSWORD)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_token_opens_the_api_to_programs(guarded: TestClient, store: Store) -> None:
    store.set_person("robot", "reader", hash_password(PASSWORD), now=NOW)
    token = store.begin_login("robot", now=NOW)
    assert guarded.get("/api/flags", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert guarded.get("/api/flags", headers={"Authorization": "Bearer nonsense"}).status_code == 401


def _review(client: TestClient, **fields: str):  # type: ignore[no-untyped-def]
    given = {"answer": "no", "topic": "china", "form_token": proof(client, "/"), **fields}
    return client.post("/article/1/review", data=given, headers=OWN, follow_redirects=False)


def test_an_editor_reviews_and_it_is_written_down(
    log_in: Callable[..., TestClient], crawled: Callable[..., None], store: Store
) -> None:
    crawled({"title": "Guests"})
    answer = _review(log_in(), next="/?grade=3")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?grade=3")
    view = store.article(1)
    assert view is not None
    assert [flag.reviewed for flag in view.flags] == ["no"]
    trail = [(entry.person, entry.action, entry.target) for _, entry in store.audit_trail()]
    assert trail[0] == ("anna", "review", "1")


def test_a_reader_cannot_review(log_in: Callable[..., TestClient], crawled: Callable[..., None]) -> None:
    crawled({})
    client = log_in("reader")
    assert 'form class="review"' not in client.get("/").text
    assert _review(client).status_code == 403


@pytest.mark.parametrize(
    ("token", "headers"),
    [
        ("", OWN),
        ("f" * 64, OWN),
        (None, {"Origin": "https://evil.example"}),
        (None, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_a_form_of_another_site_does_nothing(
    client: TestClient, crawled: Callable[..., None], store: Store, token: str | None, headers: dict[str, str]
) -> None:
    crawled({})
    given = {"answer": "no", "topic": "china", "form_token": proof(client, "/") if token is None else token}
    assert client.post("/article/1/review", data=given, headers=headers).status_code == 403
    view = store.article(1)
    assert view is not None
    assert [flag.reviewed for flag in view.flags] == [None]


def test_on_this_machine_alone_nobody_need_log_in(
    client: TestClient, crawled: Callable[..., None], store: Store
) -> None:
    crawled({})
    assert _review(client).status_code == 303
    assert [entry.person for _, entry in store.audit_trail()] == [None]
    assert client.get("/login", follow_redirects=False).headers["location"] == "/"


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x", ""],
)
def test_nobody_is_led_elsewhere(path: str) -> None:
    assert safe_next(path) == "/"


def test_passwords_are_kept_as_argon2_hashes() -> None:
    stored = hash_password(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert password_fits(PASSWORD, stored)
    assert not password_fits("x" + PASSWORD, stored)
    assert not password_fits(PASSWORD, None)
    assert not password_fits(PASSWORD, "no hash at all")
    with pytest.raises(ValueError, match="12 to 1000"):
        hash_password("short")
