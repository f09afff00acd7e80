"""Lists in the markup of all kinds of systems: what links have in common is found, whatever the elements are called."""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin

import pytest

from tests.crawler.survey_sites import SmallSite, fetch_pages, found, surveyed, walked

MONTHS = ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]


def simple(path: str, title: str, day: date) -> str:
    return f"<div class='item'><span>{day:%d.%m.%Y}</span> <a href='{path}'>{title}</a></div>"


def read_more(path: str, title: str, day: date) -> str:
    words = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"<div class='n'><i>{words}</i><h3>{title}</h3><p>Кратко о событии.</p><a href='{path}'>Подробнее</a></div>"


def overlaid(path: str, title: str, day: date) -> str:
    return f"<div class='card'><a href='{path}'></a><b>{day:%d.%m.%Y}</b><div>{title}</div></div>"


def own_class(path: str, title: str, day: date) -> str:
    return f"<div class='c{day:%b%d}'><p>{day:%d.%m.%Y}</p><h2><a href='{path}'>{title}</a></h2></div>"


def two_links(path: str, title: str, day: date) -> str:
    category = f"<a href='/news/{'nauka' if day.day % 2 else 'sport'}/'>Наука и жизнь факультетов</a>"
    return f"<article><time>{day:%d.%m.%Y}</time><h3><a href='{path}'>{title}</a></h3>{category}</article>"


EVENTS = "<h2>Анонсы</h2><div class='list'>" + "".join(
    f"<div class='item'><i>{n + 10}.03.2026</i> <a href='/events/{n}/'>Большой праздник для всех, часть {n}</a></div>"
    for n in range(12)
) + "</div>"  # fmt: skip

SHAPES = {
    "rows of a table": SmallSite(
        lambda path, title, day: f"<tr><td>{day:%d.%m.%Y}</td><td><a href='{path}'>{title}</a></td></tr>",
        around="<table>{}</table>",
    ),
    "terms and definitions": SmallSite(
        lambda path, title, day: f"<dt>{day:%d.%m.%Y}</dt><dd><a href='{path}'>{title}</a></dd>", around="<dl>{}</dl>"
    ),
    "lines of text": SmallSite(lambda path, title, day: f"{day:%d.%m.%Y} <a href='{path}'>{title}</a><br>"),
    "a read-more link": SmallSite(read_more),
    "a link laid over its card": SmallSite(overlaid),
    "a class of its own for every card": SmallSite(own_class),
    "more events than news beside the list": SmallSite(simple, beside=EVENTS),
    "numbers in the address": SmallSite(
        simple,
        address=lambda number, slug: f"/index.php/Home/Article/detail/content_id/{number}.html",
        section="/index.php/Home/News/index.html",
        page=lambda n: f"/index.php/Home/News/index/p/{n}.html",
    ),
    "everything in the query": SmallSite(
        simple,
        address=lambda number, slug: f"/?page=news&id={number}",
        section="/?page=news",
        page=lambda n: f"/?page=news&p={n}",
    ),
    "an offset for a pager": SmallSite(simple, page=lambda n: f"/news/?start={n * 8 - 8}"),
    "pages that look like articles": SmallSite(simple, page=lambda n: f"/news/page-{n}/"),
    "articles at the root": SmallSite(
        simple, address=lambda number, slug: f"/{slug}/", section="/novosti/", page=lambda n: f"/novosti/page/{n}/"
    ),
    "articles on a host of their own": SmallSite(
        simple,
        address=lambda number, slug: f"http://news.uni.ru/{number}-{slug}",
        section="http://news.uni.ru/",
        page=lambda n: f"http://news.uni.ru/page/{n}",
    ),
    "news one step behind a press centre": SmallSite(
        simple,
        address=lambda number, slug: f"/press/news/{number}/",
        section="/press/news/",
        page=lambda n: f"/press/news/?page={n}",
        menu="<a href='/press/'>Пресс-центр</a>",
        pages={"/press/": "<h1>Пресс-центр</h1><ul><li><a href='/press/news/'>Новости университета</a></li></ul>"},
    ),
    "a splash page before the site": SmallSite(
        simple, pages={"/": "<html><head><meta http-equiv='refresh' content='0; url=/about/'></head></html>"}
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_article_of_a_list_in_this_shape_is_found(shape: str) -> None:
    site = SHAPES[shape]
    site.pages.setdefault("/about/", site.framed("<h1>Об университете</h1>"))
    fetch = fetch_pages(site.pages)
    reached = walked(found(surveyed(fetch, "http://uni.ru/")), fetch)
    assert reached == set(site.articles)


def test_a_link_in_each_card_to_its_category_is_not_taken_for_the_article() -> None:
    site = SmallSite(two_links, address=lambda number, slug: f"/news/{number}-{slug}")
    source = found(surveyed(fetch_pages(site.pages), "http://uni.ru/"))
    assert walked(source, fetch_pages(site.pages)) == set(site.articles)


def test_lists_by_month_are_named_where_no_pager_is() -> None:
    site = SmallSite(simple, address=lambda number, slug: f"/news/2026/03/{slug}/")
    months = "".join(f"<li><a href='/news/2026/0{n}/'>Новости за месяц</a></li>" for n in (1, 2, 3))
    pages = {"/": site.pages["/"], "/news/": site.pages["/news/"].replace("<a href='/news/?page=2'>2</a>", months)}
    pages["/news/"] = pages["/news/"].replace("<a href='/news/?page=3'>3</a>", "")
    result = surveyed(fetch_pages({**site.pages, **pages}), "http://uni.ru/")
    listing = found(result).entries[0]
    assert getattr(listing, "archive", None) == "/news/{year}/{month}/"
    assert any("lists by time" in words for words in result.doubts)


def test_a_site_without_any_list_is_told_so_after_few_requests() -> None:
    pages = {"/": "<html><body><h1>Университет</h1><p>Добро пожаловать.</p></body></html>"}
    result = surveyed(fetch_pages(pages), "http://uni.ru/")
    assert result.source is None
    assert result.problem == "no list of articles was found"
    assert result.requests <= 15


def test_no_more_pages_are_asked_for_than_allowed() -> None:
    site = SmallSite(simple)
    result = surveyed(fetch_pages(site.pages), "http://uni.ru/", max_requests=3)
    assert result.requests == 3
    assert any("spent" in words for words in result.doubts)


def test_a_section_that_may_not_be_read_is_named() -> None:
    site = SmallSite(simple)
    pages = {path: html for path, html in site.pages.items() if not path.startswith("/news/")}
    result = surveyed(fetch_pages(pages), "http://uni.ru/")
    assert result.source is None
    assert any(urljoin("http://uni.ru/", "/news/") in words and "answered 404" in words for words in result.facts)
