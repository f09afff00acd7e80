"""Captions of pictures, and what stands in their places and is none: credits, titles of videos."""

from __future__ import annotations

import re

from articles.page import Block, Box
from articles.text import name_test

_LEVELS, _MOST_LEVELS = 4, 8
"""Elements around a block that are looked through for the picture it stands under, and for the video."""
_is_picture_name = name_test(r"caption|credit|image|photo|picture|(?:^|[\s_-])(?:img|pic|media|gallery|slide)")
_is_caption_name = name_test(r"caption")
_is_credit_name = name_test(r"(?:image|photo|picture|media|caption)[\w-]{0,12}[_-](?:credit|copyright|source|author)")
_is_video_name = name_test(r"video|player|(?:^|[\s_-])audio")
_CREDIT = re.compile(
    r"^\W{0,3}(?:photo|image|picture|credit|courtesy|illustration|фото|изображение|снимок|иллюстрация|bild|foto|"
    r"crédit|摄影|攝影|供图|图片|撮影|사진)"
    r"\w{0,3}\s?(?:illustration )?(?:[:：/|]|by\b|courtesy\b|of\b)|"
    r"credit\s?:|©|"
    r"\b(?:getty|reuters|shutterstock|istock|bloomberg|associated press|ap photo|afp|риа новости|тасс|global look|"
    r"unsplash|depositphotos)\b|"
    r"^(?:image|media) (?:caption|copyright)|"
    r"^(?:автор фото|подпись к фото|图像(?:来源|加注文字)|圖像(?:來源|加註文字))|"
    r"^(?:close|caption|hide caption|toggle caption|enlarge(?: this)? image)$",
    re.IGNORECASE,
)
# How agencies write: where each person stands, the weekday with its date, "file photo".
_AGENCY_STYLE = re.compile(
    r"\b(?:file photo|undated photo|in this (?:[^.,]{3,20}, )?(?:\d{4}, )?(?:file )?(?:photo|image))\b|"
    r", (?:left|right|cent(?:er|re)),? |\b(?:mon|tues|wednes|thurs|fri|satur|sun)day, [a-z]{3,9}\.? \d{1,2}, \d{4}|"
    r"архивное фото|资料图|資料圖",
    re.IGNORECASE,
)
_CREDIT_AT_END = re.compile(
    r"\((?:photo|image|picture|credit|фото|изображение|иллюстрация|bild|foto|ap|afp|epa)\b[^()]{0,80}\)\s*$",
    re.IGNORECASE,
)
# A line of its own that names an agency and a photographer, wherever it stands.
_AGENCY_LINE = re.compile(
    r"^(?:getty images|reuters|ap photo|associated press|shutterstock|unsplash|istock|depositphotos|риа новости|тасс)"
    r"(?:\s?[/|,©-]\s?[^.!?]{0,50})?$",
    re.IGNORECASE,
)
_BESIDE = 80
"""Characters of a line beside a caption up to which it names the picture's author."""
_SAYS = 40
"""Characters beside a photographer's name from which a caption says something of its own."""


def is_caption(block: Block) -> bool:
    """True for a line named as a picture's caption."""
    return any(box.tag == "figcaption" or bool(box.name and _is_caption_name(box.name)) for box in block.box.upward(3))


def is_no_caption(block: Block) -> bool:
    """True for what stands at a picture and is no part of the article: a credit, an agency's caption (it tells of the
    picture, not of the news), the headline and the title of a video."""
    text = block.text
    if len(text) > 400:
        return False
    if _AGENCY_LINE.match(text):
        return True
    at_picture = in_caption = False
    holder: Box | None = block.box
    for level in range(_LEVELS):
        if holder is None:
            break
        tag, name = holder.tag, holder.name
        if name:
            if level < 2 and _is_credit_name(name):
                return True
            in_caption = in_caption or _is_caption_name(name)
            at_picture = at_picture or _is_picture_name(name)
        in_caption = in_caption or tag == "figcaption"
        at_picture = at_picture or tag == "figure"
        holder = holder.parent
    if not at_picture and not in_caption:
        return False
    if block.box.tag == "figure" and block.size < _BESIDE and block.box.last - block.box.first > 1:
        return True  # beside the picture's own caption stands whose it is
    if _CREDIT.search(text) or ((match := _CREDIT_AT_END.search(text)) and match.start() < _SAYS):
        return True
    return in_caption and (block.heading > 0 or _AGENCY_STYLE.search(text) is not None or _at_video(block.box))


def _at_video(box: Box) -> bool:
    return any(holder.name and _is_video_name(holder.name) for holder in box.upward(_MOST_LEVELS))
