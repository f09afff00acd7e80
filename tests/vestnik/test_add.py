"""``vestnik add``: what a person sees and gets, from an address to a source file that a crawl uses."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest

from crawler.run import start_loop_thread
from demo.server import ReplicaServer
from sources.catalogue import load_source
from tests.vestnik.running import Command


@pytest.fixture(scope="module")
def sites() -> Iterator[ReplicaServer]:
    start_loop_thread()
    with ReplicaServer() as running:
        yield running


def test_an_address_becomes_a_source_that_is_listed_and_crawled(vestnik: Command, sites: ReplicaServer) -> None:
    vestnik.config("[crawl]\nmax_pages = 1\n")
    outcome = vestnik.ok("add", sites.url("vsb"), "--allow-private", "--yes")
    assert "安加拉理工大学中文网" in outcome.out
    assert "/info/1083/{n}.htm" in outcome.out
    assert "2024-04-18" in outcome.out  # a sample article's day …
    assert "label" in outcome.out  # … and where it was found
    file = vestnik.folder / "sources" / "vsb.toml"
    assert f"wrote {file}" in outcome.out
    assert load_source(file).languages == ("zh",)
    assert [source["key"] for source in vestnik.ok("sources", "--json").json if source["key"] == "vsb"] == ["vsb"]
    crawled = vestnik.ok("crawl", "vsb", "--no-alerts", "--json").json["sources"][0]
    assert (crawled["verdict"], crawled["new"]) == ("ok", 10)


def test_a_dry_run_shows_the_file_and_writes_nothing(vestnik: Command, sites: ReplicaServer) -> None:
    outcome = vestnik.ok("add", sites.url("bitrix"), "--allow-private", "--dry-run", "--key", "my-uni")
    text = outcome.out.partition("my-uni.toml\n")[2]
    assert tomllib.loads(text)["entries"][1]["articles"] == ["/news/*/"]
    assert list(vestnik.folder.iterdir()) == []


def test_json_holds_everything_and_writes_only_when_told(vestnik: Command, sites: ReplicaServer) -> None:
    args = ("add", sites.url("institute"), "--allow-private", "--json", "--to", "mine")
    found = vestnik.ok(*args).json
    assert (found["key"], found["written"], len(found["samples"])) == ("institute", False, 5)
    assert found["samples"][0].keys() >= {"title", "day", "provenance", "first_line", "problem"}
    assert any("guess" in words for words in found["unsure"])
    assert not (vestnik.folder / "mine").exists()
    assert vestnik.ok(*args, "--yes").json["written"]
    assert tomllib.loads((vestnik.folder / "mine" / "institute.toml").read_text(encoding="utf-8")) == tomllib.loads(
        found["toml"]
    )


def test_what_is_there_already_is_said_and_never_overwritten(vestnik: Command, sites: ReplicaServer) -> None:
    vestnik.ok("add", sites.url("relative"), "--allow-private", "--yes")
    file = vestnik.folder / "sources" / "relative.toml"
    before = file.read_text(encoding="utf-8")
    again = vestnik.refused("add", sites.url("relative"), "--allow-private", "--yes")
    assert "watched already, by relative" in again
    assert "by relative" in vestnik.refused("add", sites.url("relative", "/news.php"), "--allow-private", "--yes")
    taken = vestnik.refused("add", sites.url("vsb"), "--allow-private", "--yes", "--key", "relative")
    assert "relative.toml" in taken
    shipped = vestnik.refused("add", sites.url("vsb"), "--allow-private", "--yes", "--key", "spbstu")
    assert "there is a source 'spbstu' already" in shipped
    assert file.read_text(encoding="utf-8") == before


def test_a_site_that_needs_a_browser_is_no_success(vestnik: Command, sites: ReplicaServer) -> None:
    outcome = vestnik("add", sites.url("script", "/life/"), "--allow-private", "--yes")
    assert outcome.code == 1
    assert "scripts fill the pages" in outcome.out
    assert "JSON address" in outcome.out
    assert not (vestnik.folder / "sources").exists()


def test_a_host_typed_without_a_scheme_is_tried_by_https_then_by_http(vestnik: Command, sites: ReplicaServer) -> None:
    host = sites.url("relative", "").partition("://")[2]
    found = vestnik.ok("add", host, "--allow-private", "--json").json
    assert found["source"]["homepage"] == f"http://{host}/"


def test_robots_and_private_addresses_hold_as_in_a_crawl(vestnik: Command, sites: ReplicaServer) -> None:
    private = vestnik("add", sites.url("vsb"), "--json")
    assert private.code == 1
    assert "private" in private.json["problem"]
    assert "--allow-private" in private.json["help"][0]
    sites.faults.set("drupal-en", "robots-closed")
    closed = vestnik("add", sites.url("drupal-en"), "--allow-private", "--json")
    sites.faults.clear()
    assert closed.code == 1
    assert "robots.txt" in closed.json["problem"]


@pytest.mark.parametrize("text", ["ftp://uni.ru/", "https://", "two words", "https://user@uni.ru/"])
def test_what_is_no_address_is_bad_usage(vestnik: Command, text: str) -> None:
    assert "is no address" in vestnik.refused("add", text, code=2)


def test_hostile_names_reach_neither_terminal_nor_file(vestnik: Command, sites: ReplicaServer) -> None:
    sites.publish("wordpress", title='Evil \x1b[31m"""\n[[entries]] # ‮', body=["Text of the article. " * 30])
    outcome = vestnik.ok("add", sites.url("wordpress"), "--allow-private", "--yes")
    assert "\x1b" not in outcome.out
    assert len(load_source(vestnik.folder / "sources" / "wordpress.toml").entries) == 2
