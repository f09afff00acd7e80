"""Six invented news sites, each built as another content system builds its pages, in Russian, English and Chinese.

What a faithful reader finds on each page (headline, paragraphs, day) is known.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from bench import prose, texts
from bench.peers import chrome
from bench.peers.chrome import Weight
from bench.texts import Invented

NEWEST = date(2025, 11, 20)
"""The day of each site's newest article; the one before it is a day older, and so on."""
_RU = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
_STYLE = ' style="text-indent:2em;line-height:1.75em;font-family:宋体"'
_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


_ABROAD = 10
"""One article in so many names a city of China; in the texts it is every third. (In Chinese they all stay.)"""
_HOME = {"Пекина": "Самары", "Харбина": "Твери", "Beijing": "Kazan", "Harbin": "Perm"}


@dataclass(frozen=True, slots=True)
class Made:
    """One generated page and what is known of it."""

    html: str
    title: str
    body: str
    day: date


Middle = Callable[[random.Random, Invented, date], str]


@dataclass(frozen=True, slots=True)
class Template:
    """One site: its language, how heavy its pages are, the part of its pages between menu and footer, and what it puts
    into the head. ``body``, ``title`` and ``published`` are CSS selectors of a parser written for this site by hand,
    for the programs that want one; the day stands in an attribute (``datetime``, ``content``) or the text."""

    name: str
    language: str
    weight: Weight
    middle: Middle
    meta: Callable[[Invented, date], str]
    body: str
    title: str
    published: str


def article(template: Template, number: int, *, paragraphs: int | None = None) -> Made:
    """The site's article of that number, the same each time; number 0 is the newest. It has 6 to 14 paragraphs, or as
    many as asked for."""
    dice = random.Random(f"{template.name} {number}")
    told = texts.article(dice, template.language, paragraphs=paragraphs or dice.randint(6, 14))
    if number % _ABROAD:
        told = _at_home(told)
    told = _with_own_words(told, dice)
    day = NEWEST - timedelta(days=number)
    around = random.Random(f"{template.name} around")  # menu, styles and footer are the same on every page of a site
    html = _page(template, around, dice, told.title, template.middle(dice, told, day), template.meta(told, day))
    return Made(html, told.title, told.body, day)


def _with_own_words(told: Invented, dice: random.Random) -> Invented:
    """Each paragraph with two sentences no other article has, and some of their words in the headline: the patterns of
    ``bench.texts`` alone make near duplicates of each other, which news of one site rarely are."""
    end, gap = ("。", "") if told.language == "zh" else (".", " ")
    own = [[prose.sentence(dice, told.language) for _ in range(2)] for _ in told.paragraphs]
    paragraphs = (
        gap.join((paragraph.partition(end)[0] + end, *own_sentences))
        for paragraph, own_sentences in zip(told.paragraphs, own, strict=True)
    )
    more = own[0][0][:8] if told.language == "zh" else " ".join(own[0][0].rstrip(".").split()[:3])
    return Invented(told.language, f"{told.title}{gap}{more}", tuple(paragraphs))


def _at_home(told: Invented) -> Invented:
    texts_of = (told.title, *told.paragraphs)
    for city, other in _HOME.items():
        texts_of = tuple(text.replace(city, other) for text in texts_of)
    return Invented(told.language, texts_of[0], texts_of[1:])


def listing(template: Template, cards: Sequence[tuple[str, str, date]], following: str | None) -> str:
    """A page of the site's list of news: (address, headline, day) of each, and the address of the next page."""
    dice = random.Random(f"{template.name} {following} {len(cards)}")
    items = "".join(
        f'<div class="news-list__item"><a class="news-list__title" href="{escape(url)}">{escape(title)}</a>'
        f'<span class="news-list__date">{_written(template.language, day)}</span>'
        f"<p>{escape(texts.sentence(dice, template.language))}</p></div>"
        for url, title, day in cards
    )
    after = f'<a rel="next" class="pager__next" href="{escape(following)}">›</a>' if following else ""
    around = random.Random(f"{template.name} around")
    middle = f'<main><div class="news-list">{items}</div><div class="pager">{after}</div></main>'
    return _page(template, around, dice, template.name, middle, "")


