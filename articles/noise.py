"""What on an article's page is not the article: menus, sharing, related items, counters, print links, comments."""

from __future__ import annotations

import re

from articles.containers import is_text_name
from articles.page import Box, Page, is_date_name
from articles.text import name_test

#: Parts of class names and ids of boxes that never hold an article's text. Matched at the start of a name's part.
_is_noise_name = name_test(
    r"(?:^|[\s_-])(?:"
    r"nav|navi|navbar\w*|navigation|menu\w*|submenu|mainmenu|breadcrumb\w*|bread|crumbs?|pathway|"
    r"share\w*|sharing|shareable|addthis\w*|social|socials|social-?(?:share|media|links|icons|buttons|bar|box|nav|"
    r"networks?)|ya-share\w*|yashare\w*|likely|likes?|pluso|"
    r"uptolike\w*|bdsharebuttonbox|"
    r"related\w*|recommend\w*|similar\w*|readmore|read-more|more-news|morenews|also|see-also|popular|trending|"
    r"latest|mostread|"
    r"other-news|last-news|lastnews|"
    r"comment\w*|respond|disqus\w*|livefyre|discussion|feedback|review-form|"
    r"sidebar\w*|(?:right|left|side)-?rail|aside|footer\w*|bottom-bar|copyright|cookie\w*|gdpr|consent|banner\w*|"
    r"adv|ads|ad|advert\w*|"
    r"adsbygoogle|"
    r"dfp|outbrain|taboola|teaser-list|sponsor\w*|promo|promos|promo-?(?:box|block|banner|bar)|tags?|taglist|"
    r"tagcloud|tag-links|cat-links|keywords|"
    r"subscri\w*|newsletter\w*|"
    r"signup|paywall|popup\w*|modal\w*|overlay|tooltip|dropdown|pager|paging|paginat\w*|prevnext|"
    r"post-navigation|postnav|toolbar|rating|ratings|votes?|login|search\w*|skip|skip-link|"
    r"author-?bio|authorbox|author-box|about-author|news-detail-share|news-backlink\w*|"
    r"bx-newsdetail-(?:view|comments|rating|tags|author|share)|views?-counter|viewcount|hits|counters?|toc|"
    r"calendar\w*|"
    r"language-?switch\w*|lang-?switch\w*|"
    r"wp-block-latest-posts|jp-relatedposts|entry-footer|post-footer|article-footer|toolbox"
    r")(?:$|[\s_-])"
    r"|(?:^|\s)(?:widgets?|widget-area|widget_\w+|sidebar-widget|hidden|is-hidden|visually-?hidden|"
    r"screen-reader-text|sr-only|"
    r"print|printer|print-?(?:link|button|btn|version)|lang|langs|languages)(?=\s|$)"
)
#: Of these, the names that hold long texts which are still not the article.
_is_sure_name = name_test(
    r"(?:^|[\s_-])(?:comments?|comment-?list|commentlist|comments-area|respond|disqus\w*|livefyre|discussion|"
    r"footer\w*|copyright|cookie\w*|"
    r"gdpr|consent|popup\w*|modal\w*|related\w*|recommend\w*|similar\w*|sidebar\w*|author-?bio|"
    r"about-author|"
    r"popular|last-news|more-news|"
    r"other-news)(?:$|[\s_-])"
)
#: Boxes with date, author and source above or under a text: no part of it, but the place where its date stands.
_is_header_name = name_test(
    r"(?:^|[\s_-])(?:arti_metas?|arti-metas?|arti_update|entry-meta|post-meta|article-info|article-meta|"
    r"article__meta|node__meta|submitted|"
    r"byline|dateline|timestamp|posted-on|news-date-time|news-date|bx-newsdetail-date|article-date|article__date|"
    r"post-date|entry-date|"
    r"publish-date|pub-date|pubdate|date-time|field--name-created|meta-info|article__header-date|"
    r"news-list-date)(?:$|[\s_-])"
)
#: Boxes beside an article in which its date may still stand, unlike menus, neighbours and comments.
_is_aside_name = name_test(
    r"(?:^|[\s_-])(?:share\w*|sharing|shareable|addthis\w*|social\w*|socials|likely|likes?|sidebar\w*|rail|aside|side|"
    r"(?:entry|post|article|asset|node|item|story)[_-]{0,2}(?:footer|bottom|foot)|"
    r"author-?bio|authorbox|author-box|about-author|toolbar|toolbox|hits|counters?|views?-counter|viewcount)(?:$|"
    r"[\s_-])"
)
CLEAN, HEADER, ASIDE, FOREIGN = 0, 1, 2, 3
_is_protected_name = name_test(
    r"(?:^|[\s_-])(?:has-|with-|no-|without-)(?:sidebar|comments?|banner|ads?|menu|nav)|embed"
)
_NOISE_TAGS = frozenset(["nav", "footer", "aside", "menu", "dialog", "search"])
_WRAPPER_TAGS = frozenset(["html", "body", "main", "article"])
_NOISE_ROLES = frozenset(
    ["navigation", "search", "banner", "contentinfo", "complementary", "menu", "menubar", "dialog", "alert", "tooltip"]
)
_HIDDEN_STYLE = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)

