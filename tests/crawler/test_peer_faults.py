"""Faults that made other monitors lose, repeat or invent news: a test each, by the numbers of the project's list."""

from __future__ import annotations

import gzip
import socket
import sqlite3
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from crawler.verdict import CrawlReport
from tests.crawler.site import Site
from tests.crawler.world import World

SPEECH = "Ректор рассказал о новой лаборатории и о планах университета на будущий учебный год. "


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.stop()


def crawl(world: World, site: Site, *, recheck: bool = False, **settings: Any) -> CrawlReport:
    if "site" not in world.sources:
        world.sources["site"] = site.source()
    return world.crawl("site", recheck=recheck, RETRY_TIMES=0, **settings)["site"]


def stored(world: World) -> dict[str, tuple[int, str]]:
    """Version and title of each stored article, by the last part of its address."""
    return {row.url.rpartition("/")[2]: (row.version, row.title) for row in world.rows("site")}


def listed(site: Site, *numbers: int) -> None:
    site.pages["/news"] = site.listing(*(site.article(number) for number in numbers))


def crawled(world: World, site: Site, *numbers: int) -> None:
    """A site that was crawled well, two days ago."""
    listed(site, *numbers)
    assert crawl(world, site).verdict == "ok"
    world.later(days=2)


@pytest.mark.parametrize(("status", "headers"), [(500, {}), (503, {"Retry-After": "3600"}), (429, {})])
def test_fault_12_a_server_that_is_busy_is_left_alone_and_no_news(
    world: World, site: Site, status: int, headers: dict[str, str]
) -> None:
    crawled(world, site, 1, 2)
    before = stored(world)
    site.pages["/news"] = site.pages["/news/1"] = (status, headers, "busy")
    site.asked.clear()
    report = crawl(world, site)
    assert report.verdict in ("failed", "blocked")
    assert stored(world) == before
    if headers:
        assert (report.retry_after_s, site.asked) == (3600, ["/news"])
        site.asked.clear()
        crawl(world, site)
        assert site.asked == []  # the pause is kept by the next crawl, too
    world.later(hours=2)
    listed(site, 1, 2)
    assert crawl(world, site).verdict == "ok"


GATES = {
    "13-maintenance": "<h1>Технические работы</h1><p>На сайте ведутся технические работы, зайдите позже.</p>",
    "14-soft-404": "<h1>Ошибка 404</h1><p>Запрашиваемая страница не найдена.</p>",
    "15-login": "<h1>Вход в систему</h1><p>Для доступа необходимо авторизоваться.</p>",
    "15-captcha": "<h1>Вы не робот?</h1><p>Введите символы с картинки.</p>",
    "15-challenge": "<h1>uni</h1><p>Checking your browser…</p><script>window._cf_chl_opt={}</script>",
    "16-blank": "",
    "16-shell": '<div id="root"></div><script src="/app.js"></script>',
    "16-image": '<img src="/scan.jpg">',
}


def test_faults_13_to_16_pages_that_are_no_articles_are_neither_stored_nor_edits(world: World, site: Site) -> None:
    known = range(1, len(GATES) + 1)
    crawled(world, site, *known)
    new = range(101, 101 + len(GATES))
    for (old, fresh), body in zip(zip(known, new, strict=True), GATES.values(), strict=True):
        page = f"<html><head><title>Университет</title></head>{body}</html>"
        site.pages[f"/news/{old}"] = site.pages[f"/news/{fresh}"] = page
    site.pages["/news"] = site.listing(*(f"/news/{number}" for number in [*new, *known]))
    report = crawl(world, site, recheck=True)
    assert (report.counts["rejected"], report.counts["edited"], report.counts["alerts"]) == (2 * len(GATES), 0, 0)
    assert set(stored(world)) == {str(number) for number in known}
    with world.store() as store:
        rows = store.pages([f"{site.base}/news/{number}" for number in new]).values()
    assert [row.state for row in rows] == ["rejected"] * len(GATES)
    assert all(row.note for row in rows)
    world.later(days=3)
    for number in (*known, *new):
        site.article(number)
    assert crawl(world, site, recheck=True).counts["edited"] == 0  # nor is the recovery an edit
    assert {stored(world)[str(number)][0] for number in known} == {1}


