"""How a listing goes on: its next link, or the numbers of its pages as a template."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from articles.text import squeeze
from crawler.survey.answer import Answer
from crawler.survey.links import absolute
from sources.records import Pager

_DIGITS = re.compile(r"\d+")
_NAMED = re.compile(
    r"(?:page|paged|paging|pagen_\d{1,2}|currentpage\]?|(?<![a-z])p|start|offset|slice|list|seite)(?:%5D)?[=/_-]?$",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"(?:^|[&\[_])(?:day|date|month|year|calendar|d|m|y)[\]=_]", re.IGNORECASE)
_DAY = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])[/-]\d{1,2}(?!\d)")
_MOST = 6000
_LEAST_OFFSET = 5
_MORE_ATTRIBUTES = ("data-url", "data-href", "data-next", "data-next-page", "data-ajax-url", "hx-get")


def numbered_pagers(answer: Answer, is_own: Callable[[str], bool]) -> list[Pager]:
    """The templates behind links named 2, 3, 4… (several places of a page may have such links), at most three; none
    where their numbers do not run evenly upwards: pages that count down have numbers that change as the list grows,
    and only a next link can be followed there."""
    numbers: dict[int, list[str]] = {2: [], 3: []}
    offsets: dict[int, str] = {}
    for node in answer.tree.css("a[href]")[:_MOST]:
        text = squeeze(node.text(deep=True, separator=" ")).strip("[]()| ")
        tail = text.split()[-1] if text and len(text) <= 20 else ""
        if not tail.isdigit() or len(tail) > 4:
            continue
        target = absolute(answer.base, node.attributes.get("href"))
        if not target or not is_own(target) or _is_calendar(target):
            continue
        if int(tail) in numbers and target not in numbers[int(tail)]:
            numbers[int(tail)].append(target)
        elif int(tail) >= _LEAST_OFFSET and re.search(rf"=0*{int(tail)}(?!\d)", target):
            offsets.setdefault(int(tail), target)
    step = min(offsets, default=0)
    if not numbers[2] and 2 * step in offsets:  # SPIP and others name a page by what it begins behind: 10, 20, 30
        numbers = {2: [offsets[step]], 3: [offsets[2 * step]]}
    found: list[Pager] = []
    for second in numbers[2][:4]:
        thirds: list[str | None] = [*numbers[3][:4]] or [None]
        templates = (_template(answer.url, second, third) for third in thirds)
        pager = next((template for template in templates if template is not None), None)
        if pager is not None and pager not in found:
            found.append(pager)
    return found[:3]


def button_pager(answer: Answer, is_own: Callable[[str], bool]) -> Pager | None:
    """The template behind a "show more" button that names the address of page 2 in an attribute."""
    for name in _MORE_ATTRIBUTES:
        for node in answer.tree.css(f"[{name}]")[:50]:
            target = absolute(answer.base, node.attributes.get(name))
            if target and is_own(target) and (pager := _template(answer.url, target, None)) is not None:
                return pager
    return None


def _template(listing: str, second: str, third: str | None) -> Pager | None:
    """The number in which the addresses of the pages differ; ``first`` is page 2's."""
    for match in _numbers(second):
        whole = second[: match.start()] + "{n}" + second[match.end() :]
        number, step = int(match[0][:9]), 1
        if third is not None:
            other = re.fullmatch(re.escape(whole).replace(r"\{n\}", r"(\d{1,9})"), third)
            if other is None:
                continue
            step = int(other[1]) - number
        elif number >= 5:
            step = number  # an offset: the second page begins behind the first one's items
        if step >= 1 and number <= 200:
            return Pager(template=_relative(listing, whole), first=number, step=step)
    return None


def _numbers(url: str) -> list[re.Match[str]]:
    """The numbers of an address that may be a page's, the likeliest first: named so, else the last."""
    start = len(url.partition("://")[0]) + 3 + len(urlsplit(url).netloc)
    found = [match for match in _DIGITS.finditer(url, start) if not url[: match.start()].endswith(("PAGEN_", "SIZEN_"))]
    found.reverse()
    return sorted(found, key=lambda match: _NAMED.search(url[: match.start()]) is None)


def _relative(listing: str, template: str) -> str:
    here, there = urlsplit(listing), urlsplit(template)
    if (here.scheme, here.netloc) != (there.scheme, there.netloc):
        return template
    if here.path == there.path and there.query:
        return f"?{there.query}"
    return there.path + (f"?{there.query}" if there.query else "")


def _is_calendar(url: str) -> bool:
    parts = urlsplit(url)
    return _CALENDAR.search(parts.query) is not None or _DAY.search(parts.path) is not None
