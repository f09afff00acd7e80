"""Pages of Russian-speaking sites: Bitrix and its relatives, home-made systems, odd headings."""

from __future__ import annotations

from datetime import date

from tests.pages.making import STORIES, Made, Story, cookie_bar, frame, made, share_bar

RU, UK, BE, KK, UZ, EN = (STORIES[code] for code in ("ru", "uk", "be", "kk", "uz", "en"))


def default(story: Story) -> Made:
    """``news.detail`` as it comes: bare text in the box, breaks for paragraphs, the date before it."""
    box = (
        f"<div class='news-detail'><span class='news-date-time'>{story.day:%d.%m.%Y}</span>\n"
        + "<br><br>\n".join(story.body)
        + f"<br><div class='news-detail-share'>{share_bar(story)}</div><a href='/news/'>{story.back}</a></div>"
        f"<div class='news-list'><p class='news-item'><span class='news-date-time'>01.11.2025</span> "
        f"<a href='/news/9/'><b>{story.related[0]}</b></a></p></div>"
    )
    return made(story, frame(story, f"<h1>{story.title}</h1>{box}", title=story.rubric), provenance="near-title")


def flat(story: Story) -> Made:
    """The Bootstrap template, with its rating and tags."""
    box = (
        "<div class='bx-newsdetail'><div class='bx-newsdetail-block'>"
        f"<h3 class='bx-newsdetail-title'>{story.title}</h3>"
        f"<div class='bx-newsdetail-content'>{story.text}</div>"
        f"<div class='bx-newsdetail-date'><i class='fa fa-calendar-o'></i> {story.shown}</div>"
        f"<div class='bx-newsdetail-tags'>{story.tags}</div><div class='bx-newsdetail-view'>Переглядів: 341</div>"
        "</div></div>"
    )
    after = f"<div class='bx-newslist'>{story.others}</div>{cookie_bar(story)}"
    return made(story, frame(story, box, title=story.title, after=after), provenance="near-title")


def table(story: Story) -> Made:
    """The table template: the class of the date is on a cell."""
    box = (
        f"<div class='news-detail'><table><tr><td class='news-date-time'>{story.day:%d.%m.%Y}</td></tr>"
        f"<tr><td><h3>{story.title}</h3></td></tr><tr><td>{story.text}</td></tr>"
        f"<tr><td><a href='/news/'>{story.back}</a></td></tr></table></div>"
    )
    return made(story, frame(story, box, title=story.title), provenance="near-title")


def under_rubric(story: Story) -> Made:
    """The h1 names the section, the headline is the h3 in the box."""
    box = (
        f"<h1>{story.rubric}</h1><div class='news-detail'><span class='news-date-time'>{story.day:%d.%m.%Y}</span>"
        f"<h3>{story.title}</h3>{story.text}</div>"
    )
    return made(story, frame(story, box, title=story.title), provenance="near-title")


def institute(story: Story) -> Made:
    """An institute's platform: a Russian label and links over an English text."""
    main = (
        f"<div class='content'><h1>{story.title}</h1><div class='date'>Дата публикации: {story.day:%Y.%m.%d}</div>"
        f"<div class='text'>{story.text}</div><p><a href='/news/'>&gt;&gt;Перейти к новостям</a></p>"
        "<p><a href='/all/'>&gt;&gt;Перейти ко всем новостям</a></p></div>"
    )
    return made(story, frame(story, main, title=story.site))


def weekday(story: Story) -> Made:
    """Bootstrap cards: rubric label, day of the week in words, the first picture the article's."""
    main = (
        f"<div class='item article-item'><span class='article-tag-label cat-sci'>{story.rubric}</span>"
        f"<div class='article-date'>Пятница, 28 Июня 2024</div><h1 class='article-title'>{story.title}</h1>"
        f"<div class='article-text'><img class='img-responsive' src='/upload/iblock/river.jpg'>{story.text}</div></div>"
    )
    after = f"<div class='tab-pane'>{story.others}</div>"
    image = "https://uni.example/upload/iblock/river.jpg"
    return made(story, frame(story, main, after=after), provenance="near-title", rubric=story.rubric, image=image)


def counter(story: Story) -> Made:
    """Day, rubric and the number of views on one line."""
    main = (
        f"<h1>{story.title}</h1><div class='news-info'>{story.shown} International activities 203</div>"
        f"<div class='news-body'>{story.text}</div>{share_bar(story)}"
    )
    return made(story, frame(story, main), provenance="near-title")


def boxes(story: Story) -> Made:
    """Day, month and year in three boxes."""
    main = (
        "<div class='news-full'><div class='news-full__date'><span class='day'>28</span><span class='month'>Июн</span>"
        f"<span class='year'>2024</span></div><h1>{story.title}</h1>"
        f"<div class='news-full__text'>{story.text}</div></div>"
    )
    return made(story, frame(story, main), provenance="near-title")


def logo_h1(story: Story) -> Made:
    """The h1 is the site's name; the headline is an h2 without a class."""
    main = (
        f"<h2>{story.title}</h2><p class='data'>{story.label}: {story.shown}</p><div class='story'>{story.text}</div>"
    )
    before = f"<h1 class='logo-text'><a href='/'>{story.site}</a></h1>"
    return made(story, frame(story, main, before=before))


def rubric_in_h1(story: Story) -> Made:
    """A label of the rubric and a counter inside the h1; the search engine's title is another."""
    heading = (
        f"<h1><span class='label label-info'>{story.rubric}</span> {story.title} <small class='views'>1204</small></h1>"
    )
    main = f"{heading}<p class='date'>{story.label}: {story.shown}</p><div class='text'>{story.text}</div>"
    return made(story, frame(story, main, title=f"{story.rubric}: читайте на сайте | {story.site}"))


