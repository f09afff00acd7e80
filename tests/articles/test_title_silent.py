"""Headlines of pages whose head says nothing of them: the site's name, a slogan or a file name on every page."""

from __future__ import annotations

import pytest

from articles import read_article
from tests.articles import pages

URL = "https://uni.example/news/1204/"
HEADLINE = "Открыт новый корпус общежития"
SITE = "<title>Речной институт</title>"
TEXT = f"<div class='text'><p>{pages.P1}</p><p>{pages.P2}</p></div>"


def title(body: str, *, head: str = SITE, url: str = URL, foot: str = "") -> str:
    html = f"<html><head><meta charset='utf-8'>{head}</head><body>{body}{TEXT}{foot}</body></html>"
    return read_article(html.encode(), url).title


@pytest.mark.parametrize(
    "heading",
    [
        f"<div role='heading' aria-level='1'>{HEADLINE}</div>",
        f"<div class='news h1'>{HEADLINE}</div>",
        f"<div class='Hero_headline__x7Bq2'>{HEADLINE}</div>",
        f"<div class='_title_1x7bq_12'>{HEADLINE}</div>",
        f"<span id='ctl00_lblBaslik' class='haberBaslik'>{HEADLINE}</span>",
        f"<table><tr><td class='contentheading'>{HEADLINE}</td></tr></table>",
        f"<h2 class='entry-title'><a href='/news/1204/'>{HEADLINE}</a></h2>",
    ],
)
def test_an_element_that_is_a_heading_by_its_role_or_name_is_the_headline(heading: str) -> None:
    assert title(f"<h3>Последние новости</h3>{heading}") == HEADLINE


def test_names_of_blocks_and_subtitles_are_none() -> None:
    side = "<span class='naslovBloka'>Объявления и события недели</span>"
    under = "<div class='podnaslov'>Что изменится для студентов этой осенью</div>"
    assert title(f"{side}<h2>{HEADLINE}</h2>{under}") == HEADLINE


@pytest.mark.parametrize(
    "mark", ["© Речной институт, 2010—2026", "(c) Речной институт. Ул. Ленина, 4", "Copyright Речной институт"]
)
def test_who_has_the_copyright_is_no_headline(mark: str) -> None:
    page = f"<table><tr><td><h1>Речной институт</h1></td></tr></table><font size=4><b>{HEADLINE}</b></font>"
    assert title(page, foot=f"<p>{mark}</p>") == HEADLINE


def test_the_name_of_the_pages_file_is_no_headline() -> None:
    page = f"<div class='rw-news-title'><div>{HEADLINE}</div></div>"
    head = "<title>Страницы - news-2309</title>"
    assert title(page, head=head, url="https://uni.example/ru/news-2309.aspx") == HEADLINE


def test_a_heading_above_the_text_stands_against_a_slogan_that_the_page_does_not_show() -> None:
    head = "<title>Речная академия — знание течёт</title>"
    assert title(f"<h2>{HEADLINE}</h2>", head=head) == HEADLINE


def test_what_a_feed_or_a_long_head_says_stands_against_a_heading_of_another_kind() -> None:
    said = "Ректор рассказал журналистам, как университет готовится к приёму первых студентов на новый факультет"
    assert title("<h2>Цитата рабочего дня</h2>", head=f"<title>{said}</title>") == said


def test_a_line_set_like_any_other_is_the_headline_where_nothing_else_is() -> None:
    page = f"<div class='one'><div class='top'>← К списку</div><div class='one__h'>{HEADLINE} сегодня</div>"
    date = "<div class='one__info'>09.06.2026 11:24</div>"
    assert title(f"{page}{date}{TEXT}</div>") == f"{HEADLINE} сегодня"


@pytest.mark.parametrize("name", ["Новости и события", "News & Events", "Aktuelles und Termine", "Anasayfa"])
def test_sections_joined_by_and_are_no_headline(name: str) -> None:
    assert title(f"<div class='page-title'>{name}</div><h2>{HEADLINE}</h2>") == HEADLINE
    assert title(f"<h1>{HEADLINE}</h1>", head=f"<title>{name}</title>") == HEADLINE


@pytest.mark.parametrize("name", ["Boletín 145", "Pressemitteilung Nr. 12/2026", "Пресс-релиз № 7"])
def test_the_number_of_a_release_is_no_headline(name: str) -> None:
    assert (
        title(f"<h1>{name}</h1><font size=5>{HEADLINE}</font>", head=f"<title>{name} :: Институт</title>") == HEADLINE
    )


def test_the_short_name_in_a_breadcrumb_gives_way_to_the_heading_above_the_text() -> None:
    crumbs = "<ul class='crumbs'><li><a href='/'>Главная</a></li><li>Итоги открытия корпуса</li></ul>"
    head = "<title>Итоги открытия корпуса | ЛГПУ</title>"
    assert title(f"{crumbs}<div class='post__head h2'>{HEADLINE}</div>", head=head) == HEADLINE


def test_the_name_in_the_sites_header_is_no_headline() -> None:
    header = "<div id='antet'><table><tr><td><b>UNIVERSITATEA DE VEST DIN CARPAȚI</b></td></tr></table></div>"
    head = "<title>Universitatea de Vest din Carpați</title>"
    assert title(f"{header}<p><span style='font-size:16.0pt'>{HEADLINE}</span></p>", head=head) == HEADLINE


def test_parts_of_a_title_may_be_set_apart_by_arrows() -> None:
    said = "해동대학교 > 보도자료 > 해동대 조선해양공학과, 친환경 선박 설계 공모전 대상"
    line = "<div>해동대 조선해양공학과, 친환경 선박 설계 공모전 대상</div>"
    assert title(line, head=f"<title>{said}</title>") == "해동대 조선해양공학과, 친환경 선박 설계 공모전 대상"
