"""Invented pages that state no day of publication, in many languages and shapes, though they are full of dates."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from tests.articles.undated_words import LANGUAGES, Words

DAYS = ((2024, 11, 14), (2024, 10, 30), (2024, 9, 5), (2024, 6, 28))
_SHAPES: dict[str, Callable[[Words], tuple[str, str]]] = {}


def _shape(function: Callable[[Words], tuple[str, str]]) -> Callable[[Words], tuple[str, str]]:
    """A shape gives a page's body and what stands in its head."""
    _SHAPES[function.__name__.strip("_")] = function
    return function


def _prose(words: Words) -> str:
    return f"<p>{words.text[0]}</p><p>{words.text[1]}</p>"


def _iso(day: tuple[int, int, int]) -> str:
    return f"{day[0]}-{day[1]:02}-{day[2]:02}"


def _cards(words: Words, card: str, days: tuple[tuple[int, int, int], ...] = DAYS) -> str:
    """The same card for each of the site's stories: its ``{date}``, ``{iso}``, ``{item}``, ``{text}``, ``{n}``."""
    return "".join(
        card.format(date=words.date(*day), iso=_iso(day), item=item, text=words.text[n % 2][:130], n=n)
        for n, (day, item) in enumerate(zip(days, words.items, strict=False))
    )


def _data(**thing: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(thing)}</script>"


@_shape
def _about(words: Words) -> tuple[str, str]:
    page = _data(**{"@type": "WebPage"}, datePublished="2019-03-01T10:00:00+00:00", dateModified="2024-10-01T08:00:00Z")
    return f"<main><h1>{words.text[0][:24]}</h1>{_prose(words)}</main>", page


@_shape
def _index_bitrix(words: Words) -> tuple[str, str]:
    card = "<p class='news-item'><span class='news-date'>{date}</span> <a href='/n{n}/'><b>{item}</b></a><br>{text}</p>"
    return f"<h1>{words.news}</h1><div class='news-list'>{_cards(words, card)}</div>", ""


@_shape
def _index_blog(words: Words) -> tuple[str, str]:
    card = (
        "<article class='post-{n} post hentry'><h2 class='entry-title'><a href='/{n}/'>{item}</a></h2><div>"
        "<time class='entry-date published' datetime='{iso}T09:00:00+03:00'>{date}</time></div>"
        "<div class='entry-summary'><p>{text}</p></div></article>"
    )
    return f"<main><h1 class='page-title'>{words.news}</h1>{_cards(words, card)}</main>", ""


@_shape
def _index_microdata(words: Words) -> tuple[str, str]:
    card = (
        "<div itemscope itemtype='https://schema.org/NewsArticle'><a itemprop='url' href='/{n}'>{item}</a>"
        "<meta itemprop='datePublished' content='{iso}T09:00:00Z'><p itemprop='description'>{text}</p></div>"
    )
    return f"<h1>{words.news}</h1><div class='list'>{_cards(words, card)}</div>", ""


@_shape
def _index_data(words: Words) -> tuple[str, str]:
    kind = {"@type": "NewsArticle"}
    graph = [
        {**kind, "headline": item, "datePublished": _iso(day)} for item, day in zip(words.items, DAYS, strict=True)
    ]
    links = "".join(f"<li><a href='/{n}'>{item}</a></li>" for n, item in enumerate(words.items))
    return f"<main><h1>{words.news}</h1><ul>{links}</ul>{_prose(words)}</main>", _data(**{"@graph": graph})


@_shape
def _index_labels(words: Words) -> tuple[str, str]:
    card = "<div class='card'><h4><a href='/{n}'>{item}</a></h4><p>Published: {iso}</p><p>{text}</p></div>"
    return f"<main><h1>{words.news}</h1>{_cards(words, card)}</main>", ""


@_shape
def _index_views(words: Words) -> tuple[str, str]:
    card = (
        "<div class='views-row'><div class='views-field-created'>{date}</div><div class='views-field-title'>"
        "<a href='/node/{n}'>{item}</a></div></div>"
    )
    return f"<h1>{words.news}</h1><div class='view-content'>{_cards(words, card)}</div>", ""


