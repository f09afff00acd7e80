"""What a user expects of one page: its headline, its day, its whole text, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from articles import Hints, Profile, read_article
from tests.articles import pages

URL = "https://uni.example/news/one"

CASES = [
    ("bitrix", pages.BITRIX, "Китайская делегация посетила университет", date(2024, 6, 28), pages.P1, pages.P2, "ru"),
    (
        "institute",
        pages.INSTITUTE,
        "SPbPU at the meeting with the delegation of Tianjin municipal government",
        date(2024, 6, 28),
        pages.E1,
        pages.E2,
        "en",
    ),
    ("polytech", pages.POLYTECH, "Учёные создали новый сплав", date(2018, 3, 14), pages.P1, pages.P2, "ru"),
    (
        "polytech-en",
        pages.POLYTECH_EN,
        "University opens a joint laboratory",
        date(2024, 6, 20),
        pages.E1,
        pages.E2,
        "en",
    ),
    ("drupal", pages.DRUPAL, "Ректор встретился с послом", date(2024, 11, 26), pages.P1, pages.P2, "ru"),
    ("wordpress", pages.WORDPRESS, "Joint school opens in summer", date(2024, 6, 28), pages.E1, pages.E2, "en"),
    ("vsb", pages.VSB, "天津市代表团访问我校", date(2024, 6, 28), pages.Z1, pages.Z2, "zh"),
    ("sudy", pages.SUDY, "天津市代表团访问我校", date(2024, 6, 28), pages.Z1, pages.Z2, "zh"),
    ("joomla", pages.JOOMLA, "Новая программа обмена", date(2024, 6, 28), pages.P1, pages.P2, "ru"),
    ("typo3", pages.TYPO3, "Neue Partnerschaft mit Nanjing", date(2024, 6, 28), pages.E1, pages.E2, "en"),
    ("tilda", pages.TILDA, "Открыт набор на курс", date(2024, 6, 28), pages.P1, pages.P2, "ru"),
]
NEVER_IN_BODY = (
    *("Раздел меню", "Все права", "Перейти", "Возврат к списку", "Поделиться", "Читайте также", "олимпиаде"),
    *("Другая новость", "Previous", "wonderful", "Tags", "浏览次数", "发布时间", "上一条", "下一条", "Andere"),
    *("Дата публикации", "Просмотров", "28.06.2024", "28 июня", "203"),
)


@pytest.mark.parametrize(
    ("name", "html", "title", "day", "first", "last", "language"), CASES, ids=[one[0] for one in CASES]
)
def test_title_day_and_text_of_each_system(
    name: str, html: str, title: str, day: date, first: str, last: str, language: str
) -> None:
    article = read_article(html.encode("gb18030" if name == "vsb" else "utf-8"), URL)
    assert article.title == title
    assert article.published is not None
    assert article.published.day == day
    paragraphs = article.body.split("\n\n")
    assert paragraphs[0] == first
    assert paragraphs[-1] == last
    assert article.language == language
    for unwanted in NEVER_IN_BODY:
        assert unwanted not in article.body


def test_the_seed_pages_date_is_read_from_its_label() -> None:
    published = read_article(pages.INSTITUTE.encode(), URL).published
    assert published is not None
    assert (published.provenance, published.raw, published.precision) == ("label", "2024.06.28", "day")
    assert published.confidence > 0.9


def test_lists_and_quotes_stay_in_their_places() -> None:
    drupal = read_article(pages.DRUPAL.encode(), URL).body.split("\n\n")
    assert drupal[1:3] == ["Первый пункт программы.", "Второй пункт программы."]
    assert "We expect many students." in read_article(pages.WORDPRESS.encode(), URL).body.split("\n\n")


def test_table_rows_become_lines() -> None:
    html = pages.whole(
        f"<h1>Итоги приёма</h1><div class='news-detail'><p>{pages.P1}</p>"
        "<table><tr><th>Страна</th><th>Студентов</th></tr>"
        f"<tr><td>Китай</td><td>120</td></tr></table><p>{pages.P2}</p></div>"
    )
    body = read_article(html.encode(), URL).body.split("\n\n")
    assert body[1:3] == ["Страна | Студентов", "Китай | 120"]


def test_canonical_address_and_language_siblings() -> None:
    article = read_article(pages.DRUPAL.encode(), "https://uni.example/node/12")
    assert article.canonical_url == "https://uni.example/news/rector"
    assert article.siblings == {"en": "https://uni.example/en/news/rector"}


def test_links_and_attachments_of_the_body_only() -> None:
    html = pages.whole(
        f"<h1>Программа</h1><div class='news-detail'><p>{pages.P1} <a href='/about/'>Подробнее о нас</a></p>"
        f"<p>{pages.P2} <a href='files/plan.pdf'>План</a></p></div>"
    )
    article = read_article(html.encode(), URL)
    assert article.links == ("https://uni.example/about/",)
    assert article.attachments == ("https://uni.example/news/files/plan.pdf",)


def test_a_pages_own_title_is_cut_of_the_sites_name_where_no_heading_helps() -> None:
    head = "<head><title>Открыт новый корпус | Университет</title></head>"
    html = f"<html>{head}<body><div><p>{pages.P1}</p></div></body></html>"
    assert read_article(html.encode(), URL).title == "Открыт новый корпус"


def test_a_rubric_in_the_h1_is_not_the_headline() -> None:
    html = pages.whole(
        "<h1>Новости</h1><h2>Открыт новый корпус общежития</h2>"
        f"<div class='text'><p>{pages.P1}</p><p>{pages.P2}</p></div>",
        title="Открыт новый корпус общежития",
    )
    assert read_article(html.encode(), URL).title == "Открыт новый корпус общежития"


def test_a_cut_listing_title_never_wins_over_a_full_one() -> None:
    head = "<head><title>代表团访问我校并签署合作协议-某某大学</title></head>"
    html = f"<html>{head}<body><div><p>{pages.Z1}</p></div></body></html>"
    article = read_article(html.encode(), URL, hints=Hints(listing_title="代表团访问我校并…"))
    assert article.title == "代表团访问我校并签署合作协议"


def test_hints_win_and_fall_back_where_they_match_nothing() -> None:
    html = pages.whole(
        "<h1>Заголовок страницы раздела</h1><p class='real'>Настоящий заголовок новости</p>"
        f"<div class='x'><p>{pages.P1}</p>"
        f"<p class='ad-text'>{pages.E1}</p></div>"
    )
    hinted = read_article(
        html.encode(), URL, hints=Hints(title_selector="p.real", body_selector="div.x", remove_selectors=("p.ad-text",))
    )
    assert hinted.title == "Настоящий заголовок новости"
    assert hinted.body == pages.P1
    assert hinted.body_from == "site"
    missed = read_article(html.encode(), URL, hints=Hints(title_selector="p.none", body_selector="div.none, [["))
    assert missed.title == "Заголовок страницы раздела"
    assert pages.P1 in missed.body


def test_a_profile_is_used_and_falls_back_where_it_no_longer_matches() -> None:
    profile = Profile("h1", "div.text", "div.date", "label", 1.0, 5)
    used = read_article(pages.INSTITUTE.encode(), URL, profile=profile)
    assert used.body_from == "profile"
    assert used.body == f"{pages.E1}\n\n{pages.E2}"
    changed = pages.INSTITUTE.replace('class="text"', 'class="story"')
    fallen = read_article(changed.encode(), URL, profile=profile)
    assert fallen.body_from != "profile"
    assert fallen.body == used.body


def test_text_of_a_page_without_markup_is_split_at_line_breaks() -> None:
    html = f"<html><body><h1>Заголовок новости дня</h1>{pages.P1}<br>{pages.P2}</body></html>"
    assert read_article(html.encode(), URL).body == f"{pages.P1}\n\n{pages.P2}"


def test_fetch_time_may_be_naive() -> None:
    article = read_article(pages.BITRIX.encode(), URL, fetched_at=datetime(2024, 12, 1))
    assert (
        article.published
        == read_article(pages.BITRIX.encode(), URL, fetched_at=datetime(2024, 12, 1, tzinfo=UTC)).published
    )


def test_a_caption_with_the_universitys_own_credit_stays_and_an_agencys_goes() -> None:
    figures = (
        "<figure><img src='a.jpg'><figcaption>Гости в лаборатории. Фото: Анна Иванова</figcaption></figure>"
        "<figure><img src='b.jpg'><figcaption>Общий вид города (Фото: Global Look / ТАСС)</figcaption></figure>"
        "<figure><img src='c.jpg'><figcaption>Фото: пресс-служба</figcaption></figure>"
    )
    html = pages.whole(f"<h1>Визит</h1><div class='news-detail'><p>{pages.P1}</p>{figures}<p>{pages.P2}</p></div>")
    body = read_article(html.encode(), URL).body.split("\n\n")
    assert body == [pages.P1, "Гости в лаборатории. Фото: Анна Иванова", pages.P2]


def test_a_sentence_that_begins_like_a_button_is_text() -> None:
    sentence = "Подписаться на рассылку о событиях института можно в личном кабинете: её читают многие."
    html = pages.whole(
        f"<h1>Визит</h1><div class='news-detail'><p>{pages.P1}</p><p>{sentence}</p>"
        f"<p>Читайте также: <a href='/2'>Как прошла неделя науки в нашем университете этой зимой.</a></p></div>"
    )
    assert read_article(html.encode(), URL).body == f"{pages.P1}\n\n{sentence}"


def test_a_theme_that_names_every_box_a_widget_loses_nothing() -> None:
    html = pages.whole(
        "<div class='builder-element builder-widget builder-widget-heading'><h1>Новый корпус</h1></div>"
        "<div class='builder-element builder-widget node--promoted'>"
        f"<div class='field-label-hidden'><p>{pages.P1}</p></div></div>"
    )
    article = read_article(html.encode(), URL)
    assert (article.title, article.body) == ("Новый корпус", pages.P1)


def test_a_text_split_over_sections_is_whole() -> None:
    sections = "".join(
        f"<section class='part'><div><div class='post-content'><p>{n}. {pages.P1}</p></div></div></section>"
        "<div class='banner'>Реклама</div>"
        for n in range(3)
    )
    html = pages.whole(f"<h1>Большой репортаж</h1><main>{sections}</main>")
    body = read_article(html.encode(), URL).body.split("\n\n")
    assert body == [f"{n}. {pages.P1}" for n in range(3)]


def test_a_page_kept_for_readers_without_scripts_is_read() -> None:
    html = f"<html><body><noscript><h1>Открыт новый корпус</h1><p>{pages.P1}</p></noscript><script>x()</script></body>"
    article = read_article(html.encode(), URL)
    assert (article.title, article.body) == ("Открыт новый корпус", pages.P1)


def test_an_article_inside_a_box_of_a_noisy_name_is_still_found() -> None:
    cards = "".join(f"<li><a href='/{n}'>Соседняя новость номер {n} с длинным заголовком</a></li>" for n in range(60))
    named = f"<aside class='sidebar'><h1>Открыт новый корпус</h1><p>{pages.P1}</p></aside><ul>{cards}</ul>"
    assert read_article(pages.whole(named, title="Открыт новый корпус").encode(), URL).body == pages.P1
    text = f"<h1>Открыт новый корпус</h1><div class='entry-content entry-content-read-more'><p>{pages.P1}</p></div>"
    assert read_article(pages.whole(text + f"<ul>{cards}</ul>").encode(), URL).body == pages.P1


def test_lists_of_links_in_tables_around_the_text_are_no_text() -> None:
    links = "".join(f"<tr><td><a href='/{n}'>Старая новость о жизни университета {n}</a></td></tr>" for n in range(9))
    text = f"<td><p>{pages.P1}</p><p>{pages.P2}</p></td>"
    html = f"<h1>Визит</h1><table><tr>{text}</tr><tr><td><table>{links}</table></td></tr></table>"
    assert read_article(pages.whole(html).encode(), URL).body == f"{pages.P1}\n\n{pages.P2}"


def test_buttons_beside_the_text_in_boxes_of_their_own_are_no_text() -> None:
    card = "<div class='card'><b>Приёмная комиссия</b><div>Телефон горячей линии</div></div>"
    html = (
        f"<h1>Визит</h1><div class='news-detail'>{card}<div><p>{pages.P1}</p><ul><li>Пункт</li></ul></div>{card}</div>"
    )
    assert read_article(pages.whole(html).encode(), URL).body == f"{pages.P1}\n\nПункт"


def test_a_text_deep_in_wrappers_of_its_own_paragraphs_is_whole() -> None:
    def wrapped(text: str) -> str:
        return "<div class='row'>" + "<div>" * 12 + f"<p>{text}</p>" + "</div>" * 12 + "</div>"

    html = "<h1>Открыт новый корпус</h1><div class='page'>" + "".join(map(wrapped, [pages.P1, pages.P2])) + "</div>"
    assert read_article(pages.whole(html).encode(), URL).body == f"{pages.P1}\n\n{pages.P2}"


def test_of_several_articles_on_one_page_the_headlines_own_is_read() -> None:
    one = f"<article><h1>Открыт новый корпус</h1><p>{pages.P1}</p><p>{pages.P2}</p></article>"
    two = f"<article><h2>Прошлая новость</h2><p>{pages.E1}</p><p>{pages.E2} {pages.E1}</p><p>{pages.Z1}</p></article>"
    html = pages.whole(one + two, title="Открыт новый корпус")
    assert read_article(html.encode(), URL).body == f"{pages.P1}\n\n{pages.P2}"


def test_captions_are_text_and_replies_are_no_headline() -> None:
    picture = "<figure><img src='a.jpg'><figcaption>Гости у входа в лабораторию</figcaption></figure>"
    second = picture.replace("входа", "выхода")
    text = f"<div class='news-detail'>{picture}<p>{pages.P1}</p>{second}<p>{pages.P2}</p></div>"
    replies = "<h2>15 Replies to “Открыт новый корпус”</h2>"
    html = pages.whole(f"<h2>Открыт новый корпус</h2>{text}{replies}", title="Открыт новый корпус")
    article = read_article(html.encode(), URL)
    assert article.title == "Открыт новый корпус"
    assert article.body.split("\n\n") == [
        "Гости у входа в лабораторию",
        pages.P1,
        "Гости у выхода в лабораторию",
        pages.P2,
    ]
