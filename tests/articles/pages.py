"""Invented pages in the markup of each content management system. Text of our own; only class names are real."""

from __future__ import annotations

P1 = (
    "Делегация Нанкинского технологического университета посетила кампус и осмотрела лаборатории. Гости из Китая "
    "познакомились с центром робототехники, музеем и библиотекой университета."
)
P2 = (
    "Стороны обсудили совместные магистерские программы, обмен студентами и летние школы. Соглашение планируют "
    "подписать осенью, после визита ректора в Нанкин."
)
E1 = (
    "A delegation of the Tianjin municipal government visited the university on Thursday. The guests, headed by the "
    "head of Wuqing District, met the vice-rector and toured the technology park."
)
E2 = (
    "The parties discussed a joint business park, exchange of students and a laboratory of advanced materials. "
    "A working group will prepare the agreement by autumn."
)
Z1 = (
    "近日，天津市武清区代表团访问我校，副校长会见了来宾，"
    "双方就科技园区建设、学生交流和联合实验室等议题进行了深入交流，并参观了材料学院。"
)
Z2 = (
    "代表团一行还参观了校史馆和图书馆。"
    "双方一致同意成立工作组，争取在今年秋季签署合作协议，进一步推动两校在教学和科研方面的合作。"
)

MENU = "<ul class='menu'>" + "".join(f"<li><a href='/m{n}'>Раздел меню {n}</a></li>" for n in range(12)) + "</ul>"
FOOTER = "<footer><p>© 2019–2024 Университет. Все права защищены. Телефон: +7 812 000-00-00</p></footer>"


def whole(body: str, *, title: str = "", head: str = "", lang: str = "ru") -> str:
    """A page around ``body``."""
    return (
        f"<!DOCTYPE html><html lang='{lang}'><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body>{MENU}{body}{FOOTER}</body></html>"
    )


