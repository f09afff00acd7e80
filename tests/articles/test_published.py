"""Publication dates: which of a page's dates is the one, and when there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from articles import Hints, PublishedDate, read_article
from articles.date_address import date_in_address
from tests.articles import pages

URL = "https://uni.example/news/one"
NOVEMBER = datetime(2024, 11, 20, 9, 30, tzinfo=UTC)


def published(
    body: str, *, head: str = "", url: str = URL, fetched_at: datetime | None = NOVEMBER, hints: Hints | None = None
) -> PublishedDate | None:
    html = pages.whole(body, head=head)
    return read_article(html.encode(), url, fetched_at=fetched_at, hints=hints).published


def article(before: str = "", after: str = "") -> str:
    return (
        f"<div class='c'>{before}<h1>Открыт новый корпус общежития</h1>{after}<p>{pages.P1}</p><p>{pages.P2}</p></div>"
    )


def day(found: PublishedDate | None) -> date | None:
    return found.day if found else None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Дата публикации: 2024.06.28", date(2024, 6, 28)),
        ("Опубликовано: 28 июня 2024 в 14:30", date(2024, 6, 28)),
        ("Обновлено: 02.07.2024 Опубликовано: 28.06.2024", date(2024, 6, 28)),
        ("Опубліковано: 28 червня 2024", date(2024, 6, 28)),
        ("Апублікавана: 28 чэрвеня 2024", date(2024, 6, 28)),
        ("Жарияланған күні: 28.06.2024", date(2024, 6, 28)),
        ("Eʼlon qilingan sana: 28.06.2024", date(2024, 6, 28)),
        ("Published on June 28, 2024", date(2024, 6, 28)),
        ("Veröffentlicht am 28. Juni 2024", date(2024, 6, 28)),
        ("Publié le 28 juin 2024", date(2024, 6, 28)),
        ("Publicado el 28 de junio de 2024", date(2024, 6, 28)),
        ("Opublikowano: 28 czerwca 2024", date(2024, 6, 28)),
        ("发布时间：2024年06月28日 点击：20", date(2024, 6, 28)),
        ("公開日：2024年6月28日", date(2024, 6, 28)),
        ("등록일 2024.06.28", date(2024, 6, 28)),
        ("نشر في 28 يونيو 2024", date(2024, 6, 28)),
    ],
)
def test_publication_labels_of_many_languages(line: str, expected: date) -> None:
    found = published(article(after=f"<div>{line}</div>"))
    assert day(found) == expected
    assert found is not None
    assert found.provenance == "label"


def test_the_date_may_follow_its_label_in_the_next_element() -> None:
    found = published(article(after="<dl><dt>Дата публикации:</dt><dd>28.06.2024</dd></dl>"))
    assert found is not None
    assert (found.day, found.provenance) == (date(2024, 6, 28), "label")


def test_an_update_label_is_no_publication_date() -> None:
    assert published(article(after="<div>Обновлено: 02.07.2024</div>")) is None
    assert published(article(after="<div>Last updated July 2, 2024</div>")) is None


def test_a_label_word_inside_a_sentence_is_no_label() -> None:
    text = (
        f"<p>Первый сборник трудов был опубликован 15 марта 2015 года, и с тех пор вышло десять томов. {pages.P1}</p>"
    )
    assert published(article(after=text)) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<div>28 июня 2024</div>", ""),
        ("", "<div>28 июня 2024 Наука 203</div>"),
        ("", "<div class='b'><span>28</span><span>Июн</span><span>2024</span></div>"),
        ("<div class='b'><div>28</div><div>Июн</div><div>2024</div></div>", ""),
        ("", "<div><div>28</div><div>2024-06</div></div>"),
        ("", "<div><div>28</div><div>июня</div></div>"),
        ("", "<div>28 июня</div>"),
    ],
)
def test_a_date_line_or_split_boxes_near_the_headline(before: str, after: str) -> None:
    found = published(article(before, after))
    assert found is not None
    assert (found.day, found.provenance) == (date(2024, 6, 28), "near-title")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Сегодня", date(2024, 11, 20)),
        ("Вчера в 09:05", date(2024, 11, 19)),
        ("2 часа назад", date(2024, 11, 20)),
        ("3天前", date(2024, 11, 17)),
        ("15 декабря", date(2023, 12, 15)),
        ("1 января", date(2024, 1, 1)),
    ],
)
def test_relative_and_yearless_dates_are_never_in_the_future(line: str, expected: date) -> None:
    assert day(published(article(after=f"<div>{line}</div>"), hints=Hints(timezone="Europe/Moscow"))) == expected


def test_today_is_the_sites_day_not_ours() -> None:
    late = datetime(2024, 11, 20, 20, 0, tzinfo=UTC)
    found = published(article(after="<div>Сегодня</div>"), fetched_at=late, hints=Hints(timezone="Asia/Vladivostok"))
    assert day(found) == date(2024, 11, 21)


def test_new_year_roll_over() -> None:
    january = datetime(2025, 1, 2, tzinfo=UTC)
    assert day(published(article(after="<div>31 декабря</div>"), fetched_at=january)) == date(2024, 12, 31)
    assert day(published(article(after="<div>Вчера</div>"), fetched_at=january)) == date(2025, 1, 1)


@pytest.mark.parametrize(
    "body",
    [
        article(),
        "<header><div class='clock'>Среда, 20 ноября 2024</div></header>" + article(),
        article() + "<aside><p>19.11.2024 Соседняя новость</p></aside>",
        article()
        + "<div class='related-news'><span class='date'>19.11.2024</span> <a href='/x'>Соседняя новость</a></div>",
        article() + "<div class='calendar'><a>1</a><a>2</a> ноябрь 2024</div>",
        article(after="<div>24–26 июня 2024</div>"),
        article(after="<p>С 4 июня 2019 года университет ведёт приём документов по новой программе дважды в год.</p>"),
        article(after="<div>Дата проведения: 28.06.2024</div>"),
        article(after="<div>25.12.2024</div>"),
    ],
    ids=["none", "clock", "aside", "related", "calendar", "range", "body sentence", "event", "future"],
)
def test_a_page_without_a_publication_date_gets_none(body: str) -> None:
    assert published(body) is None


def test_rank_machine_dates_before_labels_before_listing() -> None:
    label = article(after="<div>Опубликовано: 27.06.2024</div>")
    meta = "<meta property='article:published_time' content='2024-06-28T10:00:00+03:00'>"
    found = published(label, head=meta, hints=Hints(listing_date="26 июня 2024"))
    assert found is not None
    assert (found.day, found.provenance, found.precision) == (date(2024, 6, 28), "meta", "second")
    listed = published(article(), hints=Hints(listing_date="26 июня 2024"))
    assert listed is not None
    assert (listed.day, listed.provenance) == (date(2024, 6, 26), "listing")


def test_disagreeing_candidates_lower_confidence_and_agreeing_ones_raise_it() -> None:
    meta = "<meta property='article:published_time' content='2024-06-28'>"
    alone = published(article(), head=meta)
    agree = published(article(after="<div>Опубликовано: 28.06.2024</div>"), head=meta)
    differ = published(article(after="<div>Опубликовано: 01.02.2023</div>"), head=meta)
    assert alone is not None
    assert agree is not None
    assert differ is not None
    assert differ.confidence < 0.7 < alone.confidence < agree.confidence


def test_a_utc_stamp_yields_to_the_day_the_page_shows() -> None:
    meta = "<meta property='article:published_time' content='2024-06-27T22:30:00Z'>"
    assert day(published(article(after="<div>28 июня 2024</div>"), head=meta)) == date(2024, 6, 28)
    assert day(published(article(), head=meta, hints=Hints(timezone="Europe/Moscow"))) == date(2024, 6, 28)


def test_json_ld_of_the_article_itself() -> None:
    graph = (
        '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","datePublished":"2001-01-01"},'
        '{"@type":["NewsArticle"],"headline":"Открыт новый корпус общежития",'
        '"datePublished":"2024-06-28T08:00:00+03:00",'
        '"author":{"@type":"Person","name":"Анна Иванова"}}]}</script>'
    )
    page = read_article(pages.whole(article(), head=graph).encode(), URL)
    assert page.published is not None
    assert (page.published.day, page.published.provenance) == (date(2024, 6, 28), "json-ld")
    assert page.authors == ("Анна Иванова",)


def test_a_feed_whose_dates_are_all_now_is_not_believed() -> None:
    assert published(article(), hints=Hints(feed_date=NOVEMBER - timedelta(minutes=1))) is None
    sane = published(
        article(), hints=Hints(feed_date=datetime(2024, 6, 28, 22, 0, tzinfo=UTC), timezone="Europe/Moscow")
    )
    assert sane is not None
    assert (sane.day, sane.provenance) == (date(2024, 6, 29), "feed")


def test_day_and_month_order_by_the_pages_other_dates() -> None:
    other = "<p>Заявки принимаются: 25/03/2024.</p>"
    assert day(published(article(after="<div>Опубликовано: 04/03/2024</div>") + other)) == date(2024, 3, 4)
    mdy = published(article(after="<div>Опубликовано: 04/03/2024</div>"), hints=Hints(date_order="mdy"))
    assert day(mdy) == date(2024, 4, 3)


def test_a_sources_own_label_and_selector() -> None:
    found = published(article(after="<div>Выложено 28.06.2024 редакцией</div>"), hints=Hints(date_label="Выложено"))
    assert found is not None
    assert found.provenance == "label"
    chosen = published(article() + "<div class='when'>27.06.2024</div>", hints=Hints(date_selector="div.when"))
    assert chosen is not None
    assert (chosen.day, chosen.provenance) == (date(2024, 6, 27), "site")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/2024/06/28/slug/", date(2024, 6, 28)),
        ("https://a.example/2024/0628/c1a2/page.htm", date(2024, 6, 28)),
        ("https://a.example/news/20240628/1.htm", date(2024, 6, 28)),
        ("https://a.example/news/2024-06-28-slug", date(2024, 6, 28)),
        ("https://a.example/blog/2024/june/28/slug/", date(2024, 6, 28)),
        ("https://a.example/2021/04/92713", None),
        ("https://a.example/news/feed/2013/04/3517", None),
        ("https://a.example/info/1083/97166.htm", None),
        ("https://[broken", None),
    ],
)
def test_days_in_addresses(address: str, expected: date | None) -> None:
    found = date_in_address(address)
    assert (found.value.date() if found else None) == expected


def test_a_later_addition_beside_the_date_is_no_publication_date() -> None:
    line = "<p>By A. Writer, last updated on <span class='date'>Feb 24, 2024</span></p>"
    assert published(article() + line) is None
    assert published(article(after="<p>Aktualisiert am <time datetime='2024-02-24'>24. Februar</time></p>")) is None


def test_of_two_time_elements_the_one_under_the_headline_counts() -> None:
    comments = "".join(
        f"<p>Reader {n}: <time class='published' datetime='2024-07-0{n}'>later</time> fine words</p>"
        for n in range(1, 5)
    )
    found = published(article(after="<p><time datetime='2024-06-28'>28 июня</time></p>" + comments))
    assert day(found) == date(2024, 6, 28)


def test_a_restamped_page_keeps_the_day_it_shows_and_the_day_of_its_address() -> None:
    restamped = "<meta property='article:published_time' content='2024-10-24T12:00:00+00:00'>"
    shown = article(after="<p><time itemprop='datePublished' datetime='2024-06-28'>28 июня 2024</time></p>")
    assert day(published(shown, head=restamped)) == date(2024, 6, 28)
    assert day(published(article(), head=restamped, url="https://a.example/2024/06/28/x/")) == date(2024, 6, 28)


def test_a_web_page_that_is_no_article_has_no_publication_date() -> None:
    graph = (
        '<script type="application/ld+json">{"@type":"WebPage","datePublished":"2020-04-21T17:16:41+00:00"}</script>'
    )
    assert published(article(), head=graph) is None
    meta = "<meta property='article:published_time' content='2020-04-21T17:16:41+00:00'>"
    assert day(published(article(), head=graph + meta)) == date(2020, 4, 21)


@pytest.mark.parametrize("name", ["vr:published-time", "prism.publicationDate", "content_publisheddate", "og:pubdate"])
def test_meta_names_with_a_sites_own_prefix(name: str) -> None:
    assert day(published(article(), head=f"<meta name='{name}' content='2024-06-28'>")) == date(2024, 6, 28)
    assert published(article(), head="<meta name='cdc:last_published' content='2024-06-28'>") is None
