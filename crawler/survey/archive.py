"""Lists by year or month beside a listing: the way to older articles where no pager leads there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection
from urllib.parse import urljoin, urlsplit

from crawler.addresses import period_address
from crawler.survey.answer import Answer
from crawler.survey.browse import Browse
from crawler.survey.groups import find_groups
from crawler.survey.links import page_links
from crawler.survey.records import Way
from sources.records import ListingEntry

_PERIOD = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:([/_-]|(?:/|&|%26)?\w{0,10}=)(0[1-9]|1[0-2])(?!\d))?(?![\d])")
_LEAST = 2
_NEWEST = 3


def archive_template(answer: Answer, is_own: Callable[[str], bool], articles: Collection[str]) -> str | None:
    """The address of one month's or year's list, with ``{year}`` and ``{month}`` (two digits), where at least two such
    links stand on the page; months before years. Relative to the page, as a source file's ``archive`` is."""
    found: dict[str, set[str]] = defaultdict(set)
    for link in page_links(answer, is_own):
        if link.url in articles or urlsplit(link.url).netloc != urlsplit(answer.url).netloc:
            continue
        parts = urlsplit(link.url)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
        periods = list(_PERIOD.finditer(address))
        if len(periods) == 1:
            match = periods[0]
            period = "{year}" + (f"{match[2]}{{month}}" if match[3] else "")
            found[address[: match.start()] + period + address[match.end() :]].add(match[0])
    ranked = sorted(found.items(), key=lambda item: ("{month}" not in item[0], -len(item[1])))
    return next((template for template, seen in ranked if len(seen) >= _LEAST and _is_list(template)), None)


def _is_list(template: str) -> bool:
    """A list's address ends with its period; one with more behind it is a single page of that time."""
    return re.fullmatch(r".*\{(?:year|month)\}(?:/|/index\.\w{2,5}|\.\w{2,5})?", template) is not None


async def archive_way(browse: Browse, page: Answer) -> Way | None:
    """The way in where a page names lists by month or year and no articles: the newest of those lists that has some."""
    template = archive_template(page, browse.is_own, ())
    for back in range(_NEWEST if template else 0):
        address = period_address(template or "", back, browse.now().date())
        answer = await browse.get(urljoin(page.url, address))
        groups = find_groups(answer, browse.is_own, browse.now()) if answer.ok and answer.is_html else []
        if groups and groups[0].likely:
            entry = ListingEntry(kind="listing", url=page.url, articles=groups[0].patterns, archive=template)
            words = f"listing {page.url}: lists by time, {len(groups[0].cards)} articles in {answer.url}"
            return Way(entry, groups[0].cards, words)
    return None
