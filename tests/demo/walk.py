"""Walk a site as its source file says, with nothing but string searches: what can be reached at all."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.demo.client import get

_HREF = re.compile(r'href="([^"]*)"')
_LINK = re.compile(r"<link>([^<]*)</link>")
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
_NEXT = re.compile(r'href="([^"]*)">下页</a>')


def reached(source: Path, *, kinds: tuple[str, ...] = ("listing", "json")) -> set[str]:
    """All article addresses that the entries of those kinds lead to, in canonical form."""
    entries = tomllib.loads(source.read_text(encoding="utf-8"))["entries"]
    return {canonical(url) for entry in entries if entry["kind"] in kinds for url in _entry(entry)}


def canonical(url: str) -> str:
    """The address without its duplicates' query; a Drupal node by the canonical link of its page."""
    url = url.replace("?special_version=Y", "").replace("?print=Y", "")
    if "/node/" in url:
        url = str(_CANONICAL.findall(get(url).text)[0])
    return url


def _entry(entry: dict[str, Any]) -> Iterator[str]:
    if entry["kind"] == "feed":
        yield from _LINK.findall(_decoded(entry["url"]))[1:]
        return
    seen: set[str] = set()
    address: str | None = entry["url"]
    number = entry.get("pager", {}).get("first", 0)
    while address is not None:
        page = _decoded(address)
        links = set(_json_links(entry, page, address) if entry["kind"] == "json" else _links(entry, page, address))
        if links <= seen:
            return
        yield from links - seen
        seen |= links
        pager = entry.get("pager")
        following = _NEXT.findall(page)
        if pager is not None:
            address = urljoin(entry["url"], pager["template"].replace("{n}", str(number)))
            number += pager["step"]
        else:
            address = urljoin(address, following[0]) if following else None


def _decoded(url: str) -> str:
    answer = get(url)
    charset = "gbk" if b"charset=GBK" in answer.body else answer.headers.get_content_charset()
    return answer.body.decode(charset or "utf-8")


def _links(entry: dict[str, Any], page: str, address: str) -> Iterator[str]:
    patterns = [_pattern(text) for text in entry["articles"]]
    exceptions = [_pattern(text) for text in entry.get("not_articles", ())]
    for href in _HREF.findall(page):
        url = urljoin(address, html.unescape(href))
        if urlsplit(url).netloc != urlsplit(entry["url"]).netloc:
            continue
        if any(_fits(p, url) for p in patterns) and not any(_fits(p, url) for p in exceptions):
            yield url


def _pattern(text: str) -> tuple[re.Pattern[str], bool]:
    source = re.escape(text).replace(r"\*", "[^/?&]+").replace(r"\{n\}", r"\d+")
    return re.compile(source), "?" in text


def _fits(pattern: tuple[re.Pattern[str], bool], url: str) -> bool:
    parts = urlsplit(url)
    subject = f"{parts.path}?{parts.query}" if pattern[1] else parts.path
    return pattern[0].fullmatch(subject) is not None


def _json_links(entry: dict[str, Any], page: str, address: str) -> Iterator[str]:
    if "embedded" in entry:
        page = page.split(f'<script id="{entry["embedded"]}" type="application/json">')[1].split("</script>")[0]
    data = json.loads(page)
    for part in entry["items"].split("."):
        data = data[part]
    for item in data:
        yield urljoin(address, item[entry["link"]])
