"""Lists that a script fills in: data in the page, addresses of fragments and of JSON, the services of known systems."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.survey.answer import Answer
from crawler.survey.links import absolute, joined
from sources.records import JsonEntry, Pager

_LINKS = ("url", "link", "href", "permalink", "path", "detail_url", "detailurl", "detail_page_url", "uri", "page_url",
          "visiturl")  # fmt: skip
_TITLES = ("title", "name", "headline", "header", "caption", "subject", "zagolovok")
_DATES = ("date", "published", "published_at", "publishedat", "publish_date", "publishdate", "publishtime", "created",
          "created_at", "createdat", "date_gmt", "datetime", "active_from", "time", "pubdate", "day")  # fmt: skip
_DEPTH, _NODES = 8, 20_000
_FRAGMENTS = (
    "data-url",
    "data-href",
    "data-src",
    "data-ajax-url",
    "data-load-url",
    "data-source",
    "hx-get",
    "data-api",
)
_FEED_UID = re.compile(r"""feeduid["']?\s{0,3}[:=]\s{0,3}["']([\w-]{6,60})["']""")
_REC_ID = re.compile(r"""recid["']?\s{0,3}[:=]\s{0,3}["'](\d{4,20})["']""")
_FEED_API = re.compile(r"""feedApi["']?\s{0,3}:\s{0,3}["']([^"']{1,300})["']""")
_SUDY = re.compile(r"siteId=(\d{1,9})&(?:amp;)?[^\"'\s]{0,60}columnId=(\d{1,9})")
_TILDA = "https://feeds.tildacdn.com/api/getfeed/"
SERVICE_HOSTS = ("feeds.tildacdn.com",)
"""Hosts of services that hold the lists of other sites: a survey may ask them, too."""


_PARTS = ("slug", "alias", "code", "url_key", "symbol_code", "id")
_SLUG = re.compile(r"[\w-][\w.-]{0,199}")


def embedded_list(answer: Answer, *, parts: bool = False) -> JsonEntry | None:
    """The list of articles in a script element of the page that holds JSON (``__NEXT_DATA__`` and its like). With
    ``parts`` one whose items name the last part of their address only; ``link`` is then that part in braces."""
    for node in answer.tree.css("script[id]")[:30]:
        name, kind = node.attributes.get("id") or "", node.attributes.get("type") or ""
        if "json" not in kind and name != "__NEXT_DATA__":
            continue
        entry = json_list(node.text(deep=True), answer.url, embedded=name, parts=parts)
        if entry is not None:
            return entry
    return None


def json_list(text: str, url: str, *, embedded: str | None = None, parts: bool = False) -> JsonEntry | None:
    """The way in to the largest list of things with a link and a title in a JSON text, or None."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    best: tuple[int, JsonEntry] | None = None
    for path, items in _lists(data):
        fields = _fields(items, parts=parts)
        if fields is not None and (best is None or len(items) > best[0]):
            link, title, date = fields
            entry = JsonEntry(kind="json", url=url, embedded=embedded, items=path, link=link, title=title, date=date)
            best = len(items), entry
    return best[1] if best else None


def _lists(data: Any) -> Iterator[tuple[str, list[Any]]]:
    """Every list of at least three objects, with its dotted path; bounded in depth and number."""
    stack: list[tuple[str, Any, int]] = [("", data, 0)]
    for _ in range(_NODES):
        if not stack:
            return
        path, node, depth = stack.pop()
        if isinstance(node, list):
            if len(node) >= 3 and all(isinstance(item, dict) for item in node[:20]):
                yield path, node
            children = [(str(at), child) for at, child in enumerate(node[:20])]
        elif isinstance(node, dict):
            children = [(str(key), child) for key, child in node.items() if "." not in str(key)]
        else:
            continue
        if depth < _DEPTH:
            stack += [(f"{path}.{key}" if path else key, child, depth + 1) for key, child in children]


def _fields(items: list[Any], *, parts: bool) -> tuple[str, str, str | None] | None:
    """The names of link, title and date in a list's objects (one level down, too: ``title.rendered``)."""
    sample = [_flat(item) for item in items[:10] if isinstance(item, dict)]
    if parts:
        link = _name(sample, _PARTS, lambda value: _SLUG.fullmatch(value) is not None)
    else:
        link = _name(sample, _LINKS, lambda value: value.startswith(("/", "http://", "https://")) and len(value) > 3)
    title = _name(sample, _TITLES, lambda value: len(value) >= 6)
    if link is None or title is None:
        return None
    if len({flat[link] for flat in sample}) < min(3, len(sample)):
        return None
    return f"{{{link}}}" if parts else link, title, _name(sample, _DATES, lambda value: any(map(str.isdigit, value)))


