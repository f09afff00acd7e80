"""Pages of the content management systems of the world: WordPress, Drupal, Joomla, TYPO3, Tilda and older habits."""

from __future__ import annotations

import json
from datetime import date

from tests.pages.making import HOST, STORIES, Made, Story, cookie_bar, frame, made, share_bar

EN, DE, FR, ES, PL, CS, TR, RU, AR = (STORIES[code] for code in ("en", "de", "fr", "es", "pl", "cs", "tr", "ru", "ar"))


def wordpress(story: Story) -> Made:
    """A classic theme: published and updated times, categories, comments, the next story."""
    comments = "".join(f"<li class='comment'><p>{story.comment} ({at})</p></li>" for at in range(12))
    main = (
        f"<article id='post-12' class='post-12 post type-post hentry'><header class='entry-header'>"
        f"<h1 class='entry-title'>{story.title}</h1><div class='entry-meta'><span class='posted-on'>"
        f"<time class='entry-date published' datetime='{story.day}T09:30:00+02:00'>{story.shown}</time>"
        f"<time class='updated' datetime='2025-01-15T10:00:00+02:00'>15.01.2025</time></span></div></header>"
        f"<div class='entry-content'>{story.text}</div><footer class='entry-footer'><span class='tags-links'>"
        f"{story.tags}</span></footer></article><nav class='post-navigation'><div class='nav-previous'>"
        f"<a href='/p/'>{story.related[0]}</a></div></nav><div id='comments'><ol>{comments}</ol></div>"
    )
    return made(story, frame(story, main, after=cookie_bar(story)), provenance="microdata")


def blocks(story: Story) -> Made:
    """A block theme: the date stands after the text; a list, a quote, a table and a caption in it."""
    table = "".join(f"<tr><td>{one}</td><td>{two}</td></tr>" for one, two in story.rows)
    content = (
        f"<p>{story.lead}</p><figure class='wp-block-image'><img src='/wp-content/uploads/one.jpg'>"
        f"<figcaption>{story.caption}</figcaption></figure><p>{story.middle}</p><blockquote class='wp-block-quote'>"
        f"<p>{story.quote}</p></blockquote>{story.listed}<figure class='wp-block-table'><table>{table}</table></figure>"
        f"<p>{story.end}</p>"
    )
    main = (
        f"<main><h1 class='wp-block-post-title'>{story.title}</h1>"
        f"<div class='entry-content wp-block-post-content'>{content}</div>"
        f"<div class='wp-block-post-date'><time datetime='{story.day}T08:00:00+00:00'>{story.shown}</time></div></main>"
    )
    rows = [" | ".join(row) for row in story.rows]
    body = (story.lead, story.caption, story.middle, story.quote, *story.items, *rows, story.end)
    return made(
        story,
        frame(story, main),
        provenance="microdata",
        body=body,
        image=f"{HOST}/wp-content/uploads/one.jpg",
    )


def linked_data(story: Story) -> Made:
    """Everything said for machines: author, section, picture, canonical address, the story in other languages."""
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": f"{story.title} - {story.site}",
                "datePublished": f"{story.day}T11:00:00+02:00",
                "dateModified": "2025-02-01T11:00:00+02:00",
                "author": [{"@type": "Person", "name": story.author}],
                "articleSection": [story.rubric],
                "image": {"@type": "ImageObject", "url": "/img/lead.jpg"},
            },
            {"@type": "WebSite", "name": story.site},
        ],
    }
    head = (
        f"<script type='application/ld+json'>{json.dumps(data, ensure_ascii=False)}</script>"
        "<link rel='canonical' href='/actualidad/nubes/#top'><link rel='alternate' hreflang='en-GB' href='/en/clouds/'>"
        "<link rel='alternate' hreflang='x-default' href='/'><link rel='alternate' hreflang='es' href='?lang=es'>"
    )
    main = f"<article><h1>{story.title}</h1><div class='body'>{story.text}</div>{share_bar(story)}</article>"
    return made(
        story,
        frame(story, main, head=head, after=f"<aside class='related'>{story.others}</aside>"),
        provenance="json-ld",
        authors=(story.author,),
        rubric=story.rubric,
        image=f"{HOST}/img/lead.jpg",
        canonical=f"{HOST}/actualidad/nubes/",
        siblings={"en-gb": f"{HOST}/en/clouds/", "es": f"{HOST}/news/1204/?lang=es"},
    )


