"""The links of a page with the place each stands in: what repeated structure is found by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from articles.text import squeeze, weight, words
from crawler.addresses import plain_address
from crawler.survey.answer import Answer

MAX_LINKS = 6000
_HEIGHT = 8
_SHORT = 20
_MOST_ANCESTORS = 40
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|jpe?g|png|gif|svg|webp|mp[34]|avi|mov|ics|css|js)$", re.IGNORECASE
)
_STATES = words(
    "active current first last odd even selected open opened hidden visible show in clearfix hover item-active row col"
)
_CHROME_TAGS = frozenset(("nav", "footer"))
_PREFIX = r"(?:(?:site|page|main|top|bottom|global|wp|l|b|c|js|header|footer|mod|inst|bx)[_-]{1,2})*"
_SUFFIX = r"(?:[_-]{1,2}(?:wrap|wrapper|container|inner|block|list|box|area|content|items?|w|main|mod|menu|bar)\d*)*"
_CHROME = re.compile(
    _PREFIX
    + r"(?:nav|navi|navbar|navigation|menu|submenu|topmenu|mainmenu|breadcrumbs?|crumbs|footer|foot|header|head|"
    r"topbar|toolbar|langs?|languages?|social|share|calendar|datepicker|pager|pagination|paging|cookies?|search|tags|"
    r"tagcloud|tag-?cloud|sitemap|login|elementor-location-(?:header|footer)|elementor-(?:widget-)?nav-menu|nav-menu)"
    + _SUFFIX,
    re.IGNORECASE,
)
_ASIDE = re.compile(
    _PREFIX
    + r"(?:aside|side|sidebars?|sidebar-(?:left|right)|left-?col(?:umn)?|right-?col(?:umn)?|widgets?|widget-area|"
    r"related|recommend(?:ed)?|similar|popular|mostread|recent|recent-posts|archives?|months?|banners?|events?|afisha|"
    r"anons\w{0,12}|announcements?|notices?)" + _SUFFIX,
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link: absolute address without fragment, its words (the text, else the title attribute or an image's), and
    itself and its ancestors from the nearest up: (identity, label) in ``trail``, (menu, side) in ``marks``."""

    url: str
    text: str
    trail: tuple[tuple[int, str], ...]
    node: LexborNode
    marks: tuple[tuple[bool, bool], ...]

    def in_chrome(self, height: int = 1) -> bool:
        """Whether it stands in a menu, header or footer; of its ancestors those from ``height`` up are looked at."""
        return any(chrome for chrome, _ in self.marks[height:])

    def in_aside(self, height: int = 1) -> bool:
        """Whether it stands beside the page's own matter: a side column, events, related or popular things."""
        return any(aside for _, aside in self.marks[height:])

    @property
    def size(self) -> int:
        """Length of its words in Latin letters' worth."""
        return weight(self.text)


def page_links(answer: Answer, is_own: Callable[[str], bool]) -> list[Link]:
    """The page's links to web pages of the site's own hosts, in page order. Links to files are left out."""
    links: list[Link] = []
    for node in answer.tree.css("a[href]")[:MAX_LINKS]:
        target = absolute(answer.base, node.attributes.get("href"))
        if target is None or _FILE.search(urlsplit(target).path) or not is_own(target):
            continue
        links.append(_link(node, plain_address(target)))
    return links


def absolute(base: str, href: str | None) -> str | None:
    """A link's absolute http(s) address without its fragment, or None."""
    href = (href or "").strip()
    if not href or len(href) > 2000 or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        target = urljoin(base, href).partition("#")[0]
        parts = urlsplit(target)
    except ValueError:
        return None
    return target if parts.scheme in ("http", "https") and parts.hostname else None


def words_of(node: LexborNode) -> str:
    """What a link says: its title attribute where the text is cut, its text, else an image's text."""
    text = squeeze(node.text(deep=True, separator=" "))[:400]
    title = squeeze(node.attributes.get("title") or node.attributes.get("aria-label") or "")[:400]
    if title and (not text or (text.endswith(("...", "…")) and len(title) > len(text))):
        return title
    if weight(text) >= _SHORT:
        return text
    image = node.css_first("img[alt]")
    alternative = squeeze(image.attributes.get("alt") or "")[:400] if image else ""
    best = max(text, alternative, key=len)
    wordless = not any(map(str.isalpha, best))  # laid over its card, or ">>>" behind a headline
    if wordless and node.parent is not None and len(node.parent.css("a[href]")) == 1:
        return squeeze(node.parent.text(deep=True, separator=" "))[:400]
    return best


def _link(node: LexborNode, target: str) -> Link:
    trail: list[tuple[int, str]] = [(node.mem_id, label(node))]
    marks = [(False, False)]
    parent = node.parent
    while parent is not None and parent.tag not in ("html", None) and len(trail) <= _MOST_ANCESTORS:
        trail.append((parent.mem_id, label(parent) if len(trail) <= _HEIGHT else ""))
        if parent.tag == "body":  # a list may stand right below it; its own classes say what the whole page is
            marks.append((False, False))
            break
        names = f"{parent.attributes.get('class') or ''} {parent.attributes.get('id') or ''}".split()[:10]
        chrome = parent.tag in _CHROME_TAGS or any(_is_chrome(name) for name in names)
        marks.append((chrome, parent.tag == "aside" or any(_is_aside(name) for name in names)))
        parent = parent.parent
    return Link(target, words_of(node), tuple(trail), node, tuple(marks))


@lru_cache(maxsize=4096)
def _is_chrome(name: str) -> bool:
    return len(name) < 60 and _CHROME.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def _is_aside(name: str) -> bool:
    return len(name) < 60 and _ASIDE.fullmatch(name) is not None


def label(node: LexborNode) -> str:
    """What an element has in common with its like: tag and first class, less numbers and words of state."""
    names = (re.sub(r"\d+", "", name) for name in (node.attributes.get("class") or "").split()[:6])
    return f"{node.tag}.{next((name for name in names if name and name not in _STATES), '')}"


def joined(urls: Sequence[str]) -> list[str]:
    """Each address once, in order."""
    return list(dict.fromkeys(urls))