BITRIX = whole(
    f"""<div class="header"><div class="clock">Суббота, 30 ноября 2024</div></div>
    <h1>Китайская делегация посетила университет</h1>
    <div class="news-detail"><span class="news-date-time">28.06.2024</span>
    {P1}<br><br>{P2}<br>
    <div class="news-detail-share"><a href="#">Поделиться</a></div>
    <a href="/news/">Возврат к списку</a></div>
    <div class="news-list"><p class="news-item"><span class="news-date-time">30.11.2024</span>
    <a href="/news/2/"><b>Другая новость университета</b></a></p></div>""",
    title="Новости",
)
INSTITUTE = whole(
    f"""<div class="content"><h1>SPbPU at the meeting with the delegation of Tianjin municipal government</h1>
    <div class="date">Дата публикации: 2024.06.28</div>
    <div class="text"><p>{E1}</p><p>{E2}</p></div>
    <p><a href="/news/">&gt;&gt;Перейти к новостям</a></p>
    <p><a href="/all/">&gt;&gt;Перейти ко всем новостям</a></p></div>""",
    title="Институт",
)
POLYTECH = whole(
    f"""<div class="item article-item"><span class="article-tag-label cat-sci">Наука</span>
    <div class="article-date">Среда, 14 Марта 2018</div><h1 class="article-title">Учёные создали новый сплав</h1>
    <div class="article-text"><p>{P1}</p><p>{P2}</p></div></div>
    <div class="related-news"><h3>Читайте также</h3><div class="article-date">Понедельник, 12 Марта 2018</div>
    <a href="/x">Студенты победили на олимпиаде</a></div>""",
    title="Учёные создали новый сплав | Политех",
)
POLYTECH_EN = whole(
    f"""<h1>University opens a joint laboratory</h1>
    <div class="meta-line">20 June 2024 International activities 203</div>
    <div class="text"><p>{E1}</p><p>{E2}</p></div>""",
    lang="en",
)
DRUPAL = whole(
    f"""<h1 class="page-title">Ректор встретился с послом</h1>
    <article class="node node--type-news node--view-mode-full">
    <footer class="node__meta"><div class="node__submitted">Опубликовано admin, Tue, 11/26/2024 - 18:50</div></footer>
    <div class="node__content"><div class="field field--name-body"><p>{P1}</p><ul><li>Первый пункт программы.</li>
    <li>Второй пункт программы.</li></ul><p>{P2}</p></div></div></article>""",
    head="<link rel='canonical' href='https://uni.example/news/rector'>"
    "<link rel='alternate' hreflang='en' href='https://uni.example/en/news/rector'>",
)
WORDPRESS = whole(
    f"""<article id="post-12" class="post-12 post type-post hentry"><header class="entry-header">
    <h1 class="entry-title">Joint school opens in summer</h1><div class="entry-meta"><span class="posted-on">
    <time class="updated" datetime="2024-07-02T09:00:00+03:00">2 July 2024</time>
    <time class="entry-date published" datetime="2024-06-28T10:15:00+03:00">28 June 2024</time></span></div></header>
    <div class="entry-content"><p>{E1}</p><blockquote><p>We expect many students.</p></blockquote><p>{E2}</p></div>
    <footer class="entry-footer"><span class="tags-links">Tags: <a href="/t">china</a></span></footer></article>
    <nav class="post-navigation"><a href="/p">Previous: Sports day</a></nav>
    <div id="comments"><p>Ivan: what a wonderful piece of news, I will certainly come next year!</p></div>""",
    title="Joint school opens in summer – Example University",
    lang="en",
)
VSB = whole(
    f"""<div class="top">2025年06月19日 星期四</div><form name="_newscontent_fromname"><h1>天津市代表团访问我校</h1>
    <div class="timestyle1234">发布时间：2024-06-28 浏览次数：</div>
    <div id="vsb_content"><div class="v_news_content"><p>{Z1}</p><p>{Z2}</p></div></div>
    <p>上一条：<a href="1.htm">学校召开工作会议</a></p><p>下一条：<a href="2.htm">毕业典礼举行</a></p></form>""",
    title="天津市代表团访问我校-某某大学",
    lang="zh",
).replace("utf-8", "gb2312")
SUDY = whole(
    f"""<h1 class="arti_title">天津市代表团访问我校</h1><p class="arti_metas">
    <span class="arti_publisher">发布者：宣传部</span>
    <span class="arti_update">发布时间：2024-06-28</span><span class="arti_views">浏览次数：10</span></p>
    <div class="wp_articlecontent"><p>{Z1}</p><p>{Z2}</p></div>""",
    title="天津市代表团访问我校",
    lang="zh-CN",
)
JOOMLA = whole(
    f"""<div class="com-content-article item-page"><div class="page-header"><h1>Новая программа обмена</h1></div>
    <dl class="article-info"><dd class="published"><time datetime="2024-06-28T07:00:00+00:00">Published: 28 June 2024
    </time></dd><dd class="modified"><time datetime="2024-07-05T07:00:00+00:00">Last Updated: 05 July 2024</time></dd>
    <dd class="hits">Просмотров: 203</dd></dl>
    <div class="com-content-article__body"><p>{P1}</p><p>{P2}</p></div></div>"""
)
TYPO3 = whole(
    f"""<div class="news-single"><h1 itemprop="headline">Neue Partnerschaft mit Nanjing</h1>
    <time itemprop="datePublished" datetime="2024-06-28">28.06.2024</time>
    <div class="news-text-wrap" itemprop="articleBody"><p>{E1}</p><p>{E2}</p></div>
    <div class="news-related-news">
    <span class="news-related-news-date">01.07.2024</span><a href="/a">Andere</a></div></div>""",
    lang="de",
)
TILDA = whole(
    f"""<h1 class="js-feed-post-title">Открыт набор на курс</h1><div class="js-feed-post-date">28 июня 2024</div>
    <div class="t-redactor__text">{P1}<br><br>{P2}</div>"""
)
