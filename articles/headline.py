"""Parts of headings, and the names of a site's sections: what stands in a heading's place and is no headline."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from articles.page import Box, Page
from articles.text import fold, is_cjk, name_test, phrases, squeeze, words

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
        aktuality | zprávy | haberler | duyurular | ana sayfa | anasayfa | notizie |
        nieuws | 新闻 | 新闻中心 | 新闻详情 |
        新闻动态 | 新闻资讯 | 校园新闻 | 学校要闻 | 通知公告 | 首页 | 正文 | 新聞 | 最新消息 | 首頁 | お知らせ |
        news details | news detail | detail | details | media releases | presse | pressemeldung | pressemeldungen |
        nachricht | medienmitteilungen | communiqués de presse | communiqué de presse | comunicados | avisos |
        novedades | comunicati stampa | comunicato stampa | ultime notizie | avvisi | notícias | notícia |
        últimas notícias | știri | comunicate de presă | comunicat de presă | noutăți | anunțuri |
        tlačové správy | novinky | tiskové zprávy |
        haber | haber detay | haber detayı | duyuru | uutiset | uutinen | ajankohtaista | nyheter | nyhet | aktuellt |
        aktuelt | nyheder | nyhed | pressmeddelanden | persberichten | hírek | hír | közlemények | komunikaty |
        naujienos | uudised | jaunumi | vesti | вести | новини університету | пресс-релизы | новость | объявление |
        νέα | ανακοινώσεις | δελτία τύπου | חדשות | הודעות | სიახლეები | ახალი ამბები | նորություններ |
        tin tức | tin tức sự kiện | tin tức - sự kiện | thông báo | ข่าว | ข่าวประชาสัมพันธ์ | ข่าวสาร |
        press office | press room | press centre | press center | newsroom | media centre | media center | media room |
        пресс-служба | прес-служба | прес-центр | баспасөз қызметі | pressestelle | medien | kommunikation |
        service de presse | espace presse | prensa | sala de prensa | oficina de prensa | unidad de prensa |
        gabinete de prensa |
        ufficio stampa | sala stampa | imprensa | assessoria de imprensa | biuro prasowe | tiskové centrum | basın |
        basın odası | perskamer | pressrum | presserom | lehdistö | sajtószoba | birou de presă | γραφείο τύπου |
        berita | kabar | pengumuman | xəbərlər | мэдээ | мэдээлэл | اخبار | خبر | obvestila | novice | obavijesti |
        novosti | vijesti | objave | објаве | aktualno | obaveštenja |
        новини сайту | новости сайта | site news | site announcements | プレスリリース | 보도자료 |
        ニュース | 新着情報 | ホーム | 공지사항 | 뉴스 | 새소식 | 홈 | الأخبار | أخبار | الرئيسية | المركز الإعلامي
        """
    )
)
_MOST_PIECES = 12
_LONGEST_NAME = 60  # characters of the name of a section
_MOST_NODES = 80
_AROUND = 8  # boxes around a header that are looked through for an article
_MOST_LINKS = 3_000
_MOST_LEVELS = 50  # of an address
_FIRST_PAGES = words("index.php index.html index.htm index.jsp index.shtml index.asp default.aspx default.asp")
_LONGEST_FILE = 1 + max(map(len, _FIRST_PAGES))
_SILENT = words("script style svg noscript template button -comment")
_is_site_name = name_test(r"logo|brand|site-?(?:name|title|header)|header__?title|navbar|masthead")
# What headers are called abroad: the site's, or an article's.
_is_header_name = name_test(r"(?:^|\s)(?:zaglavlje|shapka|hlavicka|zahlavi|fejlec|cabecalho|antet)(?=\s|$)")
_is_label_name = name_test(
    r"(?:^|[\s_-])(?:labels?|badges?|rubric|category|tag|date|time|views?|counter|count|hits|comments?|new|sr-only|"
    r"visually-hidden|screen-reader-text|anchor|permalink|edit)(?=$|[\s_-])"
)


