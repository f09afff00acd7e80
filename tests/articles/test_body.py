"""What of an article's box is its body: captions, lists, tables, links set between paragraphs, presentations."""

import pytest

from articles import read_article
from tests.articles.pages import E1, E2, P1, P2, Z1, Z2, whole

URL = "https://u.example/news/1"


def paragraphs(inside: str, *, title: str = "Открыт новый корпус", head: str = "", lang: str = "ru") -> list[str]:
    page = whole(f"<h1>{title}</h1><div class='news-detail__text'>{inside}</div>", title=title, head=head, lang=lang)
    return read_article(page.encode(), URL).body.split("\n\n")


def figure(caption: str, name: str = "") -> str:
    return f"<figure class='{name}'><img src='a.jpg'><figcaption>{caption}</figcaption></figure>"


def test_captions_stand_where_the_page_has_them() -> None:
    first, second = "Гости у входа в лабораторию", "Ректор и гости. Фото: Иван Иванов"
    assert paragraphs(f"{figure(first)}<p>{P1}</p>{figure(second)}<p>{P2}</p>") == [first, P1, second, P2]


@pytest.mark.parametrize(
    "credit",
    [
        "Фото: пресс-служба университета",
        "Photo by Ann Author",
        "© Ann Author",
        "Image caption The rector speaks to the guests",
        "Getty Images / Ann Author",
        "The rector, left, at a meeting (Photo: Ann Author/Reuters)",
        "The rector speaks in Tianjin, China, Tuesday, Nov. 19, 2019.",
    ],
)
def test_credits_and_agency_captions_are_no_captions(credit: str) -> None:
    assert paragraphs(f"<p>{P1}</p>{figure(credit)}<p>{P2}</p>") == [P1, P2]


def test_a_line_beside_a_caption_names_the_pictures_author() -> None:
    picture = "<figure><img src='a.jpg'><span>Иван Иванов</span><figcaption>Гости у входа</figcaption></figure>"
    assert paragraphs(f"<p>{P1}</p>{picture}<p>{P2}</p>") == [P1, "Гости у входа", P2]


def test_the_title_of_a_video_is_no_caption() -> None:
    assert paragraphs(f"<p>{E1}</p>{figure('Day 3: opening', 'embed-video')}<p>{E2}</p>", lang="en") == [E1, E2]


def test_a_gallery_repeats_its_captions_and_their_short_forms() -> None:
    long = "Участники встречи осматривают новую лабораторию робототехники и её приборы"
    gallery = (
        f"<div class='caption'>{long}</div><div class='caption'>{long[:64]}...</div><div class='caption'>{long}</div>"
    )
    assert paragraphs(f"<p>{P1}</p>{gallery}<p>{P2}</p>") == [P1, long, P2]


def test_items_of_lists_and_tables_may_repeat() -> None:
    item = "Лекция профессора о китайской литературе, аудитория 101 главного корпуса"
    rows = "".join(f"<tr><td>{day}</td><td>{item}</td></tr>" for day in ("Пн", "Вт"))
    read = paragraphs(f"<p>{P1}</p><ul><li>{item}</li><li>{item}</li></ul><table>{rows}</table><p>{P2}</p>")
    assert read == [P1, item, item, f"Пн | {item}", f"Вт | {item}", P2]


@pytest.mark.parametrize(
    "link",
    [
        "<p><a href='/2'>Студенты вернулись из Нанкина</a></p>",
        "<ul><li><h4><a href='/4'>Новая библиотека</a></h4></li><li><h4><a href='/5'>Новый музей</a></h4></li></ul>",
        "<div>·<a href='/6'>Визит в Харбин</a> (2024-05-01)</div>",
        "<h3><a href='/3'>Летняя школа открыта</a></h3><h3>Итоги</h3>",
    ],
)
def test_links_to_other_articles_between_paragraphs_go(link: str) -> None:
    read = paragraphs(f"<p>{P1}</p><p>{E1}</p>{link}<p>{P2}</p>")
    assert [paragraph for paragraph in read if paragraph != "Итоги"] == [P1, E1, P2]


def test_links_in_a_row_under_the_text_go_and_attachments_stay() -> None:
    text = "".join(f"<p>{part}</p>" for part in (P1, P2, E1, E2))
    links = "".join(f"<p><a href='/{n}'>Who will win prize {n}?</a></p>" for n in range(3))
    files = [f"Приложение {n}. Порядок приёма документов." for n in range(3)]
    attached = "".join(f"<p><a href='/{n}.pdf'>{name}</a></p>" for n, name in enumerate(files))
    assert paragraphs(text + links) == [P1, P2, E1, E2]
    assert paragraphs(text + attached) == [P1, P2, E1, E2, *files]


def test_links_that_are_the_text_stay() -> None:
    links = [f"Программа школы номер {number} на летний семестр" for number in range(6)]
    text = "".join(f"<p><a href='/{number}'>{link}</a></p>" for number, link in enumerate(links))
    assert paragraphs(f"<p>{P1}</p>{text}") == [P1, *links]


def test_a_sentence_that_is_a_link_stays() -> None:
    sentence = "Соглашение о двойном дипломе подписано в Нанкине."
    assert paragraphs(f"<p>{P1}</p><p><a href='/2'>{sentence}</a></p><p>{P2}</p>") == [P1, sentence, P2]


