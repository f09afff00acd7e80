"""What stands in a headline's place, and what its page's head says, where these disagree."""

from __future__ import annotations

import pytest

from articles import read_article
from tests.articles import pages

URL = "https://uni.example/news.php?id=23"
HEADLINE = "Открыт новый корпус общежития"
OTHER = "Объявлен набор в школу робототехники"
SITE = "<title>Речной институт</title>"
PARAGRAPHS = f"<p>{pages.P1}</p><p>{pages.P2}</p>"


def title(body: str, *, head: str = SITE, url: str = URL, around: str = "") -> str:
    text = f"<div class='text'>{PARAGRAPHS}</div>"
    html = f"<html><head><meta charset='utf-8'>{head}</head><body class='{around}'>{body}{text}</body></html>"
    return read_article(html.encode(), url).title


@pytest.mark.parametrize(
    "name",
    ["antetitulo", "sopratitolo", "article-surtitre", "nadtytul", "nadnaslov", "valiotsikko", "Menu_title__x7Bq2"],
)
def test_lines_over_headlines_and_titles_of_menus_are_none(name: str) -> None:
    assert title(f"<div class='{name}'>Международные дела вуза</div><h2>{HEADLINE}</h2>") == HEADLINE


@pytest.mark.parametrize("name", ["blog-titulo", "interna-titulo", "haber-baslik"])
def test_headlines_by_names_of_their_systems_are(name: str) -> None:
    assert title(f"<h3>Страницы студентов вуза</h3><div class='{name}'>{HEADLINE}</div>") == HEADLINE


def test_a_link_to_another_page_of_the_same_script_is_no_link_to_this_one() -> None:
    others = "".join(f"<div class='title'><a href='/news.php?id={n}'>{OTHER}</a></div>" for n in (24, 25))
    assert title(f"<div class='top'>{others}</div><h2>{HEADLINE}</h2>") == HEADLINE
    own = f"<h2 class='title'><a href='/news.php?id=23'>{HEADLINE}</a></h2>"
    assert title(f"<h3>{OTHER}</h3>{own}") == HEADLINE


@pytest.mark.parametrize("name", ["post wp-custom-logo", "has-navbar-fixed-top", "site-header-fixed"])
def test_a_page_named_for_its_header_is_none(name: str) -> None:
    assert title(f"<div><b>{HEADLINE}</b></div>", around=name) == HEADLINE


@pytest.mark.parametrize(
    "banner",
    [
        "<div role='dialog'><div role='heading' aria-level='1'>Мы заботимся о вас</div></div>",
        "<div id='onetrust-banner-sdk'><div role='heading' aria-level='2'>Мы заботимся о вас</div></div>",
    ],
)
def test_the_heading_of_a_dialog_is_no_headline(banner: str) -> None:
    assert title(f"{banner}<h3>{HEADLINE}</h3>") == HEADLINE


def test_the_universitys_name_set_like_a_heading_is_no_headline() -> None:
    bar = "<div class='top'><div class='h1'>Северный технический университет</div></div>"
    assert title(f"{bar}<h2>{HEADLINE}</h2>", head="<title>Новости</title>") == HEADLINE


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Делегация из Нанкина осмотрела лаборатории", "/news.php"),  # as the text says
        ("Наш ответ на covid-19", "/covid-19.html"),
        ("Sommerfest-2026", "/sommerfest-2026.html"),
    ],
)
def test_what_the_head_says_and_the_text_bears_out_is_the_headline(said: str, place: str) -> None:
    head = f"<title>{said}</title>"
    page = "<div class='x'><div>Управление международного сотрудничества вуза</div></div>"
    assert title("", head=head, url=f"https://uni.example{place}") == said
    if place == "/news.php":
        assert title(f"{page}<h3>Гости осмотрели три здания</h3>", head=head) == said


def test_a_headline_beside_a_date_is_that_of_the_head() -> None:
    line = f"<div>12.10.2026 | {HEADLINE}</div>"
    rubric = "<div>Международное сотрудничество и связи вуза</div>"
    body = f"<body><div>{rubric}{line}<div>{PARAGRAPHS}</div></div></body>"
    html = f"<html><head><title>{HEADLINE}</title></head>{body}</html>"
    assert read_article(html.encode(), URL).title == HEADLINE


def test_structured_data_on_an_article_are_no_slogan() -> None:
    data = f'{{"@type": "NewsArticle", "headline": "{HEADLINE}"}}'
    head = f"{SITE}<script type='application/ld+json'>{data}</script>"
    assert title("<h2>Семь гостей и три дня</h2>", head=head) == HEADLINE


def test_headings_of_related_items_and_of_few_characters_are_no_headline() -> None:
    head = "<title>Ректор вручил дипломы выпускникам</title>"
    assert title("<h2>Последние новости вуза</h2>", head=head) == "Ректор вручил дипломы выпускникам"
    page = f"<div><h2>图片新闻</h2></div><div><p>{pages.Z1}</p><p>{pages.Z2}</p></div>"
    html = f"<html lang='zh'><head><meta charset='utf-8'><title>校运会圆满落幕破三项纪录</title></head>{page}</html>"
    assert read_article(html.encode(), URL).title == "校运会圆满落幕破三项纪录"


def test_a_subhead_does_not_stand_against_the_headline_in_a_breadcrumb() -> None:
    said = "Делегация из Нанкина осмотрела лаборатории"
    crumbs = f"<ol class='breadcrumb'><li><a href='/'>Главная</a></li><li>{said}</li></ol>"
    assert title(f"{crumbs}<h2>О чём договорились стороны</h2>", head=f"<title>{said}</title>") == said


def test_an_articles_header_is_not_the_sites() -> None:
    article = f"<article><div class='cabecalho'><h2>{HEADLINE}</h2></div>{PARAGRAPHS}</article>"
    assert read_article(f"<html><head>{SITE}</head>{article}</html>".encode(), URL).title == HEADLINE


def test_a_general_meta_title_comes_after_the_title_element() -> None:
    said = "Ректор вручил дипломы выпускникам"
    assert title("", head=f"<title>{said}</title><meta name='title' content='Учись у реки'>") == said


def test_an_only_heading_of_news_with_a_number_is_the_headline() -> None:
    assert title("<h1>News 7</h1>", head="") == "News 7"
