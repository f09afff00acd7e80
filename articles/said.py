"""What a page's head, its card in the listing and its feed say of the headline, without the site's own name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from articles.headline import SECTIONS, names_section
from articles.meta import Head
from articles.page import Page
from articles.records import Hints
from articles.text import fold, is_cjk, squeeze

MAX_TITLE = 400
_MOST_PIECES = 8
"""Parts of a title between separators that are looked for on the page."""
_LEAST = 8
_WORDS = 3
"""Words of a headline that stands beside the site's name, at least."""
_LABELS = 60
"""Letters that labels, dates and counters may add to a headline in its line."""
_STRONG_SEPARATOR = re.compile(r"\s{0,3}(?:\||::|￨|｜|_{1,3}|—|――)\s{0,3}|\s[-–/:»«›·•>\\]\s")
_CJK_SEPARATOR = re.compile(r"\s{0,3}(?:\||::|»|›|·|｜|_{1,3}|—{1,2}|-{1,2}|–|\s[<>]\s)\s{0,3}")
_OWNER_SEPARATOR = re.compile(r"(?<=\w):\s")  # "University of the North: Rector opens a library"

# What universities are called, at the beginning or the end of their names.
_INSTITUTION = (
    r"(?:(?:\w{0,12}(?:университет|институт|академи(?!к|ч)|колледж|консерватори|училищ|техникум|університет|інститут|академі|коледж|"
    r"ўніверсітэт|універсітэт)\w{0,4})|(?:\w{0,14}(?:universit|universida|hochschule|akademi|univerz|uniwersytet|politechnik|"
    r"polytechni|politecnico|yliopist|ammattikorkeakoul|egyetem|korkeakoul|ülikool|sveučilišt|konservator)\w{0,6})|"
    r"college|institute|institut|instituto|istituto|academy|academia|accademia|school|école|escuela|uczelnia|"
    r"üniversitesi|koleji|πανεπιστήμιο|πολυτεχνείο|უნივერსიტეტი|ინსტიტუტი|համալսարան\w?|ինստիտուտ|"
    r"جامعة|الجامعة|كلية|אוניברסיטת|האוניברסיטה|המכללה|מכללת|"
    r"(?:महा|विश्व)विद्यालय|संस्थान|đại học|trường|มหาวิทยาลัย\w{0,20})"
)
_OF = (
    r"(?:of|de|del|della|degli|di|da|do|der|des|für|för|van|voor|and|und|et|y|e|i|и|в|im|in|am|for|the|la|las|los|le|les|"
    r"din|nad|имени|им\.|імені|ім\.|na|v|w|ve|[^\W\d_a-zа-яёіїєґўäöüßéèçğışñãõáíóúąćęłńśźżčďěňřšťůžőű]\S*)"
)
# It ends with such a word, or begins with one and goes on with names; a headline goes on with a verb.
_is_institution = re.compile(
    rf"(?!(?i:(?:the )?(?:university|college|institute|academy|school))\s(?!of\b))"  # "University Opens Laboratory"
    rf"(?:(?i:the|die|das|la|le|el|il)\s)?(?i:{_INSTITUTION})(?:,?\s{_OF}){{0,5}}$|.{{0,60}}\W(?i:{_INSTITUTION})$|"
    r"(?i:(?:\S+ ){1,4}(?:news|newsroom|новости|новини|жаңалықтары|haberleri|nieuws|nachrichten))$|"
    r".{1,20}(?:大学|大學|学院|學院|大学院|高专|新闻|新闻网|新闻中心|新聞|ニュース|대학교|대학|대학원|뉴스|소식)$"
).match
# "… завітала до університету", "… ректор института": the case in which a sentence ends, and few names do
_is_oblique = re.compile(
    r".*(?:университет|институт|колледж|техникум|університет|інститут|коледж|ўніверсітэт|універсітэт)\w{1,3}$",
    re.IGNORECASE,
).match
_OBLIQUE_WORDS = 3
_is_of_site = re.compile(
    r"(?:официальный|офіційний|сайт|портал|новост|новин|навін|газета|вестник|вісник|журнал|пресс-|прес-|издание)",
    re.IGNORECASE,
).match
_FOOT, _COPYRIGHT, _OWNERS = 40, 300, 2
"""Lines at a page's end among which the one about copyright is, characters of it that are read, and how many of such
lines are taken: those before are of photographs."""
_NAME_WORDS = 6
"""Words of a name; a headline that begins or ends with "university" has more."""