def no_heading(story: Story) -> Made:
    """No heading at all: the headline in a div, and with the site's name in the head."""
    head = f"<meta property='og:title' content='{story.title} — {story.site}'>"
    main = (
        f"<div class='news-title'>{story.title}</div><div class='news-date'>{story.shown}</div>"
        f"<div class='news-text'>{story.text}</div>"
    )
    return made(story, frame(story, main, head=head, title=story.site), provenance="near-title")


def only_head(story: Story) -> Made:
    """The headline only in og:title, less the site's name; the h1 is the logo."""
    head = (
        f"<meta property='og:site_name' content='{story.site}'>"
        f"<meta property='og:title' content='{story.title} – {story.site}'>"
    )
    main = f"<div class='content'>{story.text}<p class='date'>{story.label}: {story.shown}</p></div>"
    before = f"<h1><a href='/'><img src='/logo.png' alt='{story.site}'>{story.site}</a></h1>"
    return made(story, frame(story, main, head=head, before=before))


def broken_lines(story: Story) -> Made:
    """A headline broken over two lines, with a date above it in the same heading."""
    words = story.title.split()
    middle = len(words) // 2
    first, second = " ".join(words[:middle]), " ".join(words[middle:])
    main = f"<h1>{first}<br>{second}</h1><p>{story.label}: {story.shown}</p><div class='text'>{story.text}</div>"
    return made(story, frame(story, main, title=story.site))


def files(story: Story) -> Made:
    """Documents to download, and links to pages, in the text."""
    added = (
        "<p>Положение о практике: <a href='/upload/Положение о практике.pdf'>скачать</a>, "
        "<a href='plan.docx?v=2#top'>план работ</a>.</p>"
    )
    main = (
        f"<h1>{story.title}</h1><div class='news-detail'><p>{story.label}: {story.shown}</p>{story.text}{added}</div>"
    )
    body = (*story.body, "Положение о практике: скачать, план работ.")
    paths = ("/upload/Положение о практике.pdf", "/news/1204/plan.docx?v=2")
    return made(story, frame(story, main), body=body, attachments=tuple(f"https://uni.example{path}" for path in paths))


def tabs(story: Story) -> Made:
    """A text in two tabs of a page."""
    main = (
        f"<h1>{story.title}</h1><p class='date'>{story.label}: {story.shown}</p><ul class='nav nav-tabs'>"
        "<li><a href='#a'>О событии</a></li><li><a href='#b'>Программа</a></li></ul><div class='tab-content'>"
        f"<div class='tab-pane active' id='a'><p>{story.lead}</p><p>{story.middle}</p></div>"
        f"<div class='tab-pane' id='b'><p>{story.end}</p></div></div>"
    )
    return made(story, frame(story, main))


def sections(story: Story) -> Made:
    """A page builder's text: each paragraph in a section of its own, a banner between them."""
    parts = "<div class='banner'><a href='/ad/'>Реклама</a></div>".join(
        f"<section class='t-rec'><div class='t-container'><div class='t-text'><p>{one}</p></div></div></section>"
        for one in story.body
    )
    main = f"<h1>{story.title}</h1><div class='date'>{story.label}: {story.shown}</div><main>{parts}</main>"
    return made(story, frame(story, main))


def yesterday(story: Story) -> Made:
    """A day told from the moment of fetching, in the site's own zone: late at night it is the next day there."""
    main = f"<h1>{story.title}</h1><span class='date'>Вчера, 14:30</span><div class='news-detail'>{story.text}</div>"
    page = made(story, frame(story, main), provenance="near-title", day=date(2024, 6, 29))
    return page.but(fetched_at="2024-06-29T22:30:00+00:00", hints={"timezone": "Europe/Moscow"})


def undated(story: Story) -> Made:
    """No date of its own; other stories' dates, a clock in the header, the years of the footer."""
    main = f"<h1>{story.title}</h1><div class='news-detail'>{story.text}</div>"
    before = "<div class='clock'>Суббота, 30 ноября 2024</div>"
    return made(story, frame(story, main, before=before, after=f"<aside>{story.others}</aside>"), provenance=None)


PAGES = {
    "bitrix-cp1251-meta": default(RU).encoded("cp1251", declared="windows-1251"),
    "bitrix-cp1251-header-lies": default(RU).encoded("cp1251", charset="utf-8"),
    "bitrix-koi8-undeclared": table(RU).encoded("koi8_r"),
    "bitrix-iso-8859-5-undeclared": weekday(RU).encoded("iso8859_5"),
    "bitrix-flat-uk": flat(UK),
    "bitrix-rubric-h1-be-latin1-declared": under_rubric(BE).encoded("cp1251", declared="iso-8859-1"),
    "institute-en": institute(EN),
    "weekday-ru": weekday(RU),
    "counter-en": counter(EN),
    "date-boxes-ru": boxes(RU),
    "logo-h1-uz": logo_h1(UZ),
    "rubric-in-h1-ru": rubric_in_h1(RU),
    "no-heading-kk": no_heading(KK),
    "only-og-title-ru": only_head(RU),
    "broken-headline-uk": broken_lines(UK),
    "files-ru": files(RU),
    "tabs-ru": tabs(RU),
    "sections-kk": sections(KK),
    "yesterday-ru": yesterday(RU),
    "undated-ru": undated(RU),
    "undated-be": undated(BE),
}
