"""Language versions told by their addresses: /news/12 and /en/news/12, www.site.ru and en.site.ru. Pure."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from articles.records import Article
from articles.text import words

_CODES = words("ru en cn zh ch de fr es kz kk uz by be ua uk vi ar ja jp ko kr mn tr eng rus chn zh-cn zh-hans en-us")
_COMMON = ("en", "ru", "cn", "zh", "eng", "rus")
_PARAMETERS = ("lang", "language", "locale", "l")
MOST_DAYS_APART = 3
_NUMBER = re.compile(r"\d+")
_SLUG = re.compile(r"[a-z]{2,40}(?:[-_][a-z0-9]{1,40}){2,30}", re.IGNORECASE)


def language_addresses(address: str) -> list[str]:
    """Where other language versions of the page at ``address`` would stand: the language left out, put in or another,
    in the first part of the path, in the host's first label and in a parameter. At most 30, ``address`` not among
    them. Nothing says that there is such a page, or that it is the same news (``same_in_another_language``).
    ``address`` is a canonical one (``articles.address``): it has a host, and no fragment."""
    parts = urlsplit(address)
    home, asked = f"{parts.scheme}://{parts.netloc}", f"?{parts.query}" if parts.query else ""
    found: dict[str, None] = {}
    first, _, rest = parts.path.lstrip("/").partition("/")
    if first.lower() in _CODES:
        paths = [f"/{rest}", *(f"/{code}/{rest}" for code in _COMMON)]
    else:
        paths = [f"/{code}{parts.path}" for code in _COMMON]
    for path in paths:
        found[f"{home}{path}{asked}"] = None
    label, _, domain = parts.netloc.partition(".")
    if "." in domain:
        if label in _CODES:
            hosts = [domain, f"www.{domain}", *(f"{code}.{domain}" for code in _COMMON)]
        else:
            bare = domain if label == "www" else parts.netloc
            hosts = [f"{code}.{bare}" for code in _COMMON]
        for host in hosts:
            found[f"{parts.scheme}://{host}{parts.path}{asked}"] = None
    query = parse_qsl(parts.query)
    named = [name for name, value in query if name.lower() in _PARAMETERS and value.lower() in _CODES]
    for code in _COMMON if named else ():
        other = [(name, code if name == named[0] else value) for name, value in query]
        found[f"{home}{parts.path}?{urlencode(other)}"] = None
    if named:
        left = urlencode([pair for pair in query if pair[0] != named[0]])
        found[f"{home}{parts.path}?{left}" if left else f"{home}{parts.path}"] = None
    found.pop(address, None)
    return list(found)[:30]


def same_in_another_language(
    article: Article, address: str, *, other_body: str, other_day: str | None, other_image: str | None, other: str
) -> bool:
    """True where two pages whose addresses differ in their language only also tell the same news: published within
    three days, and with the same picture, the same speaking address, or most of their numbers in common. Many sites
    count the news of each language on their own: /en/news/12 is then another story than /news/12."""
    if article.published is None or other_day is None:
        return False
    if abs((article.published.day - date.fromisoformat(other_day)).days) > MOST_DAYS_APART:
        return False
    slug, other_slug = _last_part(address), _last_part(other)
    if slug == other_slug and _SLUG.fullmatch(slug):
        return True
    if article.image is not None and article.image == other_image and "logo" not in article.image.lower():
        return True
    ours, theirs = _numbers(article.body), _numbers(other_body)
    common = ours & theirs
    return len(common) >= 2 and len(common) * 5 >= 3 * min(len(ours), len(theirs))


def _last_part(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rpartition("/")[2].partition(".")[0]


def _numbers(text: str) -> set[str]:
    return {number for number in _NUMBER.findall(text) if len(number) > 1}
