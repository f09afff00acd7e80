"""Headlines in no heading, and heads that name the site first or nothing but the site."""

from __future__ import annotations

import pytest

from articles.reader import read_article
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
