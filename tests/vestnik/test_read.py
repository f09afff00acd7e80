"""``vestnik read`` and ``vestnik explain``: what was read and why, and which addresses are never fetched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles import Profile
from storage import Store
from tests.alerts.certificates import self_signed
from tests.storage.builders import source
from tests.vestnik.archive import build_archive
from tests.vestnik.running import Command
from tests.vestnik.site import PAGE, site

TOPIC = """
name = "weather"
title = "Weather"
version = "1"

[[terms]]
entity = "Rain"
kind = "concept"
weight = 3.0
forms = ["rain", "rainy"]
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with site() as running:
        yield running


@pytest.fixture
def at_home(vestnik: Command) -> Command:
    vestnik.config("[crawl]\nmax_page_mb = 1\n")
    return vestnik


def test_a_page_is_read_with_the_provenance_of_its_date(at_home: Command, address: str) -> None:
    article = at_home.ok("read", address, "--allow-private", "--json").json
    assert article["title"] == "SPbPU and Tianjin sign an agreement"
    assert article["published"]["value"].startswith("2024-06-28")
    assert article["published"]["provenance"] == "label"
    out = at_home.ok("read", address, "--allow-private").out
    assert "from label" in out
    assert "joint laboratory" in out


def test_a_saved_page_is_read_from_a_file_or_standard_input(vestnik: Command) -> None:
    Path("page.html").write_text(PAGE, encoding="utf-8")
    from_file = vestnik.ok("read", "page.html", "--url", "https://english.example/news/1", "--json").json
    assert from_file["url"] == "https://english.example/news/1"
    piped = vestnik.ok("read", "-", "--json", input=PAGE).json
    assert piped["title"] == from_file["title"]
    assert "no file absent.html" in vestnik.refused("read", "absent.html", code=2)


def test_the_encoding_and_what_was_weighed_are_shown(vestnik: Command) -> None:
    Path("page.html").write_bytes(
        (
            "<html><head><meta charset='utf-8'><title>Открыт новый корпус | Институт реки</title></head><body>"
            "<h1><a href='/'>Институт реки</a></h1><h2>Открыт новый корпус</h2><p>Дата публикации: 28.06.2024</p>"
            "<p>Институт реки открыл новый корпус общежития, в нём живут студенты первого и второго курса.</p>"
        ).encode("cp1251")
    )
    shown = vestnik.ok("read", "page.html", "--json", "--url", "https://uni.example/news/1/").json
    assert shown["encoding"] == {"name": "cp1251", "by": "its letters"}
    titles = {(one["reader"], one["text"]): one["score"] for one in shown["title_candidates"]}
    assert titles[("h2", "Открыт новый корпус")] > 0
    assert titles[("title element", "Открыт новый корпус")] is None
    assert (shown["hints"], shown["profile"]) == ({}, {})
    out = vestnik.ok("read", "page.html", "--url", "https://uni.example/news/1/").out
    assert "encoding:  cp1251, by its letters" in out
    assert "title candidates" in out
    assert "date candidates" in out
    assert "published: 2024-06-28 (day)" in out
    assert "00:00" not in out


def test_private_addresses_are_refused_unless_opened(at_home: Command, address: str) -> None:
    assert "--allow-private" in at_home.refused("read", address)
    assert "--allow-private" in at_home.refused("read", address.replace("127.0.0.1", "localhost"))
    assert "--allow-private" in at_home.refused("read", "http://169.254.169.254/latest/meta-data")
    assert "--allow-private" in at_home.refused("read", "http://[::ffff:127.0.0.1]/")
    at_home.config('[crawl]\nallow_private = ["127.0.0.1"]\n')
    at_home.ok("read", address)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("missing", "404"),
        ("away", "not allowed"),
        ("big", "over 1 MB"),
        ("bomb", "over 1 MB"),
        ("zip", "cut short"),
        ("cut", "cut short"),
        ("nozip", "cannot be unpacked"),
        ("brotli", "sent br"),
        ("loop", "redirect"),
    ],
)
def test_what_a_site_does_wrong_is_one_line(at_home: Command, address: str, path: str, said: str) -> None:
    line = at_home.refused("read", address + path, "--allow-private")
    assert said in line


@pytest.mark.parametrize("path", ["gzip", "deflate", "raw-deflate"])
def test_a_packed_page_is_unpacked(at_home: Command, address: str, path: str) -> None:
    article = at_home.ok("read", address + path, "--allow-private", "--json").json
    assert article["title"] == "SPbPU and Tianjin sign an agreement"


