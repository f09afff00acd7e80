"""Read an HTML listing: links that fit the article patterns, each with its card's title and date, and the next page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.text import squeeze
from articles.tree import parse
from crawler.addresses import base_address, plain_address
from crawler.discovery.card_date import date_in, date_of_term, dates_between
from crawler.discovery.found import MAX_LINKS, Found, FoundPage
from crawler.discovery.headline import card_headline, headline_in
from crawler.patterns import matches

_MAX_ANCHORS = 20_000
_CARD_HEIGHT, _CARD_LINKS = 6, 40
_LIST = 3
"""Links of one kind from which they are a list."""
_BUTTON = 25
"""Letters of a button: "Read more", "Pročitaj više"."""
_MOST = 2001  # characters of an address that are looked at: one of so many is too long
_FROM_ROOT = re.compile(r"https?://\w|/(?![/\s])")  # addresses that need nothing of their base's path
_NUMBERS = re.compile(r"(\d{1,6})")
_NEXT_SELECTORS = (
    "a[rel~=next]",
    "link[rel~=next]",
    "a.next",
    ".next > a",
    "li.pager-next a",
    ".pager__item--next a",
    ".bx-pag-next a",
    "a.modern-page-next",
    ".nav-previous a[href*='/page/']",
    "a.Next",
)
_NEXT_WORDS = frozenset(
    word.strip()
    for line in """
        далее, следующая, следующая», следующая страница, следующие новости, вперед, вперёд, дальше, показать ещё
        показать еще, →, », ›, >, >>, next, next», next›, next page, older, older posts, load more
        下一页, 下页, 下一頁, 后页, 次へ, 다음, наступна, далі, келесі, keyingi, siguiente, suivant, suivante, weiter
        nächste, próxima, próximo, seguinte, successiva, successivo, następna, sonraki, nästa, neste, næste, volgende
        další, ďalšia, następne, starsze, наступная, далей, التالي
    """.splitlines()
    for word in line.split(",")
    if word.strip()
)


_NEXT_PAGE = re.compile(
    r"(?:older|next|ältere|nächste|siguientes?|próxima|più vecchi|starsze|następna|nästa|äldre|sonraki|следующие|"
    r"более ранние|давніші|наступна) "
    r"(?:page|posts|entries|stories|news|articles|items|beiträge|einträge|meldungen|artikel|seite|página|noticias|"
    r"entradas|articoli|wpisy|strona|sida|inlägg|nyheter|sayfa|новости|записи|публикации|новини|сторінка)|"
    r"previous (?:posts|entries|stories)|предыдущие (?:новости|записи)|page suivante|articles plus anciens"
)
"""What a link to the next page says, besides its usual names. (A "previous page" leads back, "more news" elsewhere.)"""


def read_listing(
    page: str | LexborHTMLParser, url: str, patterns: Sequence[str], exceptions: Sequence[str] = ()
) -> FoundPage:
    """The article links of a listing page, in page order, each address once.

    ``page`` is the decoded page, or its tree where it is parsed already (and left as it is), ``url`` its final address.
    Links to other hosts are kept: the caller knows which hosts are the source's own.
    """
    tree = parse(page) if isinstance(page, str) else page
    base = base_address(tree, url)
    anchors: dict[str, list[LexborNode]] = {}
    cut = False
    addresses = _Addresses(base)
    for anchor, target in _links(tree, base):
        addresses.of_link[anchor.mem_id] = target
        if target is None or not matches(target, patterns, exceptions):
            continue
        if target not in anchors and len(anchors) >= MAX_LINKS:
            cut = True
            break
        anchors.setdefault(target, []).append(anchor)
    links = [_card(target, nodes, anchors.keys(), addresses) for target, nodes in anchors.items()]
    if len(links) >= _LIST:
        links = _completed(links, anchors, addresses)
    return FoundPage(
        tuple(links), next_url=_next_page(tree, base), problem=None if links else _why_empty(tree), cut=cut
    )


def _links(tree: LexborHTMLParser, base: str) -> Iterator[tuple[LexborNode, str | None]]:
    """The page's links and where they lead; None where that is no page."""
    for anchor in tree.css("a[href]")[:_MAX_ANCHORS]:
        yield anchor, _absolute(base, _href(anchor))


class _Addresses:
    """Where the links of a listing lead: of each link as it was read first, of each element around some of them as
    often as a card is asked for it."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.of_link: dict[int, str | None] = {}
        self._within: dict[int, frozenset[str | None]] = {}

    def within(self, box: LexborNode) -> frozenset[str | None]:
        """The addresses of the first ``_CARD_LINKS`` links in ``box``."""
        found = self._within.get(box.mem_id)
        if found is None:
            links = box.css("a[href]")[:_CARD_LINKS]
            found = self._within[box.mem_id] = frozenset(self._of(link) for link in links)
        return found

    def _of(self, link: LexborNode) -> str | None:
        known = self.of_link.get(link.mem_id, "")
        return _absolute(self._base, _href(link)) if known == "" else known


def _href(link: LexborNode) -> str:
    return (link.attributes.get("href") or "")[:_MOST]


def _absolute(base: str, href: str) -> str | None:
    href = href.strip()
    if not href or len(href) >= _MOST or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return None
    return _resolved(_root(base) if _FROM_ROOT.match(href) else base, href)


@lru_cache(maxsize=1024)
def _root(base: str) -> str:
    """What such addresses need of their base: the pages of a site have it in common."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return base
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else base


