"""Lines and parts of lines that a page writes by itself: counters, ages, clocks, tickers, banners, other news.

What looks like a counter is one only where nothing else is said beside it: "120 просмотров" in a line of its own is
one, "Видео набрало 120 просмотров" is a fact that somebody wrote. Pure.
"""

from __future__ import annotations

import re

from articles.text import words

_N = r"\d[\d\s.,]{0,9}(?:[kmк]\b|тыс\.?|млн\.?|万)?"
_LABELLED = re.compile(
    r"(?<![^\W\d_])(?:(?:количество |число )?просмотр(?:ов|ы|а)|прочтени[йя]|"
    r"page ?views|views|hits|浏览(?:次数|量)?|点击(?:数|量|次数)?|阅读(?:次数|量|数)|"
    rf"访问量|조회수?)\s{{0,2}}[:：]\s{{0,2}}{_N}",
    re.IGNORECASE,
)
"""A counter under its own name: nothing else is written so, wherever it stands."""
_COUNTER = re.compile(
    r"(?<![^\W\d_])(?:просмотр(?:ов|ы|а)?|просмотрено|просмотрели|прочитано|прочитали|прочтений|комментари(?:ев|и|й)|"
    r"поделились|поделиться|нравится|скачано|скачали|рейтинг|голосов|посетителей|сейчас на сайте|онлайн|views?|"
    r"viewed|hits?|comments?|shares?|likes?|downloads|rating|votes|visitors|online|浏览(?:次数|量)?|"
    r"点击(?:数|量|次数)?|阅读(?:次数|量|数)?|访问量|조회수?)"
    rf"\s{{0,2}}[:：]?\s{{0,2}}\(?{_N}\)?"
    rf"|{_N}\s?(?:просмотр(?:ов|ы|а)?|прочтений|комментари(?:ев|й|я)|лайк(?:ов|а)?|голос(?:ов|а)?|"
    r"views?|hits|comments?|shares?|likes?|votes?|次浏览|人阅读)(?![^\W\d_])"
    r"|(?:время (?:на )?чтени[ея]|reading time|阅读时间)\s?[:：~≈-]?\s?\d{1,3}\s?(?:мин[а-я]{0,4}|min[a-z]{0,4}|分钟)"
    r"|\d{1,3}[\s-]?(?:min(?:ute)?s?|мин(?:ут[аы]?)?)\.?\s?(?:read|чтения|на чтение)(?![^\W\d_])"
    r"|(?<![^\W\d_])(?:нет|no|0) (?:комментариев|comments)|комментариев (?:пока )?нет",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?:\d{1,4}\s?)?(?:секунд|минут|час|дн|день|дня|недел|месяц|год|лет)[а-яё]{0,3}\s{1,2}назад|только что"
    r"|(?:\d{1,4}|an?)\s?(?:second|minute|min|hour|day|week|month|year)s?\s{1,2}ago|just now"
    r"|\d{1,4}\s?(?:秒|分钟|小时|天|周|个月|年)前|刚刚"
    r"|(?:сегодня|вчера)(?:,| в)\s{0,2}\d{1,2}:\d\d|(?:today|yesterday)(?:,| at)\s{0,2}\d{1,2}:\d\d",
    re.IGNORECASE,
)
_LEFT = re.compile(r"(?<![^\W\d_])осталось:?\s\d{1,4}\s(?:дн|час|мин|сек)[а-яё]{0,4}|\d{1,4} days left", re.IGNORECASE)
_TOKEN = re.compile(r"[0-9A-Za-z_-]{16,}")
_SEPARATOR = re.compile(r"(\n|\t|\s[|•·/]\s|(?<=[.!?…])\s|(?<=[。！？]))")
_LONGEST_PART = 120
_BESIDE_COUNTERS = words(
    "количество число всего сегодня за день неделю месяц год раз раза новость материал страница страницу page article "
    "news item total today unique уникальных гостей гостя пользователей пользователя человек guests users times time "
    "次 人 次数 опубликовано обновлено добавлено размещено создано дата публикации время published posted "
    "updated added on at в от by 发布 发布于 发布时间 发布日期 更新 更新于 更新时间 更新日期 日期 时间"
)
_PUBLISHED = words(
    "опубликовано обновлено добавлено размещено публикации обновления published posted updated 发布 发布于 发布时间 "
    "发布日期 更新 更新于 更新时间 更新日期"
)
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
_RELATED_INLINE = re.compile(
    r"(?:читайте (?:также|ещ[её])|смотрите также|см\. также|(?:предыдущая|следующая) (?:новость|статья|запись)|"
    r"see also|read (?:also|more|next)|(?:previous|next) (?:news|article|post|story)|"
    r"相关(?:新闻|阅读)|延伸阅读|推荐阅读|上一[篇条]|下一[篇条])\s?[:：]",
    re.IGNORECASE,
)
LONGEST_HEADLINE = 200
_RIGHTS = re.compile(r"©|\(c\)\s|copyright\b", re.IGNORECASE)
_TAGS = re.compile(r"(?:теги|тэги|метки|ключевые слова|tags|keywords|标签|关键词)\s?[:：]", re.IGNORECASE)
_HASH_TAGS = re.compile(r"(?:#\w{1,60}[\s,]{0,3}){2,40}")
_CLOCK_TIME = re.compile(r"\d{1,2}:\d\d")
_SECONDS = re.compile(r"\d{1,2}:\d\d:\d\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK_NAMES = words(
    "сейчас время текущее московское местное мск обновлено дата now time current local server updated last gmt utc msk "
    "现在时间 当前时间 北京时间 今天是"
)
_TODAY = words("сегодня today 今天是 今天")
_WEEKDAYS = words(
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс monday tuesday wednesday "
    "thursday friday saturday sunday mon tue wed thu fri sat sun "
    "星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天"
)
_CALENDAR = words(
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря год года г сегодня вчера "
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep oct nov dec am pm today yesterday of the 年 月 日 今天 昨天"
)
_CURRENCIES = words("usd eur cny rub gbp доллар доллара евро юань юаня фунт 美元 欧元 人民币")
_RATES = words("курс курсы валют цб рф руб рублей р к")
_DEGREES = re.compile(r"\d{1,2}\s?°")
_WEATHER = words(
    "погода c с f ясно дождь снег облачно пасмурно малооблачно туман гроза ветер влажность м мм рт ст weather clear "
    "rain snow cloudy sunny wind humidity 天气 晴 阴 多云 小雨 大雨 小雪"
)
_ICON = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?\s{0,2}\d[\d\s.,]{0,9}[kкKК]?")
_LETTERS = re.compile(r"[^\W\d_]+")