def drupal(story: Story) -> Made:
    """Drupal 9: the title is a block outside the node; "submitted by" names the author and the day."""
    main = (
        f"<h1 class='page-title'><span class='field field--name-title'>{story.title}</span></h1>"
        "<article class='node node--type-news node--view-mode-full'><footer class='node__meta'>"
        f"<div class='node__submitted'>Submitted by <span>{story.author}</span> on "
        f"<span class='field--name-created'><time datetime='{story.day}T12:00:00+02:00'>{story.shown}</time></span>"
        f"</div></footer><div class='node__content'><div class='field--name-body'>{story.text}</div></div></article>"
    )
    after = f"<section class='block-views'><div class='views-row'>{story.others}</div></section>"
    return made(story, frame(story, main, after=after), provenance="microdata", url="/node/1204")


def american(story: Story) -> Made:
    """Drupal's medium date, month first, told by the day of the week."""
    main = (
        f"<h1 class='page-title'>{story.title}</h1><article class='node'><div class='submitted'>"
        f"Tue, 11/12/2024 - 18:50</div><div class='field-name-body'>{story.text}</div></article>"
    )
    return made(story, frame(story, main), provenance="near-title", day=date(2024, 11, 12))


def joomla(story: Story) -> Made:
    """Joomla 4: published, changed and hits in a list of definitions."""
    main = (
        f"<div class='com-content-article item-page'><div class='page-header'><h2>{story.title}</h2></div>"
        f"<dl class='article-info'><dd class='createdby'>{story.author}</dd><dd class='published'>"
        f"<time datetime='{story.day}T10:15:00+02:00'>{story.label}: {story.shown}</time></dd>"
        "<dd class='modified'><time datetime='2025-03-01T10:00:00+02:00'>Modified: 1 March 2025</time></dd>"
        f"<dd class='hits'>Hits: 203</dd></dl><div class='com-content-article__body'>{story.text}</div></div>"
    )
    return made(story, frame(story, main), provenance="microdata")


def joomla_old(story: Story) -> Made:
    """Joomla 3 without times for machines; the page's own title element is the site's name."""
    main = (
        f"<div class='item-page'><h2 itemprop='headline'>{story.title}</h2><div class='article-info muted'>"
        f"<span>{story.label}: {story.shown}</span> <span>Hits: 1203</span></div>"
        f"<div itemprop='articleBody'>{story.text}</div><ul class='pager'><li><a href='/n/'>{story.related[0]}</a>"
        "</li></ul></div>"
    )
    return made(story, frame(story, main, title=story.site))


def typo3(story: Story) -> Made:
    """ext:news: the teaser is part of the text, related news carry dates of their own."""
    main = (
        f"<div class='news-single'><div class='article' itemscope itemtype='http://schema.org/Article'>"
        f"<h1 itemprop='headline'>{story.title}</h1><time itemprop='datePublished' datetime='{story.day}'>"
        f"{story.shown}</time><div class='teaser-text' itemprop='description'><p>{story.lead}</p></div>"
        f"<div class='news-text-wrap' itemprop='articleBody'><p>{story.middle}</p><p>{story.end}</p></div>"
        f"<div class='news-backlink-wrap'><a href='/'>{story.back}</a></div><div class='news-related-news'><ul><li>"
        f"<span class='news-related-news-date'>01.02.2020</span><a href='/r/'>{story.related[0]}</a></li></ul></div>"
        "</div></div>"
    )
    return made(story, frame(story, main), provenance="microdata")


def tilda(story: Story) -> Made:
    """A post of a page builder's feed."""
    main = (
        f"<div class='t-feed__post-popup'><h1 class='js-feed-post-title t-feed__post-popup__title'>{story.title}</h1>"
        f"<div class='t-feed__post-popup__date'><span class='js-feed-post-date'>{story.day:%d.%m.%Y}</span></div>"
        f"<div class='t-redactor__text'>{story.text}</div></div>"
    )
    return made(story, frame(story, main), provenance="near-title", url="/tpost/ab12cd34ef-reka")


def two_h1(story: Story) -> Made:
    """A second h1 further down names the block of other stories."""
    main = (
        f"<h1>{story.title}</h1><p>{story.label} {story.shown} – Mis à jour le 3 mars 2025</p>"
        f"<div class='texte'>{story.text}</div><h1>À lire aussi</h1><div class='autres'>{story.others}</div>"
    )
    return made(story, frame(story, main))


