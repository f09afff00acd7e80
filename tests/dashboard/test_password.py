"""A person changes the own password."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from dashboard.auth import MOST_FAILURES
from storage import Store
from tests.dashboard.conftest import NOW
from tests.dashboard.test_login import OWN, PASSWORD, attempt, guarded, log_in, proof

NEW = "another horse, another battery"
__all__ = ["guarded", "log_in"]


def change(client: TestClient, present: str, password: str = NEW, again: str = NEW) -> int:
    fields = {"present": present, "password": password, "again": again, "form_token": proof(client, "/password")}
    return int(client.post("/password", data=fields, headers=OWN).status_code)


def test_a_person_changes_the_own_password_and_other_logins_end(
    log_in: Callable[..., TestClient], store: Store
) -> None:
    client = log_in("reader")
    program = store.begin_login("anna", now=NOW)
    assert change(client, PASSWORD) == 303
    assert client.get("/").status_code == 200
    assert store.logged_in(program, now=NOW) is None
    assert [(one.role, one.disabled) for one in store.people()] == [("reader", False)]
    assert store.audit_trail(limit=1)[0][1].action == "new password"
    client.cookies.clear()
    assert attempt(client, "anna", PASSWORD).status_code == 401
    assert attempt(client, "anna", NEW).status_code == 303


@pytest.mark.parametrize(
    ("present", "password", "again"),
    [("not the password", NEW, NEW), (PASSWORD, NEW, NEW + "!"), (PASSWORD, "short", "short")],
)
def test_a_wrong_or_weak_one_changes_nothing(
    log_in: Callable[..., TestClient], present: str, password: str, again: str
) -> None:
    client = log_in()
    assert change(client, present, password, again) == 422
    client.cookies.clear()
    assert attempt(client, "anna", PASSWORD).status_code == 303


def test_nobody_guesses_it_from_an_open_browser_or_another_site(log_in: Callable[..., TestClient]) -> None:
    client = log_in()
    given = {"present": PASSWORD, "password": NEW, "again": NEW, "form_token": "x"}
    assert client.post("/password", data=given, headers=OWN).status_code == 403
    assert [change(client, "guess") for _ in range(MOST_FAILURES)] == [422] * MOST_FAILURES
    assert change(client, PASSWORD) == 429


def test_where_nobody_logs_in_there_is_no_password(client: TestClient, store: Store) -> None:
    assert client.get("/password").status_code == 404