#: Lines (not whole sentences) that stand in or under an article and are no part of it. Matched at the start.
_LINE = re.compile(
    r"^[\W_]{0,4}(?:"
    r"\d+[ -]min(?:ute)?s?(?: read)?$|(?:время чтения|reading time)\b|advert$|фото:|learn more$|table of contents$|"
    r"читайте также|читать также|читайте ещё|читайте еще|читать (?:далее|полностью|подробнее)|смотрите также|"
    r"см\. также|по теме\b|материалы по теме|"
    r"ещё по теме|другие новости|похожие (?:новости|статьи|материалы)|последние новости|все новости|ещё новости|"
    r"связанные|"
    r"поделиться|поделитесь|рассказать друзьям|нравится\b|версия для печати|версия для слабовидящих|распечатать|"
    r"печать$|"
    r"возврат к списку|назад к списку|вернуться (?:к|в|назад)|к списку новостей|назад$|к новостям$|"
    r"перейти (?:к|ко|в|на)(?: всем)? (?:новост\w+|раздел\w*|список|списку)|перейти к|"
    r"(?:количество )?просмотр(?:ов|ы|ено)\b|прочитано|теги\b|метки\b|ключевые слова:|рубрик[аи]:|комментари(?:и|"
    r"ев|й)\b|оставить комментарий|"
    r"подпис(?:аться|ывайтесь)|следите за|предыдущая (?:новость|статья|запись)|следующая (?:новость|статья|запись)|"
    r"читайте (?:нас|[^.]{2,30}) в (?:телеграм|telegram|дзен|вк|max|vk)|наши? (?:телеграм|telegram)|"
    r"дата (?:публикации|обновления|изменения)|"
    r"читайте також|поділитися|всі новини|версія для друку|перагляды|чытайце таксама|"
    r"read (?:also|more|next)\b|also read|see also\b|related (?:articles?|news|posts?|stories|links|content|"
    r"topics|items|reading)|recommended(?: for you| reading)?:?$|"
    r"more (?:news|stories|from|on this|articles|like this)\b|share (?:this|on|via|it|article|story)?\b.{0,30}$|"
    r"print(?: this)?(?: page| article)?$|printer[- ]friendly|"
    r"back to (?:list|news|top|all)|all news$|view all|tags?\s?:|tagged\b|filed under|posted in\b|categor(?:y|"
    r"ies)\s?:|keywords\s?:|"
    r"leave a (?:comment|reply)|\d* ?comments?$|(?:no|\d+) comments?\b.{0,20}$|views?\s?:|hits\s?:|\d+ views?$|"
    r"\d+ shares?$|previous (?:post|article|story)|next (?:post|article|story)|"
    r"sign up (?:for|to)|subscribe\b|follow us|click here to|advertisement$|ad$|sponsored$|"
    r"lesen sie auch|mehr zum thema|weitere (?:artikel|meldungen|nachrichten)|artikel drucken|zurück zur|teilen$|"
    r"zum thema$|auch interessant|"
    r"lire aussi|à lire aussi|partager|imprimer$|retour à la liste|leer también|lea también|compartir|imprimir$|"
    r"volver a|"
    r"czytaj (?:także|też)|zobacz (?:także|też)|udostępnij|drukuj$|"
    r"相关(?:文章|新闻|链接|阅读|推荐|专题|报道)|相關(?:文章|新聞|連結)|上一[篇条條則]|下一[篇条條則]|分享(?:到|"
    r"至)?[:：]?|责任编辑|【?打印(?:本页)?】?|关闭(?:窗口)?|"
    r"浏览(?:次数|量)|点击(?:数|量|次数)|阅读(?:次数|量|数)|瀏覽|返回(?:列表|顶部|首页)?|收藏|【?字[体號号]|"
    r"推荐阅读|延伸阅读|热门|版权(?:声明|所有)|"
    r"関連(?:記事|ニュース|リンク)|この記事を|前の記事|次の記事|一覧(?:へ|に)|シェア|印刷|"
    r"관련\s?(?:기사|뉴스)|목록|이전\s?글|다음\s?글|공유|인쇄"
    r")",
    re.IGNORECASE,
)
#: Calls to the reader: whole sentences, and yet no part of an article.
_CALL = re.compile(
    r"^[\W_]{0,4}(?:подписывайтесь|следите за|поделитесь|читайте (?:нас|далее|подробнее)|наши? (?:телеграм|telegram)|"
    r"перейти к|вернуться|follow us|subscribe to (?:our|the newsletter)|sign up (?:for|to) (?:our|the)|share this|"
    r"click here|leave a|read (?:also|more|next)\b|also read|see also|related\b|关注|责任编辑|版权)",
    re.IGNORECASE,
)
#: Headings of a part that follows the article and lasts to its end.
_TAIL = re.compile(
    r"^[\W_]{0,4}(?:читайте также|материалы по теме|по теме\b|другие новости|похожие|последние новости|"
    r"ещё по теме|смотрите также|комментарии\b|"
    r"related (?:articles?|news|posts?|stories|content|items)|more (?:news|stories|from)\b|you (?:may|might) also|"
    r"recommended|comments\b|\d+ comments|leave a (?:comment|reply)|"
    r"about the author|read (?:also|next)|popular (?:posts|articles)|latest (?:news|posts|stories)|trending|"
    r"what to read next|"
    r"相关(?:文章|新闻|链接|阅读|推荐)|相關(?:文章|新聞)|推荐阅读|延伸阅读|网友评论|関連(?:記事|ニュース)|"
    r"관련\s?(?:기사|뉴스)|"
    r"mehr zum thema|weitere (?:artikel|meldungen)|lire aussi|à lire aussi|czytaj także|zobacz także)",
    re.IGNORECASE,
)


