"""Lines around an article that are no part of it, in the languages of its page."""

from __future__ import annotations

import pytest

from articles import read_article
from articles.noise_lines import is_noise_line, opens_tail
from tests.articles.pages import E1, P1, P2, Z1, Z2, whole

URL = "https://u.example/news/1"


@pytest.mark.parametrize(
    "line",
    [
        "Leggi anche: la biblioteca", "Condividi su Facebook", "Torna alle notizie", "Compartilhe:", "Voltar",
        "Notícias relacionadas", "Přečteno: 203×", "Sdílet na Facebooku", "Zpět na seznam", "Štítky: věda",
        "İlgili haberler", "Paylaş", "Okunma sayısı: 203", "Lees ook: het nieuwe lab", "Terug naar het overzicht",
        "Läs också: ny rektor", "Sidansvarig: Anna Ek", "Skriv ut", "Lue myös", "Jaa artikkeli", "Takaisin uutisiin",
        "Kapcsolódó cikkek", "Címkék: kutatás", "Citește și: biblioteca", "Etichete: cercetare", "Tin liên quan",
        "Lượt xem: 203", "Διαβάστε επίσης", "Εκτύπωση", "مواضيع ذات صلة", "آخر تحديث: 05/03/2024", "שתפו", "תגיות:",
        "სხვა სიახლეები", "Դիտումներ՝ 203", "ข่าวที่เกี่ยวข้อง", "แชร์",
        "Baca juga: laboratorium baru", "Bagikan:", "Pročitajte još: nova laboratorija", "Nazad na vesti",
        "Повезане вести", "Ознаке: наука", "Lasi arī", "Saistītie raksti", "Loe lisaks", "Jaga artiklit",
        "Skaitykite taip pat",        "Digər xəbərlər", "Ulashish:", "Oʻqildi: 203", "Хуваалцах",
        "Уншсан: 203", "اخبار مرتبط", "کد خبر: ۲۰۳",
        "Back to the press releases", "« Back to all news items", "Seite drucken", "延伸閱讀：新實驗室",
        "You can follow responses to this entry through the RSS 2.0 feed.",
        # nothing but days of publication and of changes
        "First published: 14 January 2024", "Publisert 14. september 2023 Sist oppdatert 22. september 2023",
        "Zuletzt geändert am 23.04.2025", "Опубликовано: 28 июня 2024 г. в 14:05", "Stand: 26.04.2024",
    ],
)  # fmt: skip
def test_buttons_counters_and_links_to_more_are_known_in_many_languages(line: str) -> None:
    assert is_noise_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Torna la primavera e torna il festival di ateneo.", "Dela med dig av din kunskap är vårt motto i år.",
        "Geri kalan öğrenciler yarın gelecek.", "Zpět do minulosti se vydali studenti dějin.",
        "Terug in de tijd gingen de studenten met deze expositie.", "Vissza a múltba repíti a látogatót a tárlat.",
        "Εκτύπωση τριών διαστάσεων στο νέο εργαστήριο.", "In tre anni il numero è raddoppiato.",
        "Back to school", "Back to top form", "Published in 2024 by Springer", "Datum: 12.03.2024",
        "Fecha: 10/08/2025", "Deadline: 12 March 2024", "Updated rules from 12 March 2024",
    ],
)  # fmt: skip
def test_sentences_that_begin_like_one_are_text(line: str) -> None:
    assert not is_noise_line(line)


@pytest.mark.parametrize("heading", ["Leggi anche", "Lue myös", "Související články", "Kommentare (2)", "最新评论"])
def test_the_rest_behind_such_a_heading_is_of_others(heading: str) -> None:
    assert opens_tail(heading)


@pytest.mark.parametrize("name", ["diskuse", "yorumlar", "kommentare", "paylas", "teilen", "souvisejici-clanky"])
def test_boxes_are_known_by_names_in_other_languages(name: str) -> None:
    text = f"<p>{P1}</p><p>{P2}</p><div class='{name}'><p>{E1}</p></div>"
    page = whole(f"<main><h1>Открыт новый корпус</h1><div>{text}</div></main>")
    assert read_article(page.encode(), URL).body.split("\n\n") == [P1, P2]


def test_teasers_under_linked_headlines_do_not_draw_the_text_to_their_column() -> None:
    items = "".join(f"<li><a href='/{n}'>其他新闻标题第{n}号</a><p>{Z1[:60]}...</p></li>" for n in range(4))
    left = f"<div class=l><h2>新图书馆开馆</h2><table><tr><td><div>{Z1}</div><div>{Z2}</div></td></tr></table></div>"
    page = whole(f"<div class=w>{left}<div class=r><dl><dd><ul>{items}</ul></dd></dl></div></div>", lang="zh")
    assert read_article(page.encode(), URL).body.split("\n\n") == [Z1, Z2]


def test_the_first_words_of_a_paper_are_no_button_to_print() -> None:
    assert not is_noise_line("In bài báo mới, nhóm nghiên cứu cho biết")
    assert is_noise_line("In bài viết")
