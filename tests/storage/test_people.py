"""People of the dashboard: roles, logins, what was done, saved searches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import Store, StoreError
from storage.people import LOGIN_LASTS, MOST_SAVED, SavedSearch
from tests.storage.builders import NOW


def test_a_login_lasts_until_it_ends_expires_or_the_person_is_shut_out(store: Store) -> None:
    assert store.set_person("Анна", "editor", "hash", now=NOW)
    assert store.password_of("Анна") == ("hash", "editor")
    assert store.password_of("Иван") is None
    token = store.begin_login("Анна", now=NOW)
    other = store.begin_login("Анна", now=NOW)
    held = store.logged_in(token, now=NOW)
    assert held is not None
    assert (held.name, held.role) == ("Анна", "editor")
    assert store.logged_in(token + "x", now=NOW) is None
    assert store.logged_in(token, now=NOW + LOGIN_LASTS) is None
    store.end_login(token)
    assert store.logged_in(token, now=NOW) is None
    assert store.disable_person("Анна", now=NOW)
    assert store.logged_in(other, now=NOW) is None
    assert store.password_of("Анна") is None
    assert not store.disable_person("Анна", now=NOW)


def test_a_new_password_logs_out_and_brings_back(store: Store) -> None:
    store.set_person("anna", "admin", "one", now=NOW)
    token = store.begin_login("anna", now=NOW)
    assert not store.set_person("anna", "reader", "two", now=NOW)
    assert store.logged_in(token, now=NOW) is None
    assert store.password_of("anna") == ("two", "reader")
    assert [(one.name, one.role, one.disabled) for one in store.people()] == [("anna", "reader", False)]


def test_a_new_password_of_one_s_own_undoes_no_lock_out_and_no_demotion(store: Store) -> None:
    store.set_person("anna", "admin", "one", now=NOW)
    token = store.begin_login("anna", now=NOW)
    assert not store.change_password("anna", "another", "two"), "somebody else has given her a new one meanwhile"
    assert store.logged_in(token, now=NOW) is not None
    assert store.change_password("anna", "one", "two")
    assert store.logged_in(token, now=NOW) is None
    assert store.password_of("anna") == ("two", "admin")
    store.disable_person("anna", now=NOW)
    assert not store.change_password("anna", "two", "three")
    assert store.password_of("anna") is None


@pytest.mark.parametrize("name", ["", " anna", "a\nb", "x" * 65, "<b>", "_"])
def test_a_name_nobody_can_have_is_refused(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="is no name"):
        store.set_person(name, "reader", "hash", now=NOW)


def test_the_trail_is_read_page_by_page(store: Store) -> None:
    for number in range(5):
        store.note_action("anna", "review", str(number), {"answer": "no"}, now=NOW + timedelta(minutes=number))
    first = store.audit_trail(limit=3)
    assert [entry.target for _, entry in first] == ["4", "3", "2"]
    rest = store.audit_trail(limit=3, before=first[-1][0])
    assert [(entry.target, entry.detail) for _, entry in rest] == [("1", {"answer": "no"}), ("0", {"answer": "no"})]


def test_saved_searches_are_each_person_s_own(store: Store) -> None:
    store.save_search("anna", "Тяньцзинь", "q=тяньцзинь", now=NOW)
    store.save_search("anna", "Тяньцзинь", "q=天津", now=NOW)
    store.save_search("", "all", "q=x", now=NOW)
    (kept,) = store.saved_searches("anna")
    assert kept == SavedSearch(kept.id, "Тяньцзинь", "q=天津")
    assert not store.drop_search("", kept.id)
    assert store.drop_search("anna", kept.id)
    for number in range(MOST_SAVED - 1):
        store.save_search("", f"s{number}", "q=x", now=NOW)
    with pytest.raises(StoreError, match="delete one first"):
        store.save_search("", "one more", "q=x", now=NOW)
