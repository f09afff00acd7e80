"""A sentence that only begins like a button or a label is text."""

import pytest

from articles import read_article

SENTENCES = [
    "Поделиться опытом приехали коллеги из Пекина.",
    "Читайте также книгу ректора о поездке, которая вышла весной.",
    "Теги и метки на приборах теперь печатают студенты.",
    "Просмотров учебного фильма стало больше.",
    "Подписаться на открытые лекции можно в деканате.",
    "Версия для печати учебника вышла в Казани.",
    "Все новости о визите собраны в отчёте.",
    "分享经验的是来自北京的专家。",
    "上一篇论文发表于北京。",
]
LINES = [
    "Поделиться",
    "Версия для печати",
    "Подписывайтесь на наш телеграм-канал.",
    "Теги: наука, спорт",
    "Просмотров: 203",
]


def body(line: str) -> str:
    first, last = "Первый абзац обычного текста о встрече. " * 4, "Последний абзац обычного текста о встрече. " * 4
    html = (
        "<html><body><h1>Встреча учёных прошла в университете</h1><article>"
        f"<p>{first}</p><p>{line}</p><p>{last}</p></article></body></html>"
    )
    return read_article(html.encode(), "https://u.example/news/1").body


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_stays(sentence: str) -> None:
    assert sentence in body(sentence)


@pytest.mark.parametrize("line", LINES)
def test_a_label_or_a_call_goes(line: str) -> None:
    assert line not in body(line)
