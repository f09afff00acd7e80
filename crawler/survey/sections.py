"""Which pages of a site may hold its news: links by their words, by their path, by the heading they stand under."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from crawler.survey.answer import Answer
from crawler.survey.groups import heading_of
from crawler.survey.links import absolute, page_links
from crawler.survey.words import MORE, news_folder, news_path, news_words, other_path

_REFRESH = re.compile(r"url\s{0,3}=\s{0,3}['\"]?([^'\";>\s]{1,500})", re.IGNORECASE)
_LOCATION = re.compile(r"""(?:location(?:\.href)?\s{0,3}=|location\.replace\()\s{0,3}["']([^"'\s]{1,300})["']""")
_LANGUAGE = re.compile(r"^/(?:[a-z]{2}|[a-z]{2}-[a-z]{2}|eng|rus|kaz|chn|cn)/?$", re.IGNORECASE)
_SPLASH = 8


def section_candidates(answer: Answer, is_own: Callable[[str], bool]) -> list[tuple[float, str]]:
    """(weight, address) of the pages that the links of a page call news, the likeliest first; weight over 5 is a plain
    word of it. The page itself is among them where its own links name it so."""
    best: dict[str, float] = {}
    host = urlsplit(answer.url).netloc
    for link in page_links(answer, is_own):
        parts = urlsplit(link.url)
        words = link.text
        if words.casefold().strip(" .:»>→›") in MORE or len(words) <= 2:
            words = heading_of(link)
        weight, url = float(news_words(words)), link.url
        if news_path(parts.path):
            weight += 2.5 if weight else 2.0
            if weight == 2.0:  # nothing but its path says news: an article, perhaps, of the folder that does
                url = f"{parts.scheme}://{parts.netloc}{news_folder(parts.path)}"
                parts = urlsplit(url)
        if other_path(parts.path):
            weight -= 4
        if not weight or weight <= 0:
            continue
        weight -= 0.6 * max(0, parts.path.strip("/").count("/") - 1) + (1.0 if parts.query else 0.0)
        weight -= 2.0 if parts.netloc != host else 0.0
        best[url] = max(best.get(url, 0.0), weight)
    return sorted(((weight, url) for url, weight in best.items() if weight > 0), key=lambda pair: -pair[0])


def menu_pages(answer: Answer, is_own: Callable[[str], bool]) -> list[str]:
    """The pages a site's own menu leads to, in order: short paths of its host, no languages."""
    host = urlsplit(answer.url).netloc
    pages: dict[str, None] = {}
    for link in page_links(answer, is_own):
        parts = urlsplit(link.url)
        depth = parts.path.strip("/").count("/")
        plain = parts.netloc == host and not parts.query and parts.path.strip("/") and not _LANGUAGE.match(parts.path)
        if plain and depth <= 1 and len(link.text) <= 40 and link.url.rstrip("/") != answer.url.rstrip("/"):
            pages.setdefault(link.url)
    return list(pages)


def leads_on(answer: Answer, is_own: Callable[[str], bool]) -> str | None:
    """Where a page without content of its own sends its readers: a refresh, a script, the one link of a splash page."""
    node = answer.tree.css_first("meta[http-equiv=refresh i]")
    match = _REFRESH.search(node.attributes.get("content") or "") if node is not None else None
    links = page_links(answer, is_own)
    if match is None and len(links) <= 2:
        match = _LOCATION.search(answer.text[:20_000])
    target = absolute(answer.base, match[1]) if match else None
    if target is None and 0 < len({link.url for link in links}) <= _SPLASH:
        here = answer.url.rstrip("/")
        long = [link for link in links if link.url.rstrip("/") != here and not _LANGUAGE.match(urlsplit(link.url).path)]
        target = long[0].url if long and not answer.tree.css_first("nav, header, p") else None
    return target if target and is_own(target) and target.rstrip("/") != answer.url.rstrip("/") else None


def parents_of(url: str) -> list[str]:
    """The folders above an article's address, the nearest first: where its listing may be."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    root = f"{parts.scheme}://{parts.netloc}"
    folders = [root + "/" + "/".join(segments[:count]) + "/" for count in range(len(segments) - 1, 0, -1)]
    return ([root + parts.path] if parts.query and segments else []) + folders
