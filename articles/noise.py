"""What on an article's page is not the article: menus, sharing, related items, counters, print links, comments."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from articles.containers import is_text_name
from articles.page import Block, Box, Page, is_date_name
from articles.text import name_test

#: Parts of class names and ids of boxes that never hold an article's text. Matched at the start of a name's part.
_is_noise_name = name_test(
    r"(?:^|[\s_-])(?:"
    r"nav|navi|navbar\w*|navigation|menu\w*|submenu|mainmenu|breadcrumb\w*|bread|crumbs?|pathway|"
    r"share\w*|sharing|shareable|addthis\w*|social|socials|social-?(?:share|media|links|icons|buttons|bar|box|nav|"
    r"networks?)|ya-share\w*|yashare\w*|likely|likes?|pluso|"
    r"uptolike\w*|bdsharebuttonbox|"
    r"related\w*|recommend\w*|similar\w*|readmore|read-more|more-news|morenews|also|see-also|popular|trending|"
    r"recent-?(?:posts?|news|articles?|stories)|home-news|next-?prev|email-?sign-?up|"
    r"latest|most[-_]?read|tuijian\w*|xiangguan\w*|remen|pinglun\w*|fenxiang\w*|erweima\w*|qr-?code\w*|wxfollow|"
    r"testimon(?:ial|al)s?|w-form-(?:done|fail)|"
    r"other-news|last-news|lastnews|"
    r"diskus[ez]\w*|koment\w*|kommentar\w*|yorum\w*|etiket\w*|paylas\w*|teilen|partage|partager|compartir|compartilh\w*|"
    r"condivid\w*|udostepni\w*|podobne|powiazane|souvisejici|relacionad\w*|ilgili\w*|benzer\w*|correlat[ei]|etiquetas?|"
    r"schlagw\w*|avainsanat|stitky|podelit\w*|pohozhi\w*|"
    r"comment\w*|respond|disqus\w*|livefyre|discussion|feedback|review-form|"
    r"sidebar\w*|(?:right|left|side)-?rail|aside|footer\w*|bottom-bar|copyright|cookie\w*|gdpr|consent|banner\w*|"
    r"adv|ads|ad|advert\w*|"
    r"adsbygoogle|"
    r"dfp|outbrain|taboola|teaser-list|sponsor\w*|promo(?!tion)\w*|recirc\w*|cta|call-to-action|donat(?:e|ion)s?|"
    r"affiliate\w*|disclos(?:e|ure)|disclaimer|after-(?:content|post|entry|article)|d-print-block|tags?|taglist|"
    r"tagcloud|tag-links|cat-links|keywords|"
    r"subscri\w*|newsletter\w*|"
    r"signup|paywall|popup\w*|modal\w*|overlay|tooltip|dropdown|pager|paging|paginat\w*|prevnext|"
    r"post-navigation|postnav|toolbar|rating|ratings|votes?|login|search\w*|skip|skip-link|"
    r"author-?bio|authorbox|author-(?:box|card|info|profile|details?)|about-(?:the-)?author|news-detail-share|"
    r"news-backlink\w*|"
    r"bx-newsdetail-(?:view|comments|rating|tags|author|share)|views?-counter|viewcount|hits|counters?|toc(?![-_](?!container|wrap|list|widget|box|nav|menu|title))|"
    r"calendar\w*|"
    r"language-?switch\w*|lang-?switch\w*|"
    r"wp-block-latest-posts|jp-relatedposts|entry-footer|post-footer|article-footer|toolbox"
    r")(?:$|[\s_-])"
    r"|(?:^|\s)(?:widgets?|widget-area|widget_\w+|sidebar-widget|hidden|is-hidden|visually-?hidden|"
    r"screen-reader-text|sr-only|"
    r"print|printer|print-?(?:link|button|btn|version)|lang|langs|languages)(?=\s|$)"
)
_is_card_name = name_test(r"(?:^|[\s_-])(?:teasers?|cards?|promo\w{0,6})(?:$|[\s_-])")
#: Of these, the names that hold long texts which are still not the article.
_is_sure_name = name_test(
    r"(?:^|[\s_-])(?:comments?|comment-?list|commentlist|comments-area|respond|disqus\w*|livefyre|discussion|"
    r"footer\w*|copyright|cookie\w*|"
    r"gdpr|consent|popup\w*|modal\w*|related\w*|recommend\w*|similar\w*|sidebar\w*|author-?bio|"
    r"about-author|"
    r"popular|last-news|more-news|w-form-(?:done|fail)|"
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
    r"(?:^|[\s_-])(?:has-|with-|no-|without-)(?:sidebar|comments?|banner|ads?|menu|nav)|embed|"
    r"pull-?quote|so-panel|siteorigin-widget|"  # SiteOrigin's page builder calls every part of a text a widget
    r"(?:sidebar|comments?|banner|ads?|menu|nav)-(?:enabled|disabled|on|off|active|layout|left|right)(?=$|\s|--)"
)
_NOISE_TAGS = frozenset(["nav", "footer", "aside", "menu", "dialog", "search"])
_WRAPPER_TAGS = frozenset(["html", "body", "main", "article"])
# Their ids are often made of their own words ("the-sidebar-of-life"); what they head is judged by its own box.
_TEXT_TAGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "p", "time"])
_SPEAKING_TAGS = _NOISE_TAGS | {"form", "header"}
_NAMES = frozenset(["class", "id"])  # attributes of which only the name counts
_NOISE_ROLES = frozenset(
    ["navigation", "search", "banner", "contentinfo", "complementary", "menu", "menubar", "dialog", "alert", "tooltip"]
)
_CARD_LINES, _FEW_CARDS, _PANEL = 12, 0.25, 50
_DATE_LINE = 40  # text of a box named as a date that is one, whatever else its name says ("time-rubric text-tag")
_HIDDEN_STYLE = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)


def noise_marks(page: Page, kept: frozenset[int] = frozenset()) -> list[int]:
    """For each box of ``page``: CLEAN, HEADER (date and author lines), ASIDE (share boxes, author boxes, side
    columns) or FOREIGN (menus, related items, comments …).

    A box that holds most of the page's text is never noise, whatever its name: themes name whole pages "with-sidebar".
    Nor are the boxes whose indexes are in ``kept``.
    """
    boxes = page.boxes
    marks = [CLEAN] * len(boxes)
    whole = max(1, page.whole)
    few_cards = cache(lambda: _cards(page) < _FEW_CARDS * whole)
    at = 1
    while at < len(boxes):
        box = boxes[at]
        mark = marks[box.parent.index] if box.parent is not None else CLEAN
        if mark == CLEAN and box.name and _is_header_name(box.name) and page.size(box) < 200:
            mark = HEADER
        elif (
            (box.last > box.first or box.tag in _NOISE_TAGS)
            and at not in kept
            and (box.tag in _SPEAKING_TAGS or not box.attrs.keys() <= _NAMES or (box.name and _speaks(box.name)))
            and _is_noise(page, box, whole, few_cards)
        ):
            mark = max(mark, ASIDE if _is_beside(box) else FOREIGN)
        if mark == FOREIGN:  # as is all that stands in it
            marks[at : box.end] = [FOREIGN] * (box.end - at)
            at = box.end
        else:
            marks[at] = mark
            at += 1
    return marks


@lru_cache(maxsize=4096)
def _speaks(name: str) -> bool:
    """True for a name by which a box may be noise."""
    return not is_text_name(name) and (_is_card_name(name) or _is_noise_name(name))


def _is_noise(page: Page, box: Box, whole: int, few_cards: Callable[[], bool]) -> bool:
    if box.tag in _WRAPPER_TAGS or box.tag in _TEXT_TAGS:
        return False
    if box.name and (is_text_name(box.name) or (page.size(box) < _DATE_LINE and is_date_name(box.name))):
        return False
    share = page.size(box) / whole
    attrs = box.attrs
    if "hidden" in attrs or ("style" in attrs and _HIDDEN_STYLE.search((attrs["style"] or "")[:300])):
        return share < 0.5 and (_says_other(box) or not _goes_on(page, box))
    if box.tag in _NOISE_TAGS or (attrs.get("role") or "").lower() in _NOISE_ROLES:
        return share < 0.6 and not (box.tag == "footer" and any(one.tag == "blockquote" for one in box.upward(3)))
    if box.tag == "form":
        return share < 0.3
    if box.tag == "header":
        return not _in_article(box) and share < 0.3 and box.node.css_first("h1") is None
    if box.name and _is_card_name(box.name) and _is_card(page, box):
        return few_cards()
    if box.name and _is_noise_name(box.name) and not _is_protected_name(box.name):
        if share >= 0.4:
            return False
        return _is_sure_name(box.name) or not (_is_rich(page, box) or box.node.css_first("h1") is not None)
    return False


def _says_other(box: Box) -> bool:
    """True for what a page shows at times and is no text then either: a dialog, a form's thanks, a banner."""
    if box.tag == "form" or box.tag in _NOISE_TAGS or (box.attrs.get("role") or "").lower() in _NOISE_ROLES:
        return True
    return bool(box.name) and _is_sure_name(box.name)


