"""Answers meant to harm: bombs, answers that never end, private networks behind redirects and names."""

from __future__ import annotations

import gzip
import socket
import sqlite3
import zlib
from typing import Any

import pytest

from tests.crawler.site import Answer, Site
from tests.crawler.world import World, crawl_site, stored_numbers


def packed(coding: str, megabytes: int) -> bytes:
    zeros = b"<p>0</p>" * (1 << 17)
    if coding == "gzip":
        return gzip.compress(zeros * megabytes, 9)
    if coding == "deflate":
        return zlib.compress(zeros * megabytes, 9)
    module = pytest.importorskip({"br": "brotli", "zstd": "zstandard"}[coding])
    packer = module.Compressor(quality=5) if coding == "br" else module.ZstdCompressor(level=3).compressobj()
    process = packer.process if coding == "br" else packer.compress
    data = b"".join(process(zeros) for _ in range(megabytes))
    return data + bytes(packer.finish() if coding == "br" else packer.flush())


def test_fault_28_bombs_are_cut_off(world: World, site: Site) -> None:
    codings = ("gzip", "deflate", "br", "zstd")
    for number, coding in enumerate(codings, 11):
        site.pages[f"/news/{number}"] = (200, {"Content-Encoding": coding}, packed(coding, 12))
    site.pages["/news"] = site.listing(*(f"/news/{number}" for number in range(11, 15)), site.article(2))
    report = crawl_site(world, site)
    assert set(stored_numbers(world)) == {"2"}
    assert report.counts["articles_failed"] + report.counts["rejected"] == len(codings)


@pytest.mark.parametrize("kind", ["drip", "hang", "reset"])
def test_fault_29_an_article_that_never_comes_ends_in_time_and_the_others_are_read(world: World, kind: str) -> None:
    slow = next(article for article in world.sites.gold() if article.site == "vsb")
    world.sites.faults.set("vsb", kind, path=slow.path)  # type: ignore[arg-type]  # one of its kinds
    report = world.crawl("vsb", RETRY_TIMES=0, DOWNLOAD_TIMEOUT=0.5, VESTNIK_MAX_PAGES=1)["vsb"]
    assert report.verdict == "partial"
    assert report.counts["articles_failed"] <= 1
    assert slow.url not in {row.url for row in world.rows("vsb")}


def test_fault_30_huge_deep_endless_and_broken_pages_cost_one_article_each(world: World, site: Site) -> None:
    words = "A paragraph of this story that no other page tells. "
    article = (
        "<html><body><article><h1>A headline of its own</h1><p>Published: 28.06.2024</p>{}</article></body></html>"
    )
    site.pages["/news/1"] = article.format(f"<p>{words * 30}</p>" + "<p>x</p>" * 2_200_000)  # 17 MB
    site.pages["/news/2"] = (302, {"Location": "/news/2?a"}, "")
    site.pages["/news/2?a"] = (302, {"Location": "/news/2"}, "")
    site.pages["/news/3"] = article.format("<div>" * 50_000 + f"<p>{words * 20}</p>")
    site.pages["/news/4"] = article.format(f"<p>{words * 20}</p>" + '<a href="/news/9">link</a>' * 100_000)
    site.article(5)
    site.pages["/news"] = site.listing(*(f"/news/{number}" for number in range(1, 6)))
    report = crawl_site(world, site)
    assert report.verdict == "partial"
    assert "5" in stored_numbers(world)
    assert "1" not in stored_numbers(world)  # over the limit of size
    assert "2" not in stored_numbers(world)
    assert report.counts["errors"] == 0


def test_fault_30_an_answer_that_breaks_off_is_no_article(world: World) -> None:
    cut = next(article for article in world.sites.gold() if article.site == "vsb")
    world.sites.faults.set("vsb", "truncated", path=cut.path)
    report = world.crawl("vsb", RETRY_TIMES=0, VESTNIK_MAX_PAGES=1)["vsb"]
    assert report.verdict == "partial"
    assert cut.url not in {row.url for row in world.rows("vsb")}


