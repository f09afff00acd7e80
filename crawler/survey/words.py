"""What links and headings call news, in the languages of the catalogue, and what they call everything else."""

from __future__ import annotations

import re

_NEWS = (
    "новост", "новин", "навін", "news", "жаңалық", "жаналык", "янгилик", "yangilik", "aktuell", "nachricht",
    "neuigkeit", "meldung", "actualit", "actus", "noticia", "notícia", "notizi", "aktualno", "aktualit", "novink",
    "haber", "nieuws", "uutis", "nyhet", "nyheder", "hírek", "naujien", "jaunum", "uudised", "știri", "stiri",
    "вести", "vijesti", "novice", "xəbər", "жаңылык", "ахбор", "хабар", "мэдээ", "სიახლ", "նորություն", "νέα",
    "新闻", "新聞", "要闻", "要聞", "ニュース", "お知らせ", "뉴스", "소식", "أخبار", "اخبار", "tin tức", "ข่าว",
    "berita", "समाचार",
)  # fmt: skip
_NEARLY = (
    "press", "пресс", "прес-", "медиа", "media", "событи", "stories", "story", "动态", "資訊", "资讯", "快讯", "信息",
    "blog", "блог", "happening", "today", "magazin", "publication", "events",
)  # fmt: skip
_OTHER = (
    "анонс", "объявлен", "мероприят", "афиш", "announce", "calendar", "календар", "notice", "通知", "公告", "讲座",
    "学术报告", "招聘", "ваканс", "veranstaltung", "termine", "évènement", "événement", "evento", "конференц",
    "сми о нас", "press about", "в сми", "媒体", "видео", "video", "фото", "photo", "галере", "gallery", "подпис",
    "subscribe", "newsletter", "рассылк", "rss", "архив", "archiv", "popular", "meistgelesen", "популяр", "related",
    "похож",    "читайте также", "推荐", "相关", "热门", "іс-шара", "хабарландыру", "оголошен", "абвест", "tender",
    "тендер", "закупк", "upcoming", "events",
)  # fmt: skip
_ALL = ("все ", "all ", "alle ", "toutes", "todas", "tutte", "барлық", "барча", "усі ", "усе ", "вся ", "wszystkie",
        "лента", "more news", "to the news", "archive of news")  # fmt: skip
MORE = frozenset(
    phrase
    for line in """
    更多 | more | more>> | more>>> | >> | » | все | подробнее | дальше | ещё | еще | all | mehr | weitere | plus | más
    ver | барлығы | батафсил | 更多>> | 更多>>> | 查看更多 | view | см. | смотреть
    """.splitlines()
    for phrase in map(str.strip, line.split("|"))
    if phrase
) | {"смотреть все", "показать все", "все материалы", "view all", "see all", "read more", "больше", "more…", "more..."}
_PATH = re.compile(
    r"(?:^|[/._-])(?:news|newsroom|novosti|novost|novini|naviny|xinwen|xw|xwzx|xwdt|xww|xyxw|xxyw|yw|yaowen|xyyw|"
    r"aktuelles|aktuell|nachrichten|actualites?|actus|noticias?|notizie|aktualnosci|aktuality|haberler|zhanalyqtar|"
    r"zhanalyktar|janalyqtar|yangiliklar|mediacenter|media-center|press-center|presscenter|pressa?|lenta)(?=$|[/._-])",
    re.IGNORECASE,
)
_PATH_OTHER = re.compile(
    r"(?:^|[/._-])(?:events?|anons\w*|announcements?|ads|obyavleniya|calendar|tzgg|tz|gg|notices?|smi|vacancies|video|"
    r"photo|gallery|rss|feed|category|tag|tags|author|search|login|veranstaltungen)(?=$|[/._-])",
    re.IGNORECASE,
)


def news_words(text: str) -> int:
    """How much a link's or heading's words sound like news: 0 not at all, 2 nearly, 6 in part, 8 and 9 all of it."""
    text = text.casefold().strip(" .:»>→›-–—")
    if not text or len(text) > 60:
        return 0
    stem = next((stem for stem in _NEWS if stem in text), None)
    if any(word in text for word in _OTHER) and not (stem and text.startswith(stem) and len(text) < 25):
        return 0
    if stem:
        if any(text.startswith(word) for word in _ALL):
            return 9
        return 8 if len(text) <= len(stem) + 4 else 6
    return 2 if any(word in text for word in _NEARLY) and len(text) <= 30 else 0


def other_words(text: str) -> bool:
    """True for words that head events, notices, press reviews, popular or related things."""
    text = text.casefold()
    return len(text) <= 80 and any(word in text for word in _OTHER) and news_words(text) < 6


def news_path(path: str) -> bool:
    """True where a path's words say news."""
    return _PATH.search(path) is not None


def news_folder(path: str) -> str:
    """A path up to and with the segment that says news: ``/ru/news/2024/slug/`` → ``/ru/news/``; "" where none does."""
    segments = path.split("/")
    for at, segment in enumerate(segments):
        if _PATH.search(f"/{segment}/") is not None:
            return "/".join(segments[: at + 1]) + ("/" if at + 1 < len(segments) else "")
    return ""


def other_path(path: str) -> bool:
    """True where a path's words say events, notices, feeds, tags."""
    return _PATH_OTHER.search(path) is not None and not news_path(path)
