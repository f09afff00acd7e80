"""``vestnik users`` and how ``vestnik serve`` minds them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage import Store
from tests.vestnik.archive import build_archive
from tests.vestnik.running import Command

PASSWORD = "correct horse battery"


@pytest.fixture
def archive(vestnik: Command) -> Command:
    build_archive(vestnik.folder)
    return vestnik


def test_people_are_added_listed_and_shut_out(archive: Command) -> None:
    assert "nobody may log in yet" in archive.ok("users", "list").err
    assert (
        "anna may log in as editor"
        in archive.ok("users", "add", "anna", "--role", "editor", "--password-stdin", input=PASSWORD + "\n").out
    )
    assert [(one["name"], one["role"], one["disabled"]) for one in archive.ok("users", "list", "--json").json] == [
        ("anna", "editor", False)
    ]
    with Store.open(f"sqlite:///{archive.folder / 'vestnik.db'}") as store:
        kept = store.password_of("anna")
    assert kept is not None
    assert kept[0].startswith("$argon2id$")
    token = archive.ok("users", "token", "anna").out.strip()
    with Store.open(f"sqlite:///{archive.folder / 'vestnik.db'}") as store:
        assert store.logged_in(token, now=datetime.now(UTC)) is not None
    assert "no more" in archive.ok("users", "remove", "anna").out
    assert "nobody of the name" in archive.refused("users", "token", "anna", code=1)
    assert "nobody of the name" in archive.refused("users", "remove", "anna", code=1)


def test_a_short_password_or_an_unknown_role_is_refused(archive: Command) -> None:
    assert "none of reader, editor, admin" in archive.refused("users", "add", "anna", "--role", "owner", code=2)
    assert "12 to 1000" in archive.refused("users", "add", "anna", "--password-stdin", code=1, input="short\n")


def test_the_dashboard_listens_elsewhere_only_with_logins(archive: Command) -> None:
    assert "vestnik users add" in archive.refused("serve", "--host", "0.0.0.0", code=2)
    plain = (archive.folder / "vestnik.toml").read_text()
    for behind in ("login = true", 'hosts = ["news.example.org"]'):
        archive.config(f"{plain}\n[dashboard]\n{behind}\n")
        assert "nobody may log in yet" in archive.refused("serve", code=1)
