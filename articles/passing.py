"""What changes on a page although nobody edited the article: clocks, counters, tokens, banners, lists of other news,
and texts that were decoded wrongly. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from articles.text import words

_COUNTER = re.compile(
    r"(?:просмотр(?:ов|ы|а)?|просмотрено|прочитано|прочтений|комментари(?:ев|и|й)|поделились|поделиться|нравится|"
    r"views?|hits?|comments?|shares?|likes?|"
    r"浏览(?:次数|量)?|点击(?:数|量|次数)?|阅读(?:次数|量|数)?|访问量|조회수?)\s{0,2}[:：]?\s{0,2}\d[\d\s.,]{0,9}"
    r"|(?:рейтинг|голосов|посетителей|сейчас на сайте|онлайн|rating|votes|visitors|online)\s?[:：]"
    r"\s{0,2}\d[\d\s.,]{0,9}"
    r"|\d[\d\s.,]{0,9}\s?(?:просмотр(?:ов|ы|а)?|прочтений|комментари(?:ев|й|я)|лайк(?:ов|а)?|"
    r"views?|hits|comments?|shares?|likes?|次浏览|人阅读)(?![^\W\d_])",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\d{1,4}\s?(?:секунд|минут|час|дн|день|дня|недел|месяц|год|лет)[а-яё]{0,3}\s{1,2}назад"
    r"|\d{1,4}\s?(?:second|minute|min|hour|day|week|month|year)s?\s{1,2}ago|\d{1,4}\s?(?:秒|分钟|小时|天|周|个月|年)前"
    r"|(?:сегодня|вчера)(?:,| в)\s{0,2}\d{1,2}:\d\d|(?:today|yesterday)(?:,| at)\s{0,2}\d{1,2}:\d\d",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[0-9A-Za-z_-]{16,}")
_COOKIES = re.compile(r"cookie|\bкук(?:и|ов|ами|-файл)", re.IGNORECASE)
_CONSENT = re.compile(
    r"использу|соглас|принять|приним|продолж|политик|настройк|we use|accept|consent|agree|polic|settings|"
    r"同意|接受|使用",
    re.IGNORECASE,
)
_LONGEST_BANNER = 700
_RELATED = re.compile(
    r"(?:читайте(?: также| ещ[её])?|смотрите также|см\. также|похожие (?:новости|материалы|статьи)|"
    r"(?:другие|последние|ещ[её]|свежие|популярные|главные) (?:новости|материалы|публикации)|"
    r"(?:новости|материалы) по теме|(?:ещ[её] )?по теме|рекомендуем(?: прочитать| почитать)?|"
    r"вам (?:может быть|будет) интересно|самое читаемое|"
    r"see also|read (?:also|more|next)|related(?: news| articles| stories| posts)?|more news|latest news|"
    r"other news|you may also like|most read|相关(?:新闻|阅读|文章|链接)|延伸阅读|推荐阅读|热门新闻|最新新闻)\s?[:：]?",
    re.IGNORECASE,
)
_LONGEST_HEADLINE = 200
_CLOCK_TIME = re.compile(r"\d{1,2}:\d\d")
_SECONDS = re.compile(r"\d{1,2}:\d\d:\d\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK_NAMES = words(
    "сейчас время текущее московское местное мск обновлено дата now time current local server updated last gmt utc msk "
    "现在时间 当前时间 北京时间 今天是"
)
_WEEKDAYS = words(
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс monday tuesday wednesday "
    "thursday friday saturday sunday mon tue wed thu fri sat sun "
    "星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天"
)
_CALENDAR = words(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря год года г сегодня "
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep oct nov dec am pm today of the 年 月 日"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+")
_RELATIVE = re.compile(r"назад|\bago\b|сегодня|вчера|today|yesterday|前|今天|昨天", re.IGNORECASE)
_READ_AS = ("latin-1", "cp1252", "cp1251", "koi8-r", "cp866", "gb18030", "mac_cyrillic")
_WRITTEN_IN = ("utf-8", "cp1251", "koi8-r", "gb18030", "cp866")
_SAMPLE = 3000


def without_counters(text: str) -> str:
    """``text`` without counters of views, clicks and votes, ages ("2 часа назад") and session tokens."""
    return _TOKEN.sub(_no_token, _AGO.sub(" ", _COUNTER.sub(" ", text)))


def lasting_paragraphs(body: str) -> list[str]:
    """The paragraphs that belong to the article and to no gadget of its page, without blank ones.

    Left out: clocks, cookie banners, lists of other news under their heading ("Читайте также"), a number that stands
    alone at either end.
    """
    kept = list(_without_gadgets(body))
    while kept and _is_number(kept[0]):
        kept.pop(0)
    while kept and _is_number(kept[-1]):
        kept.pop()
    return kept


def is_relative(date_text: str) -> bool:
    """True for a date that is told from the moment of reading ("2 часа назад", "вчера"): read later it is another."""
    return _RELATIVE.search(date_text) is not None


def is_garbled(new: str, old: str) -> bool:
    """True where ``new`` is ``old``, or most of it, in the wrong encoding: "РџСЂРё", "Ïðè", "???", U+FFFD."""
    new, old = new[:_SAMPLE], old[:_SAMPLE]
    letters = len(_WORD.findall(new))
    if new.count("\ufffd") > old.count("\ufffd"):  # nobody writes it: it stands for what a decoder could not read
        return True
    if new.count("?") > old.count("?") + 8 and new.count("??") * 4 > letters:
        return True
    known = _vocabulary(old)
    if not known or len(known & _vocabulary(new)) * 5 > len(known):
        return False
    return any(len(known & text) * 2 > len(known) for text in _other_readings(new))


def _other_readings(text: str) -> Iterator[set[str]]:
    for read_as, written_in in product(_READ_AS, _WRITTEN_IN):
        if read_as != written_in:
            yield _vocabulary(text.encode(read_as, "ignore").decode(written_in, "ignore"))


def _vocabulary(text: str) -> set[str]:
    found = {word for word in _LETTERS.findall(text.lower()) if len(word) > 2}
    return found or {char for char in text if "\u3400" <= char <= "\u9fff"}


def _without_gadgets(body: str) -> Iterator[str]:
    in_list = False
    for line in body.split("\n"):
        text = line.strip()
        if not text:
            continue
        if len(text) <= 60 and _RELATED.fullmatch(text):
            in_list = True
            continue
        in_list = in_list and len(text) <= _LONGEST_HEADLINE and not text.endswith((".", "。", "!", ";"))
        if not in_list and not _is_clock(text) and not _is_banner(text):
            yield text


def _is_banner(text: str) -> bool:
    return len(text) <= _LONGEST_BANNER and bool(_COOKIES.search(text)) and bool(_CONSENT.search(text))


def _is_clock(text: str) -> bool:
    """A line of nothing but the present time: with seconds, named as a clock, or a weekday with its whole date. A bare
    "10:00" may stand in a programme."""
    if len(text) > 80 or not any(char.isdigit() for char in text):
        return False
    names = {name.lower() for name in _LETTERS.findall(text)}
    if names - _CLOCK_NAMES - _WEEKDAYS - _CALENDAR:
        return False
    timed = bool(_CLOCK_TIME.search(text))
    return bool(_SECONDS.search(text) or (timed and names & _CLOCK_NAMES) or (names & _WEEKDAYS and _YEAR.search(text)))


def _is_number(text: str) -> bool:
    return len(text) <= 12 and any(char.isdigit() for char in text) and not _LETTERS.search(text)


def _no_token(match: re.Match[str]) -> str:
    """A session's or form's token goes; a long word or a slug of words stays."""
    token = match.group()
    digits = sum(char.isdigit() for char in token)
    hexadecimal = not set(token.lower()) - set("0123456789abcdef-")
    mixed = any(char.isupper() for char in token[1:]) and any(char.islower() for char in token)
    return " " if 2 <= digits < len(token) and (hexadecimal or mixed) else token