SOURCE = """
name = "Политех"
country = "RU"
homepage = "http://127.0.0.1/"
timezone = "Europe/Moscow"
encoding = "windows-1251"
allow_private = true

[hints]
title = ".headline"
body = ".story"
date_label = "Опубликовали"
date_order = "mdy"

[[entries]]
kind = "listing"
url = "http://127.0.0.1/news/"
articles = ["/*"]
"""


def test_a_page_is_read_as_its_source_says(at_home: Command, address: str) -> None:
    (at_home.folder / "sources").mkdir()
    (at_home.folder / "sources" / "polytech.toml").write_text(SOURCE, encoding="utf-8")
    at_home.config('[sources]\nfolders = ["sources"]\n')
    article = at_home.ok("read", address + "cp1251", "--source", "polytech", "--json").json
    assert article["title"] == "Делегация из Тяньцзиня"
    assert article["body"].startswith("Делегация из Тяньцзиня посетила")
    assert article["published"]["value"] == "2024-07-03T00:00:00+03:00"
    assert article["hints"]["title_selector"] == ".headline"
    at_home.config('[sources]\nfolders = ["sources"]\n')
    (at_home.folder / "sources" / "polytech.toml").write_text(SOURCE.replace(".story", ".gone"), encoding="utf-8")
    out = at_home.ok("read", address + "cp1251", "--source", "polytech").out
    assert "no match:  the hint for body" in out
    assert "did you mean polytech?" in at_home.refused("read", address, "--source", "politech", code=2)


def test_a_page_is_read_with_its_sources_profile(at_home: Command) -> None:
    (at_home.folder / "sources").mkdir()
    plain = SOURCE.partition("[hints]")[0] + "[[entries]]" + SOURCE.partition("[[entries]]")[2]
    (at_home.folder / "sources" / "polytech.toml").write_text(plain, encoding="utf-8")
    at_home.config('[sources]\nfolders = ["sources"]\n')
    Path("page.html").write_text(PAGE, encoding="windows-1251")
    assert at_home.ok("read", "page.html", "--source", "polytech", "--json").json["profile"] == {}  # no archive yet
    store = Store.open(f"sqlite:///{at_home.folder / 'vestnik.db'}", create=True)
    gone = Profile("h1", "div.gone", None, "label", 1.0, 5)
    store.register_sources([source("polytech")])
    store.save_profile("polytech", gone, now=datetime(2026, 1, 1, tzinfo=UTC))
    store.close()
    shown = at_home.ok("read", "page.html", "--source", "polytech", "--json").json
    assert shown["profile"]["body_selector"] == "div.gone"
    assert shown["profile_miss"] == "no text at div.gone"
    assert (
        "searched:  the profile was not believed: no text at div.gone"
        in at_home.ok("read", "page.html", "--source", "polytech").out
    )
    assert at_home.ok("read", "page.html", "--source", "polytech", "--no-profile", "--json").json["profile"] == {}


def test_a_page_that_drips_in_ends_at_the_time_limit(at_home: Command, address: str) -> None:
    at_home.config("[crawl]\ntimeout_s = 0.2\n")
    assert "crawl.timeout_s" in at_home.refused("read", address + "drip", "--allow-private")


def test_certificates_are_verified(at_home: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    server_context, _ = self_signed(at_home.folder)
    with site(server_context) as secure:
        assert "certificate" in at_home.refused("read", secure, "--allow-private")
        monkeypatch.setenv("SSL_CERT_FILE", str(at_home.folder / "certificate.pem"))
        assert at_home.ok("read", secure, "--allow-private", "--json").json["url"] == secure
        at_home.config("[crawl]\ntimeout_s = 0.3\n")
        assert "crawl.timeout_s" in at_home.refused("read", secure + "drip", "--allow-private")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "http://user@example.org/", "http://a\\@b/", "http:///x"]
)
def test_other_addresses_are_not_fetched(at_home: Command, url: str) -> None:
    assert "https://" in at_home.refused("read", url, "--allow-private")


@pytest.fixture
def weather(vestnik: Command) -> Command:
    (vestnik.folder / "weather.toml").write_text(TOPIC)
    vestnik.config('[topics]\nenabled = ["weather.toml"]\n')
    return vestnik