@lru_cache(maxsize=8192)  # a site's menu stands on each of its pages
def _resolved(base: str, href: str) -> str | None:
    try:
        target = urljoin(base, href).partition("#")[0]
    except ValueError:
        return None
    return plain_address(target) if target.startswith(("http://", "https://")) else None


def _card(target: str, nodes: list[LexborNode], others: Collection[str], addresses: _Addresses) -> Found:
    return Found(url=target, title=card_headline(nodes), date_text=_card_date(nodes, addresses, target, others))


def _completed(found: list[Found], anchors: dict[str, list[LexborNode]], addresses: _Addresses) -> list[Found]:
    """``found`` with what stands beside the links of a list: its days between the cards, where no card holds one; its
    headlines, where the links all say the same ("Read more")."""
    titles = Counter(one.title for one in found if one.title and len(one.title) <= _BUTTON)
    buttons = {title for title, count in titles.items() if count >= _LIST and 2 * count >= len(found)}
    dated = any(one.date_text for one in found)
    if dated and not buttons:
        return found
    cards = [_card_of(nodes[0], addresses, target, anchors.keys()) or nodes[0] for target, nodes in anchors.items()]
    dates = [one.date_text for one in found] if dated else dates_between(cards)
    return [
        replace(one, title=(one.title in buttons and headline_in(card)) or one.title, date_text=date)
        for one, card, date in zip(found, cards, dates, strict=True)
    ]


def _card_date(nodes: Sequence[LexborNode], addresses: _Addresses, target: str, others: Collection[str]) -> str | None:
    for node in nodes:
        card = _card_of(node, addresses, target, others)
        if card is not None and (text := date_in(card) or date_of_term(card)):
            return text
    return None


def _card_of(node: LexborNode, addresses: _Addresses, target: str, others: Collection[str]) -> LexborNode | None:
    """The largest ancestor that links to no other article: one item of the list. Where the page names one article only,
    no other page of the same kind."""
    card, parent, height = node, node.parent, 0
    mine = _shape(target)
    while parent is not None and parent.tag not in ("body", "html", "main") and height < _CARD_HEIGHT:
        inside = addresses.within(parent) - {target}
        if any(a in others if len(others) > 1 else a is not None and _shape(a) == mine for a in inside):
            break
        card, parent, height = parent, parent.parent, height + 1
    return card


def _shape(url: str) -> tuple[str, int, str]:
    parts = urlsplit(url)
    return parts.netloc, parts.path.rstrip("/").count("/"), parts.path.strip("/").split("/")[0]


def _next_page(tree: LexborHTMLParser, base: str) -> str | None:
    for selector in _NEXT_SELECTORS:
        for node in tree.css(selector):
            target = _absolute(base, _href(node))
            if target and target != base:
                return target
    for anchor in tree.css("a[href]")[:_MAX_ANCHORS]:
        text = squeeze(anchor.text(deep=True, separator=" ")).casefold().strip(" .:")
        bare = text.strip("«»‹›<>→← ")
        named = not _NEXT_WORDS.isdisjoint((text, bare)) or (len(bare) <= 40 and _NEXT_PAGE.fullmatch(bare))
        if named:
            target = _absolute(base, _href(anchor))
            if target and target != base:
                return target
    return None


def last_page_number(html: str, url: str, second: str | None) -> int | None:
    """The highest page number that a listing's pager links to; None where it names none.

    ``second`` is the address of the second page by the source's pager template; without it the address that the "next"
    link leads to. A link belongs to the pager where it differs from that one in a single number.
    """
    tree = parse(html)
    model = second or _next_page(tree, url)
    if model is None:
        return None
    numbers: list[int] = []
    pieces = _NUMBERS.split(model)
    for _, target in _links(tree, url):
        other = _NUMBERS.split(target or "")
        differing = [at for at, (a, b) in enumerate(zip(pieces, other, strict=False)) if a != b]
        if len(other) == len(pieces) and len(differing) == 1 and other[differing[0]].isdigit():
            numbers.append(int(other[differing[0]]))
    return max(numbers, default=None)


def _why_empty(tree: LexborHTMLParser) -> str:
    scripts = len(tree.css("script"))
    body = tree.body
    text = squeeze(body.text(deep=True, separator=" ", skip_empty=True)) if body else ""
    if tree.css_first("script#__NEXT_DATA__"):
        return 'no article links in the HTML, but a __NEXT_DATA__ script: kind = "json" with embedded = "__NEXT_DATA__"'
    fragment = tree.css_first("[data-url]")
    if fragment is not None:
        address = (fragment.attributes.get("data-url") or "")[:200]
        return f"no article links in the HTML; a script loads them from {address}: use that address"
    if scripts and len(text) < 2000:
        return (
            "no article links in the HTML: a script fills this page, so a browser or the site's JSON address is needed"
        )
    return "no link on the page fits the article patterns: the site's template or addresses may have changed"
