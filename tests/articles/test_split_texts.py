"""Texts in several boxes: sections of page builders, panels of accordions, the part behind "read more"; and cards of
others beside them."""

from __future__ import annotations

import pytest

from articles import read_article
from tests.articles.pages import E1, E2, P1, P2, whole

URL = "https://u.example/news/1"
TITLE = "Открыт новый корпус"


def paragraphs(body: str) -> list[str]:
    return read_article(whole(body, title=TITLE).encode(), URL).body.split("\n\n")


def section(number: int, inner: str) -> str:
    classes = f"builder-section builder-top builder-element-{number}f{number}a"
    return f"<section class='{classes}'><div class='wrap'><div class='widget-box'>{inner}</div></div></section>"


def test_sections_of_a_page_builder_are_one_text_less_the_section_of_other_news() -> None:
    others = "".join(
        f"<article><h3><a href='/{n}'>Другая новость номер {n}</a></h3><p>{E1[:90]}…</p></article>" for n in range(4)
    )
    parts = [section(1, f"<p>{P1}</p>"), section(2, f"<p>{P2}</p>"), section(3, others)]
    assert paragraphs(f"<div class='page'>{section(0, f'<h2>{TITLE}</h2>')}{''.join(parts)}</div>") == [P1, P2]


def test_teasers_in_a_list_beside_the_text_are_no_part_of_it() -> None:
    items = "".join(f"<li><a href='/{n}'>Новость {n}</a><p>{E1[:80]} {n}.</p></li>" for n in range(4))
    text = f"<div class=l><h2>{TITLE}</h2><p>{P1}</p><p>{P2}</p></div>"
    assert paragraphs(f"<div class=w>{text}<div class=r><ul>{items}</ul></div></div>") == [P1, P2]


@pytest.mark.parametrize("element", ["div style='display:none'", "div hidden", "span style='display: none'"])
def test_the_part_behind_read_more_is_text(element: str) -> None:
    close = element.split()[0]
    page = f"<h1>{TITLE}</h1><div class=t><p>{P1}</p><{element}><p>{P2}</p><p>{E2}</p></{close}><a href=#>Ещё</a></div>"
    assert paragraphs(page) == [P1, P2, E2]


def test_a_hidden_form_under_the_text_is_none() -> None:
    page = f"<h1>{TITLE}</h1><div class=t><p>{P1}</p><p>{P2}</p></div><div style='display:none'><p>{E2}</p></div>"
    assert paragraphs(page) == [P1, P2]


def test_panels_of_an_accordion_stand_under_their_headings() -> None:
    panels = "".join(
        f"<div class=item><h3><button>Вопрос {n}</button></h3><div class=panel hidden><p>{text}</p></div></div>"
        for n, text in enumerate((E1, E2))
    )
    page = f"<h1>{TITLE}</h1><div class=t><p>{P1}</p><p>{P2}</p>{panels}</div>"
    assert paragraphs(page) == [P1, P2, "Вопрос 0", E1, "Вопрос 1", E2]


def test_a_card_of_another_article_amid_the_text_is_no_part_of_it() -> None:
    card = f"<div class='teaser grid'><h2><a href='/2'>Другая новость</a></h2><p>{E1[:90]}.</p></div>"
    page = f"<h1>{TITLE}</h1><div class=t><p>{P1}</p>{card}<p>{P2}</p><p>{E2}</p>{card}</div>"
    assert paragraphs(page) == [P1, P2, E2]


def test_cards_that_are_most_of_the_page_are_its_text() -> None:
    cards = "".join(
        f"<div class=card><h3><a href='/{n}'>Курс {n}</a></h3><p>{E2} Часть {n}.</p></div>" for n in range(6)
    )
    assert f"{E2} Часть 3." in paragraphs(f"<main><h1>{TITLE}</h1><article><p>{P1}</p>{cards}</article></main>")


def test_a_list_of_linked_headlines_with_their_paragraphs_may_be_all_the_text() -> None:
    items = "".join(
        f"<li><a href='/{n}'>Грант номер {n}</a><p>{text}</p></li>" for n, text in enumerate((P1, P2, E1, E2))
    )
    found = paragraphs(f"<main><h1>{TITLE}</h1><div><ul>{items}</ul></div></main>")
    assert [text for text in (P1, P2, E1, E2) if text in found] == [P1, P2, E1, E2]


@pytest.mark.parametrize("opening", ["div role=dialog", "div class=cookie-box", "div class=w-form-done", "aside"])
def test_a_hidden_dialog_under_a_paragraph_is_not_the_part_behind_read_more(opening: str) -> None:
    dialog = f"<{opening} style='display:none'><p>{E1}</p></{opening.split()[0]}>"
    assert paragraphs(f"<h1>{TITLE}</h1><div class=t><p>{P1}</p><p>{P2}</p><p>{E2}</p>{dialog}</div>") == [P1, P2, E2]


@pytest.mark.parametrize(
    "notice",
    [
        "Сайт использует файлы cookie, чтобы вам было удобно его читать, и хранит их до тех пор, пока вы не против.",
        "Подпишитесь на нашу рассылку, чтобы каждую неделю получать новости университета на вашу электронную почту.",
        "Для полноценной работы с сайтом университета вам нужен современный браузер, в котором включён JavaScript.",
    ],
)
def test_what_a_site_tells_every_reader_is_no_first_paragraph(notice: str) -> None:
    text = f"<div class=article-body><p>{P1}</p><p>{P2}</p></div>"
    assert paragraphs(f"<main><h1>{TITLE}</h1><div><p>{notice}</p></div>{text}</main>") == [P1, P2]
    assert paragraphs(f"<main><h1>{TITLE}</h1><div><p>{E1}</p></div>{text}</main>") == [E1, P1, P2]
