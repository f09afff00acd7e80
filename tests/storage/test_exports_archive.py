"""Dated archives: a file a month, only what changed written again, the same bytes from the same store; their proof."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from storage import Store
from storage.errors import StoreError
from storage.exports.archive import SUMS, ArchiveReport, write_archive
from storage.exports.columns import NAMES
from storage.exports.csv_files import read_csv
from storage.exports.proving import Finding, prove_archive, prove_file
from storage.exports.warc import read_warc
from storage.exports.writing import Wish, write_file
from storage.records import FlagFilter
from tests.storage.builders import HOUR, NOW, address, item, source

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
MAY, JUNE, JULY = (datetime(2024, month, 28) for month in (5, 6, 7))


def _fill(store: Store, run: int) -> None:
    days = [MAY, JUNE, JUNE, None, JULY]
    made = [item(number, run_id=run, day=day) for number, day in enumerate(days, start=1)]
    store.save_items([*made, item(9, run_id=run, day=MAY, flagged=())], routes=[], now=NOW)


@pytest.fixture
def filled(store: Store, run_id: int) -> Store:
    _fill(store, run_id)
    return store


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _edit(store: Store, run_id: int, number: int, *, day: datetime | None, body: str = "Правка.") -> None:
    known = store.known_article(address(number))
    store.save_items([item(number, run_id=run_id, day=day, body=body, known=known)], routes=[], now=NOW + HOUR)


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_an_article_stands_in_the_month_of_its_day(filled: Store, tmp_path: Path, format: str) -> None:
    report = write_archive(filled, Wish(format), tmp_path / "news")  # type: ignore[arg-type]  # parametrized
    names = tuple(f"2024-{month}.{format}" for month in ("05", "06", "07"))
    assert report == ArchiveReport(written=names, kept=(), removed=(), rows=5)
    proof = prove_archive(filled, tmp_path / "news", pytest.fail)
    assert (proof.proved, proof.sound) == (5, True)
    sums = (tmp_path / "news" / SUMS).read_text()
    assert sums == "".join(f"{sha256((tmp_path / 'news' / n).read_bytes()).hexdigest()}  {n}\n" for n in names)


def test_only_what_changed_is_written_again(filled: Store, run_id: int, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    write_archive(filled, Wish("csv"), folder)
    before = _bytes(folder)
    times = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    filled.mark_page(address(1), state="stored", status=304, now=NOW + 24 * HOUR)
    assert write_archive(filled, Wish("csv"), folder).written == ()
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == times
    _edit(filled, run_id, 2, day=JUNE)
    assert write_archive(filled, Wish("csv"), folder).written == ("2024-06.csv",)
    filled.review(5, "china", "yes")
    assert write_archive(filled, Wish("csv"), folder).written == ("2024-07.csv",)
    (folder / "2024-05.csv").unlink()
    assert write_archive(filled, Wish("csv"), folder).written == ("2024-05.csv",)
    assert (folder / "2024-05.csv").read_bytes() == before["2024-05.csv"]
    assert "last_seen_at" not in next(read_csv(folder / "2024-05.csv"))
    assert set(next(read_csv(folder / "2024-05.csv"))) == set(NAMES) - {"last_seen_at"}


def test_an_article_that_moves_to_another_day_leaves_its_month(filled: Store, run_id: int, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    write_archive(filled, Wish("csv"), folder)
    _edit(filled, run_id, 5, day=MAY)
    report = write_archive(filled, Wish("csv"), folder)
    assert (report.written, report.removed) == (("2024-05.csv",), ("2024-07.csv",))
    assert not (folder / "2024-07.csv").exists()
    assert [row["url"] for row in read_csv(folder / "2024-05.csv")] == [address(1), address(5)]


def test_the_same_articles_give_the_same_bytes_wherever_they_are_stored(
    filled: Store, postgres_url: str, tmp_path: Path
) -> None:
    with Store.open(postgres_url, now=lambda: NOW) as other:
        other.register_sources([source("spb"), source("msu")])
        _fill(other, other.begin_run("spb", now=NOW, worker="other/1/0"))
        for format, kind in (("csv", "gz"), ("jsonl", "zst"), ("parquet", None), ("warc", "gz")):
            one, two = tmp_path / f"one-{format}", tmp_path / f"two-{format}"
            wish = Wish(format, all_articles=True)  # type: ignore[arg-type]  # from the table above
            write_archive(filled, wish, one, compressed=kind)
            write_archive(other, wish, two, compressed=kind)
            assert _bytes(one) == _bytes(two)
            assert prove_archive(other, one, pytest.fail).sound


def test_pages_of_a_warc_stand_in_the_month_they_came(filled: Store, run_id: int, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    assert write_archive(filled, Wish("warc"), folder).written == ("2024-06.warc",)
    known = filled.known_article(address(1))
    edit = item(1, run_id=run_id, day=MAY, body="Правка в июле.", known=known)
    edit.page = type(edit.page)(
        edit.page.url, b"<html>July</html>", {}, 200, datetime.fromisoformat("2024-07-01T00:00Z")
    )
    filled.save_items([edit], routes=[], now=NOW + HOUR)
    report = write_archive(filled, Wish("warc"), folder)
    assert (report.written, report.kept) == (("2024-07.warc",), ("2024-06.warc",))
    assert [total for _, total in read_warc(folder / "2024-07.warc")] == [sha256(b"<html>July</html>").hexdigest()]
    assert prove_archive(filled, folder, pytest.fail).proved == 6


def test_a_folder_holds_one_kind_of_archive_and_nothing_else(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    write_archive(filled, Wish("csv"), folder)
    with pytest.raises(StoreError, match=r"other options \(all_articles\)"):
        write_archive(filled, Wish("csv", all_articles=True), folder)
    with pytest.raises(StoreError, match=r"other options \(filter\)"):
        write_archive(filled, Wish("csv", FlagFilter(min_grade=3)), folder)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(StoreError, match="no archive of this program"):
        write_archive(filled, Wish("csv"), tmp_path / "mine")
    with pytest.raises(StoreError, match="cannot be compressed"):
        write_archive(filled, Wish("parquet"), tmp_path / "other", compressed="gz")


def test_a_data_package_that_names_files_elsewhere_is_not_believed(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    write_archive(filled, Wish("csv"), folder)
    package = json.loads((folder / "datapackage.json").read_text())
    package["resources"][0]["path"] = "../../secret.csv"
    (folder / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(StoreError):
        prove_archive(filled, folder, pytest.fail)
    with pytest.raises(StoreError):
        write_archive(filled, Wish("csv"), folder)


def test_a_kill_in_the_middle_is_made_good_by_the_next_call(
    filled: Store, run_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "news"
    write_archive(filled, Wish("csv"), folder)
    for number, day in ((1, MAY), (2, JUNE), (5, JULY)):
        _edit(filled, run_id, number, day=day)

    def dies(store: Store, wish: Wish, path: Path, **rest: object) -> object:
        if path.name == "2024-06.csv":
            raise KeyboardInterrupt
        return write_file(store, wish, path, **rest)  # type: ignore[arg-type]  # handed on

    with monkeypatch.context() as patched:
        patched.setattr("storage.exports.archive.write_file", dies)
        with pytest.raises(KeyboardInterrupt):
            write_archive(filled, Wish("csv"), folder)
    assert write_archive(filled, Wish("csv"), folder).written == ("2024-05.csv", "2024-06.csv", "2024-07.csv")
    fresh = tmp_path / "fresh"
    write_archive(filled, Wish("csv"), fresh)
    assert _bytes(folder) == _bytes(fresh)


def test_a_row_stays_provable_after_later_edits(filled: Store, run_id: int, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_file(filled, Wish("csv"), path, now=NOW)
    _edit(filled, run_id, 1, day=MAY, body="=Опять иначе.")
    assert prove_file(filled, path, pytest.fail).proved == 5
    write_file(filled, Wish("csv"), path, now=NOW)
    assert prove_file(filled, path, pytest.fail).proved == 5


def test_what_is_not_in_the_archive_is_told_apart_from_what_differs(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write_file(filled, Wish("jsonl"), path, now=NOW)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    lines[0]["published"] = "2024-05-29"
    lines[1]["article_id"] = 2**70
    lines[2]["version"] = 7
    lines[3]["page_sha256"] = "00" * 32
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    findings: list[Finding] = []
    proof = prove_file(filled, path, findings.append)
    assert (proof.proved, proof.differing, proof.missing) == (1, 2, 2)
    assert [(finding.row, finding.outcome) for finding in findings] == [
        (1, "differing"), (2, "missing"), (3, "missing"), (4, "differing")
    ]  # fmt: skip


def test_a_warc_of_another_archive_proves_nothing(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write_file(filled, Wish("warc"), path, now=NOW)
    with Store.open(f"sqlite:///{tmp_path / 'empty.db'}") as empty:
        assert prove_file(empty, path, lambda _finding: None).missing == 5
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)
    try:
        sound = prove_file(filled, path, lambda _finding: None).sound
    except StoreError:
        sound = False
    assert not sound
