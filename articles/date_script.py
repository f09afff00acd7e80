"""Publication dates in the data that a page carries for its own scripts, where it shows none to anybody else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

MAX_SCRIPTS, MAX_CHARACTERS = 60, 1_500_000
"""Scripts of one page, and characters of all of them, that are searched."""

_KEY = re.compile(  # not of what ends a publication or repeats it: "unpublishAt", "lastPublishedAt"
    r"(?<!un)(?<!un_)(?<!\bre)(?<!\bre_)(?<!last)(?<!last_)(?<!latest)(?<!latest_)"
    r"(?:datePublished|date_published|firstPublished\w{0,8}|publish(?:ed)?_?(?:date|time|on|at)|publication_?date|"
    r"pub_?(?:date|time)|ptime|create_time)\\?[\"']?\s{0,2}[:=]\s{0,2}\\?[\"']"
    r"(?P<date>\d[^\"'\\<>]{7,40})",
    re.IGNORECASE,
)
_NEAR = 3_000  # characters between the headline and the date of one record
_HEADLINE = 40  # characters of a headline that are looked for


def from_scripts(tree: LexborHTMLParser, title: str) -> Iterator[str]:
    """The date beside the page's headline in its scripts' data; nothing where the data do not name the headline.

    Data of a site's other stories stand in the same scripts: only the record with this headline is the article's.
    """
    wanted = title.strip()[:_HEADLINE]
    if len(wanted) < 4:
        return
    forms = dict.fromkeys((wanted, json.dumps(wanted)[1:-1], json.dumps(wanted, ensure_ascii=False)[1:-1]))
    left = MAX_CHARACTERS
    for node in tree.css('script:not([src]):not([type*="ld+json" i])')[:MAX_SCRIPTS]:
        text = (node.text() or "")[:left]
        left -= len(text)
        if not any(form in text for form in forms):
            continue
        found = [(match.start(), match["date"]) for match in _KEY.finditer(text)]
        if not found:
            continue
        places = [match.start() for form in forms for match in re.finditer(re.escape(form), text)][:50]
        near = [(abs(at - place), date) for at, date in found[:500] for place in places if abs(at - place) <= _NEAR]
        if near:
            yield min(near)[1]
            return
