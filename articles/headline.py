"""Parts of headings, and the names of a site's sections: what stands in a heading's place and is no headline."""

from __future__ import annotations

from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from articles.page import Box, Page
from articles.text import fold, name_test, phrases, squeeze, words

#: Headings of sections and of pages without a name of their own, folded.
SECTIONS = frozenset(
    phrases(
        """
        news | latest news | press release | press releases | home | home page | main page | blog | article | articles |
        events | untitled | index | document | новости | новость | все новости | новости университета | главная |
        главная страница | события | пресс-центр | анонсы | объявления | статьи | новини | всі новини | головна |
        оголошення | навіны | галоўная | жаңалықтар | басты бет | хабарландырулар | yangiliklar | bosh sahifa |
        e'lonlar | aktuelles | nachrichten | startseite | pressemitteilung | pressemitteilungen | neuigkeiten |
        actualités | actualité | accueil | noticias | noticia | inicio | aktualności | wiadomości | strona główna |
        aktuality | zprávy | haberler | duyurular | ana sayfa | notizie | nieuws | 新闻 | 新闻中心 | 新闻详情 |
        新闻动态 | 新闻资讯 | 校园新闻 | 学校要闻 | 通知公告 | 首页 | 正文 | 新聞 | 最新消息 | 首頁 | お知らせ |
        ニュース | 新着情報 | ホーム | 공지사항 | 뉴스 | 새소식 | 홈 | الأخبار | أخبار | الرئيسية
        """
    )
)
_MOST_PIECES = 12
_MOST_NODES = 80
_MOST_LINKS = 3_000
_SILENT = words("script style svg noscript template button -comment")
_is_label_name = name_test(
    r"(?:^|[\s_-])(?:labels?|badges?|rubric|category|tag|date|time|views?|counter|count|hits|comments?|new|sr-only|"
    r"visually-hidden|screen-reader-text|anchor|permalink|edit)(?=$|[\s_-])"
)


def pieces(box: Box) -> list[tuple[str, bool]]:
    """The pieces of text of a heading, blanks and all, at most ``_MOST_PIECES``; True for those of a label, badge,
    date or counter inside it. Empty where the heading holds more."""
    out: list[tuple[str, bool]] = []
    waiting: list[tuple[LexborNode | None, bool]] = [(box.node.first_child, False)]
    for _ in range(_MOST_NODES):
        if not waiting:
            return out
        node, is_label = waiting.pop()
        if node is None:
            continue
        waiting.append((node.next, is_label))
        if node.tag == "-text":
            out.append((node.text_content or "", is_label))
        elif node.tag == "br":
            out.append((" ", is_label))
        elif node.tag not in _SILENT:
            attrs = node.attributes
            named = _is_label_name(f"{attrs.get('class') or ''} {attrs.get('id') or ''}"[:200].lower())
            waiting.append((node.first_child, is_label or named or node.tag == "time"))
        if len(out) > _MOST_PIECES:
            return []
    return []


def sections(page: Page, url: str) -> frozenset[str]:
    """Folded names that no headline has: usual headings of sections, and the texts of links to what stands above the
    page's own address ("/" is the site, "/news/" the section of "/news/12/")."""
    try:
        address = urlsplit(url)
    except ValueError:
        return SECTIONS
    own = tuple(f"{scheme}//{address.netloc}" for scheme in ("https:", "http:", "")) if address.netloc else ()
    found = set(SECTIONS)
    links = 0
    for box in page.boxes:
        if box.tag != "a":
            continue
        links += 1
        if links > _MOST_LINKS:
            break
        if _is_above(box.attrs.get("href") or "", address.path, own):
            text = squeeze(page.text(box)[:300])
            if 2 <= len(text) <= 120:
                found.add(fold(text))
    return frozenset(found)


def _is_above(href: str, path: str, own: tuple[str, ...]) -> bool:
    """True for a link to a part of ``path`` less its end, on the site whose addresses begin with one of ``own``."""
    href = href.strip()
    for start in own:
        if href.startswith(start):
            href = href[len(start) :] or "/"
            break
    if href[:1] != "/":
        return False
    href = href.partition("#")[0].partition("?")[0]
    return len(href) < len(path) and path.startswith(href if href.endswith("/") else f"{href}/")
