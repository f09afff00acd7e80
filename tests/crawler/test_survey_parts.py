"""The parts of a survey by themselves: patterns, pagers, feeds, JSON lists, what a site says of itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.patterns import matches
from crawler.survey.answer import Answer
from crawler.survey.embedded import embedded_list, json_list, tilda_feed, wordpress_posts
from crawler.survey.feeds import announced_feeds, judge_feed
from crawler.survey.pager import button_pager, numbered_pagers
from crawler.survey.place import country_of, key_of, site_name, zone_of
from crawler.survey.shapes import patterns_of
from crawler.survey.words import news_words, other_words
from tests.crawler.survey_sites import NOW


def page(html: str, url: str = "https://uni.ru/news/") -> Answer:
    return Answer(url, status=200, body=html.encode(), content_type="text/html; charset=utf-8", at=NOW)


def own(url: str) -> bool:
    return "uni.ru" in url


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        ([f"/news/slovo-{c}/" for c in "abc"], "/news/*/"),
        ([f"/info/1083/{n}.htm" for n in range(90, 99)], "/info/1083/{n}.htm"),
        ([f"/2024/06{d}/c1083a97{d}/page.htm" for d in range(10, 19)], "/{n}/{n}/c1083a{n}/page.htm"),
        ([f"/news/2024/{n}.html" for n in range(9)], "/news/{n}/{n}.html"),
        ([f"/n.php?id={n}&lang=ru" for n in range(5, 9)], "/n.php?id={n}&lang=ru"),
        (["/aktuelles/12-neue-anlage", "/aktuelles/9-der-preis", "/aktuelles/7-tagung"], "/aktuelles/{n}-*"),
        ([f"/article?id={n}:slovo&cHash=f{n}" for n in range(3)], "/article?id={n}:*"),
        ([f"/news/news-{n}" for n in range(9)], "/news/*"),
    ],
)
def test_addresses_become_the_pattern_a_person_would_write(paths: list[str], pattern: str) -> None:
    assert patterns_of([f"https://uni.ru{path}" for path in paths], "uni.ru") == [pattern]


def test_a_news_list_over_many_faculties_is_one_pattern() -> None:
    urls = [f"https://uni.ru/{faculty}/news/{n}" for n, faculty in enumerate(("physics", "law", "art", "music", "law"))]
    assert patterns_of(urls, "uni.ru") == ["/*/news/{n}"]


def test_articles_of_two_shapes_have_two_patterns_and_a_lone_stranger_none() -> None:
    urls = [f"https://uni.ru/news/slovo-{c}" for c in "abcdef"]
    urls += ["https://uni.ru/node/12", "https://uni.ru/node/15", "https://uni.ru/about/rector/biography"]
    assert patterns_of(urls, "uni.ru") == ["/news/*", "/node/{n}"]


@given(
    st.lists(st.text(alphabet=st.sampled_from("abc019-_./?=&%*{}нр"), min_size=1, max_size=30), min_size=1, max_size=8)
)
def test_a_family_of_addresses_fits_its_patterns(paths: list[str]) -> None:
    urls = [f"https://uni.ru/{path}" for path in paths]
    patterns = patterns_of(urls, "uni.ru")
    assert all(pattern.startswith("/") for pattern in patterns)
    roots = any(not path.strip("/.") or path.startswith("/") for path in paths)
    if len(set(urls)) <= 4 and not roots and not any(c in path for path in paths for c in "?%*{}&"):
        assert all(matches(url, patterns) for url in urls)


@pytest.mark.parametrize(
    ("links", "template", "first", "step"),
    [
        (["/news/?PAGEN_2=2", "/news/?PAGEN_2=3"], "?PAGEN_2={n}", 2, 1),
        (["/news/?page=1", "/news/?page=2"], "?page={n}", 1, 1),
        (["/news/?start=10&limit=10", "/news/?start=20&limit=10"], "?start={n}&limit=10", 10, 10),
        (["/news/page/2/", "/news/page/3/"], "/news/page/{n}/", 2, 1),
        (["/2024/list_2.html", "/2024/list_3.html"], "/2024/list_{n}.html", 2, 1),
    ],
)
def test_the_numbers_of_a_pager_become_a_template(links: list[str], template: str, first: int, step: int) -> None:
    html = "".join(f"<a href='{href}'>{number}</a>" for number, href in enumerate(links, 2))
    (pager,) = numbered_pagers(page(html), own)
    assert (pager.template, pager.first, pager.step) == (template, first, step)


def test_pages_that_count_down_and_days_of_a_calendar_are_no_template() -> None:
    assert numbered_pagers(page("<a href='/news/8.htm'>2</a><a href='/news/7.htm'>3</a>"), own) == []
    calendar = "<a href='/news/?date=2024-06-02'>2</a><a href='/news/?date=2024-06-03'>3</a>"
    assert numbered_pagers(page(calendar), own) == []


def test_a_button_names_the_second_page() -> None:
    pager = button_pager(page("<button data-url='/ajax/news?page=2'>Ещё</button>", "https://uni.ru/ajax/news"), own)
    assert pager is not None
    assert pager.template == "?page={n}"


def feed(dates: list[str]) -> Answer:
    items = "".join(
        f"<item><title>Событие {n}</title><link>https://uni.ru/news/{n}</link><pubDate>{day}</pubDate></item>"
        for n, day in enumerate(dates)
    )
    return page(f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>", "https://uni.ru/rss/")


def test_a_feed_counts_with_three_own_items_and_dates_that_are_not_all_now() -> None:
    days = [(NOW - timedelta(days=n)).strftime("%a, %d %b %Y %H:%M:%S +0000") for n in range(3)]
    good, why = judge_feed(feed(days), own)
    assert good is not None
    assert (good.dated, why) == (2, "")
    assert judge_feed(feed(days[:2]), own)[0] is None
    now, why = judge_feed(feed([NOW.strftime("%a, %d %b %Y %H:%M:%S +0000")] * 4), own)
    assert now is not None
    assert why == "no date in it can be believed"
    assert judge_feed(feed(days), lambda url: False)[0] is None


def test_feeds_of_comments_are_not_followed() -> None:
    html = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'
        for title, href in (("Комментарии", "/comments/feed/"), ("Всё", "/feed/"), ("Новости", "/news/rss/"))
    )
    assert announced_feeds(page(html), own) == ["https://uni.ru/news/rss/", "https://uni.ru/feed/"]


def test_lists_in_data_are_read_by_what_their_fields_hold() -> None:
    items = [{"id": n, "meta": {"slug": "x"}, "href": f"/n/{n}", "title": f"Событие номер {n}", "created": "2026-01-02"}
             for n in range(4)]  # fmt: skip
    entry = json_list(json.dumps({"menu": [{"title": "О вузе"}] * 9, "data": {"news": items}}), "https://uni.ru/api")
    assert entry is not None
    assert (entry.items, entry.link, entry.title, entry.date) == ("data.news", "href", "title", "created")
    html = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"list": items}})}</script>'
    assert getattr(embedded_list(page(html)), "items", None) == "props.list"
    assert json_list("[" * 100_000, "https://uni.ru/api") is None


def test_services_of_known_systems_are_named_by_their_pages() -> None:
    script = '<script>t_feed_init("640", {"feeduid":"318472905561-9","recid":"640217733"})</script>'
    tilda = tilda_feed(page(script))
    assert tilda is not None
    assert tilda.url.startswith("https://feeds.tildacdn.com/api/getfeed/?feeduid=318472905561-9&recid=640217733")
    wordpress = wordpress_posts(page('<link rel="https://api.w.org/" href="https://uni.ru/wp-json/">'))
    assert wordpress is not None
    assert wordpress.url.startswith("https://uni.ru/wp-json/wp/v2/posts?per_page=20")


@pytest.mark.parametrize("words", ["Новости", "Все новости", "News", "新闻动态", "学院要闻", "Навіны", "Жаңалықтар",
                                   "Aktuelles", "Actualités", "Noticias", "Yangiliklar", "Haberler"])  # fmt: skip
def test_news_is_news_in_every_language(words: str) -> None:
    assert news_words(words) >= 8


@pytest.mark.parametrize("words", ["Объявления", "通知公告", "Анонсы событий", "Подписаться на новости", "СМИ о нас"])
def test_what_stands_beside_the_news_is_not(words: str) -> None:
    assert news_words(words) < 8
    assert other_words(words)


def test_the_name_is_what_the_titles_share_not_an_articles_headline() -> None:
    home = page("<title>Главная страница | Университет Заозёрья</title>")
    article = page("<title>Студенты выиграли олимпиаду по механике в столице | Университет Заозёрья</title>")
    assert site_name([home, article], "uni.ru") == "Университет Заозёрья"
    assert site_name([page("<title>Home</title>")], "uni.ru") == "uni.ru"


@pytest.mark.parametrize(
    ("host", "languages", "country"),
    [("www.uni.kz", ("ru",), ("KZ", True)), ("uni.edu", ("en",), ("US", True)), ("uni.ac.uk", ("en",), ("GB", True)),
     ("uni.edu.cn", ("en",), ("CN", True)), ("uni.org", ("ru",), ("RU", False))],
)  # fmt: skip
def test_the_country_is_the_hosts_else_a_guess_by_the_language(
    host: str, languages: tuple[str, ...], country: tuple[str, bool]
) -> None:
    assert country_of(host, languages) == country


def test_the_time_zone_follows_city_then_offsets_then_the_capital() -> None:
    assert zone_of("RU", "Томский политехнический университет", [])[0] == "Asia/Tomsk"
    late = datetime(2026, 3, 1, tzinfo=timezone(timedelta(hours=10)))
    assert zone_of("RU", "Университет", [late])[0] == "Asia/Vladivostok"
    zone, doubt = zone_of("RU", "Университет", [datetime(2026, 3, 1, tzinfo=UTC)])
    assert zone == "Europe/Moscow"
    assert doubt
    assert zone_of("CN", "大学", []) == ("Asia/Shanghai", "")


@pytest.mark.parametrize(
    ("host", "key"),
    [("www.spbstu.ru", "spbstu-2"), ("english.spbstu.ru", "spbstu-en"), ("news.tpu.ru", "tpu"),
     ("hum.spbstu.ru", "hum-spbstu"), ("127.0.0.1", "source-127-0-0-1"), ("tsinghua.edu.cn", "tsinghua")],
)  # fmt: skip
def test_keys_are_made_from_hosts(host: str, key: str) -> None:
    assert key_of(host, ("ru",), "RU", {"spbstu", "spbstu-ru"}) == key