def _flat(item: dict[str, Any]) -> dict[str, str]:
    flat = {}
    for key, value in list(item.items())[:60]:
        if isinstance(value, str | int) and not isinstance(value, bool):
            flat[str(key)] = str(value)
        elif isinstance(value, dict):
            flat |= {f"{key}.{name}": inner for name, inner in list(value.items())[:10] if isinstance(inner, str)}
    return flat


def _name(sample: list[dict[str, str]], names: tuple[str, ...], good: Callable[[str], bool]) -> str | None:
    for wanted in names:
        for key in sample[0] if sample else ():
            base = key.removesuffix(".rendered").lower()
            if base == wanted and all(good(flat.get(key, "")) for flat in sample):
                return key
    return None


def script_addresses(answer: Answer, is_own: Callable[[str], bool]) -> list[str]:
    """Addresses of fragments or data that the page's attributes name for its scripts."""
    found = []
    for name in _FRAGMENTS:
        for node in answer.tree.css(f"[{name}]")[:20]:
            target = absolute(answer.base, node.attributes.get(name))
            if (
                node.tag not in ("img", "iframe", "video", "audio", "script", "a", "source")
                and target
                and is_own(target)
            ):
                found.append(target)
    return joined(found)[:4]


def tilda_feed(answer: Answer) -> JsonEntry | None:
    """Tilda's feed service, where the page's script names its feed."""
    uid, rec = _FEED_UID.search(answer.text), _REC_ID.search(answer.text)
    if uid is None:
        return None
    api = _FEED_API.search(answer.text)
    base = urljoin(answer.url, api[1]) if api else _TILDA
    query = (
        f"feeduid={uid[1]}"
        + (f"&recid={rec[1]}" if rec else "")
        + "&size=10&slice={n}&sort%5Bdate%5D=desc&getparts=true"
    )
    return JsonEntry(
        kind="json",
        url=f"{base}?{query.replace('{n}', '1')}",
        items="posts",
        link="url",
        title="title",
        date="date",
        pager=Pager(template=f"?{query}"),
    )


def wordpress_posts(answer: Answer) -> JsonEntry | None:
    """WordPress's interface for posts, where the page's head names it."""
    node = answer.tree.css_first('link[rel="https://api.w.org/"]')
    root = absolute(answer.base, node.attributes.get("href")) if node is not None else None
    if root is None:
        if "/wp-content/" not in answer.text[:300_000]:
            return None
        parts = urlsplit(answer.url)
        root = f"{parts.scheme}://{parts.netloc}/wp-json/"
    query = "per_page=20&_fields=id,date,link,title&page={n}"
    mark = "&" if "?" in root else "?"
    return JsonEntry(
        kind="json",
        url=f"{root.rstrip('/')}/wp/v2/posts{mark}{query.replace('{n}', '1')}",
        link="link",
        title="title.rendered",
        date="date",
        pager=Pager(template=f"?{query}"),
    )


def sudy_query(answer: Answer) -> JsonEntry | None:
    """Sudy's query service, where the page names its site and column."""
    match = _SUDY.search(answer.text)
    if match is None:
        return None
    query = f"queryObj=articles&siteId={match[1]}&columnId={match[2]}&pageIndex={{n}}&rows=20"
    url = urljoin(answer.url, "/_wp3services/generalQuery?") + query.replace("{n}", "1")
    return JsonEntry(
        kind="json",
        url=url,
        items="data",
        link="url",
        title="title",
        date="publishTime",
        pager=Pager(template=f"?{query}"),
    )