def without_counters(text: str) -> str:
    """``text`` without counters of views, clicks and votes, ages ("2 часа назад"), countdowns and session tokens; the
    words of a list of tags in the order of the alphabet."""
    parts = _SEPARATOR.split(text)
    return "".join(_lasting(part) if at % 2 == 0 else part for at, part in enumerate(parts))


def _lasting(part: str) -> str:
    if any(char.isdigit() for char in part) or len(part) <= 40:
        lasting = _LEFT.sub(" ", _LABELLED.sub(" ", part)) if len(part) <= _LONGEST_PART else _LABELLED.sub(" ", part)
        if len(lasting) <= _LONGEST_PART:
            rest = _AGO.sub(" ", _COUNTER.sub(" ", lasting))
            if rest != lasting and not _names(rest) - _BESIDE_COUNTERS - _CALENDAR - _WEEKDAYS:
                lasting = rest if any(char.isdigit() for char in rest) else " "
        if lasting != part and not any(char.isalnum() for char in lasting):
            return " "
        part = _TOKEN.sub(_no_token, lasting)
    if "#" in part and _HASH_TAGS.fullmatch(part.strip()):
        return " ".join(sorted(part.replace(",", " ").split()))
    tags = _TAGS.match(part.strip())
    if tags is None:
        return part
    return tags.group() + ", ".join(sorted(re.split(r"\s{0,9}[,;，、]\s{0,9}", part.strip()[tags.end() :].strip())))


