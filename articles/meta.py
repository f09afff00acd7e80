"""What a page says of itself in its head and in its structured data (JSON-LD), read once, bounded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from articles.text import squeeze, words

MAX_JSON = 500_000
"""Characters of one JSON-LD script that are parsed."""
MAX_SCRIPTS = 20
_JSON = json.JSONDecoder(strict=False)
MAX_OBJECTS = 2_000

_PARTS = 'meta, link:is([rel~="canonical" i], [rel~="alternate" i][hreflang])[href], script[type*="ld+json" i]'
_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/(?:[!-\"$-~]*[!-\"$->@-~])?)?")
_PLAIN_HOST = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?=[/?#]|$)")
_PLAIN_PATH = re.compile(r"/(?!/)(?:[!-\"$-:<-~]*[!-\"$-:<->@-~])?")  # without parameters (";"), which joining moves

_ARTICLE_TYPES = words(
    "article newsarticle blogposting reportagenewsarticle analysisnewsarticle opinionnewsarticle reviewnewsarticle "
    "backgroundnewsarticle liveblogposting scholarlyarticle techarticle report socialmediaposting pressrelease "
    "advertisercontentarticle satiricalarticle"
)
_WORK_TYPES = words(
    "recipe howto review creativework podcastepisode episode videoobject discussionforumposting qapage medicalwebpage"
)


@dataclass(slots=True)
class Head:
    """The page's own word: ``meta`` by lower-cased name, property or itemprop; ``articles``, ``pages`` and other
    ``works`` of its JSON-LD graph."""

    language: str | None = None
    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    canonical: str | None = None
    siblings: dict[str, str] = field(default_factory=dict)
    articles: list[dict[str, Any]] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    works: list[dict[str, Any]] = field(default_factory=list)


def read_head(tree: LexborHTMLParser, url: str) -> Head:
    """Title, meta elements, links and JSON-LD articles of a page."""
    head = Head()
    # The first of these stands near the page's beginning: as further parts below they would be asked for everywhere.
    if (root := tree.css_first("html")) is not None:
        attrs = root.attributes
        head.language = (attrs.get("lang") or attrs.get("xml:lang") or "").strip().lower() or None
    if (title := tree.css_first("title")) is not None:  # pictures (SVG) have titles, too
        head.title = squeeze(title.text())[:500]
    scripts: list[str] = []
    metas = links = 0
    for node in tree.css(_PARTS):  # one pass over the tree, whatever a page holds
        tag = node.tag
        if tag == "meta" and metas < 400:
            metas += 1
            attrs = node.attributes
            name = attrs.get("property") or attrs.get("name")
            if not name and (name := attrs.get("itemprop")) and "date" in name.lower():
                holder = node.parent
                if holder is not None and holder.tag != "head":
                    continue  # of one thing on the page, which may be another story
            content = attrs.get("content")
            if name and content and (key := name[:80].lower()) not in head.meta:
                head.meta[key] = squeeze(content[:2000])
        elif tag == "link" and links < 400:
            links += 1
            _read_link(head, node.attributes, url)
        elif tag == "script" and len(scripts) < MAX_SCRIPTS:
            scripts.append(node.text())
    for thing in _json_ld(scripts):
        kinds = {str(kind).rsplit("/", 1)[-1].lower() for kind in _listed(thing.get("@type"))}
        if kinds & _ARTICLE_TYPES or (not kinds and "pubDate" in thing):  # Baidu's form of the same data has no type
            head.articles.append(thing)
        elif "webpage" in kinds:
            head.pages.append(thing)
        elif kinds & _WORK_TYPES:
            head.works.append(thing)
    return head


def _read_link(head: Head, attrs: Mapping[str, str | None], url: str) -> None:
    rel, href = (attrs.get("rel") or "").lower().split(), attrs.get("href") or ""
    if "canonical" in rel and head.canonical is None:
        head.canonical = absolute(url, href)
    elif "alternate" in rel and (code := attrs.get("hreflang")):
        address = absolute(url, href)
        if address and code.lower() != "x-default":
            head.siblings.setdefault(code[:20].lower(), address)


def absolute(base: str, href: str) -> str | None:
    """``href`` as an absolute http(s) address without its fragment; None where it is no such address."""
    href = href.strip()[:2000]
    if _PLAIN_ADDRESS.fullmatch(href):
        return href  # as it stands: most links, and taking them apart costs ten times as much
    if href[:1] == "/" and "/." not in href and _PLAIN_PATH.fullmatch(href) and (host := _host(base)):
        return host + href
    try:
        address = href if href.startswith(("https://", "http://")) else urljoin(base, href)
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    if "#" not in address and address.isprintable() and address.startswith("http") and address[-1] != "?":
        return address  # nothing in it that putting it together again would change
    return parts._replace(fragment="").geturl()


@lru_cache(maxsize=256)
def _host(base: str) -> str:
    """Scheme and host of an address, as it writes them; "" where they are not usual ones."""
    match = _PLAIN_HOST.match(base)
    return match.group() if match else ""


def _json_ld(scripts: list[str]) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD, nested ones too; a broken script is passed over."""
    seen = 0
    for text in scripts:
        if not text or len(text) > MAX_JSON:
            continue
        try:
            root = _JSON.decode(_lenient(text))
        except (ValueError, RecursionError):
            continue  # a site's broken script says nothing: the visible page is still there
        waiting = [root]
        while waiting and seen < MAX_OBJECTS:
            thing = waiting.pop()
            seen += 1
            if isinstance(thing, list):
                waiting.extend(reversed(thing[:200]))
            elif isinstance(thing, dict):
                yield thing
                inner = (thing.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"))
                waiting.extend(value for value in inner if isinstance(value, dict | list))


def _lenient(text: str) -> str:
    """JSON-LD as sites print it: wrapped in a comment or CDATA, with a stray semicolon behind it."""
    text = text.strip()
    for opening, closing in (
        ("<!--", "-->"),
        ("//<![CDATA[", "//]]>"),
        ("<![CDATA[", "]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
    ):
        if text.startswith(opening):
            text = text[len(opening) :].removesuffix(closing).strip()
    return text.rstrip(";")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def author_names(head: Head) -> tuple[str, ...]:
    """Authors as JSON-LD or meta name them, each once."""
    names: list[str] = []
    for article in head.articles[:3]:
        for author in _listed(article.get("author"))[:20]:
            name = author.get("name") if isinstance(author, dict) else author
            names.extend(_names(name))
    for key in ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author"):
        if not names and (value := head.meta.get(key)):
            names.extend(_names(value))
    return tuple(dict.fromkeys(names))[:20]


def _names(value: Any) -> list[str]:
    out = []
    for name in _listed(value):
        if isinstance(name, str):
            text = squeeze(unescape(name[:400]))
            if 2 <= len(text) <= 100 and not text.startswith(("http", "@", "/")):
                out.append(text)
    return out


def lead_image(head: Head, url: str) -> str | None:
    """Address of the page's lead image, as it says itself."""
    for article in head.articles[:2]:
        for image in _listed(article.get("image"))[:1]:
            address = image.get("url") if isinstance(image, dict) else image
            if isinstance(address, str) and (found := absolute(url, address)):
                return found
    for key in ("og:image", "og:image:url", "twitter:image", "twitter:image:src", "thumbnail"):
        if (value := head.meta.get(key)) and (found := absolute(url, value)):
            return found
    return None