def test_explain_marks_the_terms_in_a_text(weather: Command) -> None:
    text = "Rain over the campus\nThe rain went on all day, and the rain will go on."
    out = weather.ok("explain", "-", input=text).out
    assert "weather: grade 3 (main subject)" in out
    assert "[[Rain]] over the campus" in out
    assert "The [[rain]] went on" in out
    verdict = weather.ok("explain", "-", "--json", input=text).json["verdicts"]["weather"]
    assert verdict["grade"] == 3
    assert {evidence["field"] for evidence in verdict["evidence"]} >= {"title"}
    assert "no term" in weather.ok("explain", "-", input="Nothing\nof it").out


def test_explain_takes_a_page_or_an_article_of_the_archive(weather: Command) -> None:
    Path("page.html").write_text(PAGE.replace("joint", "rain"), encoding="utf-8")
    assert weather.ok("explain", "page.html", "--json").json["verdicts"]["weather"]["evidence"]
    build_archive(weather.folder)
    weather.config('[topics]\nenabled = ["weather.toml"]\n')
    assert weather.ok("explain", "1", "--json").json["title"] == "Делегация из Тяньцзиня"
    assert "no article 77" in weather.refused("explain", "77")


def test_topics_are_listed_with_those_of_the_configuration(weather: Command) -> None:
    rows = {row["name"]: row for row in weather.ok("topics", "list", "--json").json}
    assert rows["weather"] == {"name": "weather", "title": "Weather", "version": "1", "enabled": True}
    assert rows["china"]["enabled"] is False


def test_topics_test_counts_by_language_and_lists_errors(weather: Command) -> None:
    rows = [
        {"title": "Rain, rain and rain", "body": "Rain.", "grade": 3, "lang": "en"},
        {"title": "Sunshine", "body": "No clouds.", "grade": 0, "lang": "en"},
        {"title": "Дождь", "body": "Идёт дождь.", "grade": 3, "lang": "ru"},
    ]
    text = "\n".join(json.dumps(row) for row in rows)
    said = weather.ok("topics", "test", "-", "--json", input=text).json
    assert said["languages"]["en"] == {
        "texts": 2, "right": 1, "false": 0, "missed": 0, "precision": 1.0, "recall": 1.0, "f1": 1.0,
    }  # fmt: skip
    assert said["languages"]["all"]["recall"] == 0.5
    assert [(error["line"], error["error"]) for error in said["errors"]] == [(3, "missed")]
    assert "Дождь" in weather.ok("topics", "test", "-", input=text).out


def test_a_topic_named_on_the_command_line_counts_from_the_current_folder(weather: Command) -> None:
    elsewhere = weather.folder / "etc"
    elsewhere.mkdir()
    (elsewhere / "vestnik.toml").write_text("[topics]\nenabled = []\n")
    options = ("--config", "etc/vestnik.toml", "--json")
    row = json.dumps({"title": "Rain", "body": "Rain and rain.", "grade": 3})
    assert weather.ok("topics", "test", "-", "--topic", "weather.toml", *options, input=row).json["errors"] == []
    assert weather.ok("explain", "-", "--topic", "weather.toml", *options, input="Rain\nRain").json["verdicts"]
    assert "--topic" in weather.refused("topics", "test", "-", *options, code=2, input=row)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "JSON object"),
        ('{"title": 1, "grade": 1}', "must be texts"),
        ('{"title": "a", "grade": 9}', "grade must be"),
        ('{"title": "a", "grade": 1, "lang": 5}', "lang must be"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_a_bad_line_of_labelled_texts_is_named(weather: Command, line: str, said: str) -> None:
    text = '{"title": "a", "body": "b", "grade": 0}\n' + line
    refused = weather.refused("topics", "test", "-", input=text)
    assert "-:2: " in refused
    assert said in refused


def test_a_topic_that_is_not_there_is_one_line(vestnik: Command) -> None:
    vestnik.config('[topics]\nenabled = ["chna"]\n')
    assert "chna" in vestnik.refused("explain", "-", input="a\nb")
    for command in (("explain", "-"), ("topics", "test", "-")):
        assert 'did you mean "china"?' in vestnik.refused(*command, "--topic", "chna", code=2, input="a\nb")
        assert "no file own.toml" in vestnik.refused(*command, "--topic", "own.toml", code=2, input="a\nb")
    assert "topics.enabled" in vestnik.refused("config", "check")
    (vestnik.folder / "weather.toml").write_text(TOPIC)
    vestnik.config(
        '[topics]\nenabled = ["weather.toml"]\n[[channels]]\nkind = "email"\nname = "m"\nhost = "localhost"\n'
        'from = "a@b.c"\nto = ["d@e.f"]\n[[routes]]\nchannel = "m"\ntopics = ["wether"]\n'
    )
    assert 'did you mean "weather"?' in vestnik.refused("config", "check")