def _goes_on(page: Page, box: Box) -> bool:
    """True for a hidden box with paragraphs right under one of the text, or under a heading: the part behind "read
    more", the panel of an accordion."""
    before = page.blocks[box.first - 1] if box.first else None
    if before is None or box.parent is None:
        return False
    if not any(_is_paragraph(one) for one in page.blocks[box.first : min(box.last, box.first + _PANEL)]):
        return False
    above = before.box.parent
    if before.heading:
        return above is not None and box.parent in (above, above.parent)
    return above is box.parent and _is_paragraph(before)


def _is_paragraph(block: Block) -> bool:
    return (
        block.size > 80 and block.link_share < 0.3 and block.text.endswith((".", "!", "?", "…", "。", "！", "？", "»"))
    )


def _cards(page: Page) -> int:
    """Text in all cards of a page: where that is much, the page is about them."""
    cards = [box for box in page.boxes if box.name and _is_card_name(box.name) and _is_card(page, box)]
    return sum(page.size(box) for at, box in enumerate(cards) if not at or not box.within(cards[at - 1]))


def _is_card(page: Page, box: Box) -> bool:
    """True for the card of another article: a headline that is a link, with or without a sentence under it."""
    if box.last - box.first > _CARD_LINES:
        return False
    headings = [one for one in page.blocks[box.first : box.last] if one.heading]
    return bool(headings) and all(one.link_share > 0.8 for one in headings)


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
