"""Faults that made other monitors lose, repeat or invent news: a test each, by the numbers of the project's list."""

from __future__ import annotations

import pytest

from tests.crawler.site import Site
from tests.crawler.world import World, crawl_site

SPEECH = "Ректор рассказал о новой лаборатории и о планах университета на будущий учебный год. "


def stored(world: World) -> dict[str, tuple[int, str]]:
    """Version and title of each stored article, by the last part of its address."""
    return {row.url.rpartition("/")[2]: (row.version, row.title) for row in world.rows("site")}


def listed(site: Site, *numbers: int) -> None:
    site.pages["/news"] = site.listing(*(site.article(number) for number in numbers))


def crawled(world: World, site: Site, *numbers: int) -> None:
    """A site that was crawled well, two days ago."""
    listed(site, *numbers)
    assert crawl_site(world, site).verdict == "ok"
    world.later(days=2)


@pytest.mark.parametrize(("status", "headers"), [(500, {}), (503, {"Retry-After": "3600"}), (429, {})])
def test_fault_12_a_server_that_is_busy_is_left_alone_and_no_news(
    world: World, site: Site, status: int, headers: dict[str, str]
) -> None:
    crawled(world, site, 1, 2)
    before = stored(world)
    site.pages["/news"] = site.pages["/news/1"] = (status, headers, "busy")
    site.asked.clear()
    report = crawl_site(world, site)
    assert report.verdict in ("failed", "blocked")
    assert stored(world) == before
    if headers:
        assert (report.retry_after_s, site.asked) == (3600, ["/news"])
        site.asked.clear()
        crawl_site(world, site)
        assert site.asked == []  # the pause is kept by the next crawl, too
    world.later(hours=2)
    listed(site, 1, 2)
    assert crawl_site(world, site).verdict == "ok"


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
    report = crawl_site(world, site, recheck=True)
    assert (report.counts["rejected"], report.counts["edited"], report.counts["alerts"]) == (2 * len(GATES), 0, 0)
    assert set(stored(world)) == {str(number) for number in known}
    with world.store() as store:
        rows = store.pages([f"{site.base}/news/{number}" for number in new]).values()
    assert [row.state for row in rows] == ["rejected"] * len(GATES)
    assert all(row.note for row in rows)
    world.later(days=3)
    for number in (*known, *new):
        site.article(number)
    assert crawl_site(world, site, recheck=True).counts["edited"] == 0  # nor is the recovery an edit
    assert {stored(world)[str(number)][0] for number in known} == {1}


def test_fault_14_a_redirect_to_the_front_page_is_no_article(world: World, site: Site) -> None:
    site.pages["/"] = site.pages["/404"] = f"<html><body><h1>Добро пожаловать</h1><p>{SPEECH * 30}</p></body></html>"
    for number, target in enumerate(("/", "/news", "/404"), 11):
        site.pages[f"/news/{number}"] = (302, {"Location": target}, "")
    site.pages["/news"] = site.listing("/news/11", "/news/12", "/news/13", site.article(2))
    assert crawl_site(world, site).counts["rejected"] == 3
    assert set(stored(world)) == {"2"}


def test_fault_17_a_cookie_banner_is_no_edit(world: World, site: Site) -> None:
    crawled(world, site, 1)
    page = str(site.pages["/news/1"])
    banner = '<div class="cookie-banner">Мы используем файлы cookie. <a href="#">Принять</a></div>'
    site.pages["/news/1"] = page.replace("<body>", f"<body>{banner}")
    report = crawl_site(world, site, recheck=True)
    assert (report.counts["edited"], stored(world)["1"][0]) == (0, 1)