def test_the_presentation_of_the_author_is_no_text() -> None:
    head = "<meta name='author' content='Ann Author'>"
    about = "<p>Ann Author is a writer who has covered universities for ten years.</p>"
    text = "".join(f"<p>{part} Part {number}.</p>" for number in range(2) for part in (E1, E2))
    read = paragraphs(text + about, title="A visit to the campus", head=head, lang="en")
    assert len(read) == 4
    assert not any("Ann Author" in paragraph for paragraph in read)


def test_parts_of_a_split_text_may_be_short() -> None:
    split = f"<div class='part-text post-text'>{P1}</div><div class='part-text post-text'>улица Примерная, 1</div>"
    page = whole(f"<h1>Открыт новый корпус</h1><section>{split}<div class='part-text post-text'>{P2}</div></section>")
    assert read_article(page.encode(), URL).body.split("\n\n") == [P1, "улица Примерная, 1", P2]


@pytest.mark.parametrize(
    "name", ["sidebar-enabled", "sidebar-enabled--false", "with-sidebar", "comments-on", "pullquote-testimonial"]
)
def test_a_box_named_by_what_stands_beside_it_is_text(name: str) -> None:
    rest = "".join(f"<p>{text}</p>" for text in (P2, E1, E2))
    page = whole(f"<div><h1>Открыт новый корпус</h1><div class='{name}'><p>{P1}</p></div><div>{rest}</div></div>")
    assert read_article(page.encode(), URL).body.split("\n\n") == [P1, P2, E1, E2]


def test_a_heading_is_not_judged_by_an_id_made_of_its_words() -> None:
    heading = "<h2 id='popular-menu-of-the-festival'>Popular menu of the festival</h2>"
    assert paragraphs(f"<p>{E1}</p>{heading}<p>{E2}</p>", lang="en")[1] == "Popular menu of the festival"


LIST = ["Ли Вэй, ректор", "Ван Фан, декан"]
RIGHTS = "<div>© 2024 Университет. Все права защищены. Адрес: улица Примерная, дом 1, телефон 000-00-00.</div>"


@pytest.mark.parametrize("wrapped", ["{}", "<div>{}</div>", "<div><div>{}</div></div><p>28.06.2024</p>"])
def test_a_body_that_is_only_a_list_is_read(wrapped: str) -> None:
    items = wrapped.format("<ul>" + "".join(f"<li>{item}</li>" for item in LIST) + "</ul>")
    page = whole(f"<div><h1>Состав делегации</h1>{items}</div>{RIGHTS}")
    assert read_article(page.encode(), URL).body.split("\n\n") == LIST


def test_a_body_that_is_only_a_table_is_read_in_rows() -> None:
    table = "<table><tr><th>День</th><th>Час</th></tr><tr><td>Пн</td><td>10:00</td></tr></table><p>Кабинет 12</p>"
    page = whole(f"<div><div><h1>Часы приёма</h1></div>{table}</div>{RIGHTS}")
    assert read_article(page.encode(), URL).body.split("\n\n") == ["День | Час", "Пн | 10:00", "Кабинет 12"]


@pytest.mark.parametrize(
    "rest", ["", "<ul><li><a href='/2'>Другая новость</a></li><li><a href='/3'>Третья</a></li></ul>"]
)
def test_a_headline_over_nothing_or_over_links_has_no_body(rest: str) -> None:
    page = whole(f"<div><h1>Состав делегации</h1>{rest}</div>{RIGHTS}")
    assert read_article(page.encode(), URL).body == ""


def test_chinese_lists_of_other_news_go() -> None:
    others = "".join(f"<div>·<a href='/{n}'>学校召开第{n}次会议</a>（2024-06-2{n} 17:19）</div>" for n in range(4))
    assert paragraphs(f"<p>{Z1}</p><p>{Z2}</p>{others}", title="代表团访问我校", lang="zh") == [Z1, Z2]


def test_items_that_are_links_stay_in_a_list_of_others() -> None:
    items = "<li>Паспорт и виза в Китай</li><li><a href='/2'>Анкета участника</a></li><li>Две фотографии для визы</li>"
    read = paragraphs(f"<p>{P1}</p><ul>{items}</ul><p>{P2}</p>")
    assert read == [P1, "Паспорт и виза в Китай", "Анкета участника", "Две фотографии для визы", P2]


def test_of_several_posts_without_a_headline_the_first_is_read() -> None:
    posts = "".join(
        f"<table><tr><td class='post-body'>{text}</td></tr></table>" for text in (P1, "<br>".join((E1, E2) * 2), P2)
    )
    assert read_article(whole(posts).encode(), URL).body == P1


ABOUT = "The university was founded in 1899 and has twelve institutes, two museums and a botanical garden by the sea."


def test_a_little_text_in_a_box_of_its_own_is_not_the_articles() -> None:
    text = "".join(f"<p>{part}</p>" for part in (P1, P2, E1, E2))
    page = whole(f"<main><h1>Открыт новый корпус</h1><div class='a1'>{text}</div><div class='b2'>{ABOUT}</div></main>")
    assert read_article(page.encode(), URL).body.split("\n\n") == [P1, P2, E1, E2]


def test_a_text_split_over_boxes_of_one_name_is_whole() -> None:
    parts = "".join(f"<div class='a1'><p>{part}</p></div>" for part in (P1 + P2 + E1, E2))
    page = whole(f"<main><h1>Открыт новый корпус</h1>{parts}</main>")
    assert read_article(page.encode(), URL).body.split("\n\n") == [P1 + P2 + E1, E2]