@_shape
def _index_rows(words: Words) -> tuple[str, str]:
    card = "<li id='line_u{n}'><a href='info/{n}.htm' title='{item}'>{item}</a><span>{iso}</span></li>"
    return f"<div class='tit'><h2>{words.news}</h2></div><div class='list'><ul>{_cards(words, card)}</ul></div>", ""


@_shape
def _index_flat(words: Words) -> tuple[str, str]:
    card = "<div class='date'>{date}</div><h3><a href='/{n}'>{item}</a></h3><p>{text}</p>"
    return f"<main><h1>{words.news}</h1>{_cards(words, card)}</main>", ""


@_shape
def _index_terms(words: Words) -> tuple[str, str]:
    card = "<dt>{date}</dt><dd><a href='/{n}'>{item}</a></dd>"
    return f"<main><h1>{words.news}</h1><dl>{_cards(words, card)}</dl></main>", ""


@_shape
def _index_table(words: Words) -> tuple[str, str]:
    card = "<tr><td>{date}</td><td><a href='/{n}'>{item}</a></td><td>{text}</td></tr>"
    return f"<h1>{words.news}</h1><table>{_cards(words, card)}</table>", ""


@_shape
def _index_of_two(words: Words) -> tuple[str, str]:
    card = "<div class='news'><h3><a href='/{n}'>{item}</a></h3><span class='date'>{date}</span><p>{text}</p></div>"
    return f"<main><h1>{words.news}</h1>{_cards(words, card, DAYS[:2])}</main>", ""


@_shape
def _home(words: Words) -> tuple[str, str]:
    card = "<div class='slide'><a href='/{n}'>{item}</a><span>{date}</span></div>"
    return f"<h1>{words.person}</h1><div class='slider'>{_cards(words, card)}</div><div>{_prose(words)}</div>", ""


@_shape
def _updated(words: Words) -> tuple[str, str]:
    head = (
        "<meta property='og:updated_time' content='2024-10-01T08:00Z'><meta name='last-modified' content='2024-10-01'>"
    )
    line = f"<p class='changed'>{words.updated}: {words.date(2024, 10, 1)}</p>"
    return f"<main><h1>{words.items[1]}</h1>{_prose(words)}{line}</main>", head


@_shape
def _updated_above(words: Words) -> tuple[str, str]:
    line = f"<div class='date'>{words.updated} {words.date(2024, 10, 1)}</div>"
    return f"<main><h1>{words.items[1]}</h1>{line}{_prose(words)}</main>", ""


@_shape
def _updated_apart(words: Words) -> tuple[str, str]:
    day = f"<dd><time datetime='2024-10-01'>{words.date(2024, 10, 1)}</time></dd>"
    line = f"<dl class='info'><dt>{words.updated}</dt>{day}</dl>"
    return f"<main><h1>{words.items[1]}</h1>{line}{_prose(words)}</main>", ""


@_shape
def _event(words: Words) -> tuple[str, str]:
    thing = _data(**{"@type": "Event"}, name=words.items[1], startDate="2024-12-05T10:00", endDate="2024-12-06")
    line = f"<p>{words.event}: {words.date(2024, 12, 5)}, 10:00</p>"
    return f"<main><h1>{words.items[1]}</h1>{line}{_prose(words)}</main>", thing


@_shape
def _event_past(words: Words) -> tuple[str, str]:
    line = f"<div><b>{words.event}:</b> {words.date(2024, 9, 5)}</div>"
    return f"<main><h1>{words.items[1]}</h1>{line}{_prose(words)}</main>", ""


@_shape
def _programme(words: Words) -> tuple[str, str]:
    line = f"<dl><dt>{words.deadline}</dt><dd>{words.date(2024, 7, 15)}</dd></dl>"
    return f"<main><h1>{words.items[3]}</h1>{_prose(words)}{line}</main>", ""