def site_names(texts: list[str], known: frozenset[str]) -> list[str]:
    """Of ``texts``, those that name the site or a section of it, whatever the article is."""
    return [text for text in texts if _names_site(text, known) or fold(text) in known]


def owners_of(page: Page, texts: list[str]) -> frozenset[str]:
    """Of ``texts``, folded, those in a line about copyright at the page's end: "© Academy of Music, 2010"."""
    foot = (block.text[:_COPYRIGHT] for block in page.blocks[-_FOOT:])
    lines = [fold(text) for text in foot if "©" in text or "opyright" in text or "(c)" in text.lower()][-_OWNERS:]
    wanted = [fold(text) for text in texts] if lines else []
    return frozenset(text for text in wanted if len(text) >= _LEAST // 2 and any(text in line for line in lines))


def _names_site(text: str, known: frozenset[str]) -> bool:
    separator = _CJK_SEPARATOR if is_cjk(text) else _STRONG_SEPARATOR
    parts = [part.strip() for part in separator.split(text) if part.strip()]
    return bool(parts) and all(names_section(fold(part), known) or names_institution(part) for part in parts)


@lru_cache(maxsize=1024)
def names_institution(text: str) -> bool:
    """True for the name of a university, a school or their news: "Institute of Rivers", «Речная академия»."""
    count = len(text.split())
    if (
        len(text) > 100
        or count > _NAME_WORDS
        or (count > _OBLIQUE_WORDS and _is_oblique(text) and not _is_of_site(text))
    ):
        return False
    return _is_institution(text) is not None


def tells_only_section(head: Head, said: list[tuple[str, str]]) -> bool:
    """True where nothing but the title element says anything, and a part of that is a section of news ("News :: The
    Ministry"): the rest may be the headline, or the site."""
    if any(reader != "title element" for _, reader in said):
        return False
    separator = _CJK_SEPARATOR if is_cjk(head.title) else _STRONG_SEPARATOR
    parts = [fold(part) for part in separator.split(head.title)]
    return len(parts) > 1 and not SECTIONS.isdisjoint(parts)


def said_titles(page: Page, head: Head, hints: Hints, url: str, known: frozenset[str]) -> list[tuple[str, str]]:
    """Versions of the headline outside the page's headings, best first, each with who says it. ``known`` are the
    (folded) names of the site's sections."""
    out: list[tuple[str, str]] = []
    site = head.meta.get("og:site_name", "")

    settled: dict[str, str] = {}  # most say the same

    def add(text: str, reader: str) -> None:
        title = clean(text)
        if _is_of_file(title, url):
            return
        if title not in settled:
            settled[title] = _settled(page, title, site, url, known)
        out.append((settled[title], reader))

    for article in head.articles[:1]:
        name = article.get("headline") or article.get("name")
        if isinstance(name, str):
            add(unescape(name[: MAX_TITLE * 3]), "json-ld")
    for key in ("og:title", "twitter:title", "pagetitle", "articletitle", "dc.title", "citation_title"):
        if key in head.meta:
            add(head.meta[key], "meta")
    if head.title:
        add(head.title, "title element")
    if "title" in head.meta:  # by its name of any kind, and on some sites the same on every page
        add(head.meta["title"], "meta")
    for hint, reader in ((hints.listing_title, "listing"), (hints.feed_title, "feed")):
        if hint:
            out.append((clean(hint), reader))
    return [(text, reader) for text, reader in dict(out).items() if any(map(str.isalnum, text))]


def _settled(page: Page, title: str, site: str, url: str, known: frozenset[str]) -> str:
    """``title`` less the site's name: of its parts, the one that the page itself shows in a line; else by custom,
    which puts the name last."""
    kept = without_site(title, site, url)
    is_name = _names_site(kept, known)
    if not is_name and _is_shown(page, kept, more=_LABELS):
        return kept
    # A short line beside a long one is more likely the section or the site, which the head names, too.
    parts = [part for part in _parts(title) if is_name or 2 * len(part) >= len(title)]
    shown = [part for part in parts if _is_long(part) and _is_shown(page, part) and not _names_site(part, known)]
    return max(shown, key=len, default=kept)


def _is_of_file(title: str, url: str) -> bool:
    """True where ``title``, or its part behind a dash, is the name of the page's file, as SharePoint has it: "Pages -
    news-2309". "Our answer to covid-19" is none."""
    try:
        stem = urlsplit(url).path.rpartition("/")[2].rpartition(".")[0]
    except ValueError:
        return False
    before, _, last = title.rpartition(" ")
    named = last == stem if not before else before.endswith((" -", " –")) and last.lower() == stem.lower()
    return named and len(stem) >= _WORDS and ("-" in stem or any(map(str.isdigit, stem)))


def _is_long(text: str) -> bool:
    return len(text) >= _LEAST // 2 if is_cjk(text) else len(text.split()) >= _WORDS


def _parts(title: str) -> Iterator[str]:
    """What stands between any two separators of ``title``, less the whole."""
    separator = _CJK_SEPARATOR if is_cjk(title) else _STRONG_SEPARATOR
    cuts = [(match.start(), match.end()) for match in separator.finditer(title)]
    cuts += [(match.start(), match.end()) for match in _OWNER_SEPARATOR.finditer(title)]
    cuts = sorted(cuts)[:_MOST_PIECES]
    begins, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(title)]
    for at, begin in enumerate(begins):
        for end in ends[at:]:
            part = title[begin:end].strip()
            if len(part) >= (_LEAST // 2 if is_cjk(part) else _LEAST) and part != title:
                yield part


def _is_shown(page: Page, text: str, more: int = 0) -> bool:
    """True where ``text`` is a line of the page, and no link; or begins one that has a few letters ``more``."""
    sizes, wanted = range(len(text) - 2, len(text) + more + 3), fold(text)
    return any(
        block.link_share < 0.5 and (folded := fold(block.text)).startswith(wanted) and (more or folded == wanted)
        for size in page.by_length.keys() & sizes
        for block in page.by_length[size]
    )


def without_site(title: str, site: str, url: str) -> str:
    """``title`` less the site's name at its end or beginning, and less the names of sections before that ("Headline -
    Home - University" → "Headline")."""
    kept = _without_name(title, site, url)
    if kept != title or fold(title) not in SECTIONS:
        separator = _CJK_SEPARATOR if is_cjk(kept) else _STRONG_SEPARATOR
        for cut in reversed([*separator.finditer(kept)][1 - _MOST_PIECES :]):
            if fold(kept[cut.end() :]) not in SECTIONS:
                break
            kept = kept[: cut.start()].strip()
    return kept


def _without_name(title: str, site: str, url: str) -> str:
    cjk = is_cjk(title)
    separator = _CJK_SEPARATOR if cjk else _STRONG_SEPARATOR
    cuts = [(match.start(), match.end()) for match in separator.finditer(title)]
    if not cuts:
        return title
    names = [fold(site)] if site else []
    host = _host(url).removeprefix("www.")
    tail, head_part = fold(title[cuts[-1][1] :]), fold(title[: cuts[0][0]])
    for name in names:
        if name and (tail == name or name in tail):
            return _without_name(title[: cuts[-1][0]].strip(), site, url)
        if name and head_part == name:
            return title[cuts[0][1] :].strip()
    squashed = re.sub(r"[^\w]", "", tail)
    labels = [label for label in host.split(".") if len(label) > 2]
    if squashed and any(label in squashed or squashed in label for label in labels):
        return title[: cuts[-1][0]].strip()
    least = 6 if cjk else 15
    kept = title[: cuts[0][0]] if cjk else title[: cuts[-1][0]]
    if len(kept) >= least and len(tail) <= max(60, len(kept)):
        return kept.strip()
    return title


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def clean(text: str) -> str:
    """``text`` as one line of bounded length."""
    return squeeze(text[: MAX_TITLE * 3])[:MAX_TITLE].strip()
