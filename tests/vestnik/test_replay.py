"""``vestnik replay``: what it shows, what it changes, what it leaves alone."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from articles.fingerprint import content_hash
from storage import Store
from storage.records import RawPage
from tests.storage.builders import NOW, address, item, source
from tests.vestnik.archive import CONFIG, write_sources
from tests.vestnik.running import Command
from vestnik.replaying import AT_ONCE, portions

TEXTS = {
    1: "Делегация Харбинского политехнического университета посетила кампус. Гости из Китая встретились с ректором, "
    "обсудили обмен студентами и подписали договор о сотрудничестве с китайскими вузами.",
    2: "Студенты провели субботник на набережной. Они посадили сорок деревьев, покрасили скамейки и убрали листья, "
    "а потом пили чай в общежитии и пели песни под гитару.",
}


def _page(number: int, text: str) -> bytes:
    return (
        f"<html><head><title>Новость {number}</title></head><body><article><h1>Новость номер {number} о жизни вуза</h1>"
        f"<div class=date>28.06.2024</div><p>{text}</p></article></body></html>"
    ).encode()


@pytest.fixture
def archive(vestnik: Command) -> Command:
    """Two articles as an older reader left them: other texts, no date, article 2 flagged, article 1 not."""
    (vestnik.folder / "vestnik.toml").write_text(CONFIG, encoding="utf-8")
    write_sources(vestnik.folder, "spb")
    with Store.open(f"sqlite:///{vestnik.folder / 'vestnik.db'}") as store:
        store.register_sources([source("spb")])
        run = store.begin_run("spb", now=NOW, worker="test")
        for number, flagged in ((1, ()), (2, ("china",))):
            title = f"Новость номер {number} о жизни вуза"
            old = item(number, run_id=run, title=title, body="Старый текст.", day=None, flagged=flagged)
            old.page = RawPage(
                address(number), _page(number, TEXTS[number]), {}, 200, NOW + timedelta(hours=1), "utf-8"
            )
            old.content_hash = content_hash(title, "Старый текст.")
            store.save_items([old], routes=[], now=NOW)
    return vestnik


def _dump(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "vestnik.db") as database:
        return list(database.iterdump())


def _view(archive: Command, number: int) -> dict[str, Any]:
    view: dict[str, Any] = archive.ok("show", str(number), "--json").json
    return view


def test_a_dry_run_shows_what_would_change_and_changes_nothing(archive: Command) -> None:
    before = _dump(archive.folder)
    said = archive.ok("replay", "--dry-run", "--json").json
    assert (said["read"], said["changed"], said["applied"]) == (2, 2, 0)
    assert [(one["article_id"], one["after"]) for one in said["new_flags"]] == [(1, 3)]
    assert [(one["article_id"], one["after"]) for one in said["lost_flags"]] == [(2, 0)]
    assert [one["day"] for one in said["dates"]] == ["2024-06-28", "2024-06-28"]
    assert _dump(archive.folder) == before
    assert "new flags: 1" in archive.ok("replay", "--dry-run").out


def test_texts_dates_and_flags_are_brought_up_to_date_without_an_alert(archive: Command) -> None:
    assert archive.ok("replay", "--json").json["applied"] == 2
    first = _view(archive, 1)
    assert (first["body"], first["published_day"], first["version"]) == (TEXTS[1], "2024-06-28", 1)
    assert first["versions"][0]["body"] == TEXTS[1]
    assert [flag["topic"] for flag in first["flags"]] == ["china"]
    assert _view(archive, 2)["flags"] == []
    assert archive.ok("alerts", "list", "--json").json == []
    again = archive.ok("replay", "--json").json
    assert (again["changed"], again["applied"]) == (0, 0)


def test_alerts_are_sent_where_they_are_asked_for_and_once(archive: Command) -> None:
    archive.ok("replay", "--alert")
    archive.ok("replay", "--alert")
    (alert,) = archive.ok("alerts", "list", "--json").json
    assert (alert["article_id"], alert["kind"], alert["topic"]) == (1, "new", "china")


def test_a_review_survives_the_loss_of_its_flag(archive: Command) -> None:
    archive.ok("review", "2", "no")
    archive.ok("replay")
    with Store.open(f"sqlite:///{archive.folder / 'vestnik.db'}") as store:
        (review,) = store.reviews("china")
    assert (review.article_id, review.answer, review.grade) == (2, "no", 0)


def test_only_what_is_asked_for_is_read(archive: Command) -> None:
    assert archive.ok("replay", "--dry-run", "--since", "2025-01-01", "--json").json["read"] == 0
    assert archive.ok("replay", "--dry-run", "--source", "spb", "--json").json["read"] == 2
    assert "did you mean spb?" in archive.refused("replay", "--source", "spbb", code=2)
    assert "no topic" in archive.refused("replay", "--topic", "chna", code=2)


def test_an_article_stored_anew_meanwhile_is_left_alone(archive: Command) -> None:
    from vestnik.replaying import Work, read_again

    url = f"sqlite:///{archive.folder / 'vestnik.db'}"
    work = Work(url, (archive.folder / "sources",), ("china",))
    with Store.open(url) as store:
        (portion,) = read_again(work, store.article_ids(), 1)
        run = store.begin_run("spb", now=NOW, worker="test")
        edit = item(1, run_id=run, body="Совсем новый текст сегодняшнего дня.", flagged=())
        store.save_items([edit], routes=[], now=NOW + timedelta(days=1))
        assert store.apply_rereadings(portion.changed, routes=[], now=NOW) == (1, 1)
        view = store.article(1)
    assert view is not None
    assert view.body == "Совсем новый текст сегодняшнего дня."


def test_a_damaged_or_missing_page_is_named_and_the_others_are_read(archive: Command) -> None:
    with sqlite3.connect(archive.folder / "vestnik.db") as database:
        database.execute("UPDATE raw_page SET data = X'00' WHERE url LIKE '%/1/'")
    said = archive.ok("replay", "--json").json
    assert [one["article_id"] for one in said["unread"]] == [1]
    assert said["applied"] == 1


def test_portions_hold_one_source_each() -> None:
    ids = [("a", n) for n in range(AT_ONCE + 1)] + [("b", 99)]
    assert [len(part) for part in portions(ids)] == [AT_ONCE, 1, 1]
    assert portions([]) == []


def test_a_date_that_is_read_otherwise_today_is_shown(archive: Command) -> None:
    with sqlite3.connect(archive.folder / "vestnik.db") as database:
        database.execute("UPDATE article SET published_day = '2024-06-01' WHERE id = 1")
    said = archive.ok("replay", "--dry-run", "--json").json
    assert said["fields"]["date"] == 1
    assert datetime.fromisoformat(said["dates"][0]["day"])
