"""A user's own list of sites becomes source files, line by line; the sources become OPML."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources import load_catalogue, load_source
from tests.vestnik.running import Command

CSV = """\
name,name_en,feed,listing,articles,country,languages,timezone,homepage
Тувинский университет,Tuvan University,,https://tuva.example.ru/news/,/news/{n}/,RU,ru,Asia/Krasnoyarsk,
"Вуз с лентой, второй",,https://second.example.ru/rss/,,,,ru,,
,,https://third.example.ru/rss/,,,,,,
Только сайт,,,,,,,,https://only.example.ru/
Чужой адрес,,ftp://x.example.ru/rss,,,,,,
Плохой пояс,,https://zone.example.ru/rss/,,,RU,,Moscow,
СПбПУ,,https://www.spbstu.ru/media/news/rss/,,,,,,
Дважды,,https://second.example.ru/rss,,,,,,
"""
OPML = """\
<?xml version="1.0"?>
<opml version="2.0"><body>
  <outline text="Universities">
    <outline type="rss" text="Gobi &amp; Altai &quot;University&quot;" xmlUrl="https://gobi.example.cn/feed"
      htmlUrl="https://gobi.example.cn/" language="zh-CN"/>
  </outline>
</body></opml>
"""


def written(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.toml"))


def test_each_line_of_a_csv_file_becomes_a_file_or_a_problem_with_its_line(vestnik: Command) -> None:
    (vestnik.folder / "list.csv").write_text(CSV, encoding="utf-8-sig")
    outcome = vestnik("sources", "import", "list.csv", "--to", "mine")
    assert outcome.code == 3
    assert written(vestnik.folder / "mine") == ["ru/second-example.toml", "ru/tuva-example.toml"]
    catalogue = load_catalogue([vestnik.folder / "mine"])
    assert catalogue.errors == []
    names = {source.name: source for source in catalogue}
    tuva = names["Тувинский университет"]
    assert (tuva.timezone, tuva.languages, tuva.verified) == ("Asia/Krasnoyarsk", ("ru",), "never")
    assert names["Вуз с лентой, второй"].country == "RU"
    problems = {line.split(":")[2]: line for line in outcome.err.splitlines() if "list.csv:" in line}
    assert {"4", "5", "6", "7", "8", "9"} == set(problems)
    assert "vestnik add https://only.example.ru/" in problems["5"]
    assert "no web address" in problems["6"]
    assert "no time zone" in problems["7"]
    assert "by the source spbstu" in problems["8"]
    assert "read already" in problems["9"]


def test_a_dry_run_writes_nothing_and_a_second_run_overwrites_nothing(vestnik: Command) -> None:
    (vestnik.folder / "list.opml").write_text(OPML, encoding="utf-8")
    assert "would write" in vestnik("sources", "import", "list.opml", "--to", "mine", "--dry-run").out
    assert written(vestnik.folder) == []
    vestnik("sources", "import", "list.opml", "--to", "mine")
    (path,) = [path for path in (vestnik.folder / "mine").rglob("*.toml") if "gobi" in path.name]
    path.write_text(path.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    again = vestnik("sources", "import", "list.opml", "--to", "mine")
    assert again.code == 1
    assert "exists already" in again.err
    assert path.read_text(encoding="utf-8").endswith("# by hand\n")


def test_an_opml_file_gives_what_it_says_and_no_more(vestnik: Command) -> None:
    (vestnik.folder / "list.opml").write_text(OPML, encoding="utf-8")
    vestnik("sources", "import", "list.opml", "--to", "mine")
    (gobi,) = load_catalogue([vestnik.folder / "mine"])
    assert gobi.name == 'Gobi & Altai "University"'
    assert (gobi.country, gobi.languages, gobi.timezone) == ("CN", ("zh",), "Asia/Shanghai")


def test_entity_bombs_and_external_entities_of_a_list_come_to_nothing(vestnik: Command) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = (
        f'<!DOCTYPE opml [<!ENTITY e0 "{"lol" * 10}">{bomb}<!ENTITY x SYSTEM "file:///etc/passwd">]><opml>{{}}</opml>'
    )
    for inner in ('<outline text="&e11;" xmlUrl="https://b.example/f"/>', "<outline>&x;</outline>", "<a>&e11;</a>"):
        (vestnik.folder / "list.opml").write_text(text.format(inner))
        said = vestnik.refused("sources", "import", "list.opml")
        assert "root:" not in said
    assert written(vestnik.folder) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("<html><p>no list</p></html>", "no OPML"),
        ("<opml><outline", "is no XML"),
        ("site,feed\na,b\n", "list:1: unknown columns site"),
        ("feed\nhttps://a.example/\n", "list:1: no column name"),
        ("name,feed\n", "names no site"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_line(vestnik: Command, text: str, said: str) -> None:
    (vestnik.folder / "list").write_text(text)
    assert said in vestnik.refused("sources", "import", "list")


def test_what_is_exported_can_be_imported(vestnik: Command, tmp_path: Path) -> None:
    vestnik.ok("sources", "export", "-o", "feeds.opml", "--country", "br")
    text = (vestnik.folder / "feeds.opml").read_text(encoding="utf-8")
    assert text.count("xmlUrl") == 2
    vestnik.config('[sources]\nfolders = ["mine"]\n')
    (vestnik.folder / "mine").mkdir()
    vestnik.ok("sources", "import", "feeds.opml")
    (path,) = (vestnik.folder / "mine").rglob("*unesp*.toml")
    assert load_source(path).entries[0].url == "https://jornal.unesp.br/feed/"


def test_sources_are_listed_by_country(vestnik: Command) -> None:
    listed = vestnik.ok("sources", "--country", "uz", "--country", "by", "--json").json
    assert [source["country"] for source in listed] == sorted(source["country"] for source in listed)
    assert {source["country"] for source in listed} == {"BY", "UZ"}
    assert "no source is of 'XX'" in vestnik.refused("sources", "--country", "xx", code=2)
