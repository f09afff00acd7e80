"""Lines around and amid a text: authors, editors, photographers, neighbours, captions; and subheads that begin so."""

from __future__ import annotations

import pytest

from articles import read_article
from articles.credits import is_credit
from tests.articles.pages import E1, E2, P1, P2, whole

URL = "https://u.example/news/1"


@pytest.mark.parametrize(
    "line",
    [
        "（撰稿：陈志强 摄影：李强 审核：王芳）",
        "（文/陈志强 图/王建国 编辑/王建国）",
        "编辑：宣传部新媒体中心",
        "Bài và ảnh: Nguyễn Thị Mai",
        "ข่าว/ภาพ : งานประชาสัมพันธ์",
        "Текст: Анна Белова, фото: Иван Ким",
        "Текст и фото: пресс-служба университета",
        "Tekst: Maria Wrona",
        "Text & Fotos: A. Müller",
    ],
)
def test_who_wrote_and_photographed_is_no_part_of_a_text_that_it_closes(line: str) -> None:
    assert is_credit(line)
    read = read_article(whole(f"<h1>Rector</h1><div class=t><p>{P1}</p><p>{P2}</p><p>{line}</p></div>").encode(), URL)
    assert read.body == f"{P1}\n\n{P2}"


@pytest.mark.parametrize(
    "line",
    [
        "Text: 12 Seiten lang. Das war es nicht",
        "Автор: книга вышла в 1998 году",
        "Story: https://u.example/1",
        "文章：李明的故事",
        "Editors meet: what they said",
    ],
)
def test_lines_that_only_begin_like_one_stay(line: str) -> None:
    assert not is_credit(line)


def test_the_author_of_a_book_amid_the_text_stays() -> None:
    facts = "<p>Автор: Иван Петров</p>"
    read = read_article(whole(f"<h1>Книга</h1><div class=t><p>{P1}</p>{facts}<p>{P2}</p></div>").encode(), URL)
    assert "Автор: Иван Петров" in read.body


@pytest.mark.parametrize("subhead", ["Von Leipzig nach Peking", "Por una ciencia abierta", "By train through Siberia"])
@pytest.mark.parametrize("element", ["h2", "p"])
def test_a_subhead_that_opens_like_an_authors_line_is_text(subhead: str, element: str) -> None:
    text = f"<h1>Rector</h1><div class=t><{element}>{subhead}</{element}><p>{E1}</p><p>{E2}</p></div>"
    assert read_article(whole(text).encode(), URL).body == f"{subhead}\n\n{E1}\n\n{E2}"


@pytest.mark.parametrize(
    "subhead",
    ["Back to school news", "Назад на село", "Read the signs of the times", "返回家乡的年轻人", "Share of women"],
)
@pytest.mark.parametrize("line", ["<h3>{}</h3>", "<p><strong>{}</strong></p>"])
def test_a_subhead_that_opens_like_a_button_is_text(subhead: str, line: str) -> None:
    text = body(f"<div class=t><p>{E1}</p>{line.format(subhead)}<p>{E2}</p><p>{P1}</p></div>")
    assert text.split("\n\n")[1] == subhead


@pytest.mark.parametrize(
    "button",
    [
        "<h3><a href='/news'>Back to school news</a></h3>",
        "<h3>Share with a friend</h3>",
        "<h3>Read also about this</h3>",
        "<h3>Views: 203</h3>",
    ],
)
def test_a_button_amid_the_text_is_none_of_it(button: str) -> None:
    assert body(f"<div class=t><p>{E1}</p>{button}<p>{E2}</p><p>{P1}</p></div>") == f"{E1}\n\n{E2}\n\n{P1}"


def test_what_opens_like_a_button_at_the_end_of_the_text_is_one() -> None:
    end = "<h3>Back to school news</h3><p>The newest that the school and the city have to tell, each day anew.</p>"
    assert "Back to" not in body(f"<div class=t><p>{E1}</p><p>{E2}</p><p>{P1}</p>{end}</div>")


@pytest.mark.parametrize(
    "line", ["Von Anna Groß (Kommentare: 1)", "By Ann Author and Tom van der Berg", "Av Marit Dahl"]
)
def test_an_authors_line_is_not(line: str) -> None:
    text = f"<h1>Rector</h1><div class=t><p>{line}</p><p>{E1}</p><p>{E2}</p></div>"
    assert read_article(whole(text).encode(), URL).body == f"{E1}\n\n{E2}"


def body(inner: str) -> str:
    return read_article(whole(f"<h1>Rector</h1>{inner}").encode(), URL).body


def test_who_is_quoted_stands_in_the_quotations_footer() -> None:
    quote = f"<blockquote><p>{E2}</p><footer>Anna Groß, Rector</footer></blockquote>"
    assert body(f"<div class=t><p>{E1}</p>{quote}<p>{P1}</p></div>") == f"{E1}\n\n{E2}\n\nAnna Groß, Rector\n\n{P1}"


