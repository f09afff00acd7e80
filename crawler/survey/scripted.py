"""Ways in on pages whose list a script fills in: data in the page, the address of a fragment or of JSON, a service."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from articles.text import squeeze
from crawler.discovery.jsonlist import read_json_list
from crawler.survey.answer import Answer
from crawler.survey.browse import Browse
from crawler.survey.embedded import (
    embedded_list,
    json_list,
    script_addresses,
    sudy_query,
    tilda_feed,
    wordpress_posts,
)
from crawler.survey.groups import LIKELY, find_groups
from crawler.survey.links import joined, page_links
from crawler.survey.listing import settle_listing
from crawler.survey.records import Way
from sources.records import JsonEntry, Pager

_LEAST = 3
_FEW, _SOME = 400, 2000
_ROOTS = "#app, #root, #__next, #__nuxt, [ng-app], [data-reactroot], [data-v-app]"


async def scripted_way(browse: Browse, page: Answer) -> Way | None:
    """The first of them that brings articles, or None."""
    entry = embedded_list(page) or await _addressed(browse, page, embedded_list(page, parts=True))
    if entry is not None:
        entry = await _continued(browse, page, entry)
        way = _json_way(browse, page, entry, f"list in the page's own data (script {entry.embedded})")
        if way is not None:
            return way
    for service, words in ((tilda_feed(page), "Tilda's feed service"), (sudy_query(page), "Sudy's query service")):
        if service is not None:
            answer = await browse.get(service.url)
            way = _json_way(browse, answer, service, words) if answer.ok else None
            if way is not None:
                return way
    for url in script_addresses(page, browse.is_own):
        way = await _fragment(browse, await browse.get(url), url)
        if way is not None:
            return way
    return None


async def _addressed(browse: Browse, page: Answer, entry: JsonEntry | None) -> JsonEntry | None:
    """A list whose items name only a part of their address, with what stands before it: as in a link to one of them,
    else the list's own address. The first item's page must then say its title."""
    if entry is None:
        return None
    plain = entry.model_copy(update={"link": f"/{entry.link}"})
    items = read_json_list(page.text, page.url, plain).links
    parts = {urlsplit(item.url).path[1:] for item in items}
    linked = (urlsplit(link.url).path for seen in browse.pages for link in page_links(seen, browse.is_own))
    folders = [path[: path.rindex("/")] for path in linked if path.rpartition("/")[2] in parts]
    for folder in joined([*folders[:1], urlsplit(page.url).path.rstrip("/")]):
        chosen = entry.model_copy(update={"link": f"{folder}/{entry.link}"})
        first = next(iter(read_json_list(page.text, page.url, chosen).links), None)
        answer = await browse.get(first.url) if first is not None else None
        if first is not None and answer is not None and answer.ok and answer.is_html:
            body = answer.tree.body
            if body is not None and first.title and first.title in squeeze(body.text(deep=True, separator=" ")):
                return chosen
    return None


async def _continued(browse: Browse, page: Answer, entry: JsonEntry) -> JsonEntry:
    """The same with its pager, where the usual address of page 2 holds other items."""
    if urlsplit(page.url).query:
        return entry
    pager = Pager(template="?page={n}")
    answer = await browse.get(f"{page.url}?page=2")
    first, second = (
        {link.url for link in read_json_list(text, page.url, entry).links}
        for text in (page.text, answer.text if answer.ok else "")
    )
    return entry.model_copy(update={"pager": pager}) if second - first else entry


async def _fragment(browse: Browse, answer: Answer, url: str) -> Way | None:
    """What stands at an address that the page names for its script: JSON, or a piece of HTML."""
    if answer.is_json:
        found = json_list(answer.text, url)
        return _json_way(browse, answer, found, "the JSON its script loads") if found else None
    groups = find_groups(answer, browse.is_own, browse.now()) if answer.is_html else []
    if not groups or groups[0].score < LIKELY / 2:  # a fragment has nothing but the list to be taken for one
        return None
    way, _doubts = await settle_listing(browse, answer, groups[0])
    return way


async def wordpress_way(browse: Browse, pages: Sequence[Answer]) -> Way | None:
    """WordPress's own interface, where one of the pages names it and it answers."""
    for page in pages:
        entry = wordpress_posts(page) if page.is_html else None
        if entry is not None:
            answer = await browse.get(entry.url)
            return _json_way(browse, answer, entry, "WordPress's interface for posts") if answer.is_json else None
    return None


def _json_way(browse: Browse, answer: Answer, entry: JsonEntry, words: str) -> Way | None:
    read = read_json_list(answer.text, answer.url, entry)
    cards = tuple(card for card in read.links if browse.is_own(card.url))
    if len(cards) < _LEAST:
        return None
    said = f"JSON {entry.url}: {len(cards)} articles ({words})"
    return Way(entry, cards, said, words[0].upper() + words[1:] + ".")


def is_shell(page: Answer) -> bool:
    """Whether a page holds next to nothing until a script has filled it."""
    body = page.tree.body
    if body is None or page.tree.css_first("script") is None:
        return False
    size = len(" ".join(body.text(deep=True, separator=" ").split()))
    return size < _FEW or (size < _SOME and page.tree.css_first(_ROOTS) is not None)