def noise_marks(page: Page, kept: frozenset[int] = frozenset()) -> list[int]:
    """For each box of ``page``: CLEAN, HEADER (date and author lines), ASIDE (share boxes, author boxes, side
    columns) or FOREIGN (menus, related items, comments …).

    A box that holds most of the page's text is never noise, whatever its name: themes name whole pages "with-sidebar".
    Nor are the boxes whose indexes are in ``kept``.
    """
    marks = [CLEAN] * len(page.boxes)
    whole = max(1, page.whole)
    for box in page.boxes[1:]:
        parent = box.parent
        inherited = marks[parent.index] if parent is not None else CLEAN
        if inherited == CLEAN and box.name and page.size(box) < 200 and _is_header_name(box.name):
            marks[box.index] = HEADER
        elif (
            inherited != FOREIGN
            and (box.last > box.first or box.tag in _NOISE_TAGS)
            and box.index not in kept
            and _is_noise(page, box, whole)
        ):
            marks[box.index] = max(inherited, ASIDE if _is_beside(box) else FOREIGN)
        else:
            marks[box.index] = inherited
    return marks


def _is_noise(page: Page, box: Box, whole: int) -> bool:
    if box.tag in _WRAPPER_TAGS or box.tag in ("h1", "p", "time"):
        return False
    if box.name and (is_text_name(box.name) or (page.size(box) < _DATE_LINE and is_date_name(box.name))):
        return False
    share = page.size(box) / whole
    attrs = box.attrs
    if "hidden" in attrs or ("style" in attrs and _HIDDEN_STYLE.search((attrs["style"] or "")[:300])):
        return share < 0.5
    if box.tag in _NOISE_TAGS or (attrs.get("role") or "").lower() in _NOISE_ROLES:
        return share < 0.6
    if box.tag == "form":
        return share < 0.3
    if box.tag == "header":
        return not _in_article(box) and share < 0.3 and box.node.css_first("h1") is None
    if box.name and _is_noise_name(box.name) and not _is_protected_name(box.name):
        if share >= 0.4:
            return False
        return _is_sure_name(box.name) or not (_is_rich(page, box) or box.node.css_first("h1") is not None)
    return False


