"""Reading ways in: listings, feeds, sitemaps and JSON lists, good and bad."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.discovery.feed import read_feed
from crawler.discovery.jsonlist import read_json_list
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap
from sources import JsonEntry

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
URL = "https://u.example/news/"
ROOT = Path(__file__).parents[2]


def test_each_card_gives_its_title_and_its_own_date() -> None:
    html = """<ul><li><span class="date">28.06.2024</span> <a href="/news/a/">First of the news</a></li>
    <li><span class="date">27.06.2024</span> <a href="/news/b/" title="Second, told in full">Second, to…</a></li></ul>
    <a href="/about/">About us</a><a class="next" href="?page=2">2</a>"""
    page = read_listing(html, URL, ["/news/*/"])
    assert [(link.url, link.title, link.date_text) for link in page.links] == [
        ("https://u.example/news/a/", "First of the news", "28.06.2024"),
        ("https://u.example/news/b/", "Second, told in full", "27.06.2024"),
    ]
    assert page.next_url == "https://u.example/news/?page=2"


def test_a_date_in_three_boxes_and_one_without_a_year() -> None:
    html = """<div class="i"><div class="day">28</div><div class="month">Июн</div><div class="year">2024</div>
    <a href="/news/a">Открыта новая лаборатория</a></div>
    <div class="i"><b class="day">15</b> <b class="month">декабря</b><a href="/news/b">Защита диплома</a></div>"""
    page = read_listing(html, URL, ["/news/*"])
    assert [link.date_text for link in page.links] == ["28 Июн 2024", "15 декабря"]


@pytest.mark.parametrize("word", ["Далее", "Следующая", "»", "下一页", "Next", "下页"])
def test_the_next_page_by_its_word(word: str) -> None:
    page = read_listing(
        f'<a href="/news/a/">A long enough title</a><a href="/news/p2.htm">{word}</a>', URL, ["/news/*/"]
    )
    assert page.next_url == "https://u.example/news/p2.htm"


def test_an_empty_listing_says_why() -> None:
    shell = "<html><body><div id=app></div><script src=/app.js></script></body></html>"
    assert "browser" in (read_listing(shell, URL, ["/news/*/"]).problem or "")
    fragment = '<div data-url="/ajax/news"></div><script></script>'
    assert "/ajax/news" in (read_listing(fragment, URL, ["/news/*/"]).problem or "")
    endless = f'<div data-url="/{"a" * 100_000}"></div><script></script>'
    assert len(read_listing(endless, URL, ["/news/*/"]).problem or "") < 400


@given(st.text(max_size=2000))
def test_no_listing_breaks_the_reader(html: str) -> None:
    assert read_listing("<a href='/news/x/'>t</a>" + html, URL, ["/news/*/"]).links


@pytest.mark.parametrize("base", ["http://[", "//[", "/" + "a/" * 5_000])
def test_a_base_that_is_no_address_or_a_huge_one_does_not_count(base: str) -> None:
    page = read_listing(f'<base href="{base}"><a href="one/">A long enough title</a>', URL, ["/news/*/"])
    assert [link.url for link in page.links] == [f"{URL}one/"]


def test_a_link_with_data_in_it_is_not_kept_in_memory() -> None:
    html = f'<a href="data:image/png;base64,{"A" * 2_000_000}">A picture</a><a href="a/">A long enough title</a>'
    tracemalloc.start()
    try:
        read_listing(html, URL, ["/news/*/"])
        read_listing("", URL, ["/news/*/"])
        assert tracemalloc.get_traced_memory()[0] < 1_000_000
    finally:
        tracemalloc.stop()


def test_a_listing_of_a_hundred_thousand_links_is_cut() -> None:
    html = "".join(f'<a href="/news/{n}/">title of {n}</a>' for n in range(100_000))
    page = read_listing(html, URL, ["/news/*/"])
    assert len(page.links) == 2000
    assert page.cut


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><title>One &amp; two</title><link>https://u.example/news/1/</link>
<pubDate>Fri, 28 Jun 2024 10:00:00 +0300</pubDate></item>
<item><title>No date of its own</title><link>/news/2/</link><pubDate>Sun, 15 Mar 2026 12:00:10 +0000</pubDate></item>
</channel></rss>"""


