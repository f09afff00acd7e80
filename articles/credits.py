"""Lines under a text that say who wrote it, took its pictures, edited and approved it; whom the press may ask."""

from __future__ import annotations

import re
from functools import lru_cache

from articles.text import phrases

# What people did, by language; each stands before a colon (or a slash) and a name.
_ROLES = """
ru uk be kk: текст | фото | автор | авторы | автор фото | автор текста | фотографии | фотограф | видео |
    материал подготовил | материал подготовила | подготовил | подготовила | підготувала | підготував |
    редактор | корреспондент | мәтін | сурет | суреттер
en de fr: text | words | photo | photos | photography | photo credit | photographer | story | writer | author |
    editor | bild | bilder | foto | fotos | redaktion | autor | autorin | texte | photographie | rédaction | auteur
es it pt nl: texto | fotografía | redacción | testo | autore | a cura di | reportagem | redação | tekst | foto's
pl cs hu ro tr nordic: tekst | zdjęcia | zdjęcie | opracowanie | opracowała | opracował | szöveg | fotó | fotók |
    kép | haber | fotoğraf | yazı | teksti | kuva | kuvat | bilde | fotograf
vi id th: bài và ảnh | tin và ảnh | bài, ảnh | tin, ảnh | bài viết | bài | ảnh | tin | tác giả | người viết |
    penulis | penyunting | reporter | teks | fotografer | ข่าว | ภาพ | ผู้เขียน | เรียบเรียง
"""
_NAMES = sorted(phrases(re.sub(r"\n(?:\S+ )*\S+:", " | ", "\n" + _ROLES.strip())), key=len, reverse=True)
_ROLE = "|".join(map(re.escape, _NAMES))
_SPACED = re.compile(
    rf"(?<!\w)(?:{_ROLE})(?:\s?(?:[/,&]|и|і|und|and|och|et|y|e|i|và)\s?(?:{_ROLE})){{0,2}}\s?[:：]", re.IGNORECASE
)
_EAST = re.compile(
    r"(?:撰稿|撰文|供稿|文字|图片|图文|图|文|摄影|摄像|拍摄|供图|编辑|责编|责任编辑|排版|编审|审核|审稿|审校|校对|初审|复审|终审|"
    r"[一二三]审|作者|通讯员|记者|来源|文稿|攝影|編輯|取材|撮影|写真|글|사진|기자)(?:人|员)?(?:[、及和]\w{1,4})?\s?[:：/／|丨]"
)
_LONGEST, _NAME, _WORDS, _UNNAMED, _EAST_NAME = 120, 60, 7, 3, 30
"""Characters of such a line and of a name in it; words of a name, and of one in small letters; characters of one in
East Asian letters."""
_NOT_A_NAME = re.compile(r"\w{3}[.!?]\s+\S{3}|[。！？]\S{3}|\d{3}|https?:|@")


@lru_cache(maxsize=1024)
def is_credit(text: str) -> bool:
    """True for a line of nothing but roles and names: "Текст: Анна Белова, фото: Иван Ким", （文/李明 图/王芳）."""
    if len(text) > _LONGEST or not any(mark in text for mark in ":：/／|丨"):
        return False
    bare = text.strip(" ()（）[]【】—–-")
    for roles, longest in ((_SPACED, _NAME), (_EAST, _EAST_NAME)):
        found = list(roles.finditer(bare))
        if not found or found[0].start():
            continue
        ends = [*(match.start() for match in found[1:]), len(bare)]
        names = [bare[match.end() : end].strip() for match, end in zip(found, ends, strict=True)]
        return all(_is_name(name, longest) for name in names)
    return False


def _is_name(text: str, longest: int) -> bool:
    """True for what may be a name; "private" and "press office" are some, "how a library became a home" is none."""
    words = text.split()
    if not 0 < len(text) <= longest or len(words) > _WORDS or _NOT_A_NAME.search(text):
        return False
    return len(words) <= _UNNAMED or not all(word[0].islower() for word in words)


_END = re.compile(r"\W{0,3}(?:#{3,5}|[-–—]\s?30\s?[-–—]|[-–—]\s?ENDS?\s?[-–—]|ENDS)\W{0,3}")
_CONTACT = re.compile(
    r"\W{0,3}(?:(?:for )?(?:media|press|news) (?:contacts?|enquiries|inquiries|information)|(?:medien|presse)kontakte?|"
    r"kontakt für (?:die )?(?:medien|presse)|contacts? (?:presse|médias?)|contacto (?:de|para la) prensa|"
    r"contatti stampa|contato para a imprensa|kontakt dla (?:mediów|prasy)|kontakt pro média|perscontact|presskontakt|"
    r"контакты? для (?:сми|прессы|журналистов)|контакти для (?:змі|преси)|"
    r"報道(?:機関)?(?:に関する|からの)お?問い?合わ?せ先?)"
    r"(?=\W|$)[^\w]{0,3}",
    re.IGNORECASE,
)
_MARK = 20
_INFORMATION = re.compile(r"\W{0,3}(?:media|press|news) information[^\w:：]{0,3}", re.IGNORECASE)
_REACHED = re.compile(r"@|\d[\d\s()./–-]{4,16}\d|(?<!\w)(?:tel|phone|тел|fax|e-?mail)(?!\w)", re.IGNORECASE)
_SHORT, MOST_CONTACTS = 160, 12
"""Characters of a line of names and numbers, and lines of such a part."""


def ends_release(text: str) -> bool:
    """True for the mark that ends a press release: "###", "– 30 –"."""
    return len(text) <= _MARK and _END.fullmatch(text) is not None


def opens_contacts(text: str) -> bool:
    """True for the line above whom the press may ask: "Media contact:". Whom the reader may ask ("Contacts: room 305")
    is news."""
    label = _CONTACT.match(text)
    return label is not None and (":" in label.group() or "：" in label.group() or not text[label.end() :].strip())


def are_contacts(lines: list[str]) -> bool:
    """True where ``lines``, which such a line opens and the text ends with, are few and short, and one has an address
    or a number. "Press information" may be a subhead, too: over sentences it is."""
    if len(lines) > MOST_CONTACTS or max(map(len, lines)) > _SHORT or not any(map(_REACHED.search, lines)):
        return False
    return not (_INFORMATION.fullmatch(lines[0]) and any(map(_is_said, lines[1:])))


def _is_said(text: str) -> bool:
    """True for a sentence that says something else than how somebody is reached."""
    return len(text.split()) > _WORDS and text.endswith((".", "!", "?", "…")) and "@" not in text
