"""Attacks that a stranger, or a hostile news site, may try on the dashboard: none works."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from storage import Store
from tests.alerts.stored import SOURCE
from tests.dashboard.test_login import OWN, proof
from tests.dashboard.test_pages import get

EVERY_PAGE = (
    "/",
    "/search?q=tianjin",
    "/article/1",
    "/trends",
    "/topics",
    "/sources",
    "/sources/add",
    "/alerts",
    "/audit",
)
SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"


def _check(client: TestClient, address: str) -> None:
    page = get(client, address)
    assert page.tags.count("script") == 1
    assert page.handlers == []
    assert not any(link.lower().startswith("javascript:") for link in page.links)
    assert "{{" not in client.get(address).headers["content-security-policy"]


def test_no_script_through_the_name_of_a_source(client: TestClient, crawled: Callable[..., None], store: Store) -> None:
    crawled({})
    store.register_sources([SOURCE.model_copy(update={"name": SCRIPT})])
    for address in EVERY_PAGE:
        _check(client, address)


def test_no_script_through_title_text_and_evidence(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({"title": f"Tianjin {SCRIPT}", "body": f"Tianjin {SCRIPT}"})
    for address in EVERY_PAGE:
        _check(client, address)


@pytest.mark.parametrize("path", ["/", "/search", "/trends", "/topics/china", "/alerts", "/audit", "/sources/add"])
def test_no_script_through_what_is_asked(client: TestClient, crawled: Callable[..., None], path: str) -> None:
    crawled({})
    for name in ("q", "topic", "source", "since", "cursor", "nonsense"):
        answer = client.get(path, params={name: SCRIPT})
        assert answer.status_code in (200, 422)
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2f..%2fapp.py",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static/%2e%2e%5cauth.py",
        "/static//etc/passwd",
        "/trends/..%2f..%2fetc%2fpasswd.svg",
        "/topics/..%2f..%2fvestnik.toml",
        "/topics/%2Fetc%2Fpasswd",
    ],
)
def test_no_file_but_our_own_is_read(client: TestClient, store: Store, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 422)
    assert "import" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize("path", ["/language/ru?next=", "/login?next="])
@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "%09//evil.example",
        "javascript:alert(1)",
        "/%09/evil.example",
        "/%0d%0aLocation:%20//evil.example",
        "/%0d%0aSet-Cookie:%20vestnik_login=x",
    ],
)
def test_nobody_is_led_elsewhere_and_no_header_is_split(
    client: TestClient, store: Store, path: str, target: str
) -> None:
    answer = client.get(path + target, follow_redirects=False)
    place = answer.headers["location"]
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert "\r" not in place
    assert "\n" not in place
    assert "vestnik_login" not in answer.headers.get("set-cookie", "")


def test_a_form_leads_nowhere_else_either(client: TestClient, crawled: Callable[..., None]) -> None:
    crawled({})
    given = {"form_token": proof(client, "/sources"), "next": "//evil.example\r\nX-Bad: 1"}
    answer = client.post(f"/sources/{SOURCE.key}/pause", data=given, headers=OWN, follow_redirects=False)
    assert answer.headers["location"] == "/"
    assert "x-bad" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["/article/1/review", "/sources/institute/pause", "/alerts/1/retry", "/alerts/1/drop", "/sources/add",
     "/sources/add/save", "/topics/china/try", "/search/save", "/search/drop/1", "/logout"],
)  # fmt: skip
def test_every_form_needs_its_proof(client: TestClient, crawled: Callable[..., None], store: Store, path: str) -> None:
    crawled({})
    given = {"answer": "no", "topic": "china", "address": "uni.example", "preview": "x", "name": "x", "query": "q=1"}
    proof(client, "/sources")
    assert client.post(path, data=given, headers=OWN).status_code == 403
    assert store.audit_trail() == []