_BESIDE_NEWS = SECTIONS | frozenset(
    phrases(
        """
        announcements | updates | media | stories | people | views | features | анонсы и объявления | анонсы | события |
        публикации | сми | медиа | события и анонсы | події | анонси | оголошення | събития | съобщения | обяви |
        termine | veranstaltungen | meldungen | medien | événements | évènements | agenda | publications | eventos |
        avisos | convocatorias | eventi | avvisi | comunicati | wydarzenia | ogłoszenia | události | akce | udalosti |
        podujatia | etkinlikler | duyurular | evenimente | anunțuri | események | rendezvények | hírek | dogodki |
        događaji | događanja | догађаји | обавештења | obavijesti | obaveštenja | renginiai | sündmused | notikumi |
        tapahtumat | evenemang | kalender | arrangementer | begivenheder | evenementen | agenda's | acara | kegiatan |
        sự kiện | 活动 | 公告 | 通知 | 活動 | イベント | 행사 | 공지 | أحداث | فعاليات | اخبار | رویدادها | іс-шаралар
        """
    )
)
_AND = re.compile(
    r"\s?(?:&|/|,|\||·|、|・)\s?|"
    r"\s(?:and|и|та|і|й|und|et|y|e|ed|i|a|și|ve|och|og|ja|és|en|dan|và|ir|un|және)\s"
)
# "Boletín 145", "Pressemitteilung Nr. 12/2026"
_NUMBERED = re.compile(
    r"(?:bolet[ií]n|boletim|comunicado|nota de prensa|press release|release|пресс-релиз|прес-реліз|новость|"
    r"pressemitteilung|medienmitteilung|communiqu[ée](?: de presse)?|comunicato(?: stampa)?|tiskov[áa] zpr[áa]va|"
    r"komunikat(?: prasowy)?)\s(?:n[ro]{0,2}\.?\s?|n[°º]\s?|№\s?|#\s?)?\d{1,5}(?:[/-]\d{2,4})?"
)
_ENGLISH_LABEL = re.compile(r"\s?[a-z][a-z &-]{1,20}$")
_PARTS_OF_SECTION = 4
_BEGINNING = 2
_BEGINNINGS = frozenset(name[:_BEGINNING] for name in _BESIDE_NEWS)


def names_section(text: str, known: Collection[str]) -> bool:
    """True for a (folded) text that is one of ``known``, or of sections of news and their like joined by "and": «Новини
    и събития», "News & Events"."""
    if text in known or _NUMBERED.fullmatch(text):
        return True
    if is_cjk(text) and text[-1:].isascii():
        return _ENGLISH_LABEL.sub("", text) in known  # トピックスTOPICS
    if text[:_BEGINNING] not in _BEGINNINGS or len(text) > _LONGEST_NAME:
        return False
    parts = _AND.split(text, maxsplit=_PARTS_OF_SECTION)
    return len(parts) > 1 and all(part in _BESIDE_NEWS for part in parts)


def is_of_site(box: Box) -> bool:
    """True for a box that is named for the site's name or logo, or as a header and stands in no article."""
    if not box.name:
        return False
    if _is_site_name(box.name):
        return True
    return _is_header_name(box.name) and not any(one.tag in ("article", "main") for one in box.upward(_AROUND))


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
    above, hosts = _above(address.path, address.netloc)
    found = set(SECTIONS)
    links = 0
    for box in page.boxes:
        if box.tag != "a":
            continue
        links += 1
        if links > _MOST_LINKS:
            break
        href = (box.attrs.get("href") or "").strip()
        if "#" in href or "?" in href:
            href = href.partition("#")[0].partition("?")[0]
        elif href in hosts:
            href = f"{href}/"
        if href in above or (len(href) <= _LONGEST_FILE and _is_first_page(href, box, address.path)):
            text = squeeze(page.text(box)[:300])
            if 2 <= len(text) <= 120:
                found.add(fold(text))
    return frozenset(found)


def _is_first_page(href: str, box: Box, path: str) -> bool:
    """True for a link to the site's first page by its file: "index.php", "/index.html"; with a query it is any page."""
    page = href.removeprefix("/").lower()
    return page in _FIRST_PAGES and path.lower() != f"/{page}" and "?" not in (box.attrs.get("href") or "")


def _above(path: str, host: str) -> tuple[frozenset[str], frozenset[str]]:
    """The addresses of what stands above ``path`` on ``host``, in every spelling, without query and fragment; and the
    host's own without a path, behind which these do not follow."""
    ends = [at for at, char in enumerate(path) if char == "/"][:_MOST_LEVELS]
    parts = {part for at in ends for part in (path[: at + 1], path[:at]) if part[:1] == "/" and len(part) < len(path)}
    if not host:
        return frozenset(parts), frozenset()
    own = [f"{scheme}//{host}" for scheme in ("https:", "http:", "")]
    bare = (part for part in parts if not part.startswith(own[-1]))  # as a link, such a path names a host
    whole = frozenset(own if "/" in parts else ())
    return frozenset([*bare, *(start + part for start in own for part in parts)]), whole
