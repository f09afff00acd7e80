"""The archive of pages as received: small, and proved."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from articles.records import Change
from storage import DatabaseDamaged, Store
from storage.raw_pages import HELD, LONGEST_CHAIN, Base, Frame, HeldPage, pack, page_key, unpack
from storage.records import ArticleItem
from storage.schema import raw_page
from tests.storage.builders import NOW, address, item

NOTED = ("url", "headers", "status", "fetched_at", "encoding")


@given(st.binary(max_size=3_000), st.binary(max_size=3_000))
def test_a_page_comes_back_byte_for_byte(body: bytes, before: bytes) -> None:
    alone = pack(body)
    assert unpack(alone.data, len(body)) == body
    against = pack(body, Base(page_key(before), before, 0))
    assert unpack(against.data, len(body), before if against.base else None) == body


def test_a_version_costs_next_to_nothing_beside_the_one_before() -> None:
    noise = os.urandom(300_000)
    packed = pack(noise[:150_000] + "правка".encode() + noise[150_000:], Base(page_key(noise), noise, 0))
    assert len(packed.data) < 1_000


def _edit(store: Store, run_id: int, number: int) -> None:
    edited = item(
        1,
        run_id=run_id,
        body=f"Текст, версия {number}.",
        page=b"<html>" + b"long " * 1_000 + str(number).encode(),
        known=store.known_article(address(1)),
        change=Change("body"),
    )
    store.save_items([edited], routes=[], now=NOW)


def test_every_version_of_a_long_history_is_readable(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    count = LONGEST_CHAIN + 5
    for number in range(count):
        _edit(store, run_id, number)
    view = store.article(1)
    assert view is not None
    assert len(view.versions) == count + 1
    for number, version in enumerate(view.versions[1:]):
        assert version.page_sha256 is not None
        page = store.raw_page(version.page_sha256)
        assert page is not None
        assert page.body.endswith(f" {number}".encode())
        assert page_key(page.body) == version.page_sha256
    with store._db.read() as connection:
        depths = connection.execute(select(func.max(raw_page.c.depth), func.count())).one()
        whole = connection.scalar(select(func.count()).where(raw_page.c.base.is_(None)))
    assert depths == (LONGEST_CHAIN - 1, count + 1)
    assert whole == 2


def _page(number: int, frame: bytes) -> bytes:
    return b"<html>" + frame + f"<h1>Новость {number}</h1>".encode() + b"</html>"


def _size(store: Store, key: str) -> int:
    with store._db.read() as connection:
        return int(connection.scalar(select(func.length(raw_page.c.data)).where(raw_page.c.sha256 == key)) or 0)


def test_pages_stored_together_share_the_frame_of_their_site(store: Store, run_id: int) -> None:
    frame = os.urandom(20_000).hex().encode()
    pages = [_page(number, frame) for number in range(6)]
    store.save_items([item(n, run_id=run_id, page=pages[n]) for n in range(6)], routes=[], now=NOW)
    keys = [page_key(page) for page in pages]
    assert [store.raw_page(key).body for key in keys] == pages  # type: ignore[union-attr]  # each was just stored
    sizes = [_size(store, key) for key in keys]
    assert sizes[0] > 20_000
    assert max(sizes[1:]) < 200


def _held(run_id: int, pages: list[bytes], *, first: int = 0) -> list[ArticleItem]:
    """Items of these pages that have waited for their batch."""
    frame = Frame()
    items = [item(first + number, run_id=run_id, page=page) for number, page in enumerate(pages)]
    for one in items:
        frame.hold(one)
    return items


def test_what_waits_for_a_batch_is_bounded_and_is_stored_as_it_would_have_been(store: Store, run_id: int) -> None:
    frame = os.urandom(HELD // 8).hex().encode()
    pages = [_page(number, frame) for number in range(12)]
    items = _held(run_id, [*pages, b"<html>short</html>"])
    waiting = sum(len(one.page.packed.data if isinstance(one.page, HeldPage) else one.page.body) for one in items)
    assert waiting < HELD + 2 * len(pages[0])
    assert [one.page.body for one in items[:12]] == pages
    plain, held = item(1, run_id=run_id).page, items[1].page
    assert isinstance(held, HeldPage)
    assert [getattr(held, name) for name in NOTED] == [getattr(plain, name) for name in NOTED]
    store.save_items(items, routes=[], now=NOW)
    for page in pages:
        stored = store.raw_page(page_key(page))
        assert stored is not None
        assert stored.body == page
    assert max(_size(store, page_key(page)) for page in pages[1:]) < 200


@pytest.mark.parametrize("left_out", ["stored already", "stored alone", "the same bytes twice"])
def test_a_page_that_waited_does_not_depend_on_one_that_is_not_stored_with_it(
    store: Store, run_id: int, left_out: str
) -> None:
    frame = os.urandom(HELD // 8).hex().encode()
    pages = [_page(number, frame) for number in range(6)]
    items = _held(run_id, [*pages, pages[0]] if left_out == "the same bytes twice" else pages)
    if left_out == "stored already":
        store.save_items([item(100, run_id=run_id, page=pages[0])], routes=[], now=NOW)
        with store._db.write() as connection:
            connection.execute(update(raw_page).values(data=b"damaged"))
    if left_out == "stored alone":
        for one in reversed(items):
            store.save_items([one], routes=[], now=NOW)
    else:
        store.save_items(items, routes=[], now=NOW)
    for page in pages[1:]:
        stored = store.raw_page(page_key(page))
        assert stored is not None
        assert stored.body == page


def test_a_long_history_begins_with_a_page_that_was_stored_with_others(store: Store, run_id: int) -> None:
    frame = os.urandom(20_000).hex().encode()
    store.save_items([item(n, run_id=run_id, page=_page(n, frame)) for n in range(4)], routes=[], now=NOW)
    for number in range(LONGEST_CHAIN + 2):
        edited = item(
            1, run_id=run_id, body=f"Версия {number}.", page=_page(100 + number, frame), change=Change("body")
        )
        edited.known = store.known_article(address(1))
        store.save_items([edited], routes=[], now=NOW)
    view = store.article(2)
    assert view is not None
    assert len(view.versions) == LONGEST_CHAIN + 3
    assert all(store.raw_page(str(version.page_sha256)) is not None for version in view.versions)


def test_a_page_that_is_stored_already_is_no_frame_for_others(store: Store, run_id: int) -> None:
    """It may hang from another page itself, or be damaged: what is stored now does not depend on it."""
    frame = os.urandom(20_000).hex().encode()
    store.save_items([item(n, run_id=run_id, page=_page(n, frame)) for n in range(4)], routes=[], now=NOW)
    with store._db.write() as connection:
        connection.execute(update(raw_page).values(data=b"damaged"))
    again = [item(n + 10, run_id=run_id, page=_page(3 + n, frame)) for n in range(4)]
    store.save_items(again, routes=[], now=NOW)
    for number in range(4, 7):
        assert store.raw_page(page_key(_page(number, frame))) is not None


def test_the_same_bytes_again_are_kept_once(store: Store, run_id: int) -> None:
    """A → B → A: the third version is the first page again."""
    for number in (0, 1, 0):
        if number == 0 and store.known_article(address(1)) is None:
            store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
        _edit(store, run_id, number)
    view = store.article(1)
    assert view is not None
    assert view.versions[1].page_sha256 == view.versions[3].page_sha256
    assert store.raw_page(str(view.page_sha256)) is not None


def test_changed_bytes_are_noticed(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    view = store.article(1)
    assert view is not None
    key = str(view.page_sha256)
    for data in (b"no zstd at all", pack(b"another page of any length").data):
        with store._db.write() as connection:
            connection.execute(update(raw_page).values(data=data))
        with pytest.raises(DatabaseDamaged, match=key):
            store.raw_page(key)
    _edit(store, run_id, 1)
    view = store.article(1)
    assert view is not None
    assert store.raw_page(str(view.page_sha256)) is not None, "a damaged page does not stop the next version"
