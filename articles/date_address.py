"""The day that an address names."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from articles.dates import ParsedDate, parse_date
from articles.months import MONTHS

_IN_ADDRESS = (
    re.compile(r"/((?:19|20)\d\d)[/_.-]?([01]\d)[/_.-]?([0-3]\d)(?=[/_.-]|$)"),
    re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?=/)"),
    re.compile(r"[/_-]t?((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[_/.-]|$)"),
    re.compile(r"[/_-]((?:19|20)\d\d)[_-]([01]\d)[_-]([0-3]\d)(?=[_/.-]|$)"),
)
# The whole last part of a path: behind other words ("concert-29-10-2021") it would be an event's. Day and month must
# not be swappable: an address has no language.
_DAY_FIRST = re.compile(r"/(\d{1,2})([._-])(\d{1,2})\2((?:19|20)\d\d)(?:\.[a-z]{3,5})?/?$", re.IGNORECASE)
_NAMED_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/(\d{1,2})(?=/)", re.IGNORECASE)


def date_in_address(url: str) -> ParsedDate | None:
    """The day that an address names (/2024/06/28/, /2024/0628/c1a2/, /2024-06-28-slug, /28-06-2024), or None."""
    try:
        path = unquote(urlsplit(url).path)[:500]
    except ValueError:
        return None
    for form in _IN_ADDRESS:
        for match in form.finditer(path):
            parsed = parse_date("-".join(match.groups()))
            if parsed is not None:
                return ParsedDate(parsed.value, "day", match.group().strip("/_-"))
    if (last := _DAY_FIRST.search(path)) is not None and (int(last[1]) > 12 or last[1] == last[3]):
        parsed = parse_date(f"{last[4]}-{last[3]}-{last[1]}")
        if parsed is not None:
            return ParsedDate(parsed.value, "day", last.group().strip("/"))
    if (named := _NAMED_IN_ADDRESS.search(path)) is not None and (month := MONTHS.get(named[2].lower())) is not None:
        parsed = parse_date(f"{named[1]}-{month}-{named[3]}")
        return ParsedDate(parsed.value, "day", named.group().strip("/")) if parsed is not None else None
    return None
