"""Headlines in no heading, and heads that name the site first or nothing but the site."""

from __future__ import annotations

import pytest

from articles.headline import SECTIONS
from articles.reader import read_article
from articles.said import site_names
from tests.articles.pages import E1, E2, P1, P2, whole

URL = "https://www.uni-example.org/news/12"
TEXT = f"<div class=x><p>{P1}</p><p>{P2}</p></div>"
HEADLINE = "Открыта лаборатория арктических исследований"


def title(body: str, head: str) -> tuple[str, str]:
    """The title of a page with this body and title element, and who gave it."""
    article = read_article(whole(body, title=head).encode(), URL)
    return article.title, article.title_from


@pytest.mark.parametrize(
    "said",
    [
        f"Полярный университет - {HEADLINE}",
        f"Полярный университет - Новости - {HEADLINE}",
        f"Полярный университет: {HEADLINE}",
        f"Новости :: {HEADLINE}",
        f"{HEADLINE} | Полярный университет",
    ],
)
@pytest.mark.parametrize("element", ["h2", "div", "h1", "p class=hd"])
def test_the_part_of_the_heads_title_that_the_page_shows_is_the_headline(said: str, element: str) -> None:
    logo = "<div id=top>Полярный университет</div>"
    line = f"<{element}>{HEADLINE}</{element.split()[0]}>"

    assert title(f"{logo}<div class=m>{line}{TEXT}</div>", said)[0] == HEADLINE


def test_a_section_that_the_head_names_beside_the_headline_is_no_headline() -> None:
    said = f"{HEADLINE}: первые итоги большой экспедиции: Наука и техника: Полярный университет"
    body = f"<div class=rub>Наука и техника</div><h1>{HEADLINE}<br>первые итоги большой экспедиции</h1>{TEXT}"

    assert title(body, said)[0].startswith(HEADLINE)


@pytest.mark.parametrize(
    "line",
    [
        "<div><span id=ctl00_lblTitle style='font-weight:bold'>{}</span><br>28 июня 2024 г.<br>",
        "<table><tr><td><font size=4><b>{}</b></font><br><font size=1>28.06.2024</font><hr>",
        "<div class=page-Title>{}</div><div>28.06.2024</div>",
        "<h2 class=artclViewTitle>{}</h2><dl><dt>Дата</dt><dd>28.06.2024</dd></dl>",
    ],
)
@pytest.mark.parametrize("site", ["Сибирский аграрный университет", "Аграрный университет | Новости"])
def test_where_the_head_names_only_the_site_the_line_above_the_text_is_the_headline(line: str, site: str) -> None:
    assert title(line.format(HEADLINE) + TEXT, site)[0] == HEADLINE


def test_a_plain_line_above_the_text_is_no_headline() -> None:
    body = f"<div>Пресс-служба сообщает всем</div>{TEXT}"

    assert title(body, "Сибирский аграрный университет")[0] == "Сибирский аграрный университет"


def test_the_line_that_the_listing_named_is_the_headline_and_no_part_of_the_text() -> None:
    body = f"<div><b>North campus opens its library</b><br>28 June 2024<br>{E1}<br><br>{E2}</div>"
    article = read_article(whole(body, title="University of the North", lang="en").encode(), URL)

    assert article.title == "North campus opens its library"
    assert "library" not in article.body


@pytest.mark.parametrize(
    "headline",
    [
        "Университет и Технопарк открыли совместную лабораторию",
        "Universität eröffnet neues Labor",
        "Universität und Klinik eröffnen ein Labor",
        "University Opens Joint Laboratory",
        "Universidad firma convenio con Lima",
        "Институт проводит день открытых дверей",
    ],
)
def test_a_headline_that_begins_with_the_word_university_names_no_site(headline: str) -> None:
    assert not site_names([headline], frozenset())
    assert title(f"<h1><a href=/>Вестник Алтая</a></h1><h2>{headline}</h2>{TEXT}", f"Вестник Алтая » {headline}")[
        0
    ] == (headline)


@pytest.mark.parametrize(
    "name",
    [
        "Universität Waldstadt", "University of the North", "Universidad del Valle", "Сибирский аграрный университет",
        "Университет имени Лобачевского", "Universitatea Dunărea", "Ege Kampüs Üniversitesi | Haber Detay",
        "Oulun yliopisto", "한강대학교 | 한강뉴스", "江北大学新闻网",
        "Northfield University News", "Institut de Physique",
    ],
)  # fmt: skip
def test_names_of_universities_and_of_their_sections_are_known(name: str) -> None:
    assert site_names([name], SECTIONS) == [name]


