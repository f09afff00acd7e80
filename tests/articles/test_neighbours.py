"""What stands around an article's text: parts sent later, news above the headline, cards under the text, leads."""

import pytest

from articles import learn_profile, read_article
from tests.articles.pages import E1, E2, P1, P2, Z1, Z2, whole

URL = "https://u.example/news/1"
TITLE = "Открыт новый корпус"


def paragraphs(page: str) -> list[str]:
    return read_article(page.encode(), URL).body.split("\n\n")


@pytest.mark.parametrize(
    ("first", "second", "script"),
    [("S:0", "S:1", ""), ("S:5", "S:4", '<script>$RC("B:0","S:5");$RS("S:4","P:1")</script>')],
)
def test_parts_that_came_after_the_page_stand_in_their_places(first: str, second: str, script: str) -> None:
    page = whole(
        f"<main><h1>{TITLE}</h1><div><p>{P1}</p><template id='B:0'></template><div>Loading text...</div><p>{E2}</p>"
        f'</div></main><div hidden id="{second}"><p>{P2}</p></div>'
        f'<div hidden id="{first}"><p>{E1}</p><template id="P:1"></template></div>{script}'
    )
    assert paragraphs(page) == [P1, E1, P2, E2]


def test_a_profile_reads_parts_that_came_after_the_page() -> None:
    def page(number: int) -> bytes:
        part = f'<div hidden id="S:0"><p>{E1} {number}</p></div>'
        text = (
            f"<h1>{TITLE} {number}</h1><div class='text-x'><p>{P1}</p><template id='B:0'></template><p>{P2}</p></div>"
        )
        return whole(f"<main>{text}</main>{part}").encode()

    profile = learn_profile([(page(number), f"{URL}{number}") for number in range(5)])
    read = read_article(page(7), f"{URL}7", profile=profile)
    assert (read.body_from, read.body.split("\n\n")) == ("profile", [P1, f"{E1} 7", P2])


def test_parts_that_name_each_other_end() -> None:
    loop = '<div hidden id="S:1"><template id="P:1"></template></div>'
    page = whole(f"<h1>{TITLE}</h1><p>{P1}</p><p>{P2}</p><template id='P:1'></template>{loop}")
    assert paragraphs(page) == [P1, P2]


def test_a_named_place_that_is_never_closed_makes_no_links() -> None:
    text = "".join(f"<div>{part}</div>" for part in (Z1, Z2))
    assert paragraphs(whole(f"<h1>代表团访问我校</h1><div><a name=top1><div>{text}</div></div>")) == [Z1, Z2]


def test_news_above_the_headline_are_no_part_of_the_text() -> None:
    above = "".join(
        f"<li><a href='/{n}'>News {n}: a delegation</a> arrived in town, met by the mayor, a choir, and all of us.</li>"
        for n in range(5)
    )
    page = whole(f"<div><ul>{above}</ul><h2>A visit to the campus</h2><p>{E1}</p><p>{E2}</p></div>", lang="en")
    assert paragraphs(page.replace("<title></title>", "<title>A visit to the campus</title>")) == [E1, E2]


def test_the_text_above_a_heading_that_repeats_the_title_stays() -> None:
    page = whole(f"<div><p>{P1}</p><h2>{TITLE}</h2><p>{P2}</p><p>{E1}</p></div>", title=TITLE)
    assert paragraphs(page)[0] == P1


def test_widgets_of_a_page_builder_are_text() -> None:
    parts = "".join(f"<div class='so-panel widget widget_sow-editor'><p>{part}</p></div>" for part in (P1, P2))
    assert paragraphs(whole(f"<h1>{TITLE}</h1><div class='panel-grid'>{parts}</div>")) == [P1, P2]


@pytest.mark.parametrize("name", ["tuijian", "most_read", "blk-wxfollow", "testimonial-card"])
def test_boxes_of_others_are_known_by_name(name: str) -> None:
    text = "".join(f"<p>{part}</p>" for part in (P1, P2, E1))
    page = whole(f"<main><h1>{TITLE}</h1>{text}<div class='{name}'><p>{E2}</p></div></main>")
    assert paragraphs(page) == [P1, P2, E1]


def test_cards_of_other_articles_are_not_taken_for_the_rest_of_the_text() -> None:
    teaser = "The choir sang in the main hall on Sunday, and the dean thanked the guests who had come from far away. "
    cards = "".join(f"<div class='item'><h3><a href='/{n}'>Other {n}</a></h3><p>{teaser}</p></div>" for n in range(5))
    text = "".join(f"<p>{part}</p>" for part in (P1, P2, E1, E2))
    assert paragraphs(whole(f"<main><h1>{TITLE}</h1><div>{text}</div>{cards}</main>")) == [P1, P2, E1, E2]