@_shape
def _clock(words: Words) -> tuple[str, str]:
    clock = f"<div class='header'><div class='top-date'>{words.today} {words.date(2024, 11, 20)}</div></div>"
    return f"{clock}<main><h1>{words.items[1]}</h1>{_prose(words)}</main>", ""


@_shape
def _clock_alone(words: Words) -> tuple[str, str]:
    clock = f"<div class='header'><div class='t'>{words.date(2024, 11, 20)} 12:31</div></div>"
    return f"{clock}<main><h1>{words.items[1]}</h1>{_prose(words)}</main>", ""


@_shape
def _related(words: Words) -> tuple[str, str]:
    card = "<div class='card'><span class='date'>{date}</span><a href='/n{n}/'>{item}</a></div>"
    others = f"<section><h3>{words.news}</h3>{_cards(words, card)}</section>"
    return f"<main><h1>{words.person}</h1>{_prose(words)}</main>{others}", ""


@_shape
def _neighbours(words: Words) -> tuple[str, str]:
    card = "<p><a href='/{n}'>{item}</a> {date}</p>"
    return f"<main><h1>{words.person}</h1>{_prose(words)}</main><div>{_cards(words, card, DAYS[:2])}</div>", ""


@_shape
def _side(words: Words) -> tuple[str, str]:
    day = f"<time datetime='2024-11-14'>{words.date(2024, 11, 14)}</time>"
    side = f"<aside><h3>{words.news}</h3><p>{day} <a href='/1'>{words.items[0]}</a></p></aside>"
    return f"{side}<main><h1>{words.person}</h1>{_prose(words)}</main>", ""


@_shape
def _comments(words: Words) -> tuple[str, str]:
    said = f"<li class='comment'><b>A. B.</b> <time datetime='2024-11-14T10:00'>{words.date(2024, 11, 14)}</time>"
    said = f"<div id='comments'><h3>{words.comments}</h3>{said}<p>{words.text[1]}</p></li></div>"
    return f"<main><h1>{words.items[1]}</h1>{_prose(words)}</main>{said}", ""


@_shape
def _files(words: Words) -> tuple[str, str]:
    card = "<tr><td><a href='/f{n}.pdf'>{item} (pdf, 100 KB)</a></td><td>{date}</td></tr>"
    return f"<main><h1>{words.person}</h1><p>{words.text[0]}</p><table>{_cards(words, card)}</table></main>", ""


@_shape
def _calendar(words: Words) -> tuple[str, str]:
    days = "".join(f"<td><a href='/?day={n}'>{n}</a></td>" for n in range(1, 29))
    table = f"<table class='calendar'><caption>{words.date(2024, 11, 1)}</caption><tr>{days}</tr></table>"
    return f"<main><h1>{words.items[1]}</h1>{_prose(words)}</main>{table}", ""


@_shape
def _person(words: Words) -> tuple[str, str]:
    born = f"<p>{words.person}, * {words.date(1992, 5, 12)}. {words.text[1]}</p>"
    return f"<main><h1>{words.person}</h1>{born}<p>{words.text[0]}</p></main>", ""


@_shape
def _embedded(words: Words) -> tuple[str, str]:
    stories = [{"title": item, "publishDate": _iso(day)} for item, day in zip(words.items[1:], DAYS, strict=False)]
    data = f"<script>window.state = {json.dumps(stories)};</script>"
    return f"<main><h1>{words.items[0]}</h1>{_prose(words)}</main>{data}{'<p></p>' * 3}", ""


def undated_pages() -> Iterator[tuple[str, str]]:
    """Every shape in every language: (name, page)."""
    for code, words in LANGUAGES.items():
        menu = "".join(f"<li><a href='/{n}'>{item}</a></li>" for n, item in enumerate(words.items))
        for name, shape in _SHAPES.items():
            body, head = shape(words)
            head = f"<head><meta charset='utf-8'>{head}</head>"
            body = f"<ul class='menu'>{menu}</ul>{body}<footer><p>© 1998–2024</p></footer>"
            yield f"{name}-{code}", f"<!DOCTYPE html><html lang='{code}'>{head}<body>{body}</body></html>"