def test_a_banner_with_a_section_and_breadcrumbs_is_no_headline() -> None:
    crumbs = f"<ul class=breadcrumb><li><a href=/>Главная</a></li><li class=active>{HEADLINE}</li></ul>"
    banner = f"<section class=page-header><h3>Новости</h3>{crumbs}</section>"
    assert title(f"{banner}<div><h4>{HEADLINE}</h4><small>28.06.2024</small>{TEXT}</div>", "Полярный университет")[
        0
    ] == (HEADLINE)


@pytest.mark.parametrize("banner", ["<div class=cookie-title>{}</div>", "<div id=consent><h2>{}</h2></div>"])
def test_a_banner_about_cookies_is_no_headline(banner: str) -> None:
    banner = banner.format("На сайте используются файлы cookie")
    page = f"{banner}<div><b>{HEADLINE}</b></div>{TEXT}"
    assert title(page, "Полярный университет")[0] == HEADLINE


def test_a_label_of_publication_is_believed_more_than_what_a_template_says_was_created() -> None:
    head = '<meta name="dcterms.created" content="2011-01-01T00:00:00">'
    body = f"<h1>{HEADLINE}</h1>{TEXT}<dl><dt>Published</dt><dd>18 July 2023</dd></dl>"
    article = read_article(whole(body, title=HEADLINE, head=head, lang="en").encode(), URL)
    assert article.published is not None
    assert article.published.day.isoformat() == "2023-07-18"


@pytest.mark.parametrize("name", ["n-title", "naslov", "news_title"])
def test_a_head_that_names_a_section_and_the_site_says_nothing_of_the_headline(name: str) -> None:
    body = f"<div class=logo>Министерство науки</div><div class={name}>{HEADLINE}</div>{TEXT}"
    assert title(body, "Новости :: Министерство науки Заполярья")[0] == HEADLINE


def test_the_headline_beside_a_section_is_kept_where_the_page_shows_no_other() -> None:
    assert title(TEXT, f"Новости :: {HEADLINE}")[0].endswith(HEADLINE)


@pytest.mark.parametrize("href", ["index.php", "/index.html", "/default.aspx"])
def test_a_link_to_the_sites_first_page_names_the_site(href: str) -> None:
    body = f"<div><a href='{href}'>Visoka škola Morava</a></div><div class=naslov>{HEADLINE}</div>{TEXT}"
    assert title(body, "Visoka škola Morava - Vesti")[0] == HEADLINE


def test_a_korean_title_names_its_sections_behind_a_sign_that_points_back() -> None:
    head = "교환학생 640명 입학 < 보도자료 < 남강대학교"
    assert title(f"<h2><span>[언론]</span> 교환학생 640명 입학</h2>{TEXT}", head)[0] == "교환학생 640명 입학"


@pytest.mark.parametrize("headline", ["Nytt avtal med Tartu universitet", "Договор подписал Северный университет"])
def test_a_headline_that_ends_in_an_institution_is_a_headline_where_the_page_shows_it_above_the_text(
    headline: str,
) -> None:
    body = f"<div class=k1>Наука</div><div class=k2>{headline}</div><div class=k3>28.06.2024</div>{TEXT}"
    assert title(body, f"{headline} | Полярный университет") == (headline, "line")


def test_an_academician_is_no_academy() -> None:
    assert site_names(["Татьяна Белова избрана академиком"], SECTIONS) == []
    assert site_names(["Полярная академия"], SECTIONS) == ["Полярная академия"]


def test_a_sentence_that_ends_in_a_university_is_no_name_and_the_sites_of_universities_are() -> None:
    names = [
        "Официальный сайт Северного государственного университета",
        "Поліський університет",
        "Новости университета",
    ]
    said = ["Делегація Люблінська політехніка завітала до університету", "Анна Белова избрана ректором института"]
    assert site_names([*said, *names], SECTIONS) == names


@pytest.mark.parametrize(
    "site", ["Unidad de Prensa - Universidad Andina", "Berita", "Пресс-служба", "Novosti - Umetnička akademija"]
)
@pytest.mark.parametrize("name", ["titular", "judul"])
def test_the_press_office_is_no_headline(site: str, name: str) -> None:
    assert title(f"<div class={name}>{HEADLINE}</div>{TEXT}", site)[0] == HEADLINE


def test_the_headline_of_a_post_in_a_forum_named_first() -> None:
    said = "Делегація Люблінська політехніка завітала до університету"
    body = f"<h1>Новини сайту</h1><h2>Новини</h2><h3 class=discussionname>{said}</h3>{TEXT}"
    assert title(body, f"Новини сайту: {said}")[0] == said
