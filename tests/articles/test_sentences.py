"""A sentence or a heading that only begins like a button or a label is text; buttons and labels of all languages go."""

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
    "Мнение редакции журнала совпадает с мнением ректора.",
    "更多留学生今年来到北京学习中文。",
    "他代表作者出席了颁奖仪式。",
    "参观者可扫描二维码预约讲座。",
    "未经著作权人许可，不得使用该软件。",
    "Wissen teilen sie gern.",
]
HEADINGS = [
    "https://u.example/data/set-2",
    "Поделиться опытом",
    "Вернуться в Пекин",
    "Комментарии экспертов",
    "Связанные с Китаем проекты",
    "Поділитися досвідом",
    "Retour en images",
    "Partager la science",
    "Volver a la universidad",
    "Zurück nach China",
    "Powrót do Chin",
    "热门专业介绍",
    "印刷博物馆",
]
LINES = {
    "ru": [
        "Поделиться",
        "Поделиться в социальных сетях:",
        "Версия для печати",
        "Подписывайтесь на наш телеграм-канал.",
        "Больше новостей в телеграм-канале университета.",
        "Теги: наука, спорт",
        "Просмотров: 203",
        "Мнение автора может не совпадать с позицией редакции.",
        "Возврат к списку",
        ">>Перейти ко всем новостям",
        "Комментарии (3)",
        "© 2024 Университет",
    ],
    "uk": ["Читайте також: Новини", "Поділитися", "Версія для друку", "Переглядів: 12", "Усі новини", "До списку"],
    "be": ["Чытайце таксама", "Падзяліцца", "Версія для друку", "Праглядаў: 12", "Вярнуцца да спісу", "Тэгі: навука"],
    "kk": ["Тағы оқыңыз", "Бөлісу:", "Басып шығару", "Қаралым саны: 12", "Тізімге қайту", "Барлық жаңалықтар"],
    "en": [
        "Read also: News",
        "Share this article",
        "Print",
        "Views: 12",
        "Back to list",
        "You may also like...",
        "Tags: AI",
        "Loading image...",
        "[button link='/3' type='big'] Send us your pictures",
        "The views expressed in this article are those of the author.",
        "Like this story? Share it with a friend!",
        "Follow Ann Author on Twitter.",
        "Get the monthly magazine delivered straight to your letterbox. Twelve issues for ten pounds.",
        "Like it? Sign up for our free daily newsletter.",
    ],
    "de": [
        "Lesen Sie auch",
        "Teilen",
        "Drucken",
        "Zurück zur Übersicht",
        "Schlagwörter: Physik",
        "Alle Rechte vorbehalten",
    ],
    "fr": [
        "Lire aussi : Actualités",
        "Partager",
        "Imprimer",
        "Retour à la liste",
        "Mots-clés : physique",
        "Abonnez-vous",
    ],
    "es": ["Leer también", "Compartir en redes", "Imprimir", "Volver al listado", "Etiquetas: ciencia", "Más noticias"],
    "pl": ["Czytaj także", "Udostępnij", "Drukuj", "Powrót do listy", "Tagi: nauka", "Wersja do druku"],
    "zh": [
        "上一篇：学校召开会议",
        "分享到：",
        "打印本页",
        "浏览次数：12",
        "返回列表",
        "为你推荐",
        "关键词：科研",
        "本文仅代表作者个人观点。",
        "声明：文章内容仅供参考，不构成投资建议，据此操作风险自担。",
        "学校召开大会，总结全年工作...... [全文]",
        "（更多原创资讯请下载学校客户端）",
        "更多新闻！欢迎扫描左方二维码关注学校官方微信",
        "本文为学校原创文章，未经授权不得转载，如需转载请联系。",
        "版权所有",
    ],
}


def body(line: str) -> str:
    first, last = "Первый абзац обычного текста о встрече. " * 4, "Последний абзац обычного текста о встрече. " * 4
    html = (
        "<html><body><h1>Встреча учёных прошла в университете</h1><article>"
        f"<p>{first}</p><p>{line}</p><p>{last}</p></article></body></html>"
    )
    return read_article(html.encode(), "https://u.example/news/1").body


@pytest.mark.parametrize("sentence", SENTENCES + HEADINGS)
def test_a_sentence_stays(sentence: str) -> None:
    assert sentence in body(sentence)


@pytest.mark.parametrize("line", [line for lines in LINES.values() for line in lines])
def test_a_label_or_a_call_goes(line: str) -> None:
    assert line not in body(line)
