"""Where content management systems keep an article's text: known class names, ids and microdata."""

from __future__ import annotations

import re

from articles.page import Block, Box, Page
from articles.text import name_test, words

# Classes that tell the state of one of several like boxes, of a tab or a slide.
_ITEMS = words("li dd")
_STATES = words("active is-active show in current selected open first last odd even")

# Parts of one text that a system numbers: "content_div_553016", "content_div_553017" (Squiz Matrix).
_LONG_NUMBER = re.compile(r"\d{3,}")
_NUMBERED = re.compile(r"(?:content|text|richtext|body)[a-z_-]{0,20}\d{3,12}")

# The element that holds the text and nothing else. One alternative a system or habit; see the systems' default themes.
is_text_name = name_test(
    r"(?:^|\s)(?:"
    r"bx-newsdetail-content|news-detail__text|news-detail-text|detail[_-]text|news[_-]detail[_-]content|"  # 1C-Bitrix
    # WordPress
    r"entry-content|wp-block-post-content|post-content|post__content|post-body|post-entry|td-post-content|"
    r"entry__content|single-content|"
    r"field--name-body|field-name-body|field--name-field-body|field-name-field-body|"  # Drupal
    r"com-content-article__body|"  # Joomla
    r"news-text-wrap|"  # TYPO3
    r"v_news_content|vsb_content\w*|wp_articlecontent|"  # VSB, Sudy
    r"t-redactor__text|"  # Tilda
    r"article-body|article__body|articlebody|article_body|article-content|article__content|articlecontent|"
    r"article_content|"
    r"article-text|article__text|articletext|article_text|articlebodytext|story-body|story__body|story-content|"
    r"storytext|story-text|"
    r"news-text|news__text|news_text|newstext|news-content|news__content|news_content|newscontent|news-body|"
    r"news-article__content|"
    r"content-body|body-content|body-copy|main-text|post-text|post__text|topic-body__content|rich-text|richtext|"
    r"text-content|"
    r"trs_editor|art_content|cont_txt|zoom|artibody|artical-main-content|article-main|txtcont"
    r")(?=\s|$)",
    telling=True,
)
# The box around headline, date and text: used where no text element is named.
_is_whole_name = name_test(
    r"(?:^|\s)(?:news-detail|bx-newsdetail(?:-block)?|news_detail|newsdetail|item-page|com-content-article|"
    r"news-single|news-item-detail|"
    r"node__content|node--type-news|node-news|hentry|single-post|single-article|article-detail|article_detail|"
    r"news-view|news-full|"
    r"full-story|fullstory|detail-content|news-article|article|article-wrapper|article-page|post)(?=\s|$)",
    telling=True,
)


def text_boxes(page: Page) -> tuple[list[Box], list[Box]]:
    """Boxes named as an article's text, and boxes named as a whole article (headline and date included)."""
    texts: list[Box] = []
    wholes: list[Box] = []
    for box in page.telling:
        if box.last == box.first or box.parent is None:
            continue
        prop = box.attrs.get("itemprop")
        if (prop and "articlebody" in prop.lower()) or (box.name and is_text_name(box.name)):
            texts.append(box)
        elif box.tag == "article" or (box.name and _is_whole_name(box.name)):
            wholes.append(box)
    return texts, wholes


def alike(box: Box, other: Box) -> bool:
    """True for parts of one text: same element, same name, in boxes of the same names up to a common one."""
    if box.tag != other.tag or box.name != other.name or box.tag == "article":
        return False
    one, two = box.parent, other.parent
    for _ in range(4):
        if one is two:
            return True
        if one is None or two is None or not one.name or (one.tag, one.name) != (two.tag, two.name):
            return False
        one, two = one.parent, two.parent
    return False


def is_twin(one: Box, other: Box) -> bool:
    """True for boxes of one name, and for those whose classes differ by a state only (the open one of several tabs)."""
    if one.tag != other.tag:
        return False
    classes, others = _classes(one), _classes(other)
    return one.name == other.name or (bool(classes) and classes == others)


def is_like(one: Box, other: Box) -> bool:
    """True for boxes of a page builder that are made alike: most of their classes, less those with a number of their
    own, are the same."""
    if is_twin(one, other):
        return bool(one.name)
    if one.tag == other.tag and is_numbered(one) and is_numbered(other):
        return _LONG_NUMBER.sub("", one.name) == _LONG_NUMBER.sub("", other.name)
    classes, others = ({name for name in _classes(box) if not any(map(str.isdigit, name))} for box in (one, other))
    return one.tag == other.tag and 2 * len(classes & others) > len(classes | others)


def is_numbered(box: Box) -> bool:
    """True for one of several parts of a text, each with a number of its own for a name."""
    return _NUMBERED.fullmatch(box.name.strip()) is not None


def _classes(box: Box) -> set[str]:
    return {*(box.attrs.get("class") or "").lower().split()} - _STATES


def are_lists(blocks: list[Block]) -> bool:
    """True for blocks that are lists of other articles: links, and the teasers under headlines that are links."""
    linked, in_card = 0, False
    card: Box | None = None
    for block in blocks:
        if block.heading:
            in_card = block.link_share > 0.8
        item = _item(block.box)
        if block.link_share > 0.8:
            card = item
        in_item = item is not None and item is card
        linked += len(block.text) if in_card or in_item else min(block.links, len(block.text))
    return linked > 0.3 * sum(len(block.text) for block in blocks)


_LINKS = 0.75
"""Share of a list's text from which it is a list of links."""


def is_item(page: Page, item: Box) -> bool:
    """True for an item of a list in which others are no links: a link to what the item names."""
    return item.parent is not None and page.link_share(item.parent) < _LINKS


def teasers(blocks: list[Block]) -> frozenset[int]:
    """Which of ``blocks`` tell of other articles: what follows a headline that is a link in an item of a list."""
    found: list[int] = []
    card: Box | None = None
    for at, block in enumerate(blocks):
        if block.link_share > 0.8:
            card = _item(block.box)
        elif card is not None:
            if block.box.within(card):
                found.append(at)
            else:
                card = None
    return frozenset(found)


def _item(box: Box) -> Box | None:
    """The item of a list in which ``box`` stands. Each link of a page is asked."""
    holder: Box | None = box
    for _ in range(4):
        if holder is None or holder.tag in _ITEMS:
            return holder
        holder = holder.parent
    return None