def _is_rich(page: Page, box: Box) -> bool:
    """True for a box with several long paragraphs without links: its name means something else than it says."""
    long = [block for block in page.blocks[box.first : box.last] if block.size > 200 and block.link_share < 0.3]
    return len(long) >= 3 and sum(block.size for block in long) >= 800


def _is_beside(box: Box) -> bool:
    """True for a box of the article's own page part, such as its share buttons, not a menu or a list of others."""
    if box.tag in ("aside", "header") or (box.attrs.get("role") or "").lower() == "complementary":
        return True
    return (box.tag not in _NOISE_TAGS or box.tag == "footer") and bool(_is_aside_name(box.name))


def _in_article(box: Box) -> bool:
    parent = box.parent
    while parent is not None:
        if parent.tag in ("article", "main"):
            return True
        parent = parent.parent
    return False


_DATE_LINE = 40  # text of a box named as a date that is one, whatever else its name says ("time-rubric text-tag")
_is_caption_name = name_test(r"caption|credit|image|photo|picture|(?:^|[\s_-])(?:img|pic|media|gallery|slide)")
_CREDIT = re.compile(
    r"^\W{0,3}(?:photo|image|picture|credit|courtesy|illustration|фото|изображение|снимок|иллюстрация|bild|foto|"
    r"crédit|摄影|攝影|供图|图片|撮影|사진)"
    r"\w{0,3}\s?(?:[:：/|]|by\b|courtesy\b)|"
    r"\((?:photo|image|picture|credit|фото|изображение|иллюстрация|bild|foto|ap|afp|epa)\b[^()]{0,80}\)\s*$|"
    r"credit\s?:|©|"
    r"\b(?:getty|reuters|shutterstock|istock|bloomberg|associated press|ap photo|afp|риа новости|тасс|global look|"
    r"unsplash|depositphotos)\b|"
    r"^(?:close|caption|hide caption|toggle caption|enlarge(?: this)? image)$",
    re.IGNORECASE,
)


_is_plain_caption_name = name_test(r"caption")


def is_caption(box: Box) -> bool:
    """True inside a picture's caption."""
    holder: Box | None = box
    for _ in range(4):
        if holder is None:
            return False
        if holder.tag == "figcaption" or (holder.name and _is_plain_caption_name(holder.name)):
            return True
        holder = holder.parent
    return False


def is_credited_caption(box: Box, text: str) -> bool:
    """True for a picture's caption that is only a credit, or an agency's: it tells of the picture, not of the news."""
    if len(text) > 400 or not _CREDIT.search(text):
        return False
    holder: Box | None = box
    for _ in range(4):
        if holder is None:
            return False
        if holder.tag in ("figcaption", "figure") or (holder.name and _is_caption_name(holder.name)):
            return True
        holder = holder.parent
    return False


def is_noise_line(text: str, link_share: float = 0.0) -> bool:
    """True for a short line such as "Возврат к списку", "Read also: …", 浏览次数：.

    A whole sentence that only begins like one ("Поделиться опытом приехали коллеги.") is text, unless it calls the
    reader to do something or stands in a link.
    """
    match = _LINE.match(text) if len(text) <= 160 else None
    return match is not None and (link_share > 0.3 or not _goes_on(text, match.end()))


def _goes_on(text: str, end: int) -> bool:
    """Whether a text that begins like such a line, up to ``end``, goes on as a sentence of its own: it ends as one and
    is long enough, no colon follows the label, and it calls nobody to subscribe or to read on."""
    if text[end : end + 2].lstrip()[:1] in (":", "：") or text[end - 1] in ":：" or _CALL.match(text):
        return False
    if not text.rstrip("»”\"') ").endswith((".", "!", "?", "…", "。", "！", "？")):
        return False
    return len(text.split()) >= 4 or sum("\u4e00" <= char <= "\u9fff" for char in text) >= 8


def opens_tail(text: str) -> bool:
    """True for the heading of related items or comments, which last to the article's end."""
    match = _TAIL.match(text) if len(text) <= 60 else None
    return match is not None and not _goes_on(text, match.end())