@pytest.mark.parametrize(
    "new", ["<html><body><p>Новый дизайн</p></body></html>", '<ul><li><a href="/x/9">Все</a></li></ul>']
)
def test_faults_19_and_20_a_redesign_is_an_alarm_and_touches_no_article(world: World, site: Site, new: str) -> None:
    crawled(world, site, *range(1, 11))
    before = stored(world)
    site.pages["/news"] = new
    report = crawl_site(world, site)
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
    crawl_site(world, site)
    world.later(days=2)
    site.pages["/feed"] = feed("/news/1", "b")  # the guid changes
    assert crawl_site(world, site).counts["new"] == 0
    world.later(days=2)
    page = str(site.pages["/news/1"])
    site.pages["/news/1-renamed"] = page  # the address changes, the old one leads there
    site.pages["/news/1"] = (301, {"Location": "/news/1-renamed"}, "")
    site.pages["/feed"] = feed("/news/1-renamed", "b")
    crawl_site(world, site)
    assert len(stored(world)) == 1
    world.later(days=2)
    site.pages["/news/1-renamed"] = page.replace("Story number 1 of the day", "Another title of story number 1")
    crawl_site(world, site, recheck=True)
    ((version, title),) = stored(world).values()
    assert (version, title) == (2, "Another title of story number 1")


def test_fault_25_one_guid_for_all_items_and_dates_that_are_all_now(world: World, site: Site) -> None:
    world.sources["site"] = site.source({"kind": "feed", "url": f"{site.base}/feed"})
    now = f"<guid>same</guid><pubDate>{world.now:%a, %d %b %Y %H:%M:%S} +0000</pubDate><link>"
    site.pages["/feed"] = site.feed(*(site.article(number) for number in range(1, 6))).replace("<link>", now)
    crawl_site(world, site)
    assert set(stored(world)) == {"1", "2", "3", "4", "5"}
    days = {row.published_day for row in world.rows("site")}
    assert days == {"2024-06-28"}  # the pages' own day, not today


def test_fault_26_what_falls_off_the_list_is_not_gone(world: World, site: Site) -> None:
    crawled(world, site, 1, 2, 3)
    listed(site, 4, 5, 6)
    for _ in range(3):
        assert crawl_site(world, site).counts["gone"] == 0
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
    crawl_site(world, site)
    publish(1, 2, text=SPEECH * 9)
    for _ in range(3):
        world.later(days=2)
        crawl_site(world, site, recheck=True)
    assert {key: version for key, (version, _) in stored(world).items()} == {"1": 2, "2": 1}


def test_fault_33_past_the_end_comes_page_1_and_a_session_is_never_begun(world: World, site: Site) -> None:
    first = site.listing(*(site.article(number) for number in range(1, 6)))
    second = site.listing(*(site.article(number) for number in range(6, 9)))
    cookie = {"Set-Cookie": "PHPSESSID=1; path=/"}
    site.pages |= {"/news": (200, cookie, first), "/news?p=2": (200, cookie, second)}
    site.pages |= {f"/news?p={number}": (200, cookie, first) for number in range(3, 12)}
    entry = {"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"], "pager": {"template": "?p={n}"}}
    world.sources["site"] = site.source(entry)
    report = crawl_site(world, site)
    assert (report.verdict, len(stored(world))) == ("ok", 8)
    assert [path for path in site.asked if "?p=" in path] == ["/news?p=2", "/news?p=3"]
    assert site.cookies == set()


def test_fault_34_pinned_items_neither_end_a_walk_nor_are_fetched_again(world: World, site: Site) -> None:
    entry = {"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"], "pager": {"template": "?p={n}"}}
    world.sources["site"] = site.source(entry)
    pinned = [site.article(1), site.article(2)]
    site.pages["/news"] = site.listing(*pinned)
    crawl_site(world, site)
    world.later(hours=2)
    site.asked.clear()
    new = [site.article(number) for number in range(3, 9)]
    site.pages["/news"] = site.listing(*pinned, *new[:3])
    site.pages["/news?p=2"] = site.listing(*pinned, *new[3:])
    crawl_site(world, site)
    assert len(stored(world)) == 8
    assert not {"/news/1", "/news/2"} & set(site.asked)