def test_fault_14_a_redirect_to_the_front_page_is_no_article(world: World, site: Site) -> None:
    site.pages["/"] = site.pages["/404"] = f"<html><body><h1>Добро пожаловать</h1><p>{SPEECH * 30}</p></body></html>"
    for number, target in enumerate(("/", "/news", "/404"), 11):
        site.pages[f"/news/{number}"] = (302, {"Location": target}, "")
    site.pages["/news"] = site.listing("/news/11", "/news/12", "/news/13", site.article(2))
    assert crawl(world, site).counts["rejected"] == 3
    assert set(stored(world)) == {"2"}


def test_fault_17_a_cookie_banner_is_no_edit(world: World, site: Site) -> None:
    crawled(world, site, 1)
    page = str(site.pages["/news/1"])
    banner = '<div class="cookie-banner">Мы используем файлы cookie. <a href="#">Принять</a></div>'
    site.pages["/news/1"] = page.replace("<body>", f"<body>{banner}")
    report = crawl(world, site, recheck=True)
    assert (report.counts["edited"], stored(world)["1"][0]) == (0, 1)


@pytest.mark.parametrize(
    "new", ["<html><body><p>Новый дизайн</p></body></html>", '<ul><li><a href="/x/9">Все</a></li></ul>']
)
def test_faults_19_and_20_a_redesign_is_an_alarm_and_touches_no_article(world: World, site: Site, new: str) -> None:
    crawled(world, site, *range(1, 11))
    before = stored(world)
    site.pages["/news"] = new
    report = crawl(world, site)
    assert report.verdict == "empty"
    assert report.hint
    assert stored(world) == before
    with world.store() as store:
        state = store.source_states()[0]
    assert (state.health, state.failures) == ("empty", 1)


def test_fault_24_another_guid_address_or_title_is_the_same_article(world: World, site: Site) -> None:
    world.sources["site"] = site.source({"kind": "feed", "url": f"{site.base}/feed"})

    def feed(path: str, guid: str) -> str:
        return site.feed(path).replace("<link>", f"<guid>{guid}</guid><link>")

    site.pages["/feed"] = feed(site.article(1, SPEECH * 9), "a")
    crawl(world, site)
    world.later(days=2)
    site.pages["/feed"] = feed("/news/1", "b")  # the guid changes
    assert crawl(world, site).counts["new"] == 0
    world.later(days=2)
    page = str(site.pages["/news/1"])
    site.pages["/news/1-renamed"] = page  # the address changes, the old one leads there
    site.pages["/news/1"] = (301, {"Location": "/news/1-renamed"}, "")
    site.pages["/feed"] = feed("/news/1-renamed", "b")
    crawl(world, site)
    assert len(stored(world)) == 1
    world.later(days=2)
    site.pages["/news/1-renamed"] = page.replace("Story number 1 of the day", "Another title of story number 1")
    crawl(world, site, recheck=True)
    ((version, title),) = stored(world).values()
    assert (version, title) == (2, "Another title of story number 1")


def test_fault_25_one_guid_for_all_items_and_dates_that_are_all_now(world: World, site: Site) -> None:
    world.sources["site"] = site.source({"kind": "feed", "url": f"{site.base}/feed"})
    now = f"<guid>same</guid><pubDate>{world.now:%a, %d %b %Y %H:%M:%S} +0000</pubDate><link>"
    site.pages["/feed"] = site.feed(*(site.article(number) for number in range(1, 6))).replace("<link>", now)
    crawl(world, site)
    assert set(stored(world)) == {"1", "2", "3", "4", "5"}
    days = {row.published_day for row in world.rows("site")}
    assert days == {"2024-06-28"}  # the pages' own day, not today


