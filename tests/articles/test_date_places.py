"""Publication dates in odd places, and dates that only look like the page's own."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from articles import Hints, read_article
from tests.articles import pages
from tests.articles.test_published import URL, article, day, published

TITLE = "Открыт новый корпус общежития"


def test_a_date_in_the_second_line_of_the_headlines_element() -> None:
    body = (
        f"<h1>Открыт новый корпус общежития<br><small>28.06.2024 • Наука</small></h1><p>{pages.P1}</p><p>{pages.P2}</p>"
    )
    assert day(published(body)) == date(2024, 6, 28)


def test_a_dateline_opens_a_press_release() -> None:
    release = f"<h1>Открыт новый корпус общежития</h1><p>Москва, 28 июня 2024 г. – {pages.P1}</p><p>{pages.P2}</p>"
    found = published(release)
    assert found is not None
    assert (found.day, found.provenance) == (date(2024, 6, 28), "htmldate")
    assert found.confidence < 0.5


def test_a_release_date_amid_the_text_does_not_win_over_the_date_line() -> None:
    facts = "".join(f"<li>Факт номер {n}: {pages.E1}</li>" for n in range(12))
    body = article(after="<div class='info'>00:01, 28 июня 2024 Культура</div>").replace(
        "</p></div>", f"</p><ul>{facts}<li>Дата выхода: 15 июня 2024 года</li>{facts.replace('Факт', 'Ещё')}</ul></div>"
    )
    assert day(published(body)) == date(2024, 6, 28)


@pytest.mark.parametrize(
    "line",
    [
        "This entry was posted on June 28, 2024 at 11:51 and is filed under News, Science, and a long row of other "
        "rubrics of this site that make the line as long as a paragraph of text.",
        "Dieser Beitrag wurde von Anna am Freitag, 28. Juni 2024 um 11:51 Uhr veröffentlicht und abgelegt.",
        "Эта запись была опубликована 28.06.2024 автором Анна в рубрике Наука.",
    ],
)
def test_a_blogs_closing_sentence_tells_the_day(line: str) -> None:
    assert day(published(article() + f"<div class='asset-meta'>{line}</div>")) == date(2024, 6, 28)


def test_of_two_machine_dates_the_one_shown_to_people() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-06-20"}</script>'
        "<meta property='article:published_time' content='2024-06-28T10:00:00+03:00'>"
    )
    assert day(published(article(after="<div>28 июня 2024</div>"), head=head)) == date(2024, 6, 28)


def test_a_box_named_as_date_is_one_whatever_else_its_name_says() -> None:
    before = "<div><span class='text-tag time-rubric'>Jun 28, 2024</span></div>"
    assert day(published(article(before))) == date(2024, 6, 28)


@pytest.mark.parametrize("escaped", [False, True])
def test_the_data_of_a_pages_scripts_tell_the_day_of_its_own_headline(escaped: bool) -> None:
    stories = [
        {"title": "Студенты победили на олимпиаде", "publishDate": "2024-11-02", "text": "…" * 3000},
        {"title": TITLE, "slug": "dorm", "publishDate": "2024-06-28T07:00:00+03:00"},
    ]
    data = json.dumps(stories, ensure_ascii=escaped)
    found = published(article() + f"<script>window.__STATE__ = {data};</script>")
    assert day(found) == date(2024, 6, 28)
    assert found is not None
    assert found.confidence < 0.7
    others = json.dumps(stories[:1], ensure_ascii=escaped)
    assert published(article() + f"<script>window.__STATE__ = {others};</script>") is None


def test_json_ld_of_a_recipe_or_a_film_with_the_pages_headline() -> None:
    film = {"@type": "VideoObject", "name": TITLE, "uploadDate": "2024-06-28T10:00:00+03:00"}
    head = f'<script type="application/ld+json">{json.dumps(film)}</script>'
    assert day(published(article(), head=head)) == date(2024, 6, 28)
    other = json.dumps({**film, "name": "Экскурсия по музею"})
    assert published(article(), head=f'<script type="application/ld+json">{other}</script>') is None


def test_a_summary_that_names_the_day_of_the_news() -> None:
    summary = f"<meta name='description' content='{TITLE} (Notizia del 28 Giugno 2024)'>"
    assert day(published(article(), head=summary)) == date(2024, 6, 28)
    event = f"<meta name='description' content='{TITLE}: 28 июня 2024 состоялось открытие'>"
    assert published(article(), head=event) is None


def test_json_ld_without_a_type_and_of_a_single_post() -> None:
    record = f'<script type="application/ld+json">{{"title":"{TITLE}","pubDate":"2024-06-28T10:00:00"}}</script>'
    assert day(published(article(), head=record)) == date(2024, 6, 28)
    graph = (
        '<script type="application/ld+json">{"@type":"WebPage","datePublished":"2024-06-28T10:00:00+03:00"}</script>'
    )
    page = pages.whole(article(), head=graph)
    single = read_article(page.replace("<body>", "<body class='single single-podcast postid-354'>").encode(), URL)
    assert day(single.published) == date(2024, 6, 28)
    static = read_article(page.replace("<body>", "<body class='page-template page page-id-7'>").encode(), URL)
    assert static.published is None


@pytest.mark.parametrize(
    "line",
    [
        "Von Christian am 28.06.2024, 11:51 | 0 Meinungen",
        "Автор: Анна Иванова, 28 июня 2024",
        "By A. Writer 28 June 2024",
        "By A. Writer|28 June 2024|News|0 comments",
        "28 июня 2024 | Источник: пресс-служба",
        "28 июня 2024 г. · Рубрика: Наука",
    ],
)
def test_the_authors_line_under_the_text(line: str) -> None:
    assert day(published(article() + f"<div class='asset-footer'><div class='meta'>{line}</div></div>")) == date(
        2024, 6, 28
    )


@pytest.mark.parametrize("line", ["28 июня 2024 | Начало в 18:00", "28 июня 2024 | Концерт"])
def test_the_day_of_something_else_under_the_text(line: str) -> None:
    assert published(article() + f"<div class='x'><div class='y'>{line}</div></div>") is None


def test_a_themes_day_of_the_last_change_that_nobody_sees() -> None:
    hidden = "<span class='updated rich-snippet-hidden'>2024-07-09T10:01:22+00:00</span>"
    line = f"<div class='m'>By <b>Anna</b>|{hidden}<span>June 28th, 2024</span>|<a href='/c'>College</a></div>"
    assert day(published(article(after=line))) == date(2024, 6, 28)
    assert day(published(article() + line)) == date(2024, 6, 28)


def test_a_label_in_a_box_of_tags_between_headline_and_text() -> None:
    line = "<div class='single-cat-tag'>Дата публикации: 28.06.2024 Рубрика: <a href='/r'>Наука</a></div>"
    assert day(published(article(after=line))) == date(2024, 6, 28)


def test_a_year_less_day_does_not_follow_the_pages_own_last_change() -> None:
    changed = "<meta property='article:modified_time' content='2019-10-08T12:00:57+08:00'>"
    assert day(published(article(after="<div>发布时间：10-08</div>"), head=changed)) == date(2019, 10, 8)
    assert day(published(article(after="<div>发布时间：10-08</div>"))) == date(2024, 10, 8)


def test_yesterday_is_counted_in_the_sites_zone() -> None:
    late = datetime(2024, 11, 20, 18, 0, tzinfo=UTC)  # already the 21st in Vladivostok
    there = Hints(timezone="Asia/Vladivostok")
    found = published(article(after="<div>Вчера, 23:10</div>"), fetched_at=late, hints=there)
    assert found is not None
    assert found.value.isoformat() == "2024-11-20T23:10:00+10:00"


def test_a_day_before_that_of_a_later_change() -> None:
    assert day(published(article(after="<div>28 июня 2024, обновлено 2 июля 2024</div>"))) == date(2024, 6, 28)
    assert published(article(after="<div>2 июля 2024, обновлено в 14:30</div>")) is None


@pytest.mark.parametrize(
    "element",
    [
        "<abbr class='published' title='2024-06-28T10:00:00+03:00'>143 days ago</abbr>",
        "<abbr title='2024-06-28T10:00:00+03:00'>143 days</abbr>",
        "<span class='timeago' data-datetime='2024-06-28 10:00:00'></span>",
        "<span class='post-date' title='2024-06-28'>Friday</span>",
        "<span property='dc:date dc:created' content='2024-06-28T08:46:09+02:00' datatype='xsd:dateTime'>Anna</span>",
        "<article data-published-at='2024-06-28T08:46:09+02:00'>Anna</article>",
    ],
)
def test_a_moment_that_an_element_states_for_scripts(element: str) -> None:
    found = published(article(after=f"<div>{element}</div>"))
    assert found is not None
    assert (found.day, found.provenance) == (date(2024, 6, 28), "microdata")


def test_the_day_in_the_canonical_address() -> None:
    canonical = "<link rel='canonical' href='https://uni.example/2024/06/28/dorm/'>"
    found = published(article(), head=canonical)
    assert found is not None
    assert (found.day, found.provenance) == (date(2024, 6, 28), "url")


def test_an_authors_line_in_a_list_of_others_is_not_the_articles() -> None:
    card = "<div class='read'><a href='/{0}'>Другая новость университета {0}</a><br>by A. Writer (5/{0}/2024)</div>"
    others = "".join(card.format(number) for number in (13, 14, 15))
    assert published(article() + f"<h2>Suggested reads</h2>{others}") is None


def test_elements_of_one_page_that_disagree_lower_its_confidence() -> None:
    head = (
        "<meta property='article:published_time' content='2024-06-28T10:00:00+03:00'>"
        "<meta name='publish-date' content='2024-06-20'>"
    )
    found = published(article(), head=head)
    assert found is not None
    assert found.confidence < 0.7


def test_cards_below_in_the_markup_of_the_articles_own_date() -> None:
    own = "<span class='news-date-time'>28.06.2024</span>"
    card = (
        "<p class='news-item'><span class='news-date-time'>{}.11.2024</span> <a href='/n'>Другая новость вуза</a></p>"
    )
    cards = "".join(card.format(number) for number in (10, 12, 14))
    body = f"<h1>{TITLE}</h1><div class='news-detail'>{own}<p>{pages.P1}</p><p>{pages.P2}</p></div>{cards}"
    assert day(published(body)) == date(2024, 6, 28)
    assert published(body.replace(own, "")) is None


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("", "", "<p>12 января 2017 г. состоялся визит делегации. {}</p>"),
        ("<div class='top'>2024年11月20日   星期三</div>", "", "<p>6月16日10时举行了报告会。{}</p>"),
        ("", "", "<p>2018年4月25日，学校举行了报告会。{}</p>"),
        ("<div class='head'>Wednesday, 20 November 2024</div>", "", "<p>{}</p>"),
        ("", "", "<p>Встреча прошла 2 июля 2018 г. в главном корпусе. {}</p>"),
        ("", "<p>Адрес: ул. Мира, 1</p>", "<p>19 мая 2023г. в университете прошёл семинар. {}</p>"),
    ],
)
def test_days_of_events_and_clocks_beside_a_headline_are_none(before: str, after: str, text: str) -> None:
    body = f"{before}<h1>{TITLE}</h1>{after}{text.format(pages.P1)}<p>{pages.P2}</p>"
    assert published(body) is None


@pytest.mark.parametrize(
    "line", ["Apply by 25/03/2024.", "Приём заявок до 01.09.2024", "Anmeldung bis 1. September 2024"]
)
def test_a_deadline_that_closes_the_text_is_no_signature(line: str) -> None:
    assert published(article().replace("</p></div>", f"</p><p>{line}</p></div>")) is None
    signed = published(article().replace("</p></div>", "</p><p>Пресс-служба университета, 28.06.2024</p></div>"))
    assert signed is not None
    assert (signed.day, signed.confidence) == (date(2024, 6, 28), 0.3)


def test_a_day_in_the_headline_is_the_events() -> None:
    body = f"<h1>Семинар 4 июня 2019 года</h1><p>{pages.P1}</p><p>{pages.P2}</p>"
    assert published(body, url="https://uni.example/12-seminar-4-iyunya-2019") is None


def test_the_day_of_a_neighbours_headline_beside_the_text_is_not_the_pages() -> None:
    link = "<a href='/news/{0}'>Хор университета спел на набережной</a>"
    neighbour = f"<div class='item'>{link} <span class='date'>1{{0}}.01.2021</span></div>"
    assert published(article() + f"<aside>{neighbour.format(0)}{neighbour.format(1)}</aside>") is None


@pytest.mark.parametrize("number", ["112-03-04", "105.12.10", "1399-05-12"])
def test_a_number_is_a_day_of_another_calendar_only_where_people_count_so(number: str) -> None:
    page = f"<h1>{{0}}</h1><p>{number}</p><p>{{1}}</p><p>{{1}}</p>"
    assert published(page.format(TITLE, pages.P1)) is None
    assert (
        published(page.format("大學與圖書館簽署合作協議", "校長表示，新的圖書館將於十月開放，歡迎各界人士參觀。" * 3))
        is not None
    )