PRIVATE = (
    "http://127.0.0.1:{port}/news/9", "http://[::1]:{port}/news/9", "http://[::ffff:127.0.0.1]:{port}/news/9",
    "http://2130706433:{port}/news/9", "http://0x7f.1:{port}/news/9", "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/", "http://[64:ff9b::7f00:1]/", "http://site.localhost:{port}\\@127.0.0.1/news/9",
    "http://user:secret@site.localhost:{port}/news/9", "file:///etc/passwd", "gopher://site.localhost/",
)  # fmt: skip


def test_fault_31_no_redirect_leads_into_a_private_network(world: World, site: Site) -> None:
    port = site.base.rpartition(":")[2]
    site.article(9)
    for number, target in enumerate(PRIVATE, 101):
        site.pages[f"/news/{number}"] = (302, {"Location": target.format(port=port)}, "")
    paths = [f"/news/{number}" for number in range(101, 101 + len(PRIVATE))]
    site.pages["/news"] = site.listing(*paths, site.article(2))
    report = crawl_site(world, site)
    assert set(paths) <= set(site.asked)
    assert "/news/9" not in site.asked
    assert set(stored_numbers(world)) == {"2"}
    assert report.counts["new"] == 1


def test_fault_31_a_name_that_changes_its_address_is_judged_by_the_one_that_is_connected_to(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def rebinding(host: str | bytes | None, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1" if host == "rebound.example" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "gethostbyname", lambda host: "127.0.0.1")
    port = site.base.rpartition(":")[2]
    url = f"http://rebound.example:{port}"
    entry = {"kind": "listing", "url": f"{url}/news", "articles": ["/news/{n}"]}
    world.sources["site"] = site.source(entry, homepage=f"{url}/", allow_private=False, delay_s=0.25)
    site.pages["/news"] = site.listing(site.article(1))
    report = crawl_site(world, site)
    assert report.verdict == "failed"
    assert "private address" in (report.hint or "")
    assert site.asked == []


@pytest.mark.parametrize("way", ["crawled", "polled"])
def test_a_validator_longer_than_any_is_not_kept_and_the_other_one_serves(way: str, world: World, site: Site) -> None:
    modified = "Sun, 15 Mar 2026 10:00:00 GMT"
    long = {"ETag": f'"{"e" * 1_023}"', "Last-Modified": modified}
    path = site.article(1)
    site.pages[path] = (200, long, str(site.pages[path]))
    listing = site.listing(path)
    site.pages["/news"] = listing if way == "polled" else (200, long, listing)
    crawl_site(world, site)
    site.pages["/news"] = (200, long, listing)
    assert crawl_site(world, site).verdict == "ok"
    with sqlite3.connect(world.folder / "vestnik.db") as database:
        kept = database.execute("select etag, last_modified from page where last_modified is not null").fetchall()
    assert kept == [(None, modified)] * 2


LONG = "never" * 2_000
NOVELS: dict[str, Answer] = {
    "/news": (429, {"Retry-After": LONG}, ""),
    "/news/1": (200, {"Content-Type": f"application/{LONG}"}, "x"),
    "/news/2": (302, {"Location": f"http://{LONG}.example/"}, ""),
}


@pytest.mark.parametrize("path", NOVELS)
def test_what_a_site_says_is_told_in_a_line_however_long_it_is(path: str, world: World, site: Site) -> None:
    site.pages["/news"] = site.listing("/news/1", "/news/2")
    site.pages[path] = NOVELS[path]
    report = crawl_site(world, site)
    assert all(len(words) <= 500 for words in [report.hint or "", *report.problems.values()])
    with world.store() as store:
        pages = [*store.entry_pages("site"), *store.pages([f"{site.base}/news/{n}" for n in (1, 2)]).values()]
    assert pages
    assert all(len(page.note or "") <= 500 for page in pages)