def test_a_feed_date_that_is_only_the_moment_of_the_request_is_not_believed() -> None:
    page = read_feed(FEED.encode(), URL, fetched_at=NOW)
    assert [(link.url, link.title, link.feed_date) for link in page.links] == [
        ("https://u.example/news/1/", "One & two", datetime(2024, 6, 28, 7, 0, tzinfo=UTC)),
        ("https://u.example/news/2/", "No date of its own", None),
    ]


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("Open day &#8211; <em>Tianjin</em> &amp; Harbin", "Open day – Tianjin & Harbin"),
        ("«Умник»<br/>назвали", "«Умник» назвали"),
        ("Doctors: 5 < 10, <Вперёд>", "Doctors: 5 < 10, <Вперёд>"),
        ("<script>alert(1)</script>", None),
        ("<b>" * 1500 + "Глубоко", "Глубоко"),
    ],
)
def test_a_headline_with_markup_in_a_feed_or_a_json_list_is_its_words(headline: str, words: str | None) -> None:
    feed = FEED.replace("One &amp; two", escape(headline))
    assert read_feed(feed.encode(), URL, fetched_at=NOW).links[0].title == words
    data = json.dumps({"props": {"news": [{"url": "/n/1", "name": headline}]}})
    assert read_json_list(data, URL, ENTRY).links[0].title == words


def test_a_feed_in_windows_1251_is_read() -> None:
    text = FEED.replace('"1.0"?>', '"1.0" encoding="windows-1251"?>').replace("One &amp; two", "Наука и жизнь")
    page = read_feed(text.encode("windows-1251"), URL, fetched_at=NOW, content_type="text/xml")
    assert page.links[0].title == "Наука и жизнь"


def test_what_is_no_feed_says_so() -> None:
    page = read_feed(b"<html><body>Not here</body></html>", URL, fetched_at=NOW)
    assert not page.links
    assert page.problem


def test_entity_bombs_and_external_entities_come_to_nothing(tmp_path: object) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 100}">' for n in range(12))
    text = f"<?xml version='1.0'?><!DOCTYPE r [{bomb}<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" + FEED[21:].replace(
        "One &amp; two", "&e11;&x;"
    )
    page = read_feed(text.encode(), URL, fetched_at=NOW)
    assert all(len(link.title or "") < 1000 for link in page.links)
    sitemap = text.replace("<rss", "<urlset").replace("</rss", "</urlset")
    read_sitemap(Response(URL, body=sitemap.encode()), ["/news/*/"])


def test_a_sitemap_gives_articles_and_an_index_gives_sitemaps() -> None:
    entries = "".join(f"<url><loc>https://u.example{path}</loc></url>" for path in ("/news/a/", "/about/", "/news/b/"))
    page = read_sitemap(Response(URL, body=f"<urlset>{entries}</urlset>".encode()), ["/news/*/"])
    assert [link.url for link in page.links] == ["https://u.example/news/a/", "https://u.example/news/b/"]
    index = b"<sitemapindex><sitemap><loc>https://u.example/s1.xml</loc></sitemap></sitemapindex>"
    assert read_sitemap(Response(URL, body=index), ["/news/*/"]).more == ("https://u.example/s1.xml",)
    assert read_sitemap(Response(URL, body=b"not xml at all"), ["/news/*/"]).problem


ENTRY = JsonEntry(kind="json", url=URL, items="props.news", link="url", title="name", date="at")


def test_a_json_list_by_its_paths_alone_or_inside_a_page() -> None:
    data = json.dumps({"props": {"news": [{"url": "/n/1", "name": "Один", "at": "28.06.2024"}, {"name": "no link"}]}})
    page = read_json_list(data, URL, ENTRY)
    assert [(link.url, link.title, link.date_text) for link in page.links] == [
        ("https://u.example/n/1", "Один", "28.06.2024")
    ]
    html = f'<script id="__NEXT_DATA__" type="application/json">{data}</script>'
    assert read_json_list(html, URL, ENTRY.model_copy(update={"embedded": "__NEXT_DATA__"})).links == page.links


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"props": {"news": {}}}', "[" * 100_000, '{"props": {"news": [1, null]}}']
)
def test_a_broken_json_list_says_what_is_wrong(text: str) -> None:
    page = read_json_list(text, URL, ENTRY)
    assert not page.links
    assert page.problem


@pytest.mark.skipif(sys.platform != "linux", reason="a limit of memory that holds")
@pytest.mark.parametrize("reader", ["read_listing(page, URL, ['/news/*/'])", "last_page_number(page, URL, None)"])
def test_a_small_list_that_would_grow_without_bound_is_read_in_bounded_memory(reader: str) -> None:
    program = f"""
import resource
from crawler.discovery.listing import last_page_number, read_listing
from tests.articles.hostile_pages import HOSTILE
URL = {URL!r}
page = HOSTILE["formatting left open"]().decode()
resource.setrlimit(resource.RLIMIT_AS, (800 << 20, 800 << 20))
{reader}
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
