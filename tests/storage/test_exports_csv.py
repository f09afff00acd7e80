"""CSV: what goes out comes back, and nothing in it is a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage import Store
from storage.errors import StoreError
from storage.exports.columns import COLUMNS, NAMES, cells, decisive_terms
from storage.exports.csv_files import SHOWN, defuse, read_csv, restore, write_csv
from storage.exports.files import replaced
from storage.exports.writing import Wish, write_file
from storage.records import FlagFilter
from storage.types import storable
from storage.views import ExportRow
from tests.storage.builders import NOW, item

ROW = ExportRow(
    article_id=7,
    version=2,
    source_key="spb",
    source_name="СПбПУ",
    country="RU",
    title="Делегация из Тяньцзиня 天津",
    published_day="2024-06-28",
    published_raw="2024.06.28",
    published_provenance="label",
    published_confidence=0.95,
    language="ru",
    url="https://spb.example/news/7/",
    topic="china",
    grade=3,
    score=7.5,
    evidence=(
        {"entity": "Tianjin", "weight": 1.0, "sentence": "Первое предложение."},
        {"entity": "China", "weight": 2.5, "sentence": "Второе."},
        {"entity": "Tianjin", "weight": 0.5, "sentence": "Третье."},
        {"entity": "porcelain", "weight": -1.0, "sentence": "Четвёртое."},
    ),
    first_seen_at=NOW,
    last_seen_at=NOW,
    story_id=5,
    page_sha256="ab" * 32,
    body='Первый абзац.\n\nВторой «абзац»; с, "кавычками".',
    change_kind="body",
    gone_at=NOW,
    events="2024-06-27 now-mentions china; 2024-06-28 withdrawn",
)

HOSTILE = st.text(
    st.one_of(st.sampled_from("=+-@＝＋－＠﹣'\"\t\r\n,; \u00a0\u200b\ufeff\0"), st.characters()), max_size=30
)


def _file(tmp_path: Path, *rows: ExportRow, **options: Any) -> Path:
    path = tmp_path / "export.csv"
    with replaced(path) as file:
        assert write_csv(rows, file, **options)[0] == len(rows)
    return path


def test_every_column_holds_what_its_heading_says(tmp_path: Path) -> None:
    (row,) = read_csv(_file(tmp_path, ROW))
    assert row == {
        "article_id": "7",
        "version": "2",
        "source": "spb",
        "university": "СПбПУ",
        "country": "RU",
        "title": "Делегация из Тяньцзиня 天津",
        "published": "2024-06-28",
        "published_raw": "2024.06.28",
        "published_from": "label",
        "published_confidence": "0.95",
        "language": "ru",
        "url": "https://spb.example/news/7/",
        "topic": "china",
        "grade": "3",
        "score": "7.5",
        "terms": "China; Tianjin",
        "evidence": "Первое предложение.",
        "first_seen_at": "2024-06-28T12:00:00Z",
        "last_seen_at": "2024-06-28T12:00:00Z",
        "story_id": "5",
        "page_sha256": "ab" * 32,
        "body": 'Первый абзац.\n\nВторой «абзац»; с, "кавычками".',
        "reviewed": "",
        "edit": "body",
        "withdrawn_at": "2024-06-28T12:00:00Z",
        "events": "2024-06-27 now-mentions china; 2024-06-28 withdrawn",
    }
    assert tuple(row) == NAMES
    assert all(column.description for column in COLUMNS)


def test_an_article_without_flag_or_date_has_empty_cells(tmp_path: Path) -> None:
    bare = replace(ROW, published_day=None, topic=None, grade=None, score=None, evidence=())
    (row,) = read_csv(_file(tmp_path, bare))
    assert [row[name] for name in ("published", "topic", "grade", "score", "terms", "evidence")] == [""] * 6


def test_the_bytes_are_what_a_spreadsheet_expects(tmp_path: Path) -> None:
    data = _file(tmp_path, ROW).read_bytes()
    assert data.startswith(b"\xef\xbb\xbfarticle_id,version,")
    assert data.count(b"\r\n") == 2
    assert data.endswith(b" withdrawn\r\n")
    assert not _file(tmp_path, ROW, bom=False).read_bytes().startswith(b"\xef\xbb\xbf")
    semicolons = _file(tmp_path, ROW, delimiter=";")
    assert semicolons.read_bytes().startswith(b"\xef\xbb\xbfarticle_id;version;")
    assert next(read_csv(semicolons, delimiter=";"))["body"] == ROW.body


@pytest.mark.parametrize(
    "cell",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "﹣1",
        "'",
        "'=1",
    ],
)
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert defuse(cell).startswith("'")
    assert restore(defuse(cell)) == cell


@pytest.mark.parametrize("cell", ["", "Текст", "a=b", "1 - 2", "«=»", " обычный", "—1"])
def test_ordinary_cells_stay_as_they_are(cell: str) -> None:
    assert defuse(cell) == cell


@given(HOSTILE)
@example("half \ud83d emoji")
def test_defusing_is_undone_exactly(cell: str) -> None:
    assert restore(defuse(cell)) == storable(cell)


@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE), max_size=4), st.sampled_from(",;\t"), st.booleans())
def test_hostile_rows_come_back_cell_for_cell(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, str]], delimiter: str, bom: bool
) -> None:
    rows = [replace(ROW, title=title, source_name=name, body=body) for title, name, body in texts]
    path = _file(tmp_path_factory.mktemp("csv"), *rows, delimiter=delimiter, bom=bom)
    back = [list(row.values()) for row in read_csv(path, delimiter=delimiter)]
    assert back == [[storable(cell) for cell in cells(row)] for row in rows]


@given(HOSTILE, HOSTILE, st.sampled_from(",;\t"))
@example('"', "a,b;c\td", ",")
def test_cells_are_quoted_as_the_csv_module_quotes_them(title: str, body: str, delimiter: str) -> None:
    row = replace(ROW, title=title, body=body)
    file, expected = io.BytesIO(), io.StringIO()
    write_csv([row], file, delimiter=delimiter, bom=False)
    texts = [column.kind in ("string", "array") for column in COLUMNS]
    wanted = [defuse(cell) if is_text else cell for cell, is_text in zip(cells(row), texts, strict=True)]
    csv.writer(expected, delimiter=delimiter, lineterminator="\r\n").writerows([NAMES, wanted])
    assert file.getvalue().decode() == expected.getvalue()


def test_a_very_long_cell_is_kept_whole_and_counted(tmp_path: Path) -> None:
    long, shown = replace(ROW, body="天" * 1_000_000), replace(ROW, body="天" * SHOWN)
    assert next(read_csv(_file(tmp_path, long)))["body"] == long.body
    assert write_csv([long, shown, ROW], io.BytesIO()) == (3, 1)


def test_a_number_below_nothing_stays_a_number(tmp_path: Path) -> None:
    (row,) = csv.DictReader(io.StringIO(_file(tmp_path, replace(ROW, score=-1.5)).read_text("utf-8-sig")))
    assert row["score"] == "-1.5"


def test_a_column_can_be_left_out(tmp_path: Path) -> None:
    columns = tuple(column for column in COLUMNS if column.name != "last_seen_at")
    (row,) = read_csv(_file(tmp_path, ROW, columns=columns))
    assert list(row) == [name for name in NAMES if name != "last_seen_at"]
    assert row["story_id"] == "5"


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".csv.zst"])
def test_a_name_says_how_the_file_is_compressed(store: Store, run_id: int, tmp_path: Path, suffix: str) -> None:
    store.save_items([item(1, run_id=run_id)], routes=[], now=NOW)
    path = tmp_path / f"export{suffix}"
    first = write_file(store, Wish("csv"), path, now=NOW).resource
    assert next(read_csv(path))["title"] == "Делегация из Тяньцзиня"
    again = write_file(store, Wish("csv"), path, now=NOW.replace(year=2030)).resource
    assert (first.sha256, first.length) == (again.sha256, path.stat().st_size)
    with pytest.raises(StoreError, match=r"names may end with \.parquet"):
        write_file(store, Wish("parquet"), tmp_path / "export.parquet.gz", now=NOW)


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    path = _file(tmp_path, ROW)
    before = path.read_bytes()

    def broken() -> Any:
        yield ROW
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError), replaced(path) as file:
        write_csv(broken(), file)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["export.csv"]


def test_an_open_file_stays_open_and_progress_is_told() -> None:
    buffer = io.BytesIO()
    told: list[int] = []
    assert write_csv([ROW] * 250, buffer, progress=told.append) == (250, 0)
    assert told == [100, 200]
    assert buffer.getvalue().decode("utf-8-sig").count("СПбПУ") == 250


def test_a_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("article_id,b\r\n1,2,3\r\n", encoding="utf-8")
    with pytest.raises(csv.Error, match="3 cells under 2 headings"):
        list(read_csv(path))


def test_terms_are_those_that_spoke_for_the_topic() -> None:
    assert decisive_terms(ROW.evidence) == ["China", "Tianjin"]


def test_times_are_utc() -> None:
    moscow = datetime.fromisoformat("2024-06-28T15:00:00+03:00")
    assert cells(replace(ROW, first_seen_at=moscow)) == cells(replace(ROW, first_seen_at=moscow.astimezone(UTC)))


def test_the_archive_reads_back_row_for_row(store: Store, run_id: int, tmp_path: Path) -> None:
    store.save_items([item(n, run_id=run_id, title=f"=HYPERLINK({n})") for n in range(30)], routes=[], now=NOW)
    path = tmp_path / "export.csv"
    assert write_file(store, Wish("csv"), path, now=NOW).rows == 30
    assert [list(row.values()) for row in read_csv(path)] == [cells(row) for row in store.export_rows(FlagFilter())]
    assert b"\r\n=HYPERLINK" not in path.read_bytes()
    assert b",=HYPERLINK" not in path.read_bytes()
