"""What ``show`` and ``diff`` tell of an article's history, its story and its page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import Store
from tests.articles.test_duplicates import BODY
from tests.storage.builders import NOW, address, item
from tests.vestnik.archive import HOSTILE, build_archive
from tests.vestnik.running import Command


@pytest.fixture
def archive(vestnik: Command) -> Command:
    build_archive(vestnik.folder)
    return vestnik


def _store(archive: Command) -> Store:
    return Store.open(f"sqlite:///{archive.folder / 'vestnik.db'}")


def test_show_tells_versions_and_events_in_order_with_page_and_reader(archive: Command) -> None:
    with _store(archive) as store:
        for days in (1, 3):
            store.mark_page(address(1), state="gone", status=404, again=True, now=NOW + timedelta(days=days))
        store.mark_page(address(1), state="stored", status=304, now=NOW + timedelta(days=9))
    out = archive.ok("show", "1").out
    places = [out.index(words) for words in ("version 1:", "version 2:", "withdrawn:", "restored:")]
    assert places == sorted(places)
    assert "page:" in out
    assert "reader " in out
    view = archive.ok("show", "1", "--json").json
    assert [event["kind"] for event in view["events"]] == ["withdrawn", "restored"]
    assert view["page"]["status"] == 200
    assert view["page"]["size"] > 0
    assert view["versions"][1]["reader"]


def test_show_names_the_other_pages_of_the_story(archive: Command) -> None:
    with _store(archive) as store:
        run = store.begin_run("spb", now=NOW, worker="test")
        store.save_items(
            [item(8, run_id=run, body=BODY), item(9, key="kazan", run_id=run, body=BODY)], routes=[], now=NOW
        )
    view = archive.ok("show", "4", "--json").json
    assert [(page["article_id"], page["source_key"]) for page in view["story"]] == [(5, "kazan")]
    assert address(9, "kazan") in archive.ok("show", "4").out


def test_diff_writes_a_web_page_that_runs_nothing(archive: Command) -> None:
    target = archive.folder / "diff.html"
    archive.ok("diff", "1", "--html", str(target))
    page = target.read_text(encoding="utf-8")
    assert "<del>пять</del><ins>шесть</ins> гостей" in page
    assert "default-src 'none'" in page
    assert archive.ok("diff", "1", "--html", "-").out.rstrip() == page.rstrip()
    archive.refused("diff", "1", "--html", "-", "--json", code=2)


def test_a_hostile_text_stays_text_in_a_web_page(archive: Command) -> None:
    with _store(archive) as store:
        run = store.begin_run("kazan", now=NOW, worker="test")
        evil = f"<script>alert(1)</script> {HOSTILE} совсем новый текст"
        edit = item(2, key="kazan", run_id=run, title="</title><script>", body=evil, grade=2)
        store.save_items([edit], routes=[], now=NOW + timedelta(days=1))
    page = archive.ok("diff", "2", "--html", "-").out
    assert "<script" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