def test_fault_26_what_falls_off_the_list_is_not_gone(world: World, site: Site) -> None:
    crawled(world, site, 1, 2, 3)
    listed(site, 4, 5, 6)
    for _ in range(3):
        assert crawl(world, site).counts["gone"] == 0
        world.later(days=30)
    with world.store() as store:
        rows = [store.article(row.article_id) for row in world.rows("site")]
    assert len(rows) == 6
    assert all(row is not None and row.gone_at is None for row in rows)


def test_fault_27_an_etag_that_never_changes_hides_neither_articles_nor_edits(world: World, site: Site) -> None:
    always = {"ETag": '"always"'}

    def publish(*numbers: int, text: str = "") -> None:
        for number in numbers:
            site.article(number, text)
            site.pages[f"/news/{number}"] = (200, always, str(site.pages[f"/news/{number}"]))
        site.pages["/news"] = (200, always, site.listing(*(f"/news/{number}" for number in numbers)))

    publish(1)
    crawl(world, site)
    publish(1, 2, text=SPEECH * 9)
    for _ in range(3):
        world.later(days=2)
        crawl(world, site, recheck=True)
    assert {key: version for key, (version, _) in stored(world).items()} == {"1": 2, "2": 1}


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
    report = crawl(world, site)
    assert set(stored(world)) == {"2"}
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
    listed(site, 5)
    site.pages["/news"] = site.listing(*(f"/news/{number}" for number in range(1, 6)))
    report = crawl(world, site)
    assert report.verdict == "partial"
    assert "5" in stored(world)
    assert "1" not in stored(world)  # over the limit of size
    assert "2" not in stored(world)
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
    report = crawl(world, site)
    assert set(paths) <= set(site.asked)
    assert "/news/9" not in site.asked
    assert set(stored(world)) == {"2"}
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
    listed(site, 1)
    report = crawl(world, site)
    assert report.verdict == "failed"
    assert "private address" in (report.hint or "")
    assert site.asked == []


def test_fault_33_past_the_end_comes_page_1_and_a_session_is_never_begun(world: World, site: Site) -> None:
    first = site.listing(*(site.article(number) for number in range(1, 6)))
    second = site.listing(*(site.article(number) for number in range(6, 9)))
    cookie = {"Set-Cookie": "PHPSESSID=1; path=/"}
    site.pages |= {"/news": (200, cookie, first), "/news?p=2": (200, cookie, second)}
    site.pages |= {f"/news?p={number}": (200, cookie, first) for number in range(3, 12)}
    entry = {"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"], "pager": {"template": "?p={n}"}}
    world.sources["site"] = site.source(entry)
    report = crawl(world, site)
    assert (report.verdict, len(stored(world))) == ("ok", 8)
    assert [path for path in site.asked if "?p=" in path] == ["/news?p=2", "/news?p=3"]
    assert site.cookies == set()


def test_fault_34_pinned_items_neither_end_a_walk_nor_are_fetched_again(world: World, site: Site) -> None:
    entry = {"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"], "pager": {"template": "?p={n}"}}
    world.sources["site"] = site.source(entry)
    pinned = [site.article(1), site.article(2)]
    site.pages["/news"] = site.listing(*pinned)
    crawl(world, site)
    world.later(hours=2)
    site.asked.clear()
    new = [site.article(number) for number in range(3, 9)]
    site.pages["/news"] = site.listing(*pinned, *new[:3])
    site.pages["/news?p=2"] = site.listing(*pinned, *new[3:])
    crawl(world, site)
    assert len(stored(world)) == 8
    assert not {"/news/1", "/news/2"} & set(site.asked)


def test_the_store_says_how_often_a_host_was_asked_today(world: World, site: Site) -> None:
    crawled(world, site, 1, 2)
    with sqlite3.connect(world.folder / "vestnik.db") as database:
        ((requests,),) = database.execute("SELECT requests FROM host").fetchall()
    assert requests == 4  # robots.txt, the list, two articles
