"""``vestnik export``: files, filters, dated archives, and the proof of what was exported."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.vestnik.archive import build_archive
from tests.vestnik.running import Command


@pytest.fixture
def archive(vestnik: Command) -> Command:
    build_archive(vestnik.folder)
    return vestnik


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_a_csv_is_what_a_spreadsheet_opens_and_runs_nothing_of(archive: Command) -> None:
    target = archive.folder / "flags.csv"
    told = archive.ok("export", "csv", "-o", str(target), "--json").json
    assert (told["file"], told["rows"], told["long"]) == (str(target), 2, 0)
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert [row["source"] for row in _rows(target)] == ["spb", "kazan"]
    archive.ok("export", "csv", "-o", str(target), "--excel-ru", "--no-bom")
    assert target.read_bytes().startswith(b"article_id;version;")


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        (["--all"], 3),
        (["--country", "by"], 0),
        (["--language", "RU"], 2),
        (["--grade", "3"], 1),
        (["--since", "2024-06-29"], 0),
        (["--until", "2024-06-28"], 2),
        (["--reviewed", "yes"], 1),
        (["--reviewed", "no"], 0),
        (["--reviewed", "none"], 1),
        (["--story", "1"], 1),
        (["--topic", "china", "--source", "kazan"], 1),
    ],
)
def test_an_export_is_filtered(archive: Command, options: list[str], rows: int) -> None:
    archive.ok("review", "1", "yes")
    assert archive.ok("export", "csv", "-o", "flags.csv", "--json", *options).json["rows"] == rows


def test_an_export_goes_to_standard_output_unless_a_file_is_named(archive: Command) -> None:
    outcome = archive.ok("export", "csv")
    assert outcome.out.startswith("\ufeffarticle_id,")
    assert outcome.err == ""
    assert archive.ok("export", "csv", "-o", "-").out == outcome.out
    assert [json.loads(line)["source"] for line in archive.ok("export", "jsonl").out.splitlines()] == ["spb", "kazan"]
    assert not Path("-").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["csv", "-o", "absent/flags.csv"], "no folder"),
        (["csv", "-o", "/"], "is a folder"),
        (["csv", "-o", "."], "is a folder"),
        (["csv", "-o", "/dev/null"], "no ordinary file"),
        (["csv", "-o", "a.parquet"], "names may end with .csv, .csv.gz, .csv.zst"),
        (["csv", "-o", "a.jsonl.gz"], "no file of that kind"),
        (["csv", "-o", "a.csv.bz2"], "no file of that kind"),
        (["csv", "--json"], "name one with -o"),
        (["csv", "-o", "a.csv", "--archive", "b"], "name one of the two"),
        (["csv", "-o", "a.csv", "--compress", "gz"], "goes with --archive"),
        (["csv", "--archive", "b", "--since", "7d"], "name a day"),
        (["csv", "--all", "--reviewed", "no"], "cannot be reviewed"),
        (["parquet", "-o", "a.parquet.gz"], "no file of that kind"),
        (["warc", "-o", "a.warc.zst"], ".warc.gz"),
        (["csv", "--topic", "chna"], 'did you mean "china"?'),
        (["verify", "absent.csv"], "there is no file"),
    ],
)
def test_what_cannot_be_meant_is_refused(archive: Command, options: list[str], words: str) -> None:
    assert words in archive.refused("export", *options, code=2)


@pytest.mark.parametrize(
    "name", ["a.csv", "a.csv.gz", "a.csv.zst", "a.jsonl", "a.jsonl.zst", "a.parquet", "a.warc", "a.warc.gz"]
)
def test_every_format_is_proved_and_described(archive: Command, name: str) -> None:
    kind = name.split(".")[1]
    told = archive.ok("export", kind, "--all", "-o", name, "--json").json
    package = json.loads(Path("datapackage.json").read_text(encoding="utf-8"))
    (resource,) = package["resources"]
    assert (resource["path"], resource["hash"]) == (name, f"sha256:{told['sha256']}")
    assert resource["bytes"] == Path(name).stat().st_size
    proof = archive.ok("export", "verify", name, "--json").json
    assert (proof["proved"], proof["differing"], proof["missing"]) == (told["rows"], 0, 0)
    assert proof["findings"] == []


def test_files_of_one_folder_share_a_data_package_and_a_foreign_one_is_left_alone(archive: Command) -> None:
    archive.ok("export", "csv", "-o", "a.csv")
    archive.ok("export", "jsonl", "-o", "b.jsonl")
    Path("a.csv").unlink()
    archive.ok("export", "csv", "-o", "c.csv")
    paths = [one["path"] for one in json.loads(Path("datapackage.json").read_text())["resources"]]
    assert paths == ["b.jsonl", "c.csv"]
    Path("datapackage.json").write_text('{"name": "mine"}')
    assert "not ours" in archive.ok("export", "csv", "-o", "a.csv").err
    assert Path("datapackage.json").read_text() == '{"name": "mine"}'
    Path("datapackage.json").unlink()
    archive.ok("export", "csv", "-o", "a.csv", "--no-datapackage")
    assert not Path("datapackage.json").exists()


def test_a_changed_row_and_a_lost_page_are_found(archive: Command) -> None:
    archive.ok("export", "csv", "-o", "a.csv", "--excel-ru", "--no-datapackage")
    text = Path("a.csv").read_text(encoding="utf-8-sig")
    Path("a.csv").write_text(text.replace("шесть гостей", "семь гостей"), encoding="utf-8")
    outcome = archive("export", "verify", "a.csv")
    assert outcome.code == 1
    assert "differing: a.csv, row 1: article 1 version 2: not as stored: body" in outcome.out
    assert "1 proved, 1 differing, 0 missing" in outcome.out
    Path("a.csv").write_text(text, encoding="utf-8")
    with sqlite3.connect("vestnik.db") as database:
        database.execute("UPDATE article_version SET page_sha256 = NULL WHERE article_id = 2")
        database.execute("UPDATE raw_page SET data = zeroblob(20) WHERE url LIKE '%/1/' AND depth = 0")
    proof = archive("export", "verify", "a.csv", "--json")
    assert proof.code == 1
    assert [finding["outcome"] for finding in proof.json["findings"]] == ["differing", "differing"]
    assert "page_sha256" in proof.json["findings"][1]["why"]


def test_a_table_of_another_program_is_not_called_proved(archive: Command) -> None:
    Path("a.csv").write_text("a,b\n", encoding="utf-8")
    assert "no export of this program" in archive.refused("export", "verify", "a.csv")


def test_a_file_that_lost_a_row_is_not_the_one_that_was_written(archive: Command) -> None:
    archive.ok("export", "jsonl", "-o", "a.jsonl")
    lines = Path("a.jsonl").read_bytes().splitlines(keepends=True)
    Path("a.jsonl").write_bytes(lines[0])
    outcome = archive("export", "verify", "a.jsonl")
    assert outcome.code == 1
    assert "differing: a.jsonl: a.jsonl: the file is not the one that was written" in outcome.out
    assert "1 proved, 1 differing" in outcome.out
    Path("a.jsonl").write_bytes(b"".join(lines))
    archive.ok("export", "verify", "a.jsonl")


def test_a_link_leads_to_the_file_that_is_written(archive: Command) -> None:
    Path("real.csv").write_text("old", encoding="utf-8")
    Path("link.csv").symlink_to("real.csv")
    archive.ok("export", "csv", "-o", "link.csv")
    assert Path("link.csv").is_symlink()
    assert len(_rows(Path("real.csv"))) == 2
    archive.ok("export", "verify", "link.csv")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"a,b\r\n1,2\r\n"),
        ("a.csv", b'article_id,version\r\n1,"'),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv.gz", b"no gzip"),
        ("a.csv.zst", b"no zstd at all"),
        ("a.jsonl", b"{"),
        ("a.jsonl", b"[1]\n"),
        ("a.parquet", b"PAR1PAR1"),
        ("a.warc", b"no warc\r\n\r\n"),
        ("a.txt", b""),
        ("a.csv", b""),
        ("a.csv.gz", b""),
        ("a.warc", b""),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_one_line(archive: Command, name: str, data: bytes) -> None:
    Path(name).write_bytes(data)
    assert name in archive.refused("export", "verify", name)


def test_a_dated_archive_is_checked_by_other_programs_and_proved(archive: Command) -> None:
    told = archive.ok("export", "csv", "--all", "--archive", "news", "--compress", "gz", "--json").json
    assert (told["written"], told["rows"]) == (["2024-06.csv.gz"], 3)
    assert subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd="news", capture_output=True).returncode == 0
    assert "1 as before" in archive.ok("export", "csv", "--all", "--archive", "news", "--compress", "gz").err
    assert "3 proved" in archive.ok("export", "verify", "news").out
    assert "other options" in archive.refused("export", "csv", "--archive", "news", "--compress", "gz")
    assert "no archive of this program" in archive.refused("export", "csv", "--archive", ".")
    Path("news/2024-05.csv.gz").write_bytes(b"")
    Path("news/2024-06.csv.gz").write_bytes(Path("news/2024-06.csv.gz").read_bytes()[:-9])
    outcome = archive("export", "verify", "news")
    assert outcome.code == 1
    assert "its sha256 is another" in outcome.out
    assert "is torn" in outcome.out
    assert "2024-05.csv.gz: 2024-05.csv.gz: datapackage.json does not name it" in outcome.out
