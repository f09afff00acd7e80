"""JSON lines, Parquet and WARC: what goes out comes back, however hostile it is, and other programs read it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Store
from storage.errors import StoreError
from storage.exports.columns import NAMES, cells, typed
from storage.exports.csv_files import defuse, read_csv, write_csv
from storage.exports.files import replaced
from storage.exports.jsonl import read_jsonl, write_jsonl
from storage.exports.parquet import read_parquet, write_parquet
from storage.exports.warc import read_warc, write_warc
from storage.exports.writing import Wish, check_format, write_file
from storage.records import FlagFilter, RawPage
from storage.types import storable
from storage.views import ExportPage, ExportRow
from tests.storage.builders import HOUR, NOW, item
from tests.storage.test_exports_csv import HOSTILE, ROW

PIECE: Mapping[str, Any] = {
    "term": "КНР", "entity": "China", "kind": "country", "field": "lead", "offset": 3, "weight": 2.5, "sentence": "КНР."
}  # fmt: skip
BIDI = "\u202e=1+1\u2066\x85\u2028\u2029\x1b[31m\ud83d\0\ufeff\u200b"


@st.composite
def hostile_rows(draw: st.DrawFn) -> ExportRow:
    title, body, sentence, raw = (draw(HOSTILE) for _ in range(4))
    number = draw(st.integers(1, 2**63 - 1))
    score = draw(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)))
    evidence = tuple([PIECE, PIECE | {"sentence": sentence, "entity": title}][: draw(st.integers(0, 2))])
    day = draw(st.one_of(st.none(), st.dates().map(lambda one: one.isoformat())))
    return replace(
        ROW, article_id=number, title=title, body=body + BIDI, published_raw=raw, score=score, evidence=evidence,
        published_day=day, gone_at=draw(st.sampled_from([None, NOW])), topic=draw(st.sampled_from([None, "china"])),
    )  # fmt: skip


def _read_back(write: Any, read: Any, path: Path, rows: list[ExportRow]) -> Iterator[dict[str, Any]]:
    with replaced(path) as file:
        write(rows, file)
    yield from read(path)


@settings(max_examples=40)
@given(st.lists(hostile_rows(), max_size=4))
def test_hostile_rows_come_back_through_every_format(
    tmp_path_factory: pytest.TempPathFactory, rows: list[ExportRow]
) -> None:
    folder = tmp_path_factory.mktemp("formats")
    wanted = [typed(row) for row in rows]
    assert list(_read_back(write_parquet, read_parquet, folder / "a.parquet", rows)) == wanted
    plain = [json.loads(json.dumps(one, default=lambda at: f"{at:%Y-%m-%dT%H:%M:%SZ}")) for one in wanted]
    assert list(_read_back(write_jsonl, read_jsonl, folder / "a.jsonl", rows)) == plain
    back = [list(row.values()) for row in _read_back(write_csv, read_csv, folder / "a.csv", rows)]
    assert back == [[storable(cell) for cell in cells(row)] for row in rows]
    lines = (folder / "a.jsonl").read_text(encoding="utf-8")
    assert len(lines.splitlines()) == len(rows), "one object is one line for every reader of lines"


def test_a_million_characters_are_kept_in_every_format(tmp_path: Path) -> None:
    row = replace(ROW, body="天=" * 500_000)
    for name, write, read in (
        ("a.jsonl", write_jsonl, read_jsonl),
        ("a.parquet", write_parquet, read_parquet),
        ("a.csv", write_csv, read_csv),
    ):
        (back,) = _read_back(write, read, tmp_path / name, [row])
        assert back["body"] == row.body


def test_parquet_is_typed_and_its_row_groups_bounded(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    with replaced(path) as file:
        assert write_parquet([replace(ROW, body="б" * 2_000_000)] * 7, file) == 7
    found = parquet.ParquetFile(path)
    types = {field.name: str(field.type) for field in found.schema_arrow}
    assert tuple(types) == NAMES
    assert (types["article_id"], types["published"], types["score"]) == ("int64", "date32[day]", "double")
    assert types["first_seen_at"] == "timestamp[us, tz=UTC]"
    assert types["terms"].startswith("list<")
    assert [found.metadata.row_group(at).num_rows for at in range(found.num_row_groups)] == [3, 3, 1]


def test_a_missing_pyarrow_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(StoreError, match=r'pip install "vestnik\[parquet\]"'):
        check_format("parquet")


def test_json_lines_tell_details_evidence_and_versions(store: Store, run_id: int, tmp_path: Path) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    known = store.known_article("https://spb.example/news/1/")
    store.save_items([item(1, run_id=run_id, body="Другой текст.", known=known)], routes=[], now=NOW + HOUR)
    path = tmp_path / "a.jsonl.zst"
    write_file(store, Wish("jsonl", versions=True), path, now=NOW)
    (row,) = read_jsonl(path)
    assert row["evidence"][0]["sentence"] == "Переговоры прошли в Тяньцзине."
    assert (row["terms"], row["authors"], row["lexicon_version"]) == (["China", "Tianjin"], ["Пресс-служба"], "2024.1")
    assert [(one["version"], one["seen_at"]) for one in row["versions"]] == [
        (1, "2024-06-28T12:00:00Z"), (2, "2024-06-28T13:00:00Z")
    ]  # fmt: skip
    assert row["versions"][1]["body"] == "Другой текст."


def _warc(path: Path, *pages: RawPage) -> Path:
    with replaced(path) as file:
        told = [ExportPage(sha256(page.body).hexdigest(), page.fetched_at, ("7/1", "7/2"), page) for page in pages]
        assert write_warc(told, file, made_at=NOW, gzip=path.suffix == ".gz") == len(pages)
    return path


PAGE = RawPage(
    "https://spb.example/новости/1?a=б c",
    "<p>天津</p>".encode("gbk"),
    {
        "content-type": "text/html; charset=gbk",
        "content-encoding": "gzip",
        "content-length": "7",
        "transfer-encoding": "chunked",
        "x-bad": "a\r\nInjected: yes\0",
        "x name": "no header",
        "x-words": "Привет",
    },
    200,
    NOW,
    "gbk",
)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_warc_is_read_by_its_own_tools(tmp_path: Path, name: str) -> None:
    from warcio.archiveiterator import ArchiveIterator

    empty = replace(PAGE, body=b"", status=299, headers={}, url="https://spb.example/")
    path = _warc(tmp_path / name, PAGE, empty)
    for command in (["check"], ["index"]):
        done = subprocess.run(
            [sys.executable, "-m", "warcio.cli", *command, str(path)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    with path.open("rb") as file:
        found = [(record, record.raw_stream.read()) for record in ArchiveIterator(file)]
    kinds = [record.rec_type for record, _ in found]
    assert kinds == ["warcinfo", "response", "metadata", "response", "metadata"]
    record, body = found[1]
    assert body == PAGE.body
    assert record.rec_headers.protocol == "WARC/1.1"
    assert record.rec_headers["WARC-Target-URI"].isascii()
    assert record.rec_headers["WARC-Date"] == "2024-06-28T12:00:00.000000Z"
    headers = record.http_headers
    assert (headers.protocol, headers.statusline) == ("HTTP/1.1", "200 OK")
    assert headers.get_header("Content-Length") == str(len(PAGE.body))
    assert headers.get_header("X-Archive-Orig-content-encoding") == "gzip"
    assert headers.get_header("content-encoding") is None
    assert headers.get_header("Injected") is None
    assert "x name" not in dict(headers.headers)
    metadata = found[2][1].decode()
    assert f"page-sha256: {sha256(PAGE.body).hexdigest()}\r\narticle-version: 7/1\r\narticle-version: 7/2" in metadata
    assert [total for _, total in read_warc(path)] == [sha256(page.body).hexdigest() for page in (PAGE, empty)]


def test_the_same_pages_give_the_same_warc(tmp_path: Path) -> None:
    assert _warc(tmp_path / "a.warc.gz", PAGE).read_bytes() == _warc(tmp_path / "b.warc.gz", PAGE).read_bytes()


def test_a_warc_holds_each_page_of_all_versions_once(store: Store, run_id: int, tmp_path: Path) -> None:
    same = b"<html>one page under two addresses</html>"
    store.save_items([item(1, run_id=run_id, page=same), item(2, run_id=run_id, page=same)], routes=[], now=NOW)
    known = store.known_article("https://spb.example/news/1/")
    store.save_items([item(1, run_id=run_id, body="Иначе.", known=known)], routes=[], now=NOW + HOUR)
    store.save_items([item(3, run_id=run_id, flagged=())], routes=[], now=NOW)
    found = list(store.export_pages(FlagFilter()))
    assert [page.read_as for page in found if page.page is not None and page.page.body == same] == [("1/1", "2/1")]
    assert len(found) == 2
    assert len(list(store.export_pages(FlagFilter(), all_articles=True))) == 3
    assert write_file(store, Wish("warc"), tmp_path / "a.warc", now=NOW).rows == 2


def test_a_spreadsheet_opens_the_csv_runs_nothing_and_breaks_no_character(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: soffice is not on the PATH")
    titles = [
        "=1+1",
        '=HYPERLINK("http://x","y")',
        "@SUM(A1)",
        "+7",
        "-2+3",
        "＝1+1",
        "\t=1",
        " =1",
        "'x",
        "Тяньцзинь 天津 🎉",
    ]
    path = tmp_path / "a.csv"
    with replaced(path) as file:
        write_csv([replace(ROW, title=title) for title in titles], file)
    # Without a window LibreOffice takes no notice of the byte order mark: comma, quote, UTF-8 (76), from line 1.
    command = [
        office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--infilter=CSV:44,34,76,1",
        "--convert-to", "fods", "--outdir", str(tmp_path / "out"), str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    sheet = (tmp_path / "out" / "a.fods").read_text(encoding="utf-8")
    assert "table:formula" not in sheet
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    rows = [
        ["".join(cell.itertext()) for cell in row] for row in ElementTree.fromstring(sheet).iter(f"{table}table-row")
    ]
    shown = [row[NAMES.index("title")].strip() for row in rows if len(row) > 1]
    assert shown == ["title", *("".join(defuse(title).split("\t")) for title in titles)]


def test_times_of_any_zone_are_told_in_utc(tmp_path: Path) -> None:
    row = replace(ROW, first_seen_at=datetime.fromisoformat("2024-06-28T15:00:00+03:00"))
    buffer = io.BytesIO()
    write_jsonl([row], buffer)
    assert json.loads(buffer.getvalue())["first_seen_at"] == "2024-06-28T12:00:00Z"
    (back,) = _read_back(write_parquet, read_parquet, tmp_path / "a.parquet", [row])
    assert back["first_seen_at"] == NOW