def day_first(story: Story) -> Made:
    """09/02/2024 on a page whose other dates put the day first."""
    main = (
        f"<h1>{story.title}</h1><p class='date'>09/02/2024</p><div class='texte'>{story.text}</div>"
        f"<aside><a href='/r/'>{story.related[0]}</a> 23/01/2024</aside>"
    )
    return made(story, frame(story, main), provenance="near-title")


def tables(story: Story) -> Made:
    """A site of the nineties: the page is a table, the headline is bold, the text stands in font elements."""
    text = "".join(f"<p><font face='Verdana' size='2'>{one}</font></p>" for one in story.body)
    menu = "".join(
        f"<tr><td><a href='/{at}.html'><font>{one}</font></a></td></tr>" for at, one in enumerate(story.menu)
    )
    page = (
        f'<html><head><meta charset="utf-8"><title>{story.title}</title></head><body><table><tr><td colspan=2>'
        f"<b>{story.site}</b></td></tr><tr><td><table>{menu}</table></td><td><b class='title'>{story.title}</b><br>"
        f"<i>{story.label}: {story.shown}</i>{text}</td></tr></table></body></html>"
    )
    return made(story, page)


def script_only(story: Story) -> Made:
    """A shell that a script fills: the head's title is all there is."""
    data = json.dumps({"props": {"body": story.lead}}, ensure_ascii=False)
    page = (
        f'<!DOCTYPE html><html lang="{story.code}"><head><meta charset="utf-8"><title>{story.title}</title></head>'
        f"<body><div id='__next'></div><script id='__NEXT_DATA__' type='application/json'>{data}</script></body></html>"
    )
    return made(story, page, provenance=None, body=())


def undated(story: Story) -> Made:
    """Dates of an event, of a deadline and of other stories, and none of publication."""
    main = (
        f"<h1>{story.title}</h1><div class='event'>Event date: 3 May 2026, deadline: 1 April 2026</div>"
        f"<div class='text'>{story.text}</div>"
    )
    return made(story, frame(story, main, after=f"<div class='related'>{story.others}</div>"), provenance=None)


def head_fields(story: Story) -> Made:
    """Author, section and picture in meta elements; addresses relative to the page."""
    head = (
        f"<meta name='author' content='{story.author}'><meta property='article:section' content='{story.rubric}'>"
        f"<meta property='og:image' content='../img/dach.jpg'><meta property='article:published_time' "
        f"content='{story.day}T07:00:00+02:00'><link rel='canonical' href='../aktuelles/dach.html'>"
    )
    main = f"<h1>{story.title}</h1><div class='text'>{story.text}</div>"
    return made(
        story,
        frame(story, main, head=head, title=f"{story.title} :: {story.site}"),
        provenance="meta",
        authors=(story.author,),
        rubric=story.rubric,
        image=f"{HOST}/news/img/dach.jpg",
        canonical=f"{HOST}/news/aktuelles/dach.html",
    )


PAGES = {
    "wordpress-en": wordpress(EN),
    "wordpress-de-cp1252-undeclared": wordpress(DE).encoded("cp1252"),
    "wordpress-blocks-de": blocks(DE),
    "wordpress-blocks-es": blocks(ES),
    "linked-data-es": linked_data(ES),
    "drupal-pl": drupal(PL),
    "drupal-ar": drupal(AR),
    "drupal-american-en": american(EN),
    "joomla-cs-iso-8859-2": joomla(CS).encoded("iso8859_2", declared="iso-8859-2"),
    "joomla-old-tr-windows-1254": joomla_old(TR).encoded("cp1254", declared="iso-8859-9"),
    "joomla-old-pl-cp1250-undeclared": joomla_old(PL).encoded("cp1250"),
    "joomla-ar-windows-1256": joomla_old(AR).encoded("cp1256", declared="windows-1256"),
    "typo3-de": typo3(DE),
    "tilda-ru": tilda(RU),
    "two-h1-fr": two_h1(FR),
    "day-first-fr": day_first(FR),
    "nineties-fr-latin1": tables(FR).encoded("cp1252", declared="iso-8859-1"),
    "script-only-en": script_only(EN),
    "undated-en": undated(EN),
    "head-fields-de": head_fields(DE),
    "utf-16-en": wordpress(EN).encoded("utf-16", charset="utf-16"),
}