def _names(text: str) -> set[str]:
    return {name.lower() for name in _LETTERS.findall(text)}


def begins_other_news(line: str) -> bool:
    """True for the heading of a list of other news ("Читайте также")."""
    return len(line) <= 60 and _RELATED.fullmatch(line) is not None


def is_gadget(line: str) -> bool:
    """True for a line that says nothing of the article: a clock, a cookie banner, a link to other news, the day it was
    put there, the weather, exchange rates, whose rights these are."""
    if len(line) > LONGEST_HEADLINE:
        return _is_banner(line)
    if (
        _RELATED_INLINE.match(line)
        or _ICON.fullmatch(line)
        or _is_banner(line)
        or (_RIGHTS.match(line) and len(line) <= _LONGEST_PART)
    ):
        return True
    return len(line) <= 80 and (_is_clock(line) or _is_dateline(line) or _is_ticker(line))


def names_counter(line: str) -> bool:
    """True for the name of a counter whose number stands in the next line ("Просмотров:")."""
    return len(line) <= 40 and not any(map(str.isdigit, line)) and not without_counters(f"{line} 1").strip()


def is_today(line: str) -> bool:
    """True for a weekday with its whole date and nothing else: at either end of a text the day of the visit, within it
    the heading of a programme."""
    names = _names(line) if len(line) <= 80 else set()
    return bool(names & _WEEKDAYS and not names - _WEEKDAYS - _CALENDAR - _CLOCK_NAMES and _YEAR.search(line))


def is_number(line: str) -> bool:
    """True for a number that stands alone."""
    return len(line) <= 12 and any(char.isdigit() for char in line) and not _LETTERS.search(line)


def _is_banner(text: str) -> bool:
    return len(text) <= _LONGEST_BANNER and bool(_COOKIES.search(text)) and bool(_CONSENT.search(text))


def _is_clock(text: str) -> bool:
    """A line of nothing but the present time: with seconds, named as a clock, or as today. A bare "10:00" may stand in
    a programme."""
    if not any(char.isdigit() for char in text):
        return False
    names = _names(text)
    if names - _CLOCK_NAMES - _WEEKDAYS - _CALENDAR:
        return False
    timed = bool(_CLOCK_TIME.search(text))
    return bool(_SECONDS.search(text) or (timed and names & _CLOCK_NAMES) or (names & _TODAY and _YEAR.search(text)))


def _is_dateline(text: str) -> bool:
    names = _names(_AGO.sub(" ", text))
    return bool(names & _PUBLISHED) and not names - _BESIDE_COUNTERS - _CALENDAR - _WEEKDAYS - _CLOCK_NAMES


def _is_ticker(text: str) -> bool:
    if text.endswith((".", "。")) or not any(char.isdigit() for char in text):
        return False
    names = _names(text)
    if names & _CURRENCIES and not names - _CURRENCIES - _RATES - _CALENDAR:
        return True
    unknown = names - _WEATHER
    return bool(_DEGREES.search(text)) and len(unknown) <= 1 and ("+" in text or len(names & _WEATHER) >= 2)


def _no_token(match: re.Match[str]) -> str:
    """A session's or form's token goes; a long word or a slug of words stays."""
    token = match.group()
    digits = sum(char.isdigit() for char in token)
    hexadecimal = not set(token.lower()) - set("0123456789abcdef-")
    mixed = any(char.isupper() for char in token[1:]) and any(char.islower() for char in token)
    return " " if 2 <= digits < len(token) and (hexadecimal or mixed) else token