def with_lead(number: int, name: str = "article__lead") -> str:
    return whole(
        f"<main><h1>{TITLE} {number}</h1><div class='{name}'>{P1} Выпуск {number}.</div>"
        f"<div class='article-body'><p>{P2}</p><p>{E2}</p><p>{E1} {number}</p></div></main>"
    )


def test_a_lead_in_a_box_of_its_own_is_the_first_paragraph() -> None:
    assert paragraphs(with_lead(1)) == [f"{P1} Выпуск 1.", P2, E2, f"{E1} 1"]


def test_a_lead_that_the_text_repeats_is_not_read_twice() -> None:
    page = with_lead(1).replace(f"{P1} Выпуск 1.", f"Аннотация: {P2}")
    assert paragraphs(page) == [P2, E2, f"{E1} 1"]


def test_sentences_under_the_headline_are_the_first_paragraph_but_in_english_a_summary() -> None:
    page = with_lead(1, "css-1x9r2d")
    assert paragraphs(page) == [f"{P1} Выпуск 1.", P2, E2, f"{E1} 1"]
    assert paragraphs(page.replace(f"{P1} Выпуск 1.", E1)) == [P2, E2, f"{E1} 1"]


@pytest.mark.parametrize("name", ["ingressi", "zajawka", "hir-lead", "news-abstract"])
def test_leads_are_known_by_their_names_in_other_languages(name: str) -> None:
    lead = "The library of the north campus opened on Monday, and the dean thanked all who had helped to build it."
    assert paragraphs(with_lead(1, name).replace(f"{P1} Выпуск 1.", lead))[0] == lead


def test_the_facts_of_an_event_are_text_and_the_line_of_its_author_is_none() -> None:
    facts = "<table><tr><th>Дата проведения</th><td>12.07.2024</td></tr><tr><th>Место</th><td>Зал</td></tr></table>"
    line = "<p>Автор: Анна Петрова</p><p>Анна Петрова | 28.06.2024 | Новости | 0 комментариев</p>"
    found = paragraphs(whole(f"<main><h1>{TITLE}</h1><div>{line}{facts}<p>{P1}</p><p>{P2}</p></div></main>"))
    assert found == ["Дата проведения | 12.07.2024", "Место | Зал", P1, P2]


def test_a_table_of_facts_closes_a_text_and_the_head_of_a_document_does_not_open_it() -> None:
    facts = "<table><tr><th>Год</th><th>Гранты</th></tr><tr><td>2019</td><td>17</td></tr></table>"
    sheet = "<table><tr><td>Номер</td><td>12</td></tr><tr><td>Опубликовано</td><td>28.06.2024</td></tr></table>"
    found = paragraphs(whole(f"<main><h1>{TITLE}</h1><div>{sheet}<p>{P1}</p><p>{P2}</p>{facts}</div></main>"))
    assert found == [P1, P2, "Год | Гранты", "2019 | 17"]


def test_a_profile_learns_the_lead_with_the_text() -> None:
    profile = learn_profile([(with_lead(number).encode(), f"{URL}{number}") for number in range(5)])
    read = read_article(with_lead(7).encode(), f"{URL}7", profile=profile)
    assert (read.body_from, read.body.split("\n\n")[0]) == ("profile", f"{P1} Выпуск 7.")


def test_headings_of_parts_may_be_links() -> None:
    parts = [(f"Company {n} buys company {n + 1}", f"{E1} It was number {n}.") for n in range(6)]
    text = "".join(f"<p><a href='/{n}'><b>{link}</b></a></p><p>{part}</p>" for n, (link, part) in enumerate(parts))
    page = whole(f"<h1>{TITLE}</h1><div class='entry-content'>{text}</div>", lang="en")
    assert paragraphs(page) == [line for part in parts for line in part]


@pytest.mark.parametrize("name", ["toc", "toc-container", "toc_list"])
def test_a_table_of_contents_is_known_by_the_name_of_its_box(name: str) -> None:
    contents = f"<div class='{name}'><p>Part one is about the campus.</p></div>"
    part = f"<div id='toc_the-campus'><p>{E2}</p></div>"
    assert paragraphs(whole(f"<h1>{TITLE}</h1><div class='entry-content'>{contents}<p>{E1}</p>{part}</div>")) == [
        E1,
        E2,
    ]
