"""The traps of the replica sites behave as those of the real ones."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial

from demo.server import ReplicaServer
from tests.demo.client import get


def _same(moment: datetime) -> datetime:
    return moment


def test_bitrix_answers_page_one_past_the_end(calm_server: ReplicaServer) -> None:
    first = get(calm_server.url("bitrix", "/news/")).body
    assert get(calm_server.url("bitrix", "/news/?PAGEN_1=99")).body == first
    assert get(calm_server.url("bitrix", "/news/?PAGEN_1=2")).body != first


def test_bitrix_remembers_the_page_of_a_session(server: ReplicaServer) -> None:
    listing = server.url("bitrix", "/news/")
    answer = get(listing)
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    third = get(listing + "?PAGEN_1=3", {"Cookie": cookie})
    assert get(listing, {"Cookie": cookie}).body == third.body
    assert get(listing).body == answer.body
    assert get(listing, {"Cookie": cookie}).headers["Set-Cookie"] is None


def test_an_undated_article_is_of_now_in_the_bitrix_feed() -> None:
    for minute in (5, 25):
        moment = datetime(2026, 1, 15, 9, minute, tzinfo=UTC)
        with ReplicaServer(clock=partial(_same, moment)) as server:
            feed = get(server.url("bitrix", "/news/rss/")).body.decode("cp1251")
            assert f"<pubDate>Thu, 15 Jan 2026 12:{minute:02}:00 +0300</pubDate>" in feed
            assert "<guid" not in feed
            undated = next(a for a in server.gold() if a.site == "bitrix" and a.day is None)
            assert "news-date-time" not in get(undated.url).body.decode("cp1251")


def test_menus_name_china_on_every_bitrix_page(calm_server: ReplicaServer) -> None:
    for path in ("/", "/news/", "/nothing/"):
        assert "Представительство в г. Шанхае (КНР)" in get(calm_server.url("bitrix", path)).body.decode("cp1251")


def test_polytech_pins_one_article_and_counts_views(server: ReplicaServer) -> None:
    pages = [get(server.url("polytech", f"/media/news/?PAGEN_2={n}")).text for n in (1, 2, 1)]
    titles = [re.findall(r'article-title"><a href="(/media/news/[^"]*)"', page) for page in pages]
    assert titles[0][0] == titles[1][0]
    assert not set(titles[0][1:]) & set(titles[1][1:])
    assert titles[0] == titles[2]
    counts = [int(re.findall(r"Просмотров: (\d+)", page)[0]) for page in pages]
    assert counts[0] < counts[1] < counts[2]
    assert "/media/smi/" in pages[0]
    assert "/students/news/" in pages[0]


def test_the_english_twin_prints_a_growing_number_after_the_rubric(server: ReplicaServer) -> None:
    gold = next(article for article in server.gold() if article.site == "polytech-en")
    numbers = []
    for _ in range(3):
        page = get(gold.url).text
        numbers.append(int(re.findall(r'<span class="views">(\d+)</span>', page)[0]))
        assert re.search(r'<span class="date">\d{1,2} [A-Z][a-z]+ 20\d\d</span>', page)
    assert numbers == sorted(set(numbers))


def test_institute_labels_and_links(calm_server: ReplicaServer) -> None:
    seed = next(article for article in calm_server.gold() if article.story_id == "seed")
    page = get(seed.url).text
    assert "Дата публикации: 2024.06.28" in page
    assert "&gt;&gt;Перейти к новостям" in page
    assert "&gt;&gt;Перейти ко всем новостям" in page
    listing = "".join(get(calm_server.url("institute", f"/news?paging={n}")).text for n in (1, 2))
    assert 'day">28</span><span class="news-card__month">Июн</span><span class="news-card__year">2024</span>' in listing


def test_relative_says_days_in_words(calm_server: ReplicaServer) -> None:
    page = get(calm_server.url("relative", "/news.php")).text
    assert page.count(">Сегодня<") == 2
    assert page.count(">Вчера<") == 2
    assert page.count("/news.php?date=") == 31
    gold = [article for article in calm_server.gold() if article.site == "relative"]
    assert '<div class="newsdate">Сегодня</div>' in get(gold[0].url).text
    last_year = next(article for article in gold if article.day and article.day.startswith("2025"))
    assert re.search(r'newsdate">\d{1,2} [а-я]+</div>', get(last_year.url).text)


def test_wordpress_pages_end_with_404_and_an_edited_post_shows_both_dates(calm_server: ReplicaServer) -> None:
    assert get(calm_server.url("wordpress", "/page/6/")).status == 200
    assert get(calm_server.url("wordpress", "/page/7/")).status == 404
    assert get(calm_server.url("wordpress", "/wp-json/wp/v2/posts?per_page=20&page=4")).status == 400
    edited = [article for article in calm_server.gold() if article.site == "wordpress"][5]
    page = get(edited.url).text
    assert f'class="entry-date published" datetime="{edited.day}' in page
    assert '<time class="updated"' in page
    assert "/comments/feed/" in page
    shortlink = re.findall(r'<link rel="shortlink" href="([^"]*)"', page)[0]
    assert get(shortlink).headers["Location"] == edited.url
    assert any(article.path.endswith("-2/") for article in calm_server.gold() if article.site == "wordpress")


def test_vsb_cuts_titles_in_the_text_and_counts_pages_down(calm_server: ReplicaServer) -> None:
    page = get(calm_server.url("vsb", "/xyyw.htm")).body.decode("gbk")
    assert '<a href="/xyyw/5.htm">下页</a>' in page
    assert 'id="line_u10_9"' in page
    cut = re.findall(r'title="([^"]*)">([^<]*)…</a>', page)
    assert cut
    assert all(full.startswith(text) and len(full) > len(text) for full, text in cut)
    assert get(calm_server.url("vsb", "/xyyw/6.htm")).status == 404


def test_drupal_prints_american_dates_and_names_its_siblings(calm_server: ReplicaServer) -> None:
    gold = next(article for article in calm_server.gold() if article.site == "drupal-zh")
    page = get(gold.url).text
    assert "Tue, 02/04/2025 - " in page
    for code, url in gold.siblings.items():
        assert f'<link rel="alternate" hreflang="{code}" href="{url}" />' in page