def _page(t: Template, around: random.Random, dice: random.Random, title: str, middle: str, meta: str) -> str:
    days = [_written(t.language, NEWEST - timedelta(days=number)) for number in range(3, 40)]
    heading = {"ru": "Другие новости", "en": "More news", "zh": "相关新闻"}[t.language]
    top = chrome.head(around, t.language, title, t.weight, meta) + "<body>" + chrome.menu(around, t.language, t.weight)
    others = chrome.related(around, dice, t.language, t.weight, heading, days)
    end = chrome.footer(around, t.language, t.weight)
    return f'<!DOCTYPE html><html lang="{t.language}">{top}{middle}{others}{end}</body></html>'


def _written(language: str, day: date) -> str:
    if language == "ru":
        return f"{day.day} {_RU[day.month - 1]} {day.year}"
    return (
        f"{_EN[day.month - 1]} {day.day}, {day.year}" if language == "en" else f"{day.year}年{day.month}月{day.day}日"
    )


def _paragraphs(told: Invented, attributes: str = "") -> str:
    return "".join(f"<p{attributes}>{escape(text, quote=False)}</p>" for text in told.paragraphs)


def _json(value: object) -> str:
    """For a script element: no end tag can stand in it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _bitrix(dice: random.Random, told: Invented, day: date) -> str:
    return (
        f'<div class="breadcrumbs"><a href="/">Главная</a> / <a href="/news/">Новости</a></div>'
        f'<div class="news-detail"><h1 class="news-detail__title">{escape(told.title)}</h1>'
        f'<span class="news-date-time">{_written("ru", day)}</span>'
        f'<img class="detail_picture" src="/upload/iblock/{dice.getrandbits(64):x}.jpg" alt="" width="800">'
        f'<div class="news-detail__text">{_paragraphs(told)}</div><div style="clear:both"></div>'
        f'<div class="share"><a href="#vk">VK</a> <a href="#tg">Telegram</a> <a href="#ok">OK</a></div></div>'
    )


def _wordpress(dice: random.Random, told: Invented, day: date) -> str:
    half = len(told.paragraphs) // 2
    first, second = (
        "".join(f"<p>{escape(text, quote=False)}</p>\n" for text in part)
        for part in (told.paragraphs[:half], told.paragraphs[half:])
    )
    return (
        f'<main id="content"><article class="post type-post status-publish hentry"><header><h1 class="entry-title">'
        f'{escape(told.title)}</h1><div class="entry-meta"><time class="entry-date published" '
        f'datetime="{day}T09:30:00+00:00">{_written("en", day)}</time> by <a rel="author" href="/author/press/">Press '
        f'office</a></div></header><div class="entry-content">{first}<figure class="wp-block-image"><img '
        f'src="/wp-content/uploads/{dice.getrandbits(48):x}.jpg" alt=""></figure>{second}</div>'
        f'<footer class="entry-footer"><a rel="tag" href="/tag/science/">Science</a></footer></article>'
        f'<div id="comments"><h2>Leave a reply</h2><form><textarea name="comment"></textarea></form></div></main>'
    )


def _webplus(dice: random.Random, told: Invented, day: date) -> str:
    return (
        f'<table width="1000" align="center"><tr><td width="220"><div class="left_nav">首页 &gt; 新闻动态</div></td>'
        f'<td><div class="article"><h1 class="arti_title">{escape(told.title)}</h1><p class="arti_metas">'
        f'<span class="arti_publisher">发布者：新闻中心</span>'
        f'<span class="arti_update">发布时间：{day.isoformat()}</span>'
        f'<span class="arti_views">浏览次数：{dice.randint(20, 900)}</span></p><div class="wp_articlecontent">'
        f"{_paragraphs(told, _STYLE)}</div></div></td></tr></table>"
    )


def _drupal(dice: random.Random, told: Invented, day: date) -> str:
    return (
        f'<div class="region region-content"><h1 class="page-header">{escape(told.title)}</h1><article class="node '
        f'node--type-news" about="/news/{dice.getrandbits(32):x}"><div class="field field--name-field-date">'
        f'<div class="field__label">Дата публикации</div><div class="field__item">{day:%d.%m.%Y}</div></div>'
        f'<div class="field field--name-body"><div class="field__item">{_paragraphs(told)}</div></div></article></div>'
    )


def _react(dice: random.Random, told: Invented, day: date) -> str:
    state = {"props": {"news": {"id": dice.randint(1, 9999), "title": told.title, "lead": told.paragraphs[0]}}}
    names = [f"css-{dice.getrandbits(24):06x}" for _ in range(5)]
    text = "".join(f'<div class="{names[4]}"><p>{escape(one, quote=False)}</p></div>' for one in told.paragraphs)
    return (
        f'<div id="__next"><div class="{names[0]}"><div class="{names[1]}">'
        f'<h1 class="{names[2]}">{escape(told.title)}</h1>'
        f'<div class="{names[3]}"><span>{day.day} {_EN[day.month - 1]} {day.year}</span></div></div>'
        f'<div class="story">{text}</div></div></div><script id="__NEXT_DATA__" type="application/json">'
        f"{_json(state)}</script>"
    )


def _breaks(dice: random.Random, told: Invented, day: date) -> str:
    text = "<br><br>".join(escape(one, quote=False) for one in told.paragraphs)
    return (
        f'<div class="content-wrapper"><div class="title-block"><h2 class="headline">{escape(told.title)}</h2>'
        f'<div class="info"><span class="info__date">{_written("ru", day)}, {dice.randint(9, 19)}:'
        f"{dice.randint(10, 59)}</span> | Просмотров: {dice.randint(20, 900)}</div></div>"
        f'<div class="text-content">{text}</div></div>'
    )


def _nothing(told: Invented, day: date) -> str:
    return ""


def _graph(told: Invented, day: date) -> str:
    linked = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "University"},
            {"@type": "NewsArticle", "headline": told.title, "datePublished": f"{day}T09:30:00+00:00"},
        ],
    }
    return (
        f'<meta property="og:title" content="{escape(told.title)}"><meta property="og:type" content="article">'
        f'<script type="application/ld+json">{_json(linked)}</script>'
    )


def _meta(told: Invented, day: date) -> str:
    return (
        f'<meta property="og:title" content="{escape(told.title)}"><meta property="article:published_time" '
        f'content="{day}T10:00:00+03:00"><meta name="description" content="{escape(told.paragraphs[0][:150])}">'
    )


TEMPLATES = (
    Template(
        "bitrix", "ru", Weight(48_000, 18_000, 130, 28, 3), _bitrix, _nothing,
        "div.news-detail__text > p", "h1", "span.news-date-time",
    ),
    Template(
        "wordpress", "en", Weight(58_000, 34_000, 100, 30, 3), _wordpress, _graph,
        "div.entry-content > p", "h1", "time.entry-date",
    ),
    Template(
        "webplus", "zh", Weight(34_000, 22_000, 140, 34, 3), _webplus, _nothing,
        "div.wp_articlecontent > p", "h1", "span.arti_update",
    ),
    Template(
        "drupal", "ru", Weight(52_000, 26_000, 120, 28, 3), _drupal, _meta,
        "div.field--name-body p", "h1", "meta[property='article:published_time']",
    ),
    Template(
        "react", "en", Weight(66_000, 40_000, 100, 32, 4), _react, _meta,
        "div.story p", "h1", "meta[property='article:published_time']",
    ),
    Template(
        "breaks", "ru", Weight(42_000, 22_000, 130, 30, 3), _breaks, _nothing,
        "div.text-content", "h2.headline", "span.info__date",
    ),
)  # fmt: skip