@pytest.mark.parametrize(
    "line",
    [
        "<a href='/a'>« The new library</a> | <a href='/'>Main</a> | <a href='/b'>A prize »</a>",
        "<a href='/a'>← The new library</a>",
        "<a href='/b'>A prize for the dean »</a>",
    ],
)
def test_links_to_the_pages_before_and_after_are_no_text(line: str) -> None:
    assert body(f"<div class=t><p>{line}</p><p>{E1}</p><p>{E2}</p></div>") == f"{E1}\n\n{E2}"


def test_a_linked_quotation_is() -> None:
    line = "«<a href='/a'>Открытый университет</a>»"
    assert "Открытый университет" in body(f"<div class=t><p>{P1}</p><p>{line}</p><p>{P2}</p></div>")


def test_a_long_caption_above_the_text_is_not_its_first_paragraph() -> None:
    picture = f"<div class=pic><img src=1><p class=photo-caption>{P2}</p></div>"
    assert body(f"<div class=top>{picture}</div><div class=news-text><p>{P1}</p><p>{P1[::-1]}.</p></div>").startswith(
        P1
    )


def test_plones_description_opens_the_text() -> None:
    text = f"<p class=documentDescription>{E2}</p><div id=content-core><p>{E1}</p><p>{P1}</p></div>"
    assert body(f"<div id=content>{text}</div>") == f"{E2}\n\n{E1}\n\n{P1}"


def test_an_authors_line_beside_a_line_of_days_amid_the_text_is_none_of_it() -> None:
    info = (
        "<div><div>Av Marit Dahl</div><div>Publisert 12. mars 2024</div><div>Sist oppdatert 14. mars 2024</div></div>"
    )
    assert body(f"<article><p>{E1}</p>{info}<p>{E2}</p><p>{P1}</p></article>") == f"{E1}\n\n{E2}\n\n{P1}"


def test_facts_of_the_publication_that_close_a_text() -> None:
    facts = "<p>Автор: Анна Белова<br>Фото: пресс-служба<br>Дата: 14.02.2024</p>"
    assert body(f"<div class=t><p>{P1}</p><p>{P2}</p>{facts}</div>") == f"{P1}\n\n{P2}"
    assert body(f"<div class=t><p>{P1}</p><p>{P2}</p><p>Дата: 14.02.2024</p></div>").endswith("Дата: 14.02.2024")


@pytest.mark.parametrize(
    "rest",
    [
        "<p>– 30 –</p><p><b>About us</b></p><p>Founded in 1871, it enrols 12,000 students on two campuses.</p>",
        "<p>###</p><p>Founded in 1871, it enrols 12,000 students on two campuses.</p>",
        "<p>Media contact: Owen Gallagher, 555-0100</p>",
        "<h3>Pressekontakt:</h3><p>Jürgen Seidel<br>Tel. 0123 456</p>",
        "<p>Контакты для СМИ: press@u.example</p>",
    ],
)
def test_what_follows_a_press_release(rest: str) -> None:
    assert body(f"<div class=t><p>{E1}</p><p>{E2}</p><p>{P1}</p>{rest}</div>") == f"{E1}\n\n{E2}\n\n{P1}"


@pytest.mark.parametrize("subhead", ["Press information", "Пресс-информация", "Presseinformation"])
@pytest.mark.parametrize("element", ["h3", "p"])
def test_a_subhead_of_what_the_press_is_told_is_text_with_all_under_it(subhead: str, element: str) -> None:
    under = [
        "Journalists may come to the hall on both days, from 9:00 to 18:00.",
        "The figures of 2023–2024 are shown.",
    ]
    told = "".join(f"<p>{text}</p>" for text in under)
    text = body(f"<div class=t><p>{E1}</p><p>{E2}</p><{element}>{subhead}</{element}>{told}</div>")
    assert text.split("\n\n")[2:] == [subhead, *under]
    reached = body(f"<div class=t><p>{E1}</p><p>{E2}</p><h3>Press information</h3><p>Ann Author, 555-0100</p></div>")
    assert reached == f"{E1}\n\n{E2}"


@pytest.mark.parametrize(
    "line", ["Контакты: аудитория 305, тел. 123-45-67", "Media contacts of Chinese universities grow"]
)
def test_whom_the_reader_may_ask_is_news(line: str) -> None:
    assert body(f"<div class=t><p>{E1}</p><p>{E2}</p><p>{line}</p></div>").endswith(line)


@pytest.mark.parametrize(
    "line", ["Story: how a library became a home", "Editor: a tool for students", "Текст: первая версия закона принята"]
)
def test_a_sentence_behind_a_role_is_no_name(line: str) -> None:
    assert body(f"<div class=t><p>{E1}</p><p>{E2}</p><p>{line}</p></div>").endswith(line)
    assert not body(f"<div class=t><p>{E1}</p><p>{E2}</p><p>Photo: private</p></div>").endswith("private")


def test_a_mark_that_parts_a_text_does_not_end_it() -> None:
    parts = "<p>###</p>".join(f"<p>{text}</p>" for text in (E1, E2, P1, P2))
    assert body(f"<div class=t>{parts}</div>").endswith(P2)
