"""Read a JSON list of articles, by itself or embedded in a page's script element, by the source's dotted paths."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urljoin

from articles.tree import parse
from crawler.discovery.found import MAX_LINKS, Found, FoundPage
from crawler.discovery.fragment import MAX_FRAGMENT, plain_title
from sources import JsonEntry

HOLE = re.compile(r"\{([^{}]{1,200})\}")
"""A part of an address that each item of a list fills by itself: ``{slug}``."""


def read_json_list(text: str, url: str, entry: JsonEntry) -> FoundPage:
    """The items of a JSON list. Never raises: what cannot be read has a ``problem`` that names the path."""
    if entry.embedded:
        node = parse(text).css_first(f'script[id="{entry.embedded}"]')
        if node is None:
            return FoundPage(problem=f"the page has no script with the id {entry.embedded!r}")
        text = node.text(deep=True)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        return FoundPage(problem=f"the answer is no JSON: {error}")
    items = _at(data, entry.items)
    if not isinstance(items, list):
        return FoundPage(problem=f"there is no list at {entry.items or 'the top'!r} of the JSON")
    links = tuple(found for item in items[:MAX_LINKS] if (found := _item(item, url, entry)) is not None)
    return FoundPage(links, problem=None if links else f"no item of the JSON has a link at {entry.link!r}")


def _item(item: Any, base: str, entry: JsonEntry) -> Found | None:
    link = _filled(item, entry.link) if "{" in entry.link else _at(item, entry.link)
    if not isinstance(link, str) or not link.strip() or len(link) > 2000:
        return None
    title, date = (_at(item, path) if path else None for path in (entry.title, entry.date))
    try:
        target = urljoin(base, link.strip())
    except ValueError:
        return None
    return Found(target, title=plain_title(_text(title)), date_text=_text(date)[:500] or None)


def _filled(item: Any, template: str) -> str | None:
    """The template of an address with its holes filled from the item; None where a part is missing."""
    missing = False

    def part(match: re.Match[str]) -> str:
        nonlocal missing
        value = _at(item, match[1])
        missing = missing or not isinstance(value, str | int) or isinstance(value, bool) or not str(value).strip("./ ")
        return quote(str(value)[:500], safe="/")

    filled = HOLE.sub(part, template)
    return None if missing else filled


def _text(value: Any) -> str:
    return " ".join(str(value)[:MAX_FRAGMENT].split()) if isinstance(value, str | int) else ""


def _at(data: Any, path: str) -> Any:
    for step in path.split(".") if path else ():
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        else:
            return None
    return data
