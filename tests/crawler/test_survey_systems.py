"""Shapes of sites that a survey must not stumble over: addresses without values, lists by time, lists without links."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest

from crawler.addresses import period_address
from crawler.discovery.found import Found
from crawler.discovery.jsonlist import read_json_list
from crawler.discovery.listing import read_listing
from crawler.failures import words_of
from crawler.patterns import matches
from crawler.survey.answer import Answer
from crawler.survey.feeds import Feed, strangers
from crawler.survey.pager import numbered_pagers
from crawler.survey.shapes import patterns_of
from sources.records import JsonEntry, ListingEntry, Pager
from tests.crawler.site import Site
from tests.crawler.survey_sites import NOW, SmallSite, fetch_pages, found, surveyed, walked
from tests.crawler.world import World

HOME = "http://uni.ru/"


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.stop()


def card(path: str, title: str, day: date) -> str:
    return f"<div class='item'><h3><a href='{path}'>{title}</a></h3><span class='date'>{day:%d.%m.%Y}</span></div>"


def page(html: str, url: str = "http://uni.ru/news/") -> Answer:
    return Answer(url, status=200, body=html.encode(), content_type="text/html; charset=utf-8", at=NOW)


def test_an_address_may_say_in_a_querys_name_which_article_it_is() -> None:
    patterns = patterns_of([f"{HOME}spip.php?article{n}" for n in range(300, 306)], "uni.ru")
    assert patterns == ["/spip.php?article{n}"]
    assert matches(f"{HOME}spip.php?article7", patterns)
    assert not matches(f"{HOME}spip.php?rubrique7", patterns)
    assert not matches(f"{HOME}spip.php", patterns)
    assert not matches(f"{HOME}spip.php?article41", patterns, ["/spip.php?article41"])


def test_words_and_numbers_between_commas_tell_articles_from_other_pages() -> None:
    urls = [f"{HOME}aktualnosc,{n},tytul-{'abcdefg'[n]}.html" for n in range(7)]
    assert patterns_of(urls, "uni.ru") == ["/aktualnosc,{n},*.html"]


def test_pages_named_by_what_they_begin_behind_are_a_pager() -> None:
    links = "".join(f"<a href='?rubrique7&debut={n}'>{n}</a>" for n in (10, 20, 30))
    assert numbered_pagers(page(links), lambda url: True) == [Pager(template="?rubrique7&debut={n}", first=10, step=10)]


@pytest.mark.parametrize("words", ["Older stories", "Ältere Beiträge →", "Siguiente »", "Наступна сторінка", "次へ"])
def test_the_next_page_is_found_by_its_words(words: str) -> None:
    html = f"<a href='/news/a'>Next generation labs</a><a href='/page/2'>{words}</a>"
    assert read_listing(html, HOME, ["/news/*"]).next_url == f"{HOME}page/2"


def test_a_home_page_that_stands_elsewhere_is_no_listing() -> None:
    made = SmallSite(card)
    home = made.framed("<h2>Новости</h2>" + "".join(card(path, "Заголовок новости университета", date(2026, 3, 1))
                                                    for path in list(made.pages)[:4]))  # fmt: skip
    inner = fetch_pages({**made.pages, "/portal/start": home})

    async def fetch(url: str) -> Answer:
        answer = await inner(f"{HOME}portal/start" if url == HOME else url)
        return Answer(url, url=answer.url, status=answer.status, body=answer.body,
                      content_type=answer.content_type, charset="utf-8", at=NOW)  # fmt: skip

    source = found(surveyed(fetch, HOME))
    assert [entry.url for entry in source.entries] == [f"{HOME}news/"]
    assert walked(source, inner) == set(made.articles)


def test_pages_beside_the_list_that_state_no_date_are_no_articles() -> None:
    beside = "<div class='sidebar'><h2>Полезное</h2>{}</div>"
    links = [("/news/kak-postupit-v-universitet/", "Как поступить в университет в этом году"),
             ("/news/stoimost-obucheniya-studentov/", "Стоимость обучения студентов всех форм"),
             ("/news/obshchezhitiya-universiteta/", "Общежития университета и как в них попасть")]  # fmt: skip
    made = SmallSite(card, beside=beside.format("".join(f"<a href='{path}'>{words}</a>" for path, words in links)))
    for path, words in links:
        made.pages[path] = made.framed(f"<h1>{words}</h1><p>{'Порядок такой же, как и всегда. ' * 20}</p>")
    fetch = fetch_pages(made.pages)
    assert walked(found(surveyed(fetch, HOME)), fetch) == set(made.articles)


def feed(*items: tuple[str, int]) -> Feed:
    made = tuple(Found(f"{HOME}{slug}", feed_date=NOW - timedelta(days=days)) for slug, days in items)
    return Feed(f"{HOME}feed", made, len(made))


def test_a_feed_of_everything_is_told_from_one_of_the_news() -> None:
    listed = [f"{HOME}n{n}/" for n in range(20)]
    news = [(f"n{n}/", n) for n in range(8)]
    assert strangers(feed(*news), listed, ()) == 0
    assert strangers(feed(*news, ("notice-a/", 1), ("notice-b/", 2)), listed, ()) == 2
    assert strangers(feed(*news, ("older-a/", 50), ("older-b/", 60)), listed, ()) == 0  # farther back than was looked
    assert strangers(feed(*news, ("page-a/", 50), ("page-b/", 60)), listed, ["/page-a/", "/page-b/"]) == 2
    assert strangers(feed(*news, ("pinned/", 1)), listed, ()) == 0


def test_items_that_name_a_part_of_their_address_only() -> None:
    made = SmallSite(card, address=lambda number, slug: f"/ru/news/{slug}", section="/ru/news")
    slugs = [path.rpartition("/")[2] for path in made.pages if path.startswith("/ru/news/")]

    def listed(part: list[str]) -> str:
        posts = [{"slug": slug, "title": _title(made.pages[f"/ru/news/{slug}"])} for slug in part]
        data = json.dumps({"props": {"posts": posts}})
        return made.framed(f"<div id='__next'></div><script id='__NEXT_DATA__'>{data}</script>")

    pages = {**made.pages, "/ru/news": listed(slugs[:12]), "/ru/news?page=2": listed(slugs[12:])}
    fetch = fetch_pages(pages)
    source = found(surveyed(fetch, HOME))
    assert [(e.link, e.pager) for e in source.entries if isinstance(e, JsonEntry)] == [
        ("/ru/news/{slug}", Pager(template="?page={n}"))
    ]
    assert walked(source, fetch) == set(made.articles)


def _title(html: str) -> str:
    return html.partition("<h1>")[2].partition("</h1>")[0]


@pytest.mark.parametrize("slug", ["", "..", None, ["a"], True])
def test_a_part_of_an_address_that_is_none_gives_no_link(slug: object) -> None:
    entry = JsonEntry(kind="json", url=HOME, link="/news/{slug}")
    assert read_json_list(json.dumps([{"slug": slug}]), HOME, entry).links == ()
    assert read_json_list('[{"slug": "a b?c"}]', HOME, entry).links[0].url == f"{HOME}news/a%20b%3Fc"


def test_a_section_of_nothing_but_months_is_a_way_in() -> None:
    made = SmallSite(card)
    months = "".join(f"<a href='/arkhiv/2026/{n:02}/'>{n} месяц 2026</a>" for n in (1, 2, 3))
    pages = {**made.pages, "/news/": made.framed(f"<h1>Новости</h1>{months}")}
    pages["/arkhiv/2026/02/"] = made.pages["/news/"]  # March, the present month, has none yet
    entry = found(surveyed(fetch_pages(pages), HOME)).entries[0]
    assert isinstance(entry, ListingEntry)
    assert (entry.url, entry.archive) == (f"{HOME}news/", "/arkhiv/{year}/{month}/")


def test_the_lists_of_months_and_years_before() -> None:
    day = date(2026, 2, 10)
    assert [period_address("/{year}/{month}", back, day) for back in (0, 1, 2)] == ["/2026/02", "/2026/01", "/2025/12"]
    assert [period_address("/{year}/", back, day) for back in (0, 1)] == ["/2026/", "/2025/"]


def _by_month(site: Site, *, front: str) -> None:
    site.pages["/news"] = front
    for month, first in ((3, 7), (2, 4), (1, 1)):
        site.pages[f"/list/2026/{month:02}"] = site.listing(*[site.article(n) for n in range(first, first + 3)])


def _crawl(world: World, site: Site) -> dict[str, int]:
    listing = {"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"]}
    world.sources["site"] = site.source({**listing, "archive": "/list/{year}/{month}"})
    report = world.crawl("site")["site"]
    assert report.verdict == "ok", report.hint
    return report.counts


def test_a_crawl_goes_on_from_a_list_to_the_months_before(world: World, site: Site) -> None:
    _by_month(site, front=site.listing("/news/9", "/news/8", "/news/7"))
    assert _crawl(world, site)["new"] == 9
    site.asked.clear()
    world.later(hours=1)
    assert _crawl(world, site)["new"] == 0
    assert site.asked == ["/news"]


def test_a_list_of_months_is_read_by_its_newest(world: World, site: Site) -> None:
    _by_month(site, front="<html><body><a href='/list/2026/03'>March 2026</a></body></html>")
    assert _crawl(world, site)["new"] == 9
    world.now = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)  # April's list is not there yet
    site.pages["/list/2026/03"] = site.listing("/news/7", "/news/8", "/news/9", site.article(10))
    assert _crawl(world, site)["new"] == 1
    site.pages["/list/2026/04"] = site.listing(site.article(11))
    world.later(hours=1)
    assert _crawl(world, site)["new"] == 1


def test_a_list_of_months_without_any_list_is_a_fault(world: World, site: Site) -> None:
    site.pages["/news"] = "<html><body><a href='/list/2026/03'>March 2026</a></body></html>"
    listing = {"kind": "listing", "url": f"{site.base}/news", "articles": ["/news/{n}"]}
    world.sources["site"] = site.source({**listing, "archive": "/list/{year}/{month}"})
    assert world.crawl("site")["site"].verdict != "ok"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DownloadCancelledError("Expected to receive 20001203 bytes"), "the answer is too large (crawl.max_page_mb)"),
        (IgnoreRequest("max redirections reached"), "it redirects again and again"),
        (
            IgnoreRequest("its body exceeded DOWNLOAD_MAXSIZE"),
            "the answer is too large when unpacked (crawl.max_page_mb)",
        ),
    ],
)
def test_what_scrapy_refuses_is_told_in_words(error: Exception, words: str) -> None:
    assert words_of(error, HOME) == words
