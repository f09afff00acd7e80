"""Pages of Chinese, Japanese and Korean sites, and texts that went through two encodings."""

from __future__ import annotations

from tests.pages.making import HOST, STORIES, Made, Story, frame, made, share_bar

ZH, TW, JA, KO, RU, DE = (STORIES[code] for code in ("zh", "zh-tw", "ja", "ko", "ru", "de"))


def vsb(story: Story) -> Made:
    """A clock in the header, a view counter that a script fills, the column in the title element."""
    head = f"<META Name='pageTitle' Content='{story.title}'><META Name='keywords' Content='{story.site}'>"
    main = (
        "<form name='_newscontent_fromname'><div class='content'><h2 class='title'>"
        f"{story.title}</h2><div class='info'><span>{story.label}：{story.day}</span> "
        "<span>浏览次数：<span id='dynclicks_wbnews_1'></span></span></div>"
        f"<div id='vsb_content'><div class='v_news_content'>{story.text}</div></div></div></form>"
        f"<p>上一条：<a href='2.htm'>{story.related[0]}</a></p><p>下一条：<a href='3.htm'>{story.related[1]}</a></p>"
    )
    before = "<div class='time'>2026年3月1日 星期日</div>"
    title = f"{story.title}-{story.rubric}-{story.site}"
    return made(story, frame(story, main, head=head, before=before, title=title), url="/info/1083/97166.htm")


def cut_in_listing(story: Story) -> Made:
    """No heading; the listing knows the title cut, the head knows it whole."""
    main = (
        f"<div class='info'>{story.label}：{story.day}</div>"
        f"<div id='vsb_content'><div class='v_news_content'>{story.text}</div></div>"
    )
    page = made(story, frame(story, main, title=f"{story.title}-{story.site}"), url="/info/1083/97167.htm")
    return page.but(hints={"listing_title": story.title[:12] + "...", "listing_date": str(story.day)})


def sudy(story: Story) -> Made:
    """WebPlus: the date is in the line under the headline and in the address."""
    main = (
        f"<div class='article'><h1 class='arti_title'>{story.title}</h1><p class='arti_metas'>"
        f"<span class='arti_publisher'>作者：{story.author}</span><span class='arti_update'>{story.label}：{story.day}"
        "</span><span class='arti_views'>浏览次数：<span class='WP_VisitCount'></span></span></p>"
        f"<div class='entry'><div class='read'><div class='wp_articlecontent'>{story.text}</div></div></div></div>"
    )
    page = frame(story, main, title=story.title)
    return made(story, page, url=f"/{story.day:%Y}/{story.day:%m%d}/c44a1204/page.htm")


def board(story: Story) -> Made:
    """A Korean notice board: the headline and the day are cells of a table, the text another."""
    main = (
        f"<div class='board_view'><table><tr><th>제목</th><td class='title'>{story.title}</td></tr>"
        f"<tr><th>{story.label}</th><td>{story.shown}</td><th>조회수</th><td>341</td></tr></table>"
        f"<div class='board_content'>{story.text}</div><a href='list.do'>{story.back}</a></div>"
    )
    return made(story, frame(story, main, title=story.site), url="/board/view.do?no=1204")


def release(story: Story) -> Made:
    """A Japanese press page: label and day in a list of definitions, a quote and a caption in the text."""
    main = (
        f"<article><h1>{story.title}</h1><dl><dt>{story.label}</dt><dd>{story.shown}</dd></dl><div class='entry-body'>"
        f"<p>{story.lead}</p><figure><img src='/img/ship.jpg'><figcaption>{story.caption}</figcaption></figure>"
        f"<p>{story.middle}</p><blockquote>{story.quote}</blockquote><p>{story.end}</p></div>{share_bar(story)}"
        f"<p><a href='/news/'>{story.back}</a></p></article>"
    )
    body = (story.lead, story.caption, story.middle, story.quote, story.end)
    return made(story, frame(story, main), body=body, image=f"{HOST}/img/ship.jpg")


def plain(story: Story) -> Made:
    """Headline, label, text: nothing to go wrong but the encoding."""
    main = f"<h1>{story.title}</h1><p class='date'>{story.label}：{story.shown}</p><div class='text'>{story.text}</div>"
    return made(story, frame(story, main, after=f"<div class='related'>{story.others}</div>"))


def twice(page: Made, wrong: str) -> Made:
    """The page in UTF-8, read as ``wrong`` and written as UTF-8 again."""
    text = "".join(char if ord(char) < 0x80 else _misread(char, wrong) for char in page.html.decode())
    return page.but(html=text.encode(), charset="utf-8")


def _misread(char: str, wrong: str) -> str:
    """One character's UTF-8 bytes as a browser reads them in ``wrong``, its unused bytes as control characters."""
    out = ""
    for byte in char.encode():
        try:
            out += bytes([byte]).decode(wrong)
        except UnicodeDecodeError:
            out += chr(byte)
    return out


PAGES = {
    "vsb-gbk-declared-gb2312": vsb(ZH).encoded("gbk", declared="gb2312"),
    "vsb-gb18030-undeclared": vsb(ZH).encoded("gb18030"),
    "vsb-cut-title": cut_in_listing(ZH),
    "sudy-utf-8": sudy(ZH),
    "sudy-gbk-declared-utf-8": sudy(ZH).encoded("gbk", declared="utf-8", charset="utf-8"),
    "big5-declared": plain(TW).encoded("big5", declared="big5"),
    "big5-undeclared": plain(TW).encoded("big5"),
    "shift-jis-header": release(JA).encoded("cp932", charset="Shift_JIS"),
    "shift-jis-undeclared": plain(JA).encoded("cp932"),
    "euc-jp-undeclared": release(JA).encoded("euc_jp"),
    "board-euc-kr": board(KO).encoded("euc_kr", declared="euc-kr"),
    "board-cp949-undeclared": board(KO).encoded("cp949"),
    "press-ja": release(JA),
    "plain-ko": plain(KO),
    "twice-encoded-ru": twice(plain(RU), "cp1252"),
    "twice-encoded-ru-latin1": twice(plain(RU), "latin-1"),
    "twice-encoded-ru-cp1251": twice(plain(RU), "cp1251"),
    "twice-encoded-de": twice(plain(DE), "cp1252"),
    "twice-encoded-zh": twice(plain(ZH), "cp1252"),
}
